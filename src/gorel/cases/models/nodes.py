"""Who works: our own workers, and the robots that ask for work. Rows are signs of life, in machine time."""

from __future__ import annotations

from django.db import models

from gorel.cases.models.fields import InstantField


class Node(models.Model):
    """A worker or a robot as it was last heard of.

    Shape: types are the job types that it does, with spaces around each; lost counts answers that came after their
    lease had ended, done and failed its answers that counted, since it started; version is what it says of itself. A
    robot's name is `robot:<organisation's id>:<the name that it gives itself>`.
    """

    name = models.CharField(max_length=200, unique=True)
    is_robot = models.BooleanField(default=False)
    types = models.TextField(blank=True, default="")
    began_at = InstantField()
    seen_at = InstantField(db_index=True)
    lost = models.IntegerField(default=0)
    done = models.BigIntegerField(default=0)
    failed = models.BigIntegerField(default=0)
    version = models.CharField(max_length=120, blank=True, default="")

    def __str__(self) -> str:
        return self.name
