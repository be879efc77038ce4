"""What the ground keeps: the pinned clock of a demo."""

from __future__ import annotations

from datetime import datetime

from django.db import models


class PinnedClock(models.Model):
    """The demo's moment (one row or none), and the moment that it is on its way to."""

    pinned_at = models.DateTimeField()
    target_at = models.DateTimeField(null=True)

    @classmethod
    def read(cls) -> datetime | None:
        """Return the pinned moment, or None when the clock runs by itself."""
        return cls.objects.filter(pk=1).values_list("pinned_at", flat=True).first()
