"""Finds the first line of the log since a moment.

The log is only ever added to, and business time does not go backwards in a home, so ids and moments rise together. A
search by halves over the primary key takes some twenty look-ups in ten million lines, where an index over the moment
would cost every step of every case.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max, Min

from gorel.cases.models import LogEntry
from gorel.ground import clock
from gorel.ground.memory import Memory

MARGIN = 5_000
_FOUND: Memory[int] = Memory(64)


def first_since(moment: datetime) -> int:
    """Return the smallest id at and after which lines may be from *moment* or later; 0 when there is no line.

    Lines before it are earlier; lines after it still need their own look at the moment, since writers that worked side
    by side may have committed a little out of order (a margin of `MARGIN` lines is kept for them).
    """
    # One at a time: SQLite looks both ends up, but reads the whole table when it is asked for both at once.
    ends = LogEntry.objects.aggregate(first=Min("pk")) | LogEntry.objects.aggregate(last=Max("pk"))
    if ends["last"] is None:
        return 0
    first, last = ends["first"], ends["last"]
    if last - first < MARGIN:
        return int(first)
    if moment > clock.now():
        return _by_halves(moment, first, last)
    # What was found stays so: lines come behind all others, and are gone only with their case.
    return max(_FOUND.one(moment, lambda: _by_halves(moment, first, last)), first)


def _by_halves(moment: datetime, first: int, last: int) -> int:
    low, high = first, last + 1
    while low < high:
        middle = (low + high) // 2
        row = LogEntry.objects.filter(pk__gte=middle).order_by("pk").values_list("pk", "at").first()
        if row is None or row[1] >= moment:
            high = middle
        else:
            low = row[0] + 1
    return max(low - MARGIN, first)
