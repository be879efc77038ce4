"""The outbox: every letter she has sent or is about to send, as its receiver sees it.

Personal data of a letter sits here and in the rows it is about; never in a case's variables or in a log.
"""

from __future__ import annotations

import hashlib
from email.utils import parseaddr

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from gorel.ground.ids import uid


class State(models.TextChoices):
    """How far a letter has come."""

    QUEUED = "queued", _("queued")
    SENT = "sent", _("sent")
    REFUSED = "refused", _("refused")


class Mail(models.Model):
    """One letter of one job.

    Shape: queued → sent, or queued → refused → (a person has mended the cause) → sent. "sent" is never left again.
    Units: queued_at and sent_at are business time.
    """

    uid = models.UUIDField(unique=True, default=uid, editable=False)
    job_key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=60)
    about = models.CharField(max_length=64)
    case = models.CharField(max_length=64, db_index=True)
    organisation = models.ForeignKey("accounts.Organisation", null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    to_address = models.CharField(max_length=320)
    to_name = models.CharField(max_length=200, blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    reply_to = models.CharField(max_length=320, blank=True)
    reply_to_name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=8, default="sv")
    subject = models.CharField(max_length=998)
    text = models.TextField()
    html = models.TextField()
    attachments = models.JSONField(default=list)
    message_id = models.CharField(max_length=200)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "-id"], name="mail_kind"),
            models.Index(fields=["sent_at"], name="mail_sent_at"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid} {self.state}"


def message_id(job_key: str) -> str:
    """Return the Message-ID of the job's letter: the same at every try, so that a doubled mail can be told as one."""
    digest = hashlib.sha256(f"{settings.ADDRESS}\n{job_key}".encode()).hexdigest()
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{digest[:32]}@{domain}>"
