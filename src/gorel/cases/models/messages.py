"""What cases wait to hear, and what was said before anybody listened."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Coalesce

from gorel.cases.models.cases import Case
from gorel.cases.models.fields import InstantField
from gorel.ground import ids


class Subscription(models.Model):
    """A case waits for a message or a signal. Shape: kind is "message" or "signal"."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="subscriptions", db_constraint=False, db_index=False)
    key = models.BigIntegerField()
    element = models.CharField(max_length=255)
    kind = models.CharField(max_length=8)
    name = models.CharField(max_length=255)
    correlation_key = models.CharField(max_length=255, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "key"], name="cases_subscription_key")]
        indexes = [models.Index(fields=["name", "correlation_key", "kind"], name="cases_subscription_name")]


class Message(models.Model):
    """A published message that may still find a case, or whose id must not be used twice while it lives.

    Units: business time. Shape: *reached* lists the keys of the processes that have had it; one with an organisation
    reaches cases of that organisation and space alone.
    """

    uid = models.UUIDField(default=ids.uid, unique=True, editable=False)
    name = models.CharField(max_length=255)
    correlation_key = models.CharField(max_length=255, blank=True)
    organisation = models.ForeignKey(
        "accounts.Organisation", models.CASCADE, null=True, related_name="+", db_constraint=False, db_index=False
    )
    space = models.CharField(max_length=64, blank=True, default="")
    message_id = models.CharField(max_length=255, blank=True)
    variables = models.TextField()
    reached = models.JSONField(default=list)
    published_at = InstantField()
    expires_at = InstantField()
    by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "name",
                "correlation_key",
                "message_id",
                Coalesce("organisation", 0),
                "space",
                condition=~models.Q(message_id=""),
                name="cases_message_once",
            )
        ]
        indexes = [
            models.Index(fields=["name", "correlation_key"], name="cases_message_name"),
            models.Index(fields=["expires_at"], name="cases_message_expires"),
        ]
