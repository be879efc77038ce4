"""Rows of the programme as ready HTML, kept per point and version.

A row depends on the point's own columns, its organiser's name, what `attendance` says of the sign-up, and the language:
those are the key. A changed point counts its version up, so an old row is never shown; nothing has to be cleared.
Rows are written by one small function, since a template engine costs ten times as much for four hundred of them.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from datetime import date
from html import escape
from itertools import groupby
from threading import Lock
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gorel.programme import texts, times
from gorel.programme.models import Point
from gorel.programme.words import Registration, State

KEPT = 20_000  # rows in memory, about 1 kB each

Key = tuple[UUID, int, str, str, str]
_pieces: OrderedDict[Key, str] = OrderedDict()
_lock = Lock()


class Listed(NamedTuple):
    """What the list must know of a point to find its row."""

    pk: int
    uid: UUID
    on_date: date | None
    version: int
    registration_state: str
    organiser: str


class Day(NamedTuple):
    """A day's rows, ready to be shown."""

    date: date | None
    count: int
    html: SafeString


def days(points: QuerySet[Point]) -> list[Day]:
    """Return the rows of *points*, day by day, in two queries at most however many they are."""
    listed = [
        Listed(*row)
        for row in points.order_by("on_date", "starts_at", "slug").values_list(
            "pk", "uid", "on_date", "version", "registration_state", "organiser__name"
        )
    ]
    rows = _rows(listed)
    return [
        Day(day, len(group), mark_safe("".join(rows[point.pk] for point in group)))  # noqa: S308 - `_row` escapes
        for day, group in ((day, list(found)) for day, found in groupby(listed, key=lambda point: point.on_date))
    ]


def forget() -> None:
    """Empty the memory of rows. Nothing is shown differently afterwards."""
    with _lock:
        _pieces.clear()


def _rows(listed: Iterable[Listed]) -> dict[int, str]:
    language = "en" if (get_language() or "sv").startswith("en") else "sv"
    found: dict[int, str] = {}
    wanted: dict[int, Key] = {}
    with _lock:
        for point in listed:
            key = (point.uid, point.version, point.registration_state, point.organiser, language)
            piece = _pieces.get(key)
            if piece is None:
                wanted[point.pk] = key
            else:
                _pieces.move_to_end(key)
                found[point.pk] = piece
    if wanted:
        made = {point.pk: _row(point) for point in _full(list(wanted))}
        found.update(made)
        with _lock:
            for pk, piece in made.items():
                _pieces[wanted[pk]] = piece
            while len(_pieces) > KEPT:
                _pieces.popitem(last=False)
    return found


def _full(keys: list[int]) -> Iterable[Point]:
    return (
        Point.objects.filter(pk__in=keys)
        .select_related("organiser", "week")
        .only(
            "slug", "title_sv", "title_en", "starts_at", "ends_at", "on_date", "format", "place", "state", "series",
            "registration_state", "recording_published_at", "organiser__name", "week__slug",
        )
    )  # fmt: skip


def _row(point: Point) -> str:
    title = escape(texts.said(point, "title") or _("Programme point without a title"))
    hours = times.hours(point.starts_at, point.ends_at)
    start = (
        f'<time datetime="{times.iso(point.starts_at)}">{hours}</time>'
        if point.starts_at
        else escape(_("Time will be told later"))
    )
    facts = [point.organiser.name, str(point.get_format_display()), point.place, point.series]
    badges = "".join(f'<span class="badge badge--{tone}">{escape(word)}</span>' for word, tone in marks(point))
    off = " is-off" if point.state == State.CANCELLED else ""
    return (
        f'<li class="row{off}" id="p-{point.slug}"><p class="row__start">{start}</p>'
        f'<div><h3 class="row__title"><a href="{_address(point)}">{title}</a></h3>'
        f'<p class="row__text">{escape(" · ".join(filter(None, facts)))}</p></div>'
        f'<p class="row__end">{badges}</p></li>\n'
    )


def marks(point: Point) -> list[tuple[str, str]]:
    """Return the status words of a public point, each with its tone: cancelled, recording, sign-up."""
    if point.state == State.CANCELLED:
        return [(_("Cancelled"), "bad")]
    if point.recording_published_at is not None:
        return [(_("Watch later"), "info")]
    tones = {Registration.OPEN: "good", Registration.FULL: "wait", Registration.CLOSED: "plain"}
    if point.registration_state in tones:
        return [(str(point.get_registration_state_display()), tones[Registration(point.registration_state)])]
    return []


def _address(point: Point) -> str:
    # `reverse` costs more than the rest of the row; both addresses are mounted once and then only filled in.
    if point.week_id is None:
        return reverse("programme:seminar", args=["-"]).replace("/-/", f"/{point.slug}/")
    return f"{reverse('programme:week', args=[point.week.slug])}{point.slug}/"
