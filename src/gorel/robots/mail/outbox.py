"""The outbox: every letter she has sent or is about to send, as its receiver sees it.

Personal data of a letter sits here and in the rows it is about; never in a case's variables or in a log. Receiver,
subject and body are sealed under a key of the letter's own (`ground.sealing`): dropping the key erases them, and leaves
that a letter of this kind went out. Letters are found by marks of whole words, which nobody can read.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from email.utils import parseaddr

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from gorel.ground import sealing
from gorel.ground.ids import uid
from gorel.ground.written import Added


class State(models.TextChoices):
    """How far a letter has come."""

    QUEUED = "queued", _("queued")
    SENT = "sent", _("sent")
    REFUSED = "refused", _("refused")


def _sealed(name: str, empty: object) -> property:
    """One field of a letter that stands in its sealed part."""

    def read(mail: Mail) -> object:
        if name == "subject" and mail.is_erased:
            return str(_("Erased letter"))
        return mail.personal().get(name, empty)

    def write(mail: Mail, value: object) -> None:
        mail.personal()[name] = value

    return property(read, write)


class Letters(models.Manager["Mail"]):
    """Finds letters by what is sealed."""

    def to(self, address: str) -> models.QuerySet[Mail]:
        """Return the letters to *address*."""
        return self.filter(marks__contains=sealing.mark(address.strip()))

    @staticmethod
    def holding(text: str) -> models.Q:
        """Return the condition that receiver or subject hold every word of *text*."""
        found = models.Q()
        for word in _words([text]):
            found &= models.Q(marks__contains=sealing.mark(word))
        return found


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
    sender_name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=8, default="sv")
    key = models.BinaryField(default=b"")
    sealed = models.BinaryField(default=b"")
    marks = models.TextField(blank=True, default="")
    message_id = models.CharField(max_length=200)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    to_address = _sealed("to_address", "")
    to_name = _sealed("to_name", "")
    reply_to = _sealed("reply_to", "")
    reply_to_name = _sealed("reply_to_name", "")
    subject = _sealed("subject", "")
    text = _sealed("text", "")
    html = _sealed("html", "")
    attachments = _sealed("attachments", ())
    thread = _sealed("thread", "")
    unsubscribe = _sealed("unsubscribe", "")

    objects = Letters()

    class Meta:
        indexes = [
            models.Index(fields=["kind", "-id"], name="mail_kind"),
            models.Index(fields=["sent_at"], name="mail_sent_at"),
            models.Index(fields=["about"], name="mail_about"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid} {self.state}"

    @property
    def is_erased(self) -> bool:
        """Whether its key was dropped."""
        return self.pk is not None and not self.key

    def personal(self) -> dict[str, object]:
        """Return what is sealed; what is changed in it is kept by `save`."""
        if "_personal" not in self.__dict__:
            sealed = bytes(self.sealed)
            key = bytes(self.key)
            self.__dict__["_personal"] = json.loads(sealing.unwrap(key).open(sealed, b"letter")) if sealed else {}
        return self.__dict__["_personal"]

    def save(self, *arguments: object, **how: object) -> None:
        """Write the row, its personal part sealed."""
        self._seal()
        super().save(*arguments, **how)  # type: ignore[arg-type]

    def put(self) -> None:
        """Write a letter that is composed: `save`, in less time for one that is new."""
        if self.pk is not None:
            self.save()
        else:
            self._seal()
            _add(self)

    def _seal(self) -> None:
        if "_personal" in self.__dict__ and not self.is_erased:
            personal = self.personal()
            self.key, key = (self.key, sealing.unwrap(bytes(self.key))) if self.key else sealing.new_key()
            self.sealed = key.seal(json.dumps(personal, ensure_ascii=False).encode(), b"letter")
            self.marks = " ".join(sealing.mark(word) for word in self._found_by(personal))

    @staticmethod
    def _found_by(personal: dict[str, object]) -> list[str]:
        texts = [str(personal.get(name, "")) for name in ("to_address", "to_name", "subject")]
        return list(dict.fromkeys([texts[0].strip(), *_words(texts)]))


_add = Added(Mail)


def erase(cases: Iterable[str]) -> None:
    """Drop the keys of the letters of *cases* (their uids). Side effect: nobody can read them any more."""
    Mail.objects.filter(case__in=list(cases)).update(key=b"", sealed=b"", marks="")


def _words(texts: Iterable[str]) -> list[str]:
    return [word for text in texts for word in re.findall(r"\w+", text.casefold())]


def message_id(job_key: str) -> str:
    """Return the Message-ID of the job's letter: the same at every try, so that a doubled mail can be told as one."""
    digest = hashlib.sha256(f"{settings.ADDRESS}\n{job_key}".encode()).hexdigest()
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{digest[:32]}@{domain}>"
