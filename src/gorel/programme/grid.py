"""The programme as a grid of hours and days: the same points as the list, laid out by when they start."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from gorel.ground import zones
from gorel.ground.language import is_english
from gorel.programme import times
from gorel.programme.models import Point
from gorel.programme.words import State


@dataclass(frozen=True)
class Cell:
    """A point in the grid."""

    title: str
    url: str
    hours: str
    organiser: str
    is_off: bool


@dataclass
class Grid:
    """Shape: rows are (hour, a list of cells for each day); untimed are the points of a day whose time is not told."""

    days: list[date] = field(default_factory=list)
    rows: list[tuple[str, list[list[Cell]]]] = field(default_factory=list)
    untimed: list[list[Cell]] = field(default_factory=list)


def of(points: QuerySet[Point], *, base: str) -> Grid:
    """Return the grid of *points*; *base* is the address of their week. One query."""
    english = is_english()
    columns = (
        "slug",
        "title_sv",
        "title_en",
        "on_date",
        "starts_at",
        "ends_at",
        "organiser__name",
        "state",
        "time_zone",
    )
    cells: dict[tuple[date, int | None], list[Cell]] = {}
    for slug, sv, en, day, starts_at, ends_at, organiser, state, key in (
        points.exclude(on_date=None).order_by("on_date", "starts_at", "slug").values_list(*columns)
    ):  # fmt: skip
        title = (en or sv if english else sv or en) or _("Programme point without a title")
        start, end = (_there(moment, key) for moment in (starts_at, ends_at))
        cell = Cell(title, f"{base}{slug}/", times.hours(start, end), organiser, state == State.CANCELLED)
        cells.setdefault((day, _hour(start)), []).append(cell)
    days = sorted({day for day, _hour_ in cells})
    hours = sorted({hour for _day, hour in cells if hour is not None})
    return Grid(
        days=days,
        rows=[(f"{hour:02}.00", [cells.get((day, hour), []) for day in days]) for hour in hours],
        untimed=[cells.get((day, None), []) for day in days] if any((day, None) in cells for day in days) else [],
    )


def _there(moment: datetime | None, key: str) -> datetime | None:
    return moment.astimezone(zones.named(key)) if moment is not None else None


def _hour(start: datetime | None) -> int | None:
    return start.hour if start is not None else None
