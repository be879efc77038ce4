"""A run of a process, and its whole durable state."""

from __future__ import annotations

from django.db import models

from gorel.cases.models.deployments import Process
from gorel.cases.models.fields import InstantField
from gorel.ground import ids


class Case(models.Model):
    """One run of one version of a process.

    Shape: state is one of `STATES`; "incident" is running with something that a person must look at. Times are
    business time. *parent_key* is the key of the call activity in the parent that waits for this case's end.
    """

    RUNNING, INCIDENT, SUSPENDED = "running", "incident", "suspended"
    COMPLETED, CANCELLED, TERMINATED, THREW = "completed", "cancelled", "terminated", "threw"
    OPEN = (RUNNING, INCIDENT, SUSPENDED)
    STATES = (*OPEN, COMPLETED, CANCELLED, TERMINATED, THREW)

    uid = models.UUIDField(default=ids.uid, unique=True, editable=False)
    process = models.ForeignKey(Process, models.PROTECT, related_name="cases", db_constraint=False)
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    business_key = models.CharField(max_length=255, blank=True)
    state = models.CharField(max_length=10, default=RUNNING)
    started_at = InstantField()
    ended_at = InstantField(null=True)
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="children", db_index=False)
    parent_key = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["business_key"], name="cases_case_business", condition=~models.Q(business_key="")),
            models.Index(fields=["state", "id"], name="cases_case_state"),
            # Whose it is stands beside the moment, so that a month is counted without looking up its cases.
            models.Index(fields=["started_at", "organisation", "process"], name="cases_case_begun"),
            models.Index(fields=["process", "started_at", "organisation"], name="cases_case_since"),
            models.Index(
                fields=["process", "ended_at", "organisation"],
                name="cases_case_done",
                condition=models.Q(ended_at__isnull=False),
            ),
            models.Index(
                fields=["organisation", "process", "id"],
                name="cases_case_now",
                condition=models.Q(ended_at__isnull=True),
            ),
            models.Index(fields=["parent"], name="cases_case_parent", condition=models.Q(parent__isnull=False)),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def is_open(self) -> bool:
        """Whether anything can still happen to it."""
        return self.state in self.OPEN


class CaseState(models.Model):
    """The engine's state of a case as JSON that SQL can read. Its row's lock is the case's lock.

    Shape: format 2 is a case that waits to begin, see `cases.waiting`.
    """

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, db_constraint=False, related_name="kept")
    format = models.SmallIntegerField(default=1)
    body = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["case"], name="cases_state_waiting", condition=models.Q(format=2))]
