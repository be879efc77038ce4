"""Times that stand in the pictures, so that their owner changes them there: read from the steps' own properties.

A step with `gorel.time.of` is done at a moment of the point:

| property | says |
|---|---|
| `gorel.time.of` | `start`, `end` (of the point) or `change` (its last one) |
| `gorel.time.before`, `gorel.time.after` | how long, as an ISO duration of days, hours and minutes: `P1D`, `PT1H` |
| `gorel.time.at` | at which time of that day, where the point is: `09:00`; left out: to the minute |
| `gorel.time.late` | what becomes of somebody who registers after that moment: `now`, or `skip` |
| `gorel.time.chosen` | `true`: the point's owner says whether it is done at all |
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

from gorel.attendance.fresh import Fresh
from gorel.cases import programs
from gorel.cases.models import Process
from gorel.core import bpmn
from gorel.ground import zones

REGISTRATION, AFTERWARDS = "registration", "afterwards"
_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")


@dataclass(frozen=True)
class Step:
    """A step of a picture that is done at a time. Shape: days and span are negative when it lies before."""

    id: str
    name: str
    name_en: str
    of: str
    days: int
    span: timedelta
    at: time | None
    is_late_skipped: bool
    is_chosen: bool

    def moment(self, anchor: datetime) -> datetime:
        """Return when it is done, for a point whose start (or end, or change) is *anchor*.

        Units: days are those of the calendar where *anchor*'s clocks are, whatever summer time does; hours are real.
        """
        zone = zones.of(anchor)
        there = anchor.astimezone(zone)
        if self.at is not None:
            return local(there.date() + timedelta(days=self.days), self.at, zone)
        if self.days:
            anchor = local(there.date() + timedelta(days=self.days), there.timetz().replace(tzinfo=None), zone)
        return (anchor.astimezone(UTC) + self.span).astimezone(zone)


def local(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return that time of that day in *zone*; of an hour that summer time skips, the hour after."""
    return datetime.combine(day, at, tzinfo=zone)


def steps(process: str = REGISTRATION) -> Mapping[str, Step]:
    """Return the steps with a time of the newest version of *process*, in the order of the picture."""
    return _newest(process)


def _find(process: str) -> Mapping[str, Step]:
    newest = programs.newest(process, None)
    if newest is None:  # nothing is deployed yet: as Görel comes
        folder = resources.files("gorel.attendance") / "processes"
        return _read((folder / f"{process}.bpmn").read_bytes(), process)
    return _deployed(newest.pk, str(newest.uid))


_newest = Fresh(_find)
forget = _newest.forget


@lru_cache(maxsize=32)
def _deployed(pk: int, uid: str) -> Mapping[str, Step]:
    row = Process.objects.select_related("resource").get(pk=pk)
    return _read(row.bpmn, row.key)


@lru_cache(maxsize=32)
def _read(content: bytes, process: str) -> Mapping[str, Step]:
    drawn = bpmn.read(content).process(process)
    found = (_step(node.id, node.name, node.properties) for node in (drawn.nodes if drawn else ()))
    return {step.id: step for step in found if step is not None}


def _step(element: str, name: str, properties: Mapping[str, str]) -> Step | None:
    of = properties.get("gorel.time.of", "")
    if of not in ("start", "end", "change"):
        return None
    before, after = properties.get("gorel.time.before", ""), properties.get("gorel.time.after", "")
    days, span = _length(before or after)
    sign = -1 if before else 1
    at = properties.get("gorel.time.at", "")
    return Step(
        id=element,
        name=name or element,
        name_en=properties.get("gorel.name.en") or name or element,
        of=of,
        days=sign * days,
        span=sign * span,
        at=time.fromisoformat(at) if at else None,
        is_late_skipped=properties.get("gorel.time.late", "now") == "skip",
        is_chosen=properties.get("gorel.time.chosen", "") == "true",
    )


def _length(text: str) -> tuple[int, timedelta]:
    """Return the days and the rest of an ISO duration; what cannot be read is no time at all."""
    found = _DURATION.fullmatch(text)
    days, hours, minutes = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    return days, timedelta(hours=hours, minutes=minutes)
