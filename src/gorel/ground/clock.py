"""The one clock of business time: deadlines, timers, and what pages call today.

Machine time (leases, heartbeats, sessions, sign-in codes, rate limits) never comes from here.
In a demo home and in tests the clock can be pinned and moved; everywhere else it is the machine's.
A pinned clock stands still until somebody sets a target: the worker then goes from one due moment to the next, does
all that is due at each, and stops at the target (`gorel.cases.worker`).
"""

from __future__ import annotations

from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

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


def today(zone: ZoneInfo = ZONE) -> date:
    """Return the date that people there call today: in Sweden, or where *zone* is."""
    return now().astimezone(zone).date()


def instant() -> int:
    """Return this moment as whole microseconds since 1970-01-01 UTC, the core's unit."""
    return to_instant(now())


def to_instant(moment: datetime) -> int:
    """Return an aware datetime in the core's unit."""
    return (moment - _EPOCH) // _MICROSECOND


def from_instant(instant: int) -> datetime:
    """Return the core's instant as a datetime in UTC."""
    return _EPOCH + timedelta(microseconds=instant)


class held:
    """Let everything inside see one moment: a request, a batch of the worker, a test. *moment* is now when None."""

    __slots__ = ("_moment", "_token")

    def __init__(self, moment: datetime | None = None) -> None:
        self._moment = moment

    def __enter__(self) -> datetime:
        moment = self._moment or now()
        self._token = _held.set(moment)
        return moment

    def __exit__(self, *_how: object) -> None:
        _held.reset(self._token)
