"""Open doors, each an organisation's own."""

from __future__ import annotations

from django.db import models

from gorel.ground import ids, sealing


class Door(models.Model):
    """A way in. Shape: kind is "form" (form names it) or "webhook" (secret is sealed); what comes starts *process*."""

    FORM, WEBHOOK = "form", "webhook"

    uid = models.UUIDField(default=ids.uid, unique=True, editable=False)
    kind = models.CharField(max_length=8)
    organisation = models.ForeignKey("accounts.Organisation", null=True, on_delete=models.CASCADE, related_name="+")
    process = models.CharField(max_length=255)
    form = models.CharField(max_length=255, blank=True)
    sealed = models.TextField(blank=True)
    opened_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.process}"

    def keep(self, secret: str) -> None:
        """Keep the secret that callers sign with, sealed."""
        self.sealed = sealing.seal(secret, self.uid.bytes)

    @property
    def secret(self) -> str:
        return sealing.open_(self.sealed, self.uid.bytes)
