"""What the demo keeps of itself."""

from __future__ import annotations

from django.db import models


class StoryPosition(models.Model):
    """How far the demo's story has been told (one row): the number of acts done. Committed with each act."""

    acts_done = models.PositiveIntegerField(default=0)
