"""What a visitor asks of a programme: day, organiser, theme, format, words. Read off the address, never trusted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.db.models import QuerySet

from gorel.programme import search
from gorel.programme.models import Point
from gorel.programme.words import Format

ALL_DAYS = "all"


@dataclass(frozen=True)
class Choice:
    """Filters of a list. Shape: what is empty or None does not filter; `day` None lets the page choose one."""

    day: date | None = None
    all_days: bool = False
    organiser: str = ""
    theme: str = ""
    format: str = ""
    words: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Say whether anything but the day narrows the list."""
        return bool(self.organiser or self.theme or self.format or self.words)

    def address(self, **other: object) -> str:
        """Return the query of an address with this choice, *other* in place; "" when nothing is chosen."""
        changed = replace(self, **other)
        day = ALL_DAYS if changed.all_days else changed.day.isoformat() if changed.day else ""
        pairs = {
            "day": day, "organiser": changed.organiser, "theme": changed.theme, "format": changed.format,
            "q": changed.words,
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
    )


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
    return search.find(points, choice.words) if choice.words else points
