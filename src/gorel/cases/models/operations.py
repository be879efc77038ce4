"""Many cases changed at once: what was asked, how far it has come, and what was done to which case."""

from __future__ import annotations

from django.db import models

from gorel.cases.models.cases import Case
from gorel.cases.models.fields import InstantField
from gorel.ground import ids


class Operation(models.Model):
    """One change over all cases that a query means; the worker goes through them in the order of their ids.

    Shape: query and plan are JSON (`queries.Query`, and what the kind of change needs); at_case is the last case that
    was looked at, until_case the newest when it began; total is how many were meant then; undoes is the operation that
    this one takes back. Times are business time.
    """

    RUNNING, PAUSED, DONE, STOPPED = "running", "paused", "done", "stopped"
    UNFINISHED = (RUNNING, PAUSED)

    uid = models.UUIDField(default=ids.uid, unique=True, editable=False)
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    kind = models.CharField(max_length=20)
    query = models.TextField()
    plan = models.TextField(default="{}")
    reason = models.CharField(max_length=500)
    by = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=8, default=RUNNING)
    created_at = InstantField()
    ended_at = InstantField(null=True)
    at_case = models.BigIntegerField(default=0)
    until_case = models.BigIntegerField()
    total = models.IntegerField()
    changed = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)
    undoes = models.ForeignKey("self", models.SET_NULL, null=True, related_name="undone_by")

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="cases_operation_running", condition=models.Q(state="running")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid} {self.state}"

    @property
    def looked_at(self) -> int:
        """How many cases have been gone through."""
        return self.changed + self.refused


class Change(models.Model):
    """What an operation did to one case. Shape: told is JSON: what undoing needs, or why it was refused."""

    operation = models.ForeignKey(Operation, models.CASCADE, related_name="changes")
    case = models.ForeignKey(Case, models.CASCADE, related_name="+", db_constraint=False)
    is_refused = models.BooleanField(default=False)
    at = InstantField()
    told = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["operation", "case"], name="cases_change_once")]
