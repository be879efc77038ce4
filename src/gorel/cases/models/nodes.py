"""Who works: our own workers, and the robots that ask for work. Rows are signs of life, in machine time."""

from __future__ import annotations

from django.db import models

from gorel.cases.models.fields import InstantField


class Node(models.Model):
    """A worker or a robot as it was last heard of.

    Shape: types are the job types that it does, with spaces around each; lost counts answers that came after their
    lease had ended, since it started.
    """

    name = models.CharField(max_length=200, unique=True)
    is_robot = models.BooleanField(default=False)
    types = models.TextField(blank=True, default="")
    began_at = InstantField()
    seen_at = InstantField(db_index=True)
    lost = models.IntegerField(default=0)

    def __str__(self) -> str:
        return self.name
