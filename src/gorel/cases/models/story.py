"""What has happened: the log, decisions with their explanations, and what a person must look at."""

from __future__ import annotations

from typing import Any

from django.db import models

from gorel.cases.models.cases import Case
from gorel.cases.models.deployments import Resource
from gorel.cases.models.fields import InstantField
from gorel.ground import ids


class LogEntry(models.Model):
    """One line of a case's story; never changed, gone only with its case.

    Shape: kind is the engine's "entered", "left", "cancelled", "took", or one of the memory's own: "started",
    "ended", "set", "retried", "decided", "incident", "resolved", "assigned", "failed", "message". by is "" for
    Görel herself, otherwise `person:<id>` or `robot:<token>`. detail is JSON: words and ids, never names.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="log", db_constraint=False, db_index=False)
    at = InstantField()
    kind = models.CharField(max_length=10)
    element = models.CharField(max_length=255, blank=True)
    key = models.BigIntegerField(null=True)
    by = models.CharField(max_length=80, blank=True)
    detail = models.TextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["case", "id"], name="cases_log_case")]


class Decision(models.Model):
    """A decision that rules made: inputs, rules hit and outcome, as `dmn.explain` reads them."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="decisions", db_constraint=False)
    at = InstantField()
    element = models.CharField(max_length=255)
    decision = models.CharField(max_length=255)
    resource = models.ForeignKey(Resource, models.PROTECT, null=True, related_name="+", db_constraint=False)
    explanation = models.TextField()


class Incident(models.Model):
    """Something that she will not guess about.

    Shape: problem is a `core.problems.Problem` as JSON; organisation is the case's, kept here so that those of one are
    found among very many of others.
    """

    OPEN, RESOLVED, GONE = "open", "resolved", "gone"

    uid = models.UUIDField(default=ids.uid, unique=True, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="incidents", db_constraint=False, db_index=False)
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    key = models.BigIntegerField()
    element = models.CharField(max_length=255)
    about = models.BigIntegerField(null=True)
    code = models.CharField(max_length=120)
    problem = models.TextField()
    state = models.CharField(max_length=8, default=OPEN)
    raised_at = InstantField()
    closed_at = InstantField(null=True)
    closed_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "key"], name="cases_incident_key")]
        indexes = [
            models.Index(fields=["id"], name="cases_incident_open", condition=models.Q(state="open")),
            models.Index(fields=["organisation", "id"], name="cases_incident_whose", condition=models.Q(state="open")),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; whose it is follows its case."""
        if self._state.adding:
            self.organisation_id = self.case.organisation_id
        super().save(*args, **kwargs)
