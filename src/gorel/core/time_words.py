"""Times of ISO 8601 in plain words, Swedish and English: “3 dagar”, “every week, 3 times”, “4 oktober 2021 kl. 09.00”.

A text that is no such time is none of ours: the functions answer None, and the caller says the text as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from gorel.core import times

if TYPE_CHECKING:
    from gorel.core.say import Language

MONTHS: Mapping[Language, tuple[str, ...]] = {
    "sv": ("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober",
           "november", "december"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
}  # fmt: skip
UNITS: Mapping[str, Mapping[Language, tuple[str, str]]] = {  # ISO's letter: one and several; T where it is of a day
    "Y": {"sv": ("år", "år"), "en": ("year", "years")},
    "M": {"sv": ("månad", "månader"), "en": ("month", "months")},
    "W": {"sv": ("vecka", "veckor"), "en": ("week", "weeks")},
    "D": {"sv": ("dag", "dagar"), "en": ("day", "days")},
    "TH": {"sv": ("timme", "timmar"), "en": ("hour", "hours")},
    "TM": {"sv": ("minut", "minuter"), "en": ("minute", "minutes")},
    "TS": {"sv": ("sekund", "sekunder"), "en": ("second", "seconds")},
}
_AND: Mapping[Language, str] = {"sv": "och", "en": "and"}
_PARTS = re.compile(r"(\d+(?:[.,]\d+)?)([YMWDHS])", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d.*)?", re.ASCII)


def say_time(text: str, language: Language) -> str | None:
    """Return a duration, a cycle, a date or a moment in words; None for what is none of them."""
    return say_duration(text, language) or say_cycle(text, language) or say_moment(text, language)


def say_duration(text: str, language: Language) -> str | None:
    """Return `P1DT12H` as “1 dag och 12 timmar”."""
    try:
        times.parse_duration(text)
    except ValueError:
        return None
    parts = [_amount(count, unit, language) for count, unit in _amounts(text)]
    sign = "−" if text.startswith("-") else ""
    return sign + (f"{', '.join(parts[:-1])} {_AND[language]} {parts[-1]}" if len(parts) > 1 else parts[0])


def say_cycle(text: str, language: Language) -> str | None:
    """Return `R3/2021-10-04T09:00/P1W` as “varje vecka från 4 oktober 2021 kl. 09.00, 3 gånger”."""
    try:
        repeats, _start, _interval = times.parse_cycle(text)
    except ValueError:
        return None
    *begin, length = text.split("/")[1:]
    said = _every(length, language)
    if begin:
        said += f" {'från' if language == 'sv' else 'from'} {say_moment(begin[0], language) or begin[0]}"
    if repeats is not None:
        one, several = ("gång", "gånger") if language == "sv" else ("time", "times")
        said += f", {repeats} {one if repeats == 1 else several}"
    return said


def say_moment(text: str, language: Language) -> str | None:
    """Return `2021-10-04T07:00Z` as “4 oktober 2021 kl. 09.00”, on Swedish clocks; a date alone has no time."""
    found = _MOMENT.fullmatch(text)
    try:
        there = times.local_time(times.parse_moment(text)) if found else None
    except ValueError:
        return None
    if found is None or there is None:
        return None
    day = f"{there.day} {MONTHS[language][there.month - 1]} {there.year}"
    return day + (there.strftime(" kl. %H.%M" if language == "sv" else ", %H:%M") if found[1] else "")


def _amounts(text: str) -> list[tuple[str, str]]:
    """Return the parts of a duration that are more than nothing; at least one."""
    date, _, of_day = text.partition("T")
    every = _PARTS.findall(date) + [(count, f"T{unit}") for count, unit in _PARTS.findall(of_day)]
    return [(count, unit) for count, unit in every if count.strip("0.,")] or every[:1]


def _amount(count: str, unit: str, language: Language) -> str:
    said = (count.lstrip("0") or "0").replace(".", "," if language == "sv" else ".")
    return f"{said} {UNITS[unit][language][0 if said == '1' else 1]}"


def _every(length: str, language: Language) -> str:
    """Return how often: “varje dag”, “varannan vecka”, “var 3:e månad”, “every 3 months”."""
    amounts = _amounts(length)
    count, unit = amounts[0]
    one = UNITS[unit][language][0]
    if len(amounts) > 1 or not count.isdigit():
        said = say_duration(length, language)
        return f"med {said} emellan" if language == "sv" else f"every {said}"
    if int(count) == 1:
        return f"{'varje' if language == 'sv' else 'every'} {one}"
    if language == "en":
        return f"every {_amount(count, unit, language)}"
    is_neuter = unit == "Y"
    if int(count) == 2:
        return f"{'vartannat' if is_neuter else 'varannan'} {one}"
    ending = "a" if int(count) % 10 in (1, 2) and int(count) % 100 not in (11, 12) else "e"
    return f"{'vart' if is_neuter else 'var'} {int(count)}:{ending} {one}"
