"""What attendance keeps: each point's sign-up, registrations, corrections, and that somebody was refused.

Names and addresses stand here and in the outbox only; cases hold the uids of these rows.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from gorel.attendance.words import ACTIVE, Standing, State
from gorel.ground import clock, ids


class SignUp(models.Model):
    """A point's sign-up: what the organiser has set, and what Görel has done. One row per point that one signs up for.

    Shape: capacity None is no limit; the counts are kept when the point is over.
    """

    point = models.OneToOneField("programme.Point", models.CASCADE, related_name="sign_up")
    opens_on = models.DateField(null=True, blank=True)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    counted_at = models.DateTimeField(null=True)
    registered_count = models.PositiveIntegerField(default=0)
    withdrawn_count = models.PositiveIntegerField(default=0)
    refused_count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"sign-up {self.pk}"


class Registration(models.Model):
    """Somebody's registration for a point.

    Shape: email is in small letters; one address has at most one active registration per point.
    consent_version names the text in `consent.VERSIONS`; token is the address of the personal page.
    """

    uid = models.UUIDField(unique=True, default=ids.uid, editable=False)
    token = models.CharField(max_length=64, unique=True, default=ids.token, editable=False)
    point = models.ForeignKey("programme.Point", models.PROTECT, related_name="registrations")
    name = models.CharField(max_length=120)
    email = models.EmailField(max_length=254)
    organisation = models.CharField(max_length=160, blank=True)
    language = models.CharField(max_length=2, default="sv")
    consent_version = models.CharField(max_length=20)
    consented_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State, default=State.RECEIVED)
    registered_at = models.DateTimeField(default=clock.now)
    corrected_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    link_released_at = models.DateTimeField(null=True)
    repeated_at = models.DateTimeField(null=True)  # when the same address last tried to sign up again
    # In small letters: those that SQLite makes small are ASCII's only.
    search_text = models.CharField(max_length=600, blank=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["point", "email"],
                condition=Q(state__in=list(ACTIVE)),
                name="attendance_one_active_registration",
            )
        ]
        indexes = [models.Index(fields=["point", "state"], name="attendance_by_point_state")]

    def __str__(self) -> str:
        return f"{self.uid} {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("attendance:mine", args=[self.token])

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with the text that the secretary's search looks in."""
        self.search_text = f"{self.name} {self.email} {self.organisation}".casefold()
        super().save(*args, **kwargs)

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE

    @property
    def shows_link(self) -> bool:
        """Say whether its personal page may show the joining link."""
        return self.state == State.REGISTERED and self.link_released_at is not None


class Correction(models.Model):
    """What somebody wants their registration to say instead; the picture puts it in force and empties it."""

    uid = models.UUIDField(unique=True, default=ids.uid, editable=False)
    registration = models.ForeignKey(Registration, models.CASCADE, related_name="corrections")
    name = models.CharField(max_length=120)
    organisation = models.CharField(max_length=160, blank=True)
    asked_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return str(self.uid)


class Refusal(models.Model):
    """That somebody was refused: for what, when and why. Nothing that says who."""

    point = models.ForeignKey("programme.Point", models.CASCADE, related_name="refusals")
    at = models.DateTimeField(default=clock.now)
    reason = models.CharField(max_length=20, choices=Standing)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.reason} {self.at:%Y-%m-%d %H:%M}"
