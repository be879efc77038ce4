"""What is left of cases that were purged: that it was done, on what ground, and the numbers."""

from __future__ import annotations

from django.db import models

from gorel.cases.models.deployments import Process
from gorel.cases.models.fields import InstantField


class Purge(models.Model):
    """A case was erased. Shape: ground names the decision on retention that it rests on."""

    case_uid = models.UUIDField()
    process = models.ForeignKey(Process, models.PROTECT, related_name="+")
    at = InstantField()
    by = models.CharField(max_length=80, blank=True)
    ground = models.CharField(max_length=255)


class Statistic(models.Model):
    """How often a step was finished in purged cases. Shape: hour counts whole hours since 1970-01-01 UTC."""

    process = models.ForeignKey(Process, models.PROTECT, related_name="+")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, related_name="+")
    element = models.CharField(max_length=255)
    hour = models.IntegerField()
    finished = models.IntegerField(default=0)
    tasks = models.IntegerField(default=0)
    seconds_spent = models.IntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["process", "hour"], name="cases_statistic_process")]
