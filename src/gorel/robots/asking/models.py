"""Who was asked what. The receiver's address stands in the letter alone."""

from __future__ import annotations

from django.core.signing import BadSignature, Signer
from django.db import models
from django.urls import reverse

from gorel.ground import ids

_SIGNER = Signer(salt="gorel.robots.asking")


class Ask(models.Model):
    """A question by mail. Shape: form is the schema as it was; answered_at is set once. Times are business time."""

    uid = models.UUIDField(default=ids.uid, unique=True, editable=False)
    job_key = models.CharField(max_length=200, unique=True)
    organisation = models.ForeignKey("accounts.Organisation", null=True, on_delete=models.CASCADE, related_name="+")
    case = models.CharField(max_length=64, db_index=True)
    title = models.CharField(max_length=300)
    form = models.JSONField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return its page's address, which nobody can guess and the database does not hold."""
        return reverse("robots:answer", args=[_SIGNER.sign(str(self.uid))])


def find(signed: str) -> Ask | None:
    """Return the question that an address is for; None when nobody was given that address."""
    try:
        return Ask.objects.filter(uid=_SIGNER.unsign(signed)).first()
    except BadSignature:
        return None
