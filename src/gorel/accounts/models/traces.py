"""What is remembered of who looked at something personal, or changed who may do what."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from gorel.accounts.models.people import Organisation, Person
from gorel.ground import machine


class Trace(models.Model):
    """Who looked at something personal, or changed who may do what: append-only, leaves with its time to live.

    Shape: about is ids and words of ours, never what was seen or a name; organisation is whose auditors read it. By
    machine time.
    """

    class Kind(models.TextChoices):
        """What was done."""

        VIEWED = "viewed", _("looked at personal data")
        EXPORTED = "exported", _("took a list away")
        CHANGED = "changed", _("changed a case")
        ROLE_GIVEN = "role-given", _("gave a role")
        ROLE_TAKEN = "role-taken", _("took a role away")
        GROUP = "group", _("changed a group")
        ORGANISATION = "organisation", _("changed an organisation")
        PROCESS = "process", _("decided about a process")
        TOKEN = "token", _("made or ended a robot's token")
        ABILITY = "ability", _("paused or resumed an ability")
        SESSION = "session", _("ended sessions")
        PASSKEY = "passkey", _("added or removed a passkey")

    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("what"), max_length=16, choices=Kind.choices)
    about = models.CharField(_("about"), max_length=255, blank=True)
    reason = models.CharField(_("why"), max_length=500, blank=True)
    at = models.DateTimeField(_("when"), default=machine.now)
    address = models.GenericIPAddressField(_("from"), null=True)

    class Meta:
        verbose_name = _("trace")
        verbose_name_plural = _("traces")
        ordering = ["-at"]
        indexes = [
            models.Index(fields=["organisation", "at"], name="accounts_trace_of"),
            models.Index(fields=["person", "at"], name="accounts_trace_by"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"
