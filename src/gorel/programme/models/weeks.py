"""Weeks, with their themes and looks."""

from __future__ import annotations

import zlib
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import cached_property

from gorel.ground import clock, ids, zones
from gorel.programme.words import Conflicts


def is_public(at: int | None, now: int) -> bool:
    """Say whether everybody may see, at the instant *now*, the programme of a week with `public_at` *at*."""
    return at is not None and at <= now


def public(now: int, week: str = "") -> Q:
    """Return `is_public` as a condition on weeks, or on rows that are related to one ("week__")."""
    return Q(**{f"{week}public_at__lte": now})


class Week(models.Model):
    """A week that many organisations fill with points."""

    uid = models.UUIDField(unique=True, default=ids.uid, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    title_sv = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    about_sv = models.TextField(blank=True)
    about_en = models.TextField(blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    owner = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")  # its editors review
    initiators = models.ManyToManyField("accounts.Organisation", related_name="+", blank=True)
    call_opens_at = models.DateTimeField(null=True, blank=True)
    call_closes_at = models.DateTimeField(null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)  # the first day that the public sees the programme
    # The instant at which that day begins in the week's zone, so that one column tells of weeks in all zones.
    public_at = models.BigIntegerField(null=True, editable=False)
    # A local week inside this one: a city's own week, whose points the whole week shows, too.
    part_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="local_weeks")
    criteria_sv = models.TextField(blank=True)  # what the editors review by; Markdown
    criteria_en = models.TextField(blank=True)
    terms_sv = models.TextField(blank=True)  # what an organiser accepts when handing in; Markdown
    terms_en = models.TextField(blank=True)
    conflicts = models.CharField(max_length=10, choices=Conflicts, default=Conflicts.WARN)
    theme = models.TextField(blank=True, default="")  # its own colours, as `themes` reads them
    logo_version = models.PositiveIntegerField(default=0)  # another with each logo; 0: it has none
    reviewers = models.PositiveSmallIntegerField(default=1)  # how many editors review each point, unknown to each other
    time_zone = models.CharField(max_length=64, blank=True, default="")  # whose clocks it goes by; "" the house's

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="programme_week_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.title_sv

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the week, and from when the public sees it. A day or zone that is written past this goes unheard."""
        day = models.DateField().to_python(self.published_on)  # a text, where somebody writes it so
        self.public_at = clock.to_instant(datetime.combine(day, time(), tzinfo=self.zone)) if day else None
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "public_at"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("programme:week", args=[self.slug])

    @property
    def zone(self) -> ZoneInfo:
        """Return the zone whose clocks the week goes by."""
        return zones.named(self.time_zone)

    @property
    def is_public(self) -> bool:
        """Say whether the public may see the programme now."""
        return is_public(self.public_at, clock.instant())

    @property
    def theme_url(self) -> str:
        """Return the address of its own colours, new with each change; "" when it has the house's."""
        if not self.theme:
            return ""
        return f"{reverse('programme:week-theme', args=[self.slug])}?v={zlib.crc32(self.theme.encode()):x}"

    @property
    def logo_url(self) -> str:
        """Return the address of its logo, new with each change; "" when it has none."""
        return f"{reverse('programme:week-logo', args=[self.slug])}?v={self.logo_version}" if self.logo_version else ""

    @cached_property
    def public_local_weeks(self) -> list[Week]:
        """Return the local weeks inside it whose programme is public today. One query for this row's life."""
        return list(self.local_weeks.filter(public(clock.instant())))


class WeekLogo(models.Model):
    """A week's logo. Shape: type is what the bytes say; the week's title stands beside it, so it needs no words."""

    week = models.OneToOneField(Week, models.CASCADE, related_name="logo")
    type = models.CharField(max_length=40)
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"logo of {self.week_id}"


class Theme(models.Model):
    """A theme that a week's organisers choose from."""

    week = models.ForeignKey(Week, models.CASCADE, related_name="themes")
    slug = models.SlugField(max_length=80)
    title_sv = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["title_sv"]
        constraints = [models.UniqueConstraint(fields=["week", "slug"], name="programme_theme_once_in_week")]

    def __str__(self) -> str:
        return self.title_sv
