"""What people decided about a process or an ability while it runs; rooms above write it, the memory obeys."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Coalesce

from gorel.cases.models.fields import InstantField


class Policy(models.Model):
    """What holds for all versions of a process, for one organisation; organisation NULL means for everybody.

    Shape: while paused, new cases are taken in but do not begin. facts is JSON that the picture sees as the variable
    `policy` (a sampling rate, limits of amounts); empty for none.
    """

    process = models.CharField(max_length=255)
    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, null=True, related_name="+")
    is_paused = models.BooleanField(default=False)
    reason = models.CharField(max_length=255, blank=True)
    facts = models.JSONField(default=dict)
    at = InstantField()
    by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("process", Coalesce("organisation", 0), name="cases_policy_of")]

    def __str__(self) -> str:
        return self.process


class AbilityPolicy(models.Model):
    """What holds for one ability, on all nodes together.

    Shape: while paused, none of its jobs is begun. concurrency bounds how many run at once, per_minute how many are
    begun; NULL is no bound. Units: free_at is machine time: when the next may begin, written by the workers.
    """

    type = models.CharField(max_length=255, unique=True)
    is_paused = models.BooleanField(default=False)
    reason = models.CharField(max_length=255, blank=True)
    concurrency = models.IntegerField(null=True)
    per_minute = models.IntegerField(null=True)
    free_at = models.BigIntegerField(default=0)
    at = InstantField()
    by = models.CharField(max_length=80, blank=True)

    def __str__(self) -> str:
        return self.type
