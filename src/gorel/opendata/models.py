"""What the publisher states (append-only: the latest of a kind counts), and what open data has shown of itself."""

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


class Shown(models.Model):
    """An item that was open, where its own row does not tell when it changed or that it went (`ledger`).

    Shape: digest is of the item as it was last given; gone_at says since when it is open no more.
    """

    resource = models.CharField(max_length=60)
    uid = models.UUIDField()
    digest = models.BinaryField(max_length=16)
    changed_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resource", "uid"], name="opendata_shown_once")]
        indexes = [models.Index(fields=["resource", "changed_at"], name="opendata_shown_changes")]

    def __str__(self) -> str:
        return f"{self.resource} {self.uid}"


class Measured(models.Model):
    """Size and checksum of a resource as one file, as it was when it was last given or measured whole. Units: bytes."""

    resource = models.CharField(max_length=60)
    format = models.CharField(max_length=10)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resource", "format"], name="opendata_measured_once")]

    def __str__(self) -> str:
        return f"{self.resource}.{self.format}"
