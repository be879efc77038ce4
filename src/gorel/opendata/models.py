"""What the publisher states: who it is, and what its legal pages say. Append-only: the latest of a kind counts."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from gorel.ground import clock


class Statement(models.Model):
    """What somebody stated at a moment. Shape: facts are the answers to `statements/<kind>.form`."""

    class Kind(models.TextChoices):
        """What it is about."""

        PUBLISHER = "publisher", _("Who publishes")
        ACCESSIBILITY = "accessibility", _("Accessibility statement")
        PRIVACY = "privacy", _("Personal data")
        TERMS = "terms", _("Terms")

    kind = models.CharField(max_length=20, choices=Kind)
    facts = models.JSONField()
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="+"
    )  # whose people may change it
    stated_at = models.DateTimeField(default=clock.now)
    stated_by = models.ForeignKey("accounts.Person", models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["kind", "-id"], name="opendata_statement_latest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.stated_at:%Y-%m-%d}"
