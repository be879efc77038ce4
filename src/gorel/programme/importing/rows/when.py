"""Brings together what the columns of day, start, end and length tell, and what a note says of another day."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from gorel.ground import times, zones
from gorel.programme.importing import dates, notes, words
from gorel.programme.importing.dates import Near
from gorel.programme.importing.findings import Finding
from gorel.programme.importing.rows.facts import Facts, text_of

# Names of zones that clocks of the north are told by; "EST" and the like are those of summer, too, to who writes them.
_SHORT_ZONES = {
    "UTC": "UTC", "GMT": "UTC", "Z": "UTC", "EET": "Europe/Helsinki", "EEST": "Europe/Helsinki", "BST": "Europe/London",
    "EST": "America/New_York", "EDT": "America/New_York", "PST": "America/Los_Angeles", "PDT": "America/Los_Angeles",
}  # fmt: skip
MOST_NIGHT = time(6, 0)
LAST_MINUTE = time(23, 59)


def tell(facts: Facts, said: dict[str, Any], near: Near) -> None:
    """Bring together what the columns of day, start, end, last day and length tell."""
    day_col = dates.read(said.get("day"), near)
    start_col = dates.read(said.get("starts"), near, bare_hours=True)
    end_col = dates.read(said.get("ends"), near, bare_hours=True)
    last_col = dates.read(said.get("last_date"), near)
    day_col, start_col = _what_holds(facts, said, day_col, start_col)
    # A weekday alone in the column of times, or the like, says nothing where the day is known.
    told = [*day_col.findings, *start_col.findings, *end_col.findings, *last_col.findings]
    facts.findings += [one for at, one in enumerate(told) if one not in told[:at]]
    if said.get("all_day") is not None and words.flag_of(said["all_day"]):
        _all_day(facts, day_col.day or start_col.day, end_col, last_col)
        return
    days = {one.day for one in (day_col, start_col) if one.day is not None}
    starts = {one.starts for one in (day_col, start_col) if one.starts is not None}
    if len(days) > 1 or len(starts) > 1:
        both = " / ".join(text_of(said.get(name)) for name in ("day", "starts") if said.get(name) is not None)
        facts.findings.append(Finding("times-differ", {"found": both}, is_missing=True))
        if len(days) > 1:
            return
        starts = set()
    day = next(iter(days), None)
    start = next(iter(starts), None)
    end = end_col.starts or start_col.ends or day_col.ends or last_col.starts
    last = end_col.day or last_col.day or day_col.last or start_col.last or day
    if day is None:
        return
    if start == time() and (day_col.is_next_midnight or start_col.is_next_midnight):
        day, last = day + timedelta(days=1), last and max(last, day + timedelta(days=1))
    if last is not None and last < day:
        found = text_of(said.get("ends") if end_col.day else said.get("last_date"))
        facts.findings.append(Finding("end-first", {"found": found}, is_missing=True))
        last, end = day, start_col.ends or day_col.ends
    facts.point["on_date"] = day
    if start is None:
        _without_start(facts, day, last, end)
        if last is not None and last != day:
            found = text_of(said.get("day") or said.get("starts"))
            facts.findings.append(Finding("days-range", {"found": found}, is_missing=True))
        return
    if start == time() and end == LAST_MINUTE:
        _without_start(facts, day, last, end)
        return
    if last is not None and last > day and _is_daily(said):
        found = " ".join(text_of(said.get(name)) for name in ("day", "starts") if said.get(name) is not None)
        facts.findings.append(Finding("days-daily", {"found": found}, is_missing=True))
        last = day
    is_span = start_col.ends is not None or day_col.ends is not None  # "9-16" beside the days: perhaps on each of them
    is_told = end_col.day is not None or (last_col.day is not None and not is_span)
    is_told = is_told or day_col.is_through or start_col.is_through
    if last is not None and last > day and not is_told and end is not None and end > start:
        values = {"found": f"{times.day(day)} {start:%H.%M} – {times.day(last)} {end:%H.%M}"}
        facts.findings.append(Finding("days-through", values))
    zone = _zone(said | {"zone": start_col.zone or day_col.zone or said.get("zone")}, near.zone)
    starts_at = _moment(facts, datetime.combine(day, start), zone, near.zone)
    if starts_at is None:
        return
    facts.point |= {"starts_at": starts_at, "on_date": starts_at.date()}
    length = dates.minutes(said["duration"]) if said.get("duration") is not None else None
    length = length or start_col.length or day_col.length
    if end is None and length:
        facts.point["ends_at"] = starts_at.astimezone(UTC) + timedelta(minutes=length)
        facts.point["ends_at"] = facts.point["ends_at"].astimezone(near.zone)
    if end is None:
        return
    if last == day and end <= start and (end <= MOST_NIGHT and start >= time(15)):
        last = day + timedelta(days=1)
    ends_at = _moment(facts, datetime.combine(last or day, end), zone, near.zone)
    if zone is not near.zone:
        told_at = f"{starts_at:%H.%M}–{ends_at:%H.%M}" if ends_at else f"{starts_at:%H.%M}"
        facts.findings.append(Finding("zone", {"found": zone, "told": told_at}))
    if ends_at is not None and ends_at > starts_at:
        facts.point["ends_at"] = ends_at
    elif ends_at is not None:
        found = f"{start:%H.%M}–{end:%H.%M}"
        facts.findings.append(Finding("time-unclear", {"found": found}, is_missing=True))


def _what_holds(
    facts: Facts, said: dict[str, Any], day_col: dates.Told, start_col: dates.Told
) -> tuple[dates.Told, dates.Told]:
    """Hear a cell that says that it is moved to another day: then what the other column says of the day was before."""
    for name, new, other in (("day", start_col, day_col), ("starts", day_col, start_col)):
        if not (new.is_moved or other.is_moved):
            continue
        facts.status = facts.status or "moved"
        if new.is_moved and new.day is not None and other.day not in (None, new.day):
            facts.findings.append(Finding("moved-from", {"found": text_of(said.get(name))}))
            return (dates.Told(), new) if name == "day" else (new, dates.Told())
    return day_col, start_col


def moved(facts: Facts, said: dict[str, Any], note: str, near: Near) -> None:
    """Hear what a note tells of another day or time: where it and the row differ, a person must say which holds."""
    before = text_of(said.get("previous"))
    if before and not dates.is_unknown(before):
        told = dates.read(said["previous"], near)
        facts.status = facts.status or "moved"
        facts.moved_from = told.day
        at = f" {told.starts:%H.%M}" if told.starts else ""
        facts.findings.append(Finding("moved-from", {"found": f"{times.day(told.day)}{at}" if told.day else before}))
    if facts.status not in ("moved", "postponed") or " " not in note.strip():
        return
    now, *to = re.split(r"\b(?:till|to)\b|->|→", note, maxsplit=1, flags=re.IGNORECASE)
    if not to and (was := dates.was(note)):
        facts.findings.append(Finding("moved-from", {"found": was[:120]}))
        return
    told = dates.read(to[0] if to else now, near)
    day, start = facts.point.get("on_date"), facts.point.get("starts_at")
    is_before = told.day is not None and day is not None and told.day < day
    if words.format_of(note).format and (is_before or (told.day is None and told.starts is None)):
        return  # it is the format that has been moved: `where.told_format`
    is_other = (told.day is not None and day is not None and told.day != day) or (
        told.starts is not None and start is not None and told.starts != start.time()
    )
    code = "moved-unclear" if is_other else "moved-said"
    facts.findings.append(Finding(code, {"found": note[:120]}, is_missing=is_other))


def _without_start(facts: Facts, day: date, last: date | None, end: time | None) -> None:
    """Tell of an end without a start, but for midnights: a calendar's way to say all day."""
    if last not in (None, day) or end in (None, time()):
        return
    is_told = any(one.code in ("all-day", "time-unclear", "times-several", "times-differ") for one in facts.findings)
    if not is_told:
        code = "all-day" if end == LAST_MINUTE else "time-unclear"
        facts.findings.append(Finding(code, {"found": f"–{end:%H.%M}"}, is_missing=True))


def _all_day(facts: Facts, day: date | None, end: dates.Told, last: dates.Told) -> None:
    """Keep the day of what lasts all day. A calendar writes the midnight after the last day as its end."""
    if day is None:
        return
    facts.point["on_date"] = day
    last_day = end.day or last.day or day
    if end.day is None and last.day is not None and end.starts == time() and last.day > day:
        last_day = last.day - timedelta(days=1)
    if last_day > day:
        facts.findings.append(Finding("days-range", {"found": f"{day} – {last_day}"}, is_missing=True))
    elif not any(one.code == "all-day" for one in facts.findings):
        facts.findings.append(Finding("all-day", {"found": _("all day")}, is_missing=True))


def _is_daily(said: dict[str, Any]) -> bool:
    cells = " ".join(text_of(said.get(name)) for name in ("day", "starts", "ends"))
    return bool(re.search(r"\bdagligen\b|\bvarje dag\b|\balla dagar\b|\bdaily\b|\bevery day\b", dates.flat(cells)))


def _zone(said: dict[str, Any], here: ZoneInfo) -> ZoneInfo:
    """Return the zone that a column names for times that tell none; *here* when its clocks show the same."""
    name = text_of(said.get("zone"))
    if (short := _SHORT_ZONES.get(name.upper())) is not None:
        name = short
    cells = " ".join(text_of(said.get(one)) for one in ("day", "starts"))
    if not (zones.is_known(name) or name == "UTC") or re.search(r"\d\d:\d\d(?::\d\d)?\s?(?:Z|[+-]\d\d:?\d\d)", cells):
        return here
    found = ZoneInfo("UTC") if name == "UTC" else zones.named(name)
    summer, winter = datetime(2021, 7, 1), datetime(2021, 1, 1)  # noqa: DTZ001 - only their offsets are asked for
    return here if all(found.utcoffset(one) == here.utcoffset(one) for one in (summer, winter)) else found


def _moment(facts: Facts, wall: datetime, zone: ZoneInfo, here: ZoneInfo) -> datetime | None:
    moment = zones.local(wall, zone)
    if moment is None:
        facts.findings.append(Finding("no-such-time", {"found": f"{wall:%Y-%m-%d %H.%M}"}, is_missing=True))
        return None
    if moment.utcoffset() != moment.replace(fold=1).utcoffset():
        facts.findings.append(Finding("time-twice", {"found": f"{wall:%Y-%m-%d %H.%M}"}, is_missing=True))
    return moment.astimezone(here)


def _should_be_day(text: str) -> bool:
    said = dates.flat(text)
    return words.flag_of(said) is None and not re.match(
        r"(?:ingen|inget|utan|löpande|drop[- ]?in|none|no |open)\b", said
    )


def last_day(facts: Facts, said: dict[str, Any], near: Near) -> None:
    for column in ("last_day", "sign_up"):
        value = said.get(column)
        if value is None or (column == "sign_up" and not re.search(r"senast|by|before|osa", dates.flat(str(value)))):
            continue
        if notes.is_full(str(value)) or not (re.search(r"\d", str(value)) or _should_be_day(str(value))):
            continue  # "Nej", "ingen anmälan", "löpande", "fullbokat": how one signs up, and no day
        day = facts.point.get("on_date")
        # The last day comes before the point itself: its year is the point's.
        year = near.year or (day.year if day else near.first.year if near.first else None)
        told = dates.read(value, Near(year=year, is_american=near.is_american))
        facts.findings += [one for one in told.findings if one.code == "day-american"]
        if told.day is not None and (day is None or told.day <= day):
            facts.point["registration_last_day_on"] = told.day
        elif told.day is not None:
            facts.findings.append(Finding("last-day-late", {"found": text_of(value)}))
        elif column == "last_day" and not dates.is_unknown(value):
            facts.findings.append(Finding("day-unclear", {"found": text_of(value)}))
