"""Reads days and times as people write them, in Swedish or English: "mån 4 okt kl. 13–13.45", "4/10", "2021-10-04".

A text is eaten up: days are found and cut out, then times; what is left must be filler. Nothing is guessed: a day whose
weekday is another, a day without a year that nothing tells, several days or times, are findings and no facts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from gorel.programme.importing.dates import clocks, days
from gorel.programme.importing.dates.told import Near, Told, flat, is_unknown
from gorel.programme.importing.findings import Finding

_ARROW = re.compile(r"\s*(?:->|→|=>|⇒)\s*")
_NUMBER = re.compile(r"[3-6]\d{4}(?:[.,]\d+)?|0?[.,]\d{3,}")  # a spreadsheet's, kept as a text
_MOVED = re.compile(
    r"\b(?:flytta[td]|ändra[td]|ny(?:tt)?\s(?:dag|datum|tid)|moved|changed|rescheduled)\b\W*(?:från|from)\b(?P<was>.+?)"
    r"\b(?:till|to)\b(?P<now>.*\d.*)$", re.IGNORECASE,
)  # fmt: skip

# "29 sep (flyttat från 22 sep)", "15/11, var 8/11": what was, after what is.
_WAS = re.compile(
    r"\W*\b(?:(?:flytta[td]|ändra[td]|moved|changed|rescheduled)\W+(?:från|from)|var|tidigare|ursprungligen|was|"
    r"previously|originally|i ?stället för|instead of)\b\W*(?P<was>[^()\[\]]*)[)\]]?\s*$", re.IGNORECASE,
)  # fmt: skip

# "FLYTTAD till torsdag 6 okt 9-12": what another cell says of the day was, and is no more.
_MOVED_TO = re.compile(
    r"^\W*(?:är |blir )?(?:flytta[tds]|framflytta[td]|ändra[td]|ny(?:tt)?\s(?:dag|datum|tid)|moved|changed|rescheduled)"
    r"\b\W*(?:(?:till|to)\b)?(?P<now>.*\d.*)$", re.IGNORECASE,
)  # fmt: skip


def read(value: object, near: Near, *, bare_hours: bool = False) -> Told:
    """Return what a cell tells of day and time. *bare_hours* lets a lone "13" be an hour, as in a column of times."""
    told = Told()
    if value is None or isinstance(value, bool):
        return told
    if isinstance(value, datetime):
        local = value.astimezone(near.zone) if value.tzinfo else value
        told.day = local.date()
        told.starts = local.time().replace(microsecond=0, tzinfo=None) if local.time() != time() else None
        return told
    if isinstance(value, date):
        told.day = value
        return told
    if isinstance(value, time):
        told.starts = value.replace(tzinfo=None)
        return told
    if isinstance(value, int | float):
        return _serial(float(value), told, bare_hours=bare_hours)
    text = str(value)
    if is_unknown(text):
        return told
    if _NUMBER.fullmatch(text.strip()):
        return _serial(float(text.strip().replace(",", ".")), told, bare_hours=bare_hours)
    if (moved := _MOVED.search(text)) is not None:
        told.findings.append(Finding("moved-from", {"found": moved["was"].strip(" ,(")}))
        text = moved["now"].strip(" )")
    elif (before := _WAS.search(text)) is not None and re.search(r"\d", before["was"]) and before.start():
        told.findings.append(Finding("moved-from", {"found": before["was"].strip()}))
        text = text[: before.start()]
    elif len(sides := _ARROW.split(text)) == 2 and all(_is_day(one, near) for one in sides):  # "20/11 → 27/11"
        told.findings.append(Finding("moved-from", {"found": sides[0].strip()}))
        text = sides[1]
    elif (moved := _MOVED_TO.match(text)) is not None:
        told.is_moved, text = True, moved["now"].strip(" )")
    rest = days.find(flat(text), text, near, told)
    clocks.find(rest, text, told, bare_hours=bare_hours)
    return told


def was(note: str) -> str:
    """Return what a note says that the day, the time or the place was before, "" when it does not say."""
    found = _WAS.search(note)
    return found["was"].strip() if found else ""


def _is_day(text: str, near: Near) -> bool:
    told = Told()
    rest = days.find(flat(text), text, near, told)
    return told.day is not None and told.last is None and not re.search(r"\d", rest)


def years_in(values: Sequence[object]) -> set[int]:
    """Return the years that cells of days name."""
    found = set()
    for value in values:
        if isinstance(value, date):
            found.add(value.year)
        elif isinstance(value, str):
            found |= {int(year) for year in re.findall(r"(?<!\d)(20\d\d)(?!\d)", value)}
            found |= {int(year) for year in re.findall(r"(?<!\d)(20\d\d)(?=[01]\d[0-3]\d(?!\d))", value)}
    return found


_HALF_DAYS = re.compile(r"\d\s?[ap]\.?m\b", re.IGNORECASE)
_CLOCK = re.compile(r"\d[:.]\d\d|^\s*\d{1,2}\s*[-–]\s*\d{1,2}\s*$")
_SLASHED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?!\d|/\d\b)")


def is_american(values: Sequence[object], near: Near) -> bool:
    """Say whether a file writes the month first: most of its hours are am or pm, and no day stands first.

    A day stands first when it is above twelve, or when only so the day lies in the week of *near*.
    """
    texts = [value for value in values if isinstance(value, str)]
    halves = sum(bool(_HALF_DAYS.search(text)) for text in texts)
    if not halves or halves < sum(bool(_CLOCK.search(text)) and not _HALF_DAYS.search(text) for text in texts):
        return False
    for first, second in (map(int, match) for text in texts for match in _SLASHED.findall(text)):
        read = days.maybe(near.first.year, second, first) if near.first else None
        if first > 12 or (read is not None and near.holds(read)):
            return False
    return True


def _serial(number: float, told: Told, *, bare_hours: bool) -> Told:
    """Read a spreadsheet's number: days since 1899-12-30, the time as a part of a day."""
    if number == int(number) and (
        found := days.COMPACT.fullmatch(f"{number:.0f}") or days.SHORT.fullmatch(f"{number:.0f}")
    ):
        year, month, day = (int(found[name]) for name in ("year", "month", "day"))
        told.day = days.maybe(year if year > 99 else 2000 + year, month, day)
    if told.day is not None:
        return told
    if 30_000 <= number <= 70_000:
        moment = datetime(1899, 12, 30) + timedelta(minutes=round(number * 1440))  # noqa: DTZ001 - a wall clock's
        told.day = moment.date()
        told.starts = moment.time() if moment.time() != time() else None
    elif 0 < number < 1:
        told.starts = (datetime(1899, 12, 30) + timedelta(minutes=round(number * 1440))).time()  # noqa: DTZ001
    elif bare_hours and 0 <= number <= 23 and number == int(number):
        told.starts = time(int(number))
    elif bare_hours and 0 <= number < 24:  # 13.45 that a spreadsheet took for a number
        hour, minute = divmod(round(number * 100), 100)
        if minute < 60 and minute != 50:  # 15.5 is 15.50 to one, and half past to another
            told.starts = time(hour, minute)
        else:
            told.findings.append(Finding("time-unclear", {"found": f"{number:g}"}, is_missing=True))
    else:
        code = "time-unclear" if bare_hours else "day-unclear"
        told.findings.append(Finding(code, {"found": f"{number:g}"}))
    return told
