"""Who has looked at participants' data: written when a list or a file is given out, and shown beside the list."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from gorel.attendance.models import Look
from gorel.ground import clock
from gorel.programme.models import Point

if TYPE_CHECKING:
    from gorel.accounts.models import Person

LIST, EXPORT, OPINIONS = "list", "export", "opinions"
ONCE_IN = timedelta(minutes=10)  # leafing through a list is one look


def note(person: Person, point: Point, what: str) -> None:
    """Write down that *person* saw *what* of *point*: a list once in a while, a file every time."""
    recent = Look.objects.filter(person=person, point=point, what=what, at__gt=clock.now() - ONCE_IN)
    if what == EXPORT or not recent.exists():
        Look.objects.create(person=person, point=point, what=what)
