"""Says dates, times and spans as people write them: Swedish by the language council's habits, English beside it.

All of it in Europe/Stockholm time, whatever the machine's zone, but for a moment that carries a zone of its own: that
is said on its own clocks, and whose they are (`ground.zones`). `language` is "sv" or "en"; the active one when None.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import overload

from gorel.ground import zones
from gorel.ground.clock import ZONE, now
from gorel.ground.language import spoken

NO_BREAK = "\u00a0"
DAYS = {
    "sv": ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = {
    "sv": ("januari", "februari", "mars", "april", "maj", "juni",
           "juli", "augusti", "september", "oktober", "november", "december"),
    "en": ("January", "February", "March", "April", "May", "June",
           "July", "August", "September", "October", "November", "December"),
}  # fmt: skip
_UNITS = {
    "sv": (("dag", "dagar"), ("timme", "timmar"), ("minut", "minuter")),
    "en": (("day", "days"), ("hour", "hours"), ("minute", "minutes")),
}


@overload
def local(moment: datetime) -> datetime: ...


@overload
def local(moment: date) -> date: ...


def local(moment: date) -> date:
    """Return the moment on the clocks that it is said on; a bare date stays a date."""
    if not isinstance(moment, datetime):
        return moment
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(zones.of(moment))


def day(moment: datetime | date, language: str | None = None, *, weekday: bool = True, year: bool = True) -> str:
    """Return "måndag 4 oktober 2021" or "Monday 4 October 2021"."""
    speech, there = spoken(language), local(moment)
    words = [DAYS[speech][there.weekday()]] if weekday else []
    words += [str(there.day), MONTHS[speech][there.month - 1]]
    return " ".join([*words, str(there.year)] if year else words)


def hour(moment: datetime, language: str | None = None) -> str:
    """Return "13.00" or "13:00"."""
    return local(moment).strftime("%H.%M" if spoken(language) == "sv" else "%H:%M")


def moment(value: datetime | date, language: str | None = None, *, weekday: bool = True, year: bool = True) -> str:
    """Return "måndag 4 oktober 2021 kl. 13.00" or "Monday 4 October 2021, 13:00"; a bare date has no time."""
    said = day(value, language, weekday=weekday, year=year)
    if not isinstance(value, datetime):
        return said
    return said + _at(language) + hour(value, language) + where(value, language)


def span(start: datetime, end: datetime | None, language: str | None = None, *, weekday: bool = True) -> str:
    """Return "måndag 4 oktober 2021 kl. 13.00–13.45"; over midnight both days are said."""
    if end is None or end == start:
        return moment(start, language, weekday=weekday)
    said = day(start, language, weekday=weekday) + _at(language) + hour(start, language)
    if local(start).date() == local(end).date():
        return f"{said}–{hour(end, language)}{where(end, language)}"
    return f"{said} – {moment(end, language, weekday=weekday)}"


def hours(start: datetime, end: datetime | None, language: str | None = None) -> str:
    """Return "kl. 13.00–13.45" or "13:00–13:45"."""
    said = hour(start, language) + (f"–{hour(end, language)}" if end and end != start else "")
    said += where(start, language)
    return f"kl.{NO_BREAK}{said}" if spoken(language) == "sv" else said


def where(value: datetime, language: str | None = None) -> str:
    """Return " (tid i Helsingfors)" for a moment that is said on other clocks than the house's, else ""."""
    zone = zones.of(value)
    return "" if zone.key == ZONE.key else f" ({zones.title(zone, spoken(language))})"


def duration(length: timedelta | int | float, language: str | None = None) -> str:
    """Return "2 timmar 15 minuter" for a timedelta or a number of minutes; whole minutes, the two largest units."""
    speech = spoken(language)
    minutes = round(length.total_seconds() / 60) if isinstance(length, timedelta) else round(length)
    sign, minutes = ("−" if minutes < 0 else ""), abs(minutes)
    amounts = (minutes // 1440, minutes // 60 % 24, minutes % 60)
    said = [
        f"{amount}{NO_BREAK}{one if amount == 1 else many}"
        for amount, (one, many) in zip(amounts, _UNITS[speech], strict=True)
        if amount
    ]
    return sign + " ".join(said[:2]) if said else f"0{NO_BREAK}{_UNITS[speech][2][1]}"


def month(value: date, language: str | None = None) -> str:
    """Return "oktober 2021"."""
    return f"{MONTHS[spoken(language)][value.month - 1]} {value.year}"


def worked(minutes: float, language: str | None = None) -> str:
    """Return work in hours, "12,5 timmar": minutes under an hour, whole hours from a hundred, no days of 24 hours."""
    swedish = spoken(language) == "sv"
    hours = abs(minutes) / 60
    sign = "−" if minutes < 0 and round(minutes) else ""
    if hours < 1:
        return f"{sign}{round(abs(minutes))}{NO_BREAK}{'minuter' if swedish else 'minutes'}"
    said = f"{hours:,.0f}" if hours >= 100 else f"{hours:.1f}".removesuffix(".0")
    said = said.replace(",", NO_BREAK).replace(".", ",") if swedish else said
    one, many = _UNITS["sv" if swedish else "en"][1]
    return f"{sign}{said}{NO_BREAK}{one if said == '1' else many}"


def relative(value: datetime, language: str | None = None, *, since: datetime | None = None) -> str:
    """Return how far *value* is from *since* (business time's now): "om 3 dagar", "för 2 timmar sedan", "nyss"."""
    speech = spoken(language)
    seconds = (value - (since or now())).total_seconds()
    if abs(seconds) < 60:
        return "nu" if speech == "sv" and seconds >= 0 else "nyss" if speech == "sv" else "now"
    minutes = int(abs(seconds) // 60)
    amount, (one, many) = next(
        (minutes // size, unit) for size, unit in zip((1440, 60, 1), _UNITS[speech], strict=True) if minutes >= size
    )
    said = f"{amount}{NO_BREAK}{one if amount == 1 else many}"
    if speech == "sv":
        return f"om {said}" if seconds > 0 else f"för {said} sedan"
    return f"in {said}" if seconds > 0 else f"{said} ago"


def _at(language: str | None) -> str:
    return f" kl.{NO_BREAK}" if spoken(language) == "sv" else ", "
