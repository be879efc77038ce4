"""What the ground keeps: the pinned clock of a demo."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from gorel.ground.prepared import Prepared


class PinnedClock(models.Model):
    """The demo's moment (one row or none), and the moment that it is on its way to."""

    pinned_at = models.DateTimeField()
    target_at = models.DateTimeField(null=True)

    @classmethod
    def read(cls) -> datetime | None:
        """Return the pinned moment, or None when the clock runs by itself."""
        return next((pinned_at for (pinned_at,) in _moment.rows(pk=1)), None)


_moment = Prepared(lambda pk: PinnedClock.objects.filter(pk=pk).values_list("pinned_at"), pk=int)


class Limit(models.Model):
    """How often something was tried within a span of machine time; see `ground.limits`."""

    key = models.CharField(max_length=80, primary_key=True)
    ends_at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.count} until {self.ends_at:%H:%M:%S}"


class Cached(models.Model):
    """Django's cache, shared by all processes and nodes through the database. Written by its database backend alone."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "ground_cache"

    def __str__(self) -> str:
        return self.cache_key
