"""The one clock of business time: deadlines, timers, and what pages call today.

Machine time (leases, heartbeats, sessions, sign-in codes, rate limits) never comes from here.
In a demo home and in tests the clock can be pinned and moved; everywhere else it is the machine's.
A pinned clock stands still until somebody sets a target: the worker then goes from one due moment to the next, does
all that is due at each, and stops at the target (`gorel.cases.worker`).
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

ZONE = ZoneInfo("Europe/Stockholm")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_held: ContextVar[datetime | None] = ContextVar("gorel_clock", default=None)


def now() -> datetime:
    """Return this moment of business time, in UTC."""
    held = _held.get()
    if held is not None:
        return held
    if settings.DEMO:
        from gorel.ground.models import PinnedClock  # the registry of models is not ready when this module loads

        pinned = PinnedClock.read()
        if pinned is not None:
            return pinned
    return datetime.now(UTC)  # noqa: TID251 - the one place


def today() -> date:
    """Return the date that people in Sweden call today."""
    return now().astimezone(ZONE).date()


def instant() -> int:
    """Return this moment as whole microseconds since 1970-01-01 UTC, the core's unit."""
    return to_instant(now())


def to_instant(moment: datetime) -> int:
    """Return an aware datetime in the core's unit."""
    return (moment - _EPOCH) // _MICROSECOND


def from_instant(instant: int) -> datetime:
    """Return the core's instant as a datetime in UTC."""
    return _EPOCH + timedelta(microseconds=instant)


@contextmanager
def held(moment: datetime | None = None) -> Iterator[datetime]:
    """Let everything inside see one moment: a request, a batch of the worker, a test. *moment* is now when None."""
    moment = moment or now()
    token = _held.set(moment)
    try:
        yield moment
    finally:
        _held.reset(token)
