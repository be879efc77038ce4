"""What is kept in numbers: sums of each day, and what is left of cases that were purged."""

from __future__ import annotations

from django.db import models

from gorel.cases.models.deployments import Process
from gorel.cases.models.fields import InstantField


class Purge(models.Model):
    """A case was erased. Shape: ground names the decision on retention that it rests on."""

    case_uid = models.UUIDField()
    process = models.ForeignKey(Process, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, related_name="+", db_index=False
    )  # not known of cases that were erased before it was kept
    at = InstantField()
    by = models.CharField(max_length=80, blank=True)
    ground = models.CharField(max_length=255)


class Statistic(models.Model):
    """How often a step was finished in cases that were purged before their day was summed up.

    Shape: hour counts whole hours since 1970-01-01 UTC; element "" is the case itself, finished when it was completed.
    """

    process = models.ForeignKey(Process, models.PROTECT, related_name="+")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, related_name="+")
    element = models.CharField(max_length=255)
    hour = models.IntegerField()
    finished = models.IntegerField(default=0)
    tasks = models.IntegerField(default=0)
    seconds_spent = models.IntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["process", "hour"], name="cases_statistic_process")]


class DaySum(models.Model):
    """What was finished on a Swedish day, purged since or not. Shape: as `Statistic`; measured is tasks with a time."""

    process = models.ForeignKey(Process, models.PROTECT, related_name="+", db_index=False)
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, related_name="+", db_index=False
    )
    element = models.CharField(max_length=255)
    day = models.DateField()
    finished = models.IntegerField(default=0)
    tasks = models.IntegerField(default=0)
    measured = models.IntegerField(default=0)
    seconds_spent = models.IntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "process", "day"], name="cases_sum_of"),
            models.Index(fields=["process", "day"], name="cases_sum_of_process"),
        ]


class Summed(models.Model):
    """Up to which Swedish day all is in `DaySum`; that day is not. One row.

    Shape: no line of the log before *line* is of that day or later.
    """

    until = models.DateField(null=True)
    line = models.BigIntegerField(default=0)
