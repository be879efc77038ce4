"""Seats: how many there are, how many are taken, and who is next on the waiting list.

A point on site and over the net at once has a queue for each; all others have one. A group is seated together or not
at all: the first in the queue *whose whole group fits* is next, so a small group may pass a large one that waits for
more seats, and no seat stays empty while somebody waits who could have it.

Locks: who gives a seat away holds the point's row first (`hold`), and cases after it. A step of a case never takes
the point's row, so nobody waits in a ring.
"""

from __future__ import annotations

from django.db.models import QuerySet, Sum

from gorel.attendance.models import Registration
from gorel.attendance.sign_ups import settings_of
from gorel.attendance.words import SEATED, Mode, State
from gorel.ground.prepared import Prepared
from gorel.programme.models import Point

NO_LIMIT = None


def _held(pk: int) -> QuerySet[Point]:
    found = Point.objects.select_related("sign_up")
    return found.select_for_update(of=("self",), no_key=True).filter(pk=pk)


def _seated(point: int, without: int, **mode: str) -> QuerySet[Registration, tuple[int]]:
    found = Registration.objects.filter(point=point, state__in=SEATED, **mode).exclude(pk=without)
    return found.order_by().values("point").annotate(sum=Sum("seats")).values_list("sum")


_point = Prepared(_held, pk=int)
_taken = Prepared(_seated, point=int, without=int)
_taken_in_mode = Prepared(_seated, point=int, without=int, mode=str)


def hold(point: Point) -> Point:
    """Lock the point before anything of its sign-up, and return it as it stands now."""
    found: Point = _point.get(pk=point.pk)
    return found


def has_modes(point: Point) -> bool:
    """Say whether one chooses how to take part."""
    return point.format == "both"


def modes(point: Point) -> tuple[str, ...]:
    """Return the queues of the point."""
    return (Mode.ON_SITE.value, Mode.DIGITAL.value) if has_modes(point) else ("",)


def capacity(point: Point, mode: str = "") -> int | None:
    """Return the seats that there are; None is no limit."""
    sign_up = settings_of(point)
    return sign_up.digital_capacity if has_modes(point) and mode == Mode.DIGITAL else sign_up.capacity


def in_all(point: Point) -> int | None:
    """Return the seats of all its queues together; None where one of them has no limit."""
    limits = [capacity(point, mode) for mode in modes(point)]
    return None if None in limits else sum(limit or 0 for limit in limits)


def taken(point: Point, mode: str = "", *, without: Registration | None = None) -> int:
    """Return how many seats are given or on offer, not counting those of *without*."""
    values = {"point": point.pk, "without": 0 if without is None or without.pk is None else without.pk}
    found = _taken_in_mode.rows(mode=mode, **values) if has_modes(point) else _taken.rows(**values)
    return sum(seats for (seats,) in found)


def free(point: Point, mode: str = "", *, without: Registration | None = None) -> int | None:
    """Return how many seats are left; None is no limit, and never less than nothing."""
    limit = capacity(point, mode)
    return None if limit is None else max(0, limit - taken(point, mode, without=without))


def next_in_queue(point: Point, mode: str) -> Registration | None:
    """Return the first who waits and whose whole group fits."""
    left = free(point, mode)
    waiting = point.registrations.filter(state=State.WAITING).order_by("pk")
    if has_modes(point):
        waiting = waiting.filter(mode=mode)
    if left is not None:
        waiting = waiting.filter(seats__lte=left)
    return waiting.first()


def roomiest(point: Point) -> str:
    """Return the queue with most room: what a page says of the point as a whole."""
    left = {mode: free(point, mode) for mode in modes(point)}
    return max(left, key=lambda mode: float("inf") if left[mode] is None else float(left[mode] or 0))
