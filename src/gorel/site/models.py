"""What the demo keeps of itself."""

from __future__ import annotations

from django.db import models


class Story(models.Model):
    """How far the demo's story has been told (one row).

    Shape: acts_done is committed with each act; target_at is where the clock was asked to go, or None; made is empty
    for the two real inputs, or the sizes of a made-up week (`demo.generated.plan.Size`).
    """

    acts_done = models.PositiveIntegerField(default=0)
    target_at = models.DateTimeField(null=True)
    made = models.JSONField(default=dict)
