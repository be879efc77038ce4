"""Drafts of processes, every version of their files, what was tried with them, and their releases."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from gorel.accounts.models import Organisation, Person
from gorel.cases.values import from_json, to_json
from gorel.ground import clock, ids, machine


class Draft(models.Model):
    """A process in the making, of one organisation.

    Shape: key is the id of its process; number is that of its newest version, and what a save must name to be taken.
    """

    uid = models.UUIDField(default=ids.uid, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    name = models.CharField(_("Name"), max_length=255)
    number = models.PositiveIntegerField(default=0)
    owner = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Owner"))
    backup = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Stands in")
    )
    routine = models.TextField(_("How it is done by hand"), blank=True, max_length=20_000)
    people_number = models.PositiveIntegerField(default=0)  # counts saves of the three above
    is_put_away = models.BooleanField(default=False)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["organisation", "key"], name="workshop_draft_key")]

    def __str__(self) -> str:
        return self.name


class Content(models.Model):
    """Bytes of a file, kept once however many versions hold them. Shape: digest is the SHA-256 in hexadecimal."""

    digest = models.CharField(max_length=64, primary_key=True)
    data = models.BinaryField()

    def __str__(self) -> str:
        return self.digest[:12]


class Version(models.Model):
    """A draft's files as they were saved once. Shape: files gives digests by name; digest is of names and digests."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    note = models.CharField(max_length=255, blank=True)
    digest = models.CharField(max_length=64)
    files = models.JSONField(default=dict)
    is_by_itself = models.BooleanField(default=False)  # saved by an editor as somebody drew, not by the person

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "number"], name="workshop_version_once")]

    def __str__(self) -> str:
        return f"{self.draft_id} v{self.number}"


class Editing(models.Model):
    """Somebody has a draft open for changing. Machine time: seen_at is when the page last said so."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="editing")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(default=machine.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "person"], name="workshop_editing_once")]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.person_id}"


class Trial(models.Model):
    """One run of a draft in memory, kept as what was done to it. Shape: stimuli is JSON, see `trying.play`."""

    uid = models.UUIDField(default=ids.uid, unique=True, editable=False)
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="trials")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    stimuli = models.TextField(default="[]")
    made_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def script(self) -> list[dict[str, Any]]:
        """Return what was done, in order."""
        found: list[dict[str, Any]] = from_json(self.stimuli)
        return found

    @script.setter
    def script(self, done: list[dict[str, Any]]) -> None:
        self.stimuli = to_json(done)


class Release(models.Model):
    """A version on its way to work: asked for, approved by another person, live; or refused, or rolled back.

    Shape: process is the deployed version, once it is live; version is None where what was rolled back to was never
    a draft.
    """

    class State(models.TextChoices):
        """How far it has come."""

        ASKED = "asked", _("waits for approval")
        APPROVED = "approved", _("approved")
        LIVE = "live", _("live")
        REFUSED = "refused", _("sent back")
        REPLACED = "replaced", _("replaced by a newer one")
        ROLLED_BACK = "rolled-back", _("rolled back")

    uid = models.UUIDField(default=ids.uid, unique=True, editable=False)
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="releases")
    version = models.ForeignKey(Version, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=12, choices=State.choices, default=State.ASKED)
    notes = models.TextField(max_length=4_000)
    tests = models.PositiveIntegerField(default=0)
    asked_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, max_length=4_000)
    live_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    live_at = models.DateTimeField(null=True)
    process = models.ForeignKey("cases.Process", models.SET_NULL, null=True, related_name="+")
    is_roll_back = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["draft"], condition=models.Q(state__in=("asked", "approved")), name="workshop_release_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.state}"
