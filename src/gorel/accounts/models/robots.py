"""Robots and other systems that call the open interfaces, and what they asked for."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from gorel.accounts.models.people import Organisation
from gorel.ground import ids, machine


class RobotToken(models.Model):
    """A robot, or another system, that may call the open interfaces for an organisation.

    Shape: digest is of the secret, which nobody keeps; scopes are texts, see `accounts.tokens`. Times are machine time.
    """

    uid = models.UUIDField(default=ids.uid, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("name"), max_length=120)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField(_("made"), default=machine.now)
    made_by = models.CharField(max_length=80, blank=True)
    expires_at = models.DateTimeField(_("expires"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    withdrawn_by = models.CharField(max_length=80, blank=True)

    class Meta:
        verbose_name = _("robot's token")
        verbose_name_plural = _("robots' tokens")
        ordering = ["organisation__name", "name"]

    def __str__(self) -> str:
        return self.name


class RobotCommand(models.Model):
    """A command that came through the open interfaces: who, what, about which row, and how it went. Append-only.

    Shape: about is an id of a row, never a name. Answers to jobs stand in the log of their case instead.
    """

    token = models.ForeignKey(RobotToken, on_delete=models.CASCADE, related_name="commands")
    at = models.DateTimeField(default=machine.now, db_index=True)
    command = models.CharField(max_length=80)
    about = models.CharField(max_length=160, blank=True)
    status = models.SmallIntegerField()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.command} {self.status}"
