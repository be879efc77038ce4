"""What people have decided and found about decisions: delegations, bounds, those taken, second opinions, breakers.

Decisions and opinions name cases by uid and hold words and ids, never names or addresses.
"""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from gorel.ground import clock, ids


class Delegation(models.Model):
    """The ground on which one type of decision may be taken automatically. Withdrawn, never deleted.

    Source: kommunallagen 6 kap. 37 § (municipalities, regions), förvaltningslagen 28 § (state agencies).
    Shape: the three answers of the checklist must all be yes for it to carry a decision.
    """

    uid = models.UUIDField(default=ids.uid, unique=True, editable=False)
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="delegations")
    decision_type = models.CharField(_("type of decision"), max_length=120)
    board = models.CharField(_("committee or agency"), max_length=200)
    paragraph = models.CharField(_("paragraph of the minutes or the delegation order"), max_length=120)
    decided_on = models.DateField(_("decided on"))
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    is_appealable = models.BooleanField(_("It is appealed by förvaltningsbesvär"), default=False)
    no_other_law = models.BooleanField(_("No other law is against it"), default=False)
    not_procurement = models.BooleanField(_("It is no matter of procurement"), default=False)
    reported_to_board = models.BooleanField(_("Decisions are reported to the committee"), default=False)
    appeal_to = models.CharField(_("where it is appealed"), max_length=200)
    contact = models.CharField(_("how one reaches a person about it"), max_length=200)
    document_name = models.CharField(max_length=120, blank=True)
    document_type = models.CharField(max_length=100, blank=True)
    document = models.BinaryField(null=True)
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.CharField(max_length=80)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=80, blank=True)
    why_withdrawn = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["decision_type", "-pk"]

    def __str__(self) -> str:
        return f"{self.decision_type}, {self.board} {self.paragraph}"


class Bounds(models.Model):
    """How far one type of decision may go by itself in an organisation. NULL is no bound.

    Units: amounts in the decision's own unit (kronor); floor and the rates of sampling in per cent.
    Shape: while opened_at is set, the breaker is open: every decision goes to a person, and new cases wait.
    """

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, null=True, related_name="+")
    decision_type = models.CharField(max_length=120)
    highest_amount = models.DecimalField(
        _("highest amount of one decision"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    amount_a_day = models.DecimalField(
        _("highest amount of a day"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    number_a_day = models.PositiveIntegerField(_("most decisions of a day"), null=True, blank=True)
    floor = models.PositiveSmallIntegerField(_("lowest share that a person looks at, per cent"), default=5)
    is_test = models.BooleanField(_("test mode: every decision is prepared, none is taken"), default=False)
    changed_at = models.DateTimeField(default=clock.now)
    changed_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("decision_type", Coalesce("organisation", 0), name="benefits_bounds_of")]

    def __str__(self) -> str:
        return self.decision_type


class AutomatedDecision(models.Model):
    """One decision that was taken without a person: the register, which is only ever added to.

    Shape: outcome is the word that the rules gave; amount where there is one; case is the case's uid.
    """

    uid = models.UUIDField(default=ids.uid, unique=True, editable=False)
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, related_name="+")
    delegation = models.ForeignKey(Delegation, models.PROTECT, related_name="decisions")
    decision_type = models.CharField(max_length=120)
    case = models.UUIDField(db_index=True)
    process = models.CharField(max_length=255)
    element = models.CharField(max_length=255)
    outcome = models.CharField(max_length=200)
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    rate = models.DecimalField(max_digits=5, decimal_places=2)  # the share of second opinions when it was taken
    taken_at = models.DateTimeField()
    job = models.CharField(max_length=80, unique=True)  # the same job never decides twice

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["decision_type", "organisation", "taken_at"], name="benefits_decisions_of_day")]

    def __str__(self) -> str:
        return f"{self.decision_type} {self.outcome}"


class Opinion(models.Model):
    """What a person found, without having seen what she proposed: a second opinion on one decision."""

    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, related_name="+")
    decision_type = models.CharField(max_length=120)
    case = models.UUIDField(db_index=True)
    process = models.CharField(max_length=255)
    proposed = models.CharField(max_length=200)
    found = models.CharField(max_length=200)
    agrees = models.BooleanField()
    by = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()
    job = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["decision_type", "organisation", "-id"], name="benefits_opinions_latest")]

    def __str__(self) -> str:
        return f"{self.decision_type} {'=' if self.agrees else '≠'}"


class Breaker(models.Model):
    """When a process stops by itself: so many of the latest cases with an incident, or more new cases than usual.

    Shape: of what is NULL nothing stops it. opened_at is set while it is open; a person closes it.
    """

    process = models.CharField(max_length=255)
    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, null=True, related_name="+")
    incidents = models.PositiveIntegerField(_("incidents"), null=True, blank=True)
    among_latest = models.PositiveIntegerField(_("among the latest cases"), default=20)
    cases_a_day = models.PositiveIntegerField(_("most new cases of a day"), null=True, blank=True)
    opened_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=255, blank=True)
    changed_at = models.DateTimeField(default=clock.now)
    changed_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("process", Coalesce("organisation", 0), name="benefits_breaker_of")]

    def __str__(self) -> str:
        return self.process
