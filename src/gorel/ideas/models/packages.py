"""Packages: keys that sign them, the files themselves, and where each is installed."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Coalesce

from gorel.ground import clock, ids
from gorel.ground.language import spoken
from gorel.ideas.models.stages import Solution


class SigningKey(models.Model):
    """A key that packages and reports are signed with: this home's own, or one of somebody else.

    Shape: public is 32 bytes as base64; fingerprint is SHA-256 of them as hex. private is sealed, of our own key alone.
    """

    name = models.CharField(max_length=120)
    fingerprint = models.CharField(max_length=64, unique=True)
    public = models.CharField(max_length=64)
    wrapped = models.BinaryField(null=True)
    private = models.BinaryField(null=True)
    is_own = models.BooleanField(default=False)
    trusted_at = models.DateTimeField(null=True)
    trusted_by = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["is_own"], condition=models.Q(is_own=True), name="ideas_one_own_key")
        ]

    def __str__(self) -> str:
        return self.name or self.fingerprint[:16]

    @property
    def is_trusted(self) -> bool:
        return self.is_own or self.trusted_at is not None


class Package(models.Model):
    """A package file that was made or taken in here, as it stands. Shape: manifest is what it says of itself."""

    uid = models.UUIDField(unique=True, default=ids.uid, editable=False)
    name = models.CharField(max_length=80)
    version = models.CharField(max_length=30)
    digest = models.CharField(max_length=64, unique=True)
    content = models.BinaryField()
    manifest = models.JSONField()
    signer = models.ForeignKey(SigningKey, models.PROTECT, related_name="packages")
    solution = models.ForeignKey(Solution, models.SET_NULL, null=True, blank=True, related_name="packages")
    is_public = models.BooleanField(default=False)  # anybody may fetch it from the solution's page
    received_at = models.DateTimeField(default=clock.now)
    tests_passed = models.BooleanField(null=True)
    tests = models.JSONField(default=list)

    class Meta:
        ordering = ["name", "-received_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    @property
    def title(self) -> str:
        """Return what people call it, in the language of the page where it says so."""
        said = self.manifest.get("title") or {}
        return str(said.get(spoken()) or said.get("sv") or self.name)


class Installation(models.Model):
    """A package put to use by an organisation here (None: by everybody).

    Shape: base holds the files as they were installed, values adapted: what "our own changes" are told by.
    """

    uid = models.UUIDField(unique=True, default=ids.uid, editable=False)
    name = models.CharField(max_length=80)
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, related_name="+")
    package = models.ForeignKey(Package, models.PROTECT, related_name="installations")
    values = models.JSONField(default=dict)
    base = models.JSONField(default=dict)  # file name -> text
    installed_at = models.DateTimeField(default=clock.now)
    installed_by = models.CharField(max_length=80, blank=True)
    updated_at = models.DateTimeField(null=True)
    reports = models.BooleanField(default=False)  # opted in to report the benefit back
    report_to = models.URLField(max_length=300, blank=True)
    report_name = models.CharField(max_length=200, blank=True)  # under which name; empty: without a name
    reported_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint("name", Coalesce("organisation", 0), name="ideas_installed_package_once")
        ]

    def __str__(self) -> str:
        return self.name
