"""Finds days in a text: "4 okt", "4/10", "2021-10-04", "Oct 5th", "v. 40 tisdag"; weekdays beside them must agree."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from gorel.ground import clock
from gorel.programme.importing.dates.told import Near, Told
from gorel.programme.importing.findings import Finding

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("januari january jan januar", "februari february feb febr februar", "mars march mar märz", "april apr",
         "maj may mai",
         "juni june jun", "juli july jul", "augusti august aug", "september sept sep", "oktober october okt oct",
         "november nov", "december dec dezember dez"), start=1,
    )
    for name in names.split()
}  # fmt: skip
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        ("måndagen måndag månd mån må monday mon montag", "tisdagen tisdag tisd tis ti tuesday tues tue dienstag",
         "onsdagen onsdag onsd ons on wednesday wed mittwoch",
         "torsdagen torsdag torsd tors tor to thursday thurs thur thu donnerstag",
         "fredagen fredag fred fre fr friday fri freitag", "lördagen lördag lörd lör lö saturday sat samstag",
         "söndagen söndag sönd sön sö sunday sun sonntag")
    )
    for name in names.split()
}  # fmt: skip
_M = "|".join(sorted(_MONTHS, key=len, reverse=True))
_NTH = r"(?:\s?:?\s?(?:e|a|st|nd|rd|th)\b)?\.?"
_YEAR = r"(?:,?\s*(?P<year>(?:19|20)\d\d|['’]\d\d))?"
_ISO = re.compile(
    r"\b(?P<year>(?:19|20)\d\d)[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"
    r"(?:[t ]+(?P<time>\d{1,2}:\d\d)(?::\d\d(?:[.,]\d+)?)?\s?(?P<zone>z\b|[+-]\d\d:?\d\d\b)?)?(?!\d)"
)
_BASIC = re.compile(r"\b(20\d\d)(\d\d)(\d\d)t(\d\d)(\d\d)(?:\d\d)?(z?)\b")  # ISO 8601 without its signs
SHORT = re.compile(r"\s*(?P<year>\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)(?=\s*$|\s*,|\s+(?:kl|klockan|at)\b)")
COMPACT = re.compile(r"\b(?P<year>20\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)\b")
_NAMED = (
    rf"(?:(?:{'|'.join(sorted(_WEEKDAYS, key=len, reverse=True))})(?:en)?\.?\s+(?:den\s+)?)?"  # "mån 3 – fre 7 okt"
)
_WORDS = re.compile(
    rf"\b(?P<day>\d{{1,2}}){_NTH}\s*(?:of\s+)?(?:(?:-|till|to|och|and|&)\s*{_NAMED}(?P<last>\d{{1,2}}){_NTH}\s*)?"
    rf"(?P<month>{_M})\b\.?{_YEAR}"
)
_AMERICAN = re.compile(
    rf"\b(?P<month>{_M})\b\.?\s+(?:the\s+)?(?P<day>\d{{1,2}})(?!\d){_NTH}(?!\s*[:.]\d\d)(?:\s*-\s*(?P<last>\d{{1,2}}){_NTH})?{_YEAR}"
)
# A year of two signs wants a sign before it: "4/10 13-15" is an hour.
_SLASHED = re.compile(
    rf"(?<![\d/.:])(?:(?<!kl )(?<!kl\. )(?<!klockan )(?P<first>\d{{1,2}})\s?-\s?{_NAMED})?"
    r"(?P<day>\d{1,2})/(?P<month>\d{1,2})"
    r"(?:(?:\s?[-/]\s?(?P<year>(?:20)?\d\d)|\s(?P<late>20\d\d))\b(?![.:]\d\d))?(?![\d/])"
)
_DOTTED = re.compile(r"(?<![\d.])(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>(?:20)?\d\d)(?![\d.:])")
_SHORT_DOTTED = re.compile(r"(?<![\d.])(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.?(?=\s+(?:kl|klockan)\b)")  # "4.10 kl 10"
# "ti 4.10.": in a text that says no more; "Mi 14.09.2022" is German.
_NAMED_DOTTED = re.compile(
    rf"^\s*(?:{'|'.join(_WEEKDAYS)})\.?,?\s+(?P<day>\d{{1,2}})\.\s?(?P<month>0?[1-9]|1[0-2])\.?(?=\s*$)"
)
_GERMAN = re.compile(r"\b(?:mo|di|mi|do|fr|sa|so)\.?,?\s+(?=\d{1,2}\.\s?\d{1,2}\.)")
_DASHED = re.compile(r"(?<![\d.-])(?P<day>\d{1,2})-(?P<month>\d{1,2})-(?P<year>20\d\d)(?!\d)")
_WEEKDAY = re.compile(
    rf"(?<![^\W\d_])(?P<name>{'|'.join(sorted(_WEEKDAYS, key=len, reverse=True))})(?![^\W\d_])\.?,?(?:\s+den)?"
)
_AM_PM = re.compile(r"\d\s?[ap]\.?m\b")
_WEEK_NUMBER = re.compile(r"\b(?:v\.?|vecka|week)\s?(\d{1,2})\b,?")


def find(said: str, text: str, near: Near, told: Told) -> str:
    """Find the days in *said*, write them into *told*, and return what is left."""
    found: list[date] = []
    clocks: list[str] = []
    weekdays: list[int] = []
    wrong, whole = False, said
    years = set(re.findall(r"(?<!\d)((?:19|20)\d\d)(?!\d)", said))
    year_in_text = int(next(iter(years))) if len(years) == 1 else None

    def eat(pattern: re.Pattern[str], said: str) -> str:
        nonlocal wrong

        def cut(match: re.Match[str]) -> str:
            nonlocal wrong
            parts = match.groupdict()
            days = [int(parts[name]) for name in ("first", "day", "last") if parts.get(name)]
            month = _MONTHS.get(parts["month"]) or int(parts["month"])
            year = _year(parts.get("year") or parts.get("late")) or year_in_text
            swapped = bool(pattern is _SLASHED and month > 12 >= days[-1])
            if swapped:  # 10/13/2021: only the American way can be meant
                days, month = [month], days[-1]
            elif pattern is _SLASHED and len(days) == 1 and (year or near.is_american):
                as_said, other = (
                    maybe(year or (near.first.year if near.first else 2024), *one)
                    for one in ((month, days[0]), (days[0], month))
                )
                holds = [one is not None and near.holds(one) for one in (as_said, other)]
                if holds == [False, True]:  # 10/04/2021 in a list for a week in October: only so it lies in the week
                    days, month, told.is_swapped = [month], days[0], True
                elif other and not any(holds) and _is_american(near, year, whole):
                    told.is_american = days[0] != month
                    days, month = [month], days[0]
            try:
                found.extend(_dated(day, month, year, near, weekdays_in_text) for day in days)
                if parts.get("time"):
                    clocks.append(_local_clock(match, found, near.zone))
            except _YearUnknown:
                told.findings.append(Finding("year-unclear", {"found": text.strip()}, is_missing=True))
                wrong = True
            except ValueError:
                wrong = True
            return " § "

        return pattern.sub(cut, said)

    weekdays_in_text = _weekdays(said)
    number = _WEEK_NUMBER.search(said) if weekdays_in_text and near.first else None
    if number is not None and near.first and int(number[1]) == near.first.isocalendar()[1]:
        said = _WEEK_NUMBER.sub(" ", said)  # another week's number is left, and is a finding
    elif near.first is None and near.year and (counted := _by_week(said, near.year)) is not None:
        found += counted  # "v. 40 tisdag"
        said = _WEEKDAY.sub(" § ", _WEEK_NUMBER.sub(" ", said))
    said = _BASIC.sub(r"\1-\2-\3t\4:\5\6", said)
    if short := SHORT.match(said):
        said = f"20{short['year']}-{short['month']}-{short['day']}{said[short.end() :]}"
    said = _GERMAN.sub("", said)
    for pattern in (_ISO, COMPACT, _WORDS, _AMERICAN, _DOTTED, _SHORT_DOTTED, _NAMED_DOTTED, _DASHED, _SLASHED):
        said = eat(pattern, said)
    has_date = bool(found) or wrong
    if has_date:
        said = _WEEKDAY.sub(" ", said)
        weekdays = weekdays_in_text
    elif weekdays_in_text and near.first and near.last and (near.last - near.first).days < 7:
        found = [near.first + timedelta(days=(one - near.first.weekday()) % 7) for one in weekdays_in_text]
        said = _WEEKDAY.sub(" § ", said)
    if wrong and not told.findings:
        told.findings.append(Finding("day-unclear", {"found": text.strip()}, is_missing=True))
    if told.is_american and found:
        told.findings.append(Finding("day-american", {"found": text.strip(), "day": found[0].isoformat()}))
    if told.is_swapped and found:
        told.findings.append(Finding("day-swapped", {"found": text.strip(), "day": found[0].isoformat()}))
    if found and not wrong:
        _settle(found, weekdays, text, told)
    if set(clocks) != {"00:00"}:  # a day that a program wrote as its midnight
        said += "".join(f" {at} " for at in clocks)
    told.is_through = bool(re.search(r"§[^§]*\d[^§]*§", said))
    # "2021-10-04 - 2021-10-05" and the T between day and time leave signs behind.
    return re.sub(r"§(\s*(?:-|/|till|to|och|,|:)\s*§)*", " ", said)


def _is_american(near: Near, year: int | None, whole: str) -> bool:
    return near.is_american or bool(year and not near.first and _AM_PM.search(whole))


def _settle(found: list[date], weekdays: list[int], text: str, told: Told) -> None:
    days = list(dict.fromkeys(found))
    if (
        len(days) > 2
        or (len(days) == 2 and re.search(r"\b(?:och|samt|and|eller|or|alt)\b|&|\+", text.casefold()))
        or (len(days) == 2 and not re.search(r"-|–|—|/|till|to\b", text.casefold()))
        or days != sorted(days)
    ):
        told.findings.append(Finding("days-several", {"found": text.strip()}, is_missing=True))
        return
    if weekdays and len(weekdays) <= len(days) and any(
        day.weekday() != name for day, name in zip(days, weekdays, strict=False)
    ):  # fmt: skip
        from gorel.ground.language import spoken
        from gorel.ground.times import DAYS

        name = DAYS[spoken()][weekdays[0]]
        told.findings.append(Finding("weekday-wrong", {"found": text.strip(), "weekday": name}, is_missing=True))
        return
    told.day = days[0]
    told.last = days[1] if len(days) == 2 else None


def _weekdays(said: str) -> list[int]:
    """Return the weekdays that a text names. Beside a longer name, "on" and "to" are English words."""
    names = [match["name"] for match in _WEEKDAY.finditer(said)]
    if any(len(name) > 2 for name in names):
        names = [name for name in names if name not in ("on", "to")]
    return [_WEEKDAYS[name] for name in names]


def _by_week(said: str, year: int) -> list[date] | None:
    """Return the days that a week's number and its weekdays name."""
    number, weekdays = _WEEK_NUMBER.search(said), _weekdays(said)
    if number is None or not weekdays or re.search(r"\d", _WEEK_NUMBER.sub("", said)):
        return None
    try:
        return [date.fromisocalendar(year, int(number[1]), one + 1) for one in weekdays]
    except ValueError:
        return None


def maybe(year: int, month: int, day: int) -> date | None:
    return date(year, month, day) if _exists(year, month, day) else None


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]


class _YearUnknown(Exception):
    """Nothing tells the year."""


def _year(said: str | None) -> int | None:
    if not said:
        return None
    digits = said.strip("'’")
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _dated(day: int, month: int, year: int | None, near: Near, weekdays: Sequence[int]) -> date:
    if year is not None:
        return date(year, month, day)
    if near.first is not None and near.last is not None:
        for one in range(near.first.year, near.last.year + 1):
            if near.holds(date(one, month, day)):
                return date(one, month, day)
        return date(near.first.year, month, day)
    if near.year is not None:
        return date(near.year, month, day)
    if len(weekdays) == 1:
        this = clock.today().year
        tried = near.years or range(this - 5, this + 2)
        fitting = [one for one in tried if _exists(one, month, day) and date(one, month, day).weekday() == weekdays[0]]
        if len(fitting) == 1:
            return date(fitting[0], month, day)
    date(2024, month, day)  # raises when no year has such a day
    raise _YearUnknown


def _local_clock(match: re.Match[str], days: list[date], to: ZoneInfo) -> str:
    """Return the time of an ISO instant as the clocks of *to* show it; the day follows when it moves over midnight."""
    at = match["time"]
    if not match["zone"] or not days:
        return at
    zone = match["zone"].replace("z", "+00:00")
    day = days[-1] + timedelta(days=1) if at == "24:00" else days[-1]
    at = "00:00" if at == "24:00" else at.zfill(5)
    instant = datetime.fromisoformat(f"{day.isoformat()}T{at}:00{zone}").astimezone(to)
    days[-1] = instant.date()
    return instant.strftime("%H:%M")
