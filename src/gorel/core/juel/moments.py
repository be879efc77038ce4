"""Moments for `now()` and `dateTime()`: enough of dates to plan a timer or a due date."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from gorel.core.juel.coerce import number
from gorel.core.juel.errors import error

ZONE = ZoneInfo("Europe/Stockholm")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EXACT = {"Millis": 1_000, "Seconds": 1_000_000, "Minutes": 60_000_000, "Hours": 3_600_000_000}


class Moment:
    """A moment in local time. As a case's variable it becomes ISO 8601 text."""

    __slots__ = ("instant",)

    def __init__(self, instant: int) -> None:
        self.instant = instant

    def __str__(self) -> str:
        return self.local().isoformat(timespec="milliseconds" if self.instant % 1_000_000 else "seconds")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Moment) and other.instant == self.instant

    def __hash__(self) -> int:
        return hash(self.instant)

    def local(self) -> datetime:
        return (EPOCH + timedelta(microseconds=self.instant)).astimezone(ZONE)

    def call(self, name: str, arguments: list[Any]) -> Any:
        """Answer `plusDays(3)`, `minusHours(1)`, `getTime()`, `toString()` and their like."""
        if name in ("toDate", "toDateTime", "withTimeAtStartOfDay") and not arguments:
            if name != "withTimeAtStartOfDay":
                return self
            return _of(self.local().replace(hour=0, minute=0, second=0, microsecond=0))
        if name in ("getTime", "getMillis", "toEpochMilli") and not arguments:
            return self.instant // 1000
        if name == "toString" and not arguments:
            return str(self)
        if name in ("isAfter", "isBefore", "after", "before") and len(arguments) == 1:
            other = arguments[0]
            if isinstance(other, Moment):
                later = self.instant > other.instant
                return later if "fter" in name else self.instant < other.instant
        for word, sign in (("plus", 1), ("minus", -1)):
            if name.startswith(word) and len(arguments) == 1:
                return self.moved(name[len(word) :], sign * int(number(arguments[0])))
        raise error("juel.unknown-method", name=name)

    def moved(self, unit: str, amount: int) -> Moment:
        if unit in EXACT:
            return Moment(self.instant + amount * EXACT[unit])
        try:
            local = self.local()
            if unit in ("Days", "Weeks"):
                return _of(local + timedelta(days=amount * (7 if unit == "Weeks" else 1)))
            if unit in ("Months", "Years"):
                month = local.year * 12 + local.month - 1 + amount * (12 if unit == "Years" else 1)
                return _of(_with_month(local, month // 12, month % 12 + 1))
        except (ValueError, OverflowError):
            raise error("juel.bad-arguments", name=unit) from None
        raise error("juel.unknown-method", name=unit)


def _with_month(local: datetime, year: int, month: int) -> datetime:
    for day in (local.day, 30, 29, 28):
        if day <= local.day:
            try:
                return local.replace(year=year, month=month, day=day)
            except ValueError:
                continue
    raise ValueError


def _of(local: datetime) -> Moment:
    span = local.astimezone(UTC) - EPOCH
    return Moment((span.days * 86_400 + span.seconds) * 1_000_000 + span.microseconds)
