"""How people come in: sign-ins, the browsers they are signed in with, and their passkeys."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from gorel.accounts.models.people import Person
from gorel.ground import machine


class SignIn(models.Model):
    """What happened at the door. Append-only: rows are written once and leave with their time to live."""

    class Kind(models.TextChoices):
        """What happened."""

        CODE_ASKED = "code-asked", _("code asked for")
        SIGNED_IN = "signed-in", _("signed in")
        DEMO_SIGNED_IN = "demo-signed-in", _("signed in, demo")
        REFUSED = "refused", _("wrong code")
        SIGNED_OUT = "signed-out", _("signed out")
        PASSKEY = "passkey", _("signed in with a passkey")
        OIDC = "oidc", _("signed in at the organisation’s own sign-in")
        PASSKEY_REFUSED = "passkey-no", _("passkey refused")

    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="sign_ins")
    kind = models.CharField(_("what"), max_length=20, choices=Kind.choices)
    at = models.DateTimeField(_("when"), default=machine.now, db_index=True)
    address = models.GenericIPAddressField(_("from"), null=True)

    class Meta:
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")
        ordering = ["-at"]
        indexes = [models.Index(fields=["person", "at"], name="accounts_sign_in_by")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"


class Visit(models.Model):
    """A browser in which a person is signed in. By machine time.

    Shape: mark is a digest of the session's key; session the key itself, sealed, so that it can be ended elsewhere.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="visits")
    mark = models.CharField(max_length=64, unique=True)
    session = models.TextField(blank=True, default="")
    browser = models.CharField(max_length=120, blank=True)
    address = models.GenericIPAddressField(null=True)
    began_at = models.DateTimeField(default=machine.now)
    seen_at = models.DateTimeField(default=machine.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-seen_at"]

    def __str__(self) -> str:
        return f"{self.browser} {self.seen_at:%Y-%m-%d %H:%M}"


class Passkey(models.Model):
    """A key that a person's device keeps, to sign in without a code. Shape: as WebAuthn tells it; nothing is secret."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(_("name"), max_length=80)
    identifier = models.BinaryField(unique=True)
    attested = models.BinaryField()
    counter = models.BigIntegerField(default=0)
    made_at = models.DateTimeField(default=machine.now)
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["made_at"]

    def __str__(self) -> str:
        return self.name
