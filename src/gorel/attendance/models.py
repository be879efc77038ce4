"""What attendance keeps: each point's sign-up, registrations, corrections, and that somebody was refused.

Names and addresses stand here and in the outbox only; cases hold the uids of these rows.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from gorel.attendance import needs as needs_
from gorel.attendance.words import ACTIVE, OPEN, Mode, Standing, State
from gorel.ground import clock, ids


class SignUp(models.Model):
    """A point's sign-up: what the organiser has set, and what Görel has done. One row per point that one signs up for.

    Shape: capacity None is no limit; it counts seats on site where the point is both, and digital_capacity the others.
    questions are form-js components; reminders name the steps of registration.bpmn that the owner wants; domains are
    e-mail domains, one a line. The counts are kept when the point is over.
    """

    point = models.OneToOneField("programme.Point", models.CASCADE, related_name="sign_up")
    opens_on = models.DateField(null=True, blank=True)
    last_time = models.TimeField(null=True, blank=True)  # of the last day; None: that whole day
    capacity = models.PositiveIntegerField(null=True, blank=True)
    digital_capacity = models.PositiveIntegerField(null=True, blank=True)
    has_waiting_list = models.BooleanField(default=True)
    guests_most = models.PositiveSmallIntegerField(default=0)
    asks_food = models.BooleanField(default=False)
    asks_access = models.BooleanField(default=False)
    questions = models.JSONField(default=list, blank=True)
    domains = models.TextField(blank=True)
    code = models.CharField(max_length=40, blank=True)
    wants_proof = models.BooleanField(default=False)  # the address is tried before the registration counts
    reminders = models.JSONField(default=list, blank=True)
    asks_feedback = models.BooleanField(default=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    awaited_at = models.DateTimeField(null=True)  # the closing that the picture waits for
    counted_at = models.DateTimeField(null=True)
    registered_count = models.PositiveIntegerField(default=0)
    withdrawn_count = models.PositiveIntegerField(default=0)
    refused_count = models.PositiveIntegerField(default=0)
    attended_count = models.PositiveIntegerField(default=0)
    waiting_count = models.PositiveIntegerField(default=0)
    viewed_count = models.PositiveIntegerField(default=0)  # how often the recording was asked for by our links
    forgotten_at = models.DateTimeField(null=True)  # when the participants' data was purged

    def __str__(self) -> str:
        return f"sign-up {self.pk}"

    @property
    def is_for_some(self) -> bool:
        """Say whether only those with a certain address or code may sign up."""
        return bool(self.code or self.domains.strip())


class Registration(models.Model):
    """Somebody's registration for a point.

    Shape: email is in small letters; one address has at most one open registration per point.
    consent_version names the text in `consent.VERSIONS`; token is the address of the personal page.
    seats is the person and the guests. done says at which moment each step of the picture with a time was done;
    told holds the facts of the point that the person was last told, told_before those of the time before; link_digest
    is that of the link that was last released.
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
    mode = models.CharField(max_length=8, choices=Mode, blank=True)
    guests = models.JSONField(default=list, blank=True)
    seats = models.PositiveSmallIntegerField(default=1)
    answers = models.JSONField(default=dict, blank=True)
    needs_key = models.BinaryField(default=b"")
    needs = models.BinaryField(default=b"")  # food and access, sealed under the key: `attendance.needs`
    booked_by = models.CharField(max_length=120, blank=True)  # the colleague who did the registering
    is_protected = models.BooleanField(default=False)  # protected identity: no name or address in lists and exports
    state = models.CharField(max_length=12, choices=State, default=State.RECEIVED)
    registered_at = models.DateTimeField(default=clock.now)
    proved_at = models.DateTimeField(null=True)
    offered_until = models.DateTimeField(null=True)
    corrected_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    link_released_at = models.DateTimeField(null=True)
    link_digest = models.CharField(max_length=64, blank=True)
    told = models.JSONField(default=dict, blank=True)
    told_before = models.JSONField(default=dict, blank=True)
    told_version = models.PositiveIntegerField(default=0)  # the point's version that the case has heard of
    done = models.JSONField(default=dict, blank=True)
    sequence = models.PositiveIntegerField(default=0)  # SEQUENCE of the calendar entry
    has_attended = models.BooleanField(null=True)
    has_answered = models.BooleanField(default=False)  # the feedback form; what was answered is not tied to anybody
    repeated_at = models.DateTimeField(null=True)  # when the same address last tried to sign up again
    # In small letters: those that SQLite makes small are ASCII's only.
    search_text = models.CharField(max_length=600, blank=True, editable=False)

    food = needs_.field("food")
    access = needs_.field("access")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["point", "email"],
                condition=Q(state__in=list(OPEN)),
                name="attendance_one_open_registration",
            )
        ]
        indexes = [
            models.Index(fields=["point", "state"], name="attendance_by_point_state"),
            models.Index(fields=["email"], name="attendance_by_email"),
        ]

    def __str__(self) -> str:
        return f"{self.uid} {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("attendance:mine", args=[self.token])

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Read the row again; needs that were opened are opened anew."""
        self.__dict__.pop("_needs", None)
        super().refresh_from_db(*args, **kwargs)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with the text that the secretary's search looks in, and the seats that the group takes."""
        self.search_text = f"{self.name} {self.email} {self.organisation}".casefold()
        self.seats = 1 + len(self.guests)
        needs_.seal(self)
        super().save(*args, **kwargs)

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def local_offered_until(self) -> datetime | None:
        """Return till when the seat is held, on the point's clocks."""
        return None if self.offered_until is None else self.point.there(self.offered_until)

    @property
    def shows_link(self) -> bool:
        """Say whether its personal page may show the joining link."""
        return self.state == State.REGISTERED and self.link_released_at is not None

    @property
    def comes_to_the_room(self) -> bool:
        """Say whether they take part where it is held, and need no link."""
        return self.point.format == "physical" or self.mode == Mode.ON_SITE


class Correction(models.Model):
    """What somebody wants their registration to say instead; the picture puts it in force and empties it.

    Shape: changes maps fields of the registration to what they shall say, as `needs.packed` writes them.
    """

    uid = models.UUIDField(unique=True, default=ids.uid, editable=False)
    registration = models.ForeignKey(Registration, models.CASCADE, related_name="corrections")
    name = models.CharField(max_length=120)
    organisation = models.CharField(max_length=160, blank=True)
    changes = models.JSONField(default=dict, blank=True)
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


class Feedback(models.Model):
    """What somebody thought afterwards; nothing that says who."""

    point = models.ForeignKey("programme.Point", models.CASCADE, related_name="feedback")
    at = models.DateField(default=clock.today)
    score = models.PositiveSmallIntegerField()
    good = models.TextField(blank=True)
    better = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.score} {self.at}"


class OrganisersLesson(models.Model):
    """What the organiser takes along from a point: for the week's report and for next time."""

    point = models.OneToOneField("programme.Point", models.CASCADE, related_name="organisers_lesson")
    good = models.TextField(blank=True)
    better = models.TextField(blank=True)
    by = models.CharField(max_length=60)
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"lesson of {self.point_id}"


class Mailing(models.Model):
    """A letter of the organiser's own to participants, or an invitation to those who are named.

    Shape: audience is a state of registrations, "" for all who take part; receivers are addresses, of an invitation;
    after is the last registration (or receiver) that has got it.
    """

    uid = models.UUIDField(unique=True, default=ids.uid, editable=False)
    point = models.ForeignKey("programme.Point", models.CASCADE, related_name="mailings")
    kind = models.CharField(max_length=20, default="announcement")  # or "invitation"
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    audience = models.CharField(max_length=12, blank=True)
    receivers = models.JSONField(default=list, blank=True)
    by = models.CharField(max_length=60)
    at = models.DateTimeField(default=clock.now)
    after = models.PositiveBigIntegerField(default=0)
    told = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"


class Look(models.Model):
    """That somebody of the staff looked at personal data: who, at what of which point, when."""

    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+")
    point = models.ForeignKey("programme.Point", models.CASCADE, related_name="looks")
    what = models.CharField(max_length=12)  # "list", "export", "report"
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d %H:%M}"
