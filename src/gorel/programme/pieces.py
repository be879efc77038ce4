"""Rows of the programme as ready HTML, kept per point and version (`memory`).

A row depends on the point's own columns, its organiser's name, what `attendance` says of the sign-up, and the language:
those are the key. Rows are written by one small function from plain tuples: four hundred of them cost a template engine
and a model each more than the whole page may cost.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from datetime import date, datetime
from html import escape
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gorel.ground import zones
from gorel.ground.language import is_english, spoken
from gorel.ground.memory import Memory
from gorel.programme import questions, times
from gorel.programme.models import Point
from gorel.programme.words import Format, Registration, State

_ROWS: Memory[str] = Memory(20_000)  # about 1 kB each
_TONES = {Registration.OPEN: "good", Registration.FULL: "wait", Registration.CLOSED: "plain"}
_COLUMNS = (
    "pk", "slug", "title_sv", "title_en", "starts_at", "ends_at", "format", "place", "series", "state",
    "registration_state", "recording_published_at", "organiser__name", "week__slug", "moved_at",
    "time_zone",
)  # fmt: skip


class Listed(NamedTuple):
    """What a list must know of a point to find its row."""

    pk: int
    on_date: date | None
    key: Hashable


class Day(NamedTuple):
    """A day's rows, ready to be shown."""

    date: date | None
    count: int  # type: ignore[assignment]  # of rows, where a tuple counts what is like something
    html: SafeString


def listed(points: QuerySet[Point], *, part: slice | None = None) -> list[Listed]:
    """Return *points*, or *part* of them, in the programme's order. One query."""
    found = points.order_by("on_date", "starts_at", "slug").values_list(*questions.LISTED)
    return known(found if part is None else found[part])


def known(rows: Iterable[tuple[Any, ...]]) -> list[Listed]:
    """Return rows of the columns `questions.LISTED` as what a list must know."""
    language = spoken()
    return [Listed(pk, on_date, (language, *rest)) for pk, on_date, *rest in rows]


def days(points: Iterable[Listed]) -> list[Day]:
    """Return the rows of *points*, day by day. One query at most, for the rows that are not kept."""
    points = list(points)
    rows = _ROWS.all({point.pk: point.key for point in points}, _make)
    return [
        Day(on_date, len(group), mark_safe("".join(rows.get(point.pk, "") for point in group)))  # noqa: S308 - escaped
        for on_date, group in ((day, list(found)) for day, found in groupby(points, key=lambda point: point.on_date))
    ]


def forget() -> None:
    """Empty the memory of rows."""
    _ROWS.forget()


def marks(point: Point) -> list[tuple[str, str]]:
    """Return the status words of a public point, each with its tone: cancelled, recording, sign-up."""
    return _marks(point.state, point.recording_published_at, point.registration_state, point.moved_at)


def _marks(
    state: str, recording_published_at: datetime | None, registration: str, moved_at: datetime | None
) -> list[tuple[str, str]]:
    if state == State.CANCELLED:
        return [(_("Cancelled"), "bad")]
    if recording_published_at is not None:
        return [(_("Watch later"), "info")]
    found = [(_("Moved"), "wait")] if moved_at is not None else []
    if registration in _TONES:
        found.append((str(Registration(registration).label), _TONES[Registration(registration)]))
    return found


def _make(keys: Sequence[int]) -> dict[int, str]:
    """Return the rows of these points. The words that recur are said once for all of them."""
    said = _Said()
    columns: Iterable[tuple[object, ...]] = Point.objects.filter(pk__in=keys).values_list(*_COLUMNS)
    return {row[0]: said.row(*row) for row in columns}  # type: ignore[arg-type, misc]


class _Said:
    """The words and addresses of one language, looked up once."""

    def __init__(self) -> None:
        self.english = is_english()
        self.formats = {value: str(label) for value, label in Format.choices}
        self.untitled, self.later = _("Programme point without a title"), escape(_("Time will be told later"))
        self.seminar = reverse("programme:seminar", args=["-"]).removesuffix("-/")
        self.weeks: dict[str | None, str] = {None: self.seminar}
        self.badges: dict[tuple[str, bool, str, bool], str] = {}

    def row(
        self, _pk: int, slug: str, title_sv: str, title_en: str, starts_at: datetime | None, ends_at: datetime | None,
        form: str, place: str, series: str, state: str, registration: str, recorded_at: datetime | None,
        organiser: str, week: str | None, moved_at: datetime | None, time_zone: str,
    ) -> str:  # fmt: skip
        title = (title_en or title_sv if self.english else title_sv or title_en) or self.untitled
        start = self.later
        if starts_at is not None:
            zone = zones.named(time_zone)
            begins, ends = starts_at.astimezone(zone), ends_at.astimezone(zone) if ends_at else None
            start = f'<time datetime="{times.iso(begins)}">{times.hours(begins, ends)}</time>'
        facts = " · ".join([fact for fact in (organiser, self.formats.get(form, ""), place, series) if fact])
        off = " is-off" if state == State.CANCELLED else ""
        return (
            f'<li class="row{off}" id="p-{slug}"><p class="row__start">{start}</p>'
            f'<div><h3 class="row__title"><a href="{self.base(week)}{slug}/">{escape(title)}</a></h3>'
            f'<p class="row__text">{escape(facts)}</p></div>'
            f'<p class="row__end">{self.badge(state, recorded_at, registration, moved_at)}</p></li>\n'
        )

    def base(self, week: str | None) -> str:
        if week not in self.weeks:
            self.weeks[week] = reverse("programme:week", args=[week])
        return self.weeks[week]

    def badge(self, state: str, recorded_at: datetime | None, registration: str, moved_at: datetime | None) -> str:
        key = (state, recorded_at is not None, registration, moved_at is not None)
        if key not in self.badges:
            self.badges[key] = "".join(
                f'<span class="badge badge--{tone}">{escape(word)}</span>'
                for word, tone in _marks(state, recorded_at, registration, moved_at)
            )
        return self.badges[key]
