"""Brings together what the columns of day, start, end and length tell, and what a note says of another day."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from gorel.ground import times, zones
from gorel.programme.importing import dates
from gorel.programme.importing.dates import Near
from gorel.programme.importing.findings import Finding
from gorel.programme.importing.rows.facts import Facts, text_of

MOST_NIGHT = time(6, 0)


def tell(facts: Facts, said: dict[str, Any], near: Near) -> None:
    """Bring together what the columns of day, start, end, last day and length tell."""
    day_col = dates.read(said.get("day"), near)
    start_col = dates.read(said.get("starts"), near, bare_hours=True)
    end_col = dates.read(said.get("ends"), near, bare_hours=True)
    last_col = dates.read(said.get("last_date"), near)
    # A weekday alone in the column of times, or the like, says nothing where the day is known.
    facts.findings += [*day_col.findings, *start_col.findings, *end_col.findings, *last_col.findings]
    days = {one.day for one in (day_col, start_col) if one.day is not None}
    starts = {one.starts for one in (day_col, start_col) if one.starts is not None}
    if len(days) > 1 or len(starts) > 1:
        told = " / ".join(text_of(said.get(name)) for name in ("day", "starts") if said.get(name) is not None)
        facts.findings.append(Finding("times-differ", {"found": told}, is_missing=True))
        if len(days) > 1:
            return
        starts = set()
    day = next(iter(days), None)
    start = next(iter(starts), None)
    end = end_col.starts or start_col.ends or day_col.ends or last_col.starts
    last = end_col.day or last_col.day or day_col.last or start_col.last or day
    if day is None:
        return
    if last is not None and last < day:
        found = text_of(said.get("ends") if end_col.day else said.get("last_date"))
        facts.findings.append(Finding("end-first", {"found": found}, is_missing=True))
        last = day
    facts.point["on_date"] = day
    if start is None:
        if last is not None and last != day:
            found = text_of(said.get("day") or said.get("starts"))
            facts.findings.append(Finding("days-range", {"found": found}, is_missing=True))
        return
    starts_at = _moment(facts, datetime.combine(day, start), near.zone)
    if starts_at is None:
        return
    facts.point["starts_at"] = starts_at
    length = dates.minutes(said["duration"]) if said.get("duration") is not None else None
    length = length or start_col.length or day_col.length
    if end is None and length:
        facts.point["ends_at"] = starts_at.astimezone(UTC) + timedelta(minutes=length)
        facts.point["ends_at"] = facts.point["ends_at"].astimezone(near.zone)
    if end is None:
        return
    if last == day and end <= start and (end <= MOST_NIGHT and start >= time(15)):
        last = day + timedelta(days=1)
    ends_at = _moment(facts, datetime.combine(last or day, end), near.zone)
    if ends_at is not None and ends_at > starts_at:
        facts.point["ends_at"] = ends_at
    elif ends_at is not None:
        found = f"{start:%H.%M}–{end:%H.%M}"
        facts.findings.append(Finding("time-unclear", {"found": found}, is_missing=True))


def moved(facts: Facts, said: dict[str, Any], note: str, near: Near) -> None:
    """Hear what a note tells of another day or time: where it and the row differ, a person must say which holds."""
    before = text_of(said.get("previous"))
    if before and not dates.is_unknown(before):
        told = dates.read(said["previous"], near)
        facts.status = facts.status or "moved"
        facts.findings.append(Finding("moved-from", {"found": times.day(told.day) if told.day else before}))
    if facts.status not in ("moved", "postponed") or " " not in note:
        return
    to = re.split(r"\b(?:till|to)\b|->|→", note, maxsplit=1, flags=re.IGNORECASE)[-1]
    told = dates.read(to, near)
    day, start = facts.point.get("on_date"), facts.point.get("starts_at")
    is_other = (told.day is not None and day is not None and told.day != day) or (
        told.starts is not None and start is not None and told.starts != start.time()
    )
    code = "moved-unclear" if is_other else "moved-said"
    facts.findings.append(Finding(code, {"found": note[:120]}, is_missing=is_other))


def _moment(facts: Facts, wall: datetime, zone: ZoneInfo) -> datetime | None:
    moment = zones.local(wall, zone)
    if moment is None:
        facts.findings.append(Finding("no-such-time", {"found": f"{wall:%Y-%m-%d %H.%M}"}, is_missing=True))
    return moment


def last_day(facts: Facts, said: dict[str, Any], near: Near) -> None:
    for column in ("last_day", "sign_up"):
        value = said.get(column)
        if value is None or (column == "sign_up" and not re.search(r"senast|by|before|osa", dates.flat(str(value)))):
            continue
        day = facts.point.get("on_date")
        # The last day comes before the point itself: its year is the point's.
        told = dates.read(
            value, Near(year=near.year or (day.year if day else None) or (near.first and near.first.year))
        )
        if told.day is not None and (day is None or told.day <= day):
            facts.point["registration_last_day_on"] = told.day
        elif column == "last_day" and not dates.is_unknown(value):
            facts.findings.append(Finding("day-unclear", {"found": text_of(value)}))
