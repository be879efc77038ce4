"""What a visitor asks of a programme: day, organiser, theme, format, words. Read off the address, never trusted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, QuerySet, When
from django.db.models.functions import ExtractHour

from gorel.ground import zones
from gorel.programme import rules, search
from gorel.programme.models import Contributor, Point
from gorel.programme.words import Format, Language, Registration, TimeOfDay

ALL_DAYS = "all"
MOST_CHOSEN = 200
_HOURS = {TimeOfDay.MORNING: (0, 11), TimeOfDay.AFTERNOON: (12, 16), TimeOfDay.EVENING: (17, 23)}


@dataclass(frozen=True)
class Choice:
    """Filters of a list. Shape: what is empty or None does not filter; `day` None lets the page choose one."""

    day: date | None = None
    all_days: bool = False
    organiser: str = ""
    theme: str = ""
    format: str = ""
    words: str = ""
    language: str = ""
    time: str = ""
    place: str = ""
    series: str = ""
    person: str = ""
    is_open: bool = False
    is_grid: bool = False

    @property
    def is_narrowed(self) -> bool:
        """Say whether anything but the day narrows the list."""
        return self.has_more or bool(self.organiser or self.theme or self.format or self.words)

    @property
    def has_more(self) -> bool:
        """Say whether one of the rarer filters narrows the list."""
        return bool(self.language or self.time or self.place or self.series or self.person or self.is_open)

    @property
    def asks_points_alone(self) -> bool:
        """Say whether a point's version and the week's themes tell that it fits: no other row beside it does."""
        return not (self.organiser or self.person or self.is_open)

    def address(self, **other: Any) -> str:
        """Return the query of an address with this choice, *other* in place; "" when nothing is chosen."""
        changed = replace(self, **other)
        day = ALL_DAYS if changed.all_days else changed.day.isoformat() if changed.day else ""
        pairs = {
            "day": day, "organiser": changed.organiser, "theme": changed.theme, "format": changed.format,
            "q": changed.words, "language": changed.language, "time": changed.time, "place": changed.place,
            "series": changed.series, "person": changed.person, "open": "1" if changed.is_open else "",
            "view": "grid" if changed.is_grid else "",
        }  # fmt: skip
        query = urlencode({key: value for key, value in pairs.items() if value})
        return f"?{query}" if query else ""


def read(query: Mapping[str, str]) -> Choice:
    """Return the choice that an address's query makes; what cannot be is left out."""
    query = {key: value.replace("\x00", " ").strip() for key, value in query.items()}
    asked = query.get("day", "")
    try:
        day = date.fromisoformat(asked) if len(asked) == 10 else None
    except ValueError:
        day = None
    form = query.get("format", "")
    return Choice(
        day=day,
        all_days=asked == ALL_DAYS,
        organiser=query.get("organiser", "")[:80],
        theme=query.get("theme", "")[:80],
        format=form if form in Format.values else "",
        words=" ".join(query.get("q", "").split())[:120],
        language=query["language"] if query.get("language") in Language.values else "",
        time=query["time"] if query.get("time") in TimeOfDay.values else "",
        place=query.get("place", "")[:80],
        series=query.get("series", "")[:120],
        person=query.get("person", "")[:120],
        is_open=query.get("open", "") == "1",
        is_grid=query.get("view", "") == "grid",
    )


def chosen(query: Mapping[str, str]) -> list[str]:
    """Return the short names of the points that an address of "my programme" holds."""
    return [name for name in query.get("p", "").replace("\x00", "").split(",") if name][:MOST_CHOSEN]


def apply(points: QuerySet[Point], choice: Choice) -> QuerySet[Point]:
    """Return those of *points* that fit everything but the day."""
    if choice.organiser:
        points = points.filter(organiser__slug=choice.organiser)
    if choice.theme:
        points = points.filter(themes__slug=choice.theme)
    if choice.format in (Format.DIGITAL, Format.PHYSICAL):
        points = points.filter(format__in=(choice.format, Format.BOTH))
    elif choice.format:
        points = points.filter(format=choice.format)
    if choice.language:
        points = points.filter(language=choice.language)
    if choice.time:
        first, last = _HOURS[TimeOfDay(choice.time)]
        points = points.alias(hour_there=_hour_there()).filter(hour_there__gte=first, hour_there__lte=last)
    if choice.place:
        points = points.filter(place__icontains=choice.place)
    if choice.series:
        points = points.filter(series=choice.series)
    if choice.person:
        points = points.filter(pk__in=Contributor.objects.filter(name=choice.person, consents=True).values("point"))
    if choice.is_open:
        points = points.filter(registration_state=Registration.OPEN)
    return search.find(points, choice.words) if choice.words else points


def _hour_there() -> Case:
    """Return the hour that a point's own clocks show when it starts. One query, for the zones that there are."""
    elsewhere = rules.zones_elsewhere()
    hour = lambda key: ExtractHour("starts_at", tzinfo=zones.named(key))  # noqa: E731
    return Case(*(When(time_zone=key, then=hour(key)) for key in elsewhere), default=hour(""))
