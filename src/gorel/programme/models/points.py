"""Points: what the programme consists of, with the people who take part and the files."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gorel.ground import clock, ids, zones
from gorel.programme.models.weeks import Theme, Week
from gorel.programme.words import ConsentHow, Format, Language, Registration, State


class Point(models.Model):
    """A programme point of a week, or, without week, a seminar. Facts may be missing while it is a draft."""

    uid = models.UUIDField(unique=True, default=ids.uid, editable=False)
    slug = models.SlugField(max_length=100)
    week = models.ForeignKey(Week, models.PROTECT, null=True, blank=True, related_name="points")
    organiser = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="points")
    co_organisers = models.ManyToManyField("accounts.Organisation", related_name="co_organised_points", blank=True)
    contact = models.ForeignKey("accounts.Person", models.SET_NULL, null=True, blank=True, related_name="+")
    themes = models.ManyToManyField(Theme, related_name="points", blank=True)
    series = models.CharField(max_length=120, blank=True)
    part_of = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="parts")  # a day's part
    occasion_of = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="occasions")
    resembles = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")  # a duplicate?

    title_sv = models.CharField(max_length=200, blank=True)
    title_en = models.CharField(max_length=200, blank=True)
    abstract_sv = models.TextField(blank=True)  # Markdown; `texts.html` makes it safe
    abstract_en = models.TextField(blank=True)

    # Where its clocks are: a seminar's own, or the week's, so that a list needs no week to say a time; "" the house's.
    time_zone = models.CharField(max_length=64, blank=True, default="", editable=False)
    on_date = models.DateField(null=True, blank=True)  # the date of starts_at there, or alone while no time is set
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)

    format = models.CharField(max_length=10, choices=Format, blank=True)
    place = models.CharField(max_length=200, blank=True)
    platform = models.CharField(max_length=60, blank=True)
    joining_link = models.URLField(max_length=500, blank=True)  # secret until it is mailed; never public
    language = models.CharField(max_length=2, choices=Language, blank=True)
    is_free = models.BooleanField(null=True)
    price = models.CharField(max_length=120, blank=True)  # in words, when it is not free
    target_group = models.CharField(max_length=200, blank=True)
    accessibility = models.TextField(blank=True)  # of the place: entrance, lift, hearing loop …
    interpretation = models.CharField(max_length=120, blank=True)  # sign language, another language
    has_captions = models.BooleanField(null=True)  # live
    web_page = models.URLField(max_length=300, blank=True)  # the organiser's own page about it

    registration_last_day_on = models.DateField(null=True, blank=True)  # None: one does not sign up
    link_at = models.DateTimeField(null=True, blank=True)  # when the joining link is mailed
    # `attendance` writes these two when the sign-up opens, fills or closes; see `actions.note_registration`.
    registration_state = models.CharField(max_length=10, choices=Registration, blank=True)
    registration_url = models.CharField(max_length=300, blank=True)

    is_recorded = models.BooleanField(null=True)
    recording_url = models.URLField(max_length=500, blank=True)
    recording_published_at = models.DateTimeField(null=True, blank=True)

    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    missing = models.JSONField(default=list, blank=True)  # [{"code", "text"}] as point-check.dmn found it
    sent_back_reason = models.TextField(blank=True)  # why it was sent back or declined
    sent_back_fields = models.JSONField(default=list, blank=True)  # names of the form's fields that the editor marked
    version = models.PositiveIntegerField(default=1)  # counts changes: key of cached pieces, SEQUENCE of the calendar
    search_text = models.TextField(blank=True, editable=False)  # stems, kept by `actions`
    created_at = models.DateTimeField(default=clock.now, editable=False)
    changed_at = models.DateTimeField(default=clock.now, editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    moved_at = models.DateTimeField(null=True, blank=True)  # when a published point last got another time or place
    terms_accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["on_date", "starts_at", "slug"]
        indexes = [
            models.Index(fields=["week", "on_date", "starts_at"], name="programme_point_by_day"),
            # All that a large week's days and organisers are counted by, so that no row itself is read.
            models.Index(
                fields=["week", "on_date", "state", "published_at", "organiser", "format"],
                name="programme_point_seen",
            ),
            # Whom a large week has as organisers, found from the organisers' side; and whether it has changed.
            models.Index(fields=["week", "organiser", "state", "published_at"], name="programme_point_of_organiser"),
            models.Index(fields=["week", "version", "id"], name="programme_point_versions"),
            models.Index(fields=["organiser", "state"], name="programme_point_by_organiser"),
            # Open data counts and skips by the first, and tells changes by the second.
            models.Index(fields=["id", "week", "state", "published_at"], name="programme_point_open"),
            models.Index(fields=["changed_at", "uid"], name="programme_point_changes"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["week", "slug"], name="programme_point_once_in_week"),
            models.UniqueConstraint(fields=["slug"], condition=Q(week=None), name="programme_seminar_once"),
        ]

    def __str__(self) -> str:
        return self.title_sv or self.title_en or str(self.uid)

    def get_absolute_url(self) -> str:
        if self.week is None:
            return reverse("programme:seminar", args=[self.slug])
        return reverse("programme:point", args=[self.week.slug, self.slug])

    @property
    def is_seminar(self) -> bool:
        return self.week_id is None

    @property
    def is_published(self) -> bool:
        return self.state == State.PUBLISHED

    @property
    def is_public(self) -> bool:
        """Say whether the public may see it: published, or published once and cancelled since."""
        if self.published_at is None or self.state not in (State.PUBLISHED, State.CANCELLED):
            return False
        return self.week is None or self.week.is_public

    @property
    def takes_registrations(self) -> bool:
        """Say whether one signs up for it at all; `attendance` says whether one still can."""
        return self.registration_last_day_on is not None

    @property
    def watch_url(self) -> str:
        """Return where everybody can watch the recording; "" until it is published."""
        return self.recording_url if self.recording_published_at else ""

    @property
    def zone(self) -> ZoneInfo:
        """Return the zone whose clocks the point goes by."""
        return zones.named(self.time_zone)

    def there(self, moment: datetime) -> datetime:
        """Return *moment* on the point's clocks; whatever says it then says them (`ground.zones`)."""
        return moment.astimezone(self.zone)

    @property
    def local_start(self) -> datetime | None:
        """Return when it starts, on its own clocks."""
        return None if self.starts_at is None else self.there(self.starts_at)

    @property
    def local_end(self) -> datetime | None:
        """Return when it ends, on its own clocks."""
        return None if self.ends_at is None else self.there(self.ends_at)

    @property
    def local_link_at(self) -> datetime | None:
        """Return when the joining link is mailed, on its own clocks."""
        return None if self.link_at is None else self.there(self.link_at)

    @property
    def missing_codes(self) -> list[str]:
        return [finding["code"] for finding in self.missing]

    def has_ended(self, moment: datetime | None = None) -> bool:
        """Say whether it is over at *moment* (now when None)."""
        moment = moment or clock.now()
        if self.ends_at is not None:
            return self.ends_at <= moment
        return self.on_date is not None and self.on_date < self.there(moment).date()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; the clocks are the week's, and the date follows the start, so that lists by day need one column."""
        if self._state.adding and self.week is not None:
            self.time_zone = self.week.time_zone
        if self.local_start is not None:
            self.on_date = self.local_start.date()
        super().save(*args, **kwargs)


class Contributor(models.Model):
    """Somebody who takes part, as the programme names them."""

    point = models.ForeignKey(Point, models.CASCADE, related_name="contributors")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=160, blank=True)
    organisation = models.CharField(max_length=200, blank=True)
    about = models.TextField(blank=True)
    email = models.EmailField(blank=True)  # never public: Görel asks there for the consent
    asked_at = models.DateTimeField(null=True, blank=True)
    # A picture and a page of one's own need a yes: None is not known yet. The text that was agreed to has its version.
    consents = models.BooleanField(null=True, blank=True)
    consented_at = models.DateTimeField(null=True, blank=True)
    consent_version = models.CharField(max_length=20, blank=True)
    consent_how = models.CharField(max_length=10, blank=True, choices=ConsentHow)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class ContributorPicture(models.Model):
    """A person's picture, shown only while they agree to it. Shape: type is what the bytes say."""

    contributor = models.OneToOneField(Contributor, models.CASCADE, related_name="picture")
    type = models.CharField(max_length=40)
    content = models.BinaryField()
    alt_sv = models.CharField(max_length=200)
    alt_en = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.alt_sv


class PointFile(models.Model):
    """A point's picture or document, kept in the database: the nodes of a city share nothing else.

    Shape: type is what the bytes say (`forms.uploads`); a picture has an alternative text in Swedish.
    """

    class Kind(models.TextChoices):
        """What it is for."""

        PICTURE = "picture", _("Picture")
        DOCUMENT = "document", _("Document")

    uid = models.UUIDField(unique=True, default=ids.uid, editable=False)
    point = models.ForeignKey(Point, models.CASCADE, related_name="files")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=120)
    type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    alt_sv = models.CharField(max_length=300, blank=True)
    alt_en = models.CharField(max_length=300, blank=True)
    content = models.BinaryField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["kind", "pk"]

    def __str__(self) -> str:
        return self.name
