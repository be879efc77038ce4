"""Time zones by name, from the packaged IANA data alone, so that every machine gives equal answers."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

from gorel.core.feel.temporal.calendar import DAY_SECONDS, date_of

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2}")
# A day far from every change of the clocks, for times of day that name a zone but no date.
_REFERENCE_DAY = 10_957  # 2000-01-01


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo | None:
    """Return the zone called *name* (`Europe/Stockholm`, `Etc/UTC`), or None when there is none."""
    if not _NAME.fullmatch(name):
        return None
    try:
        found = resources.files("tzdata").joinpath("zoneinfo", *name.split("/"))
        with found.open("rb") as data:
            return ZoneInfo.from_file(data, key=name)
    except (OSError, ValueError):
        return None


def offset_at(name: str, local_seconds: int) -> int:
    """Return the zone's seconds east of UTC at a local time (seconds since 1970-01-01T00:00 local).

    A local time that happens twice is the first; one that never happens has the offset before the jump.
    """
    found = zone(name)
    if found is None:
        return 0
    number, second = divmod(local_seconds, DAY_SECONDS)
    year, month, day = date_of(number)
    if year > 9998:
        year = 2000 + year % 400  # the calendar repeats every 400 years
    elif year < 1:
        year, month, day = 1, 1, 2
    offset = (datetime(year, month, day, tzinfo=found) + timedelta(seconds=second)).utcoffset()
    return _seconds(offset)


def standard_offset(name: str) -> int:
    """Return the zone's offset outside summer time, by which times of day without a date are compared."""
    found = zone(name)
    if found is None:
        return 0
    year, month, day = date_of(_REFERENCE_DAY)
    moment = datetime(year, month, day, 12, tzinfo=found)
    return _seconds(moment.utcoffset()) - max(0, _seconds(moment.dst()))


def local_at(name: str, instant_seconds: int) -> int:
    """Return the zone's offset at an instant (seconds since 1970-01-01T00:00Z)."""
    found = zone(name)
    if found is None:
        return 0
    number, second = divmod(instant_seconds, DAY_SECONDS)
    year, month, day = date_of(number)
    if not 1 < year < 9998:
        return offset_at(name, instant_seconds)  # no zone changes its clocks so near a change of years
    utc = datetime(year, month, day, tzinfo=found) + timedelta(seconds=second)
    return _seconds(found.fromutc(utc).utcoffset())


def _seconds(delta: timedelta | None) -> int:
    return 0 if delta is None else delta.days * DAY_SECONDS + delta.seconds
