"""Gives the shape of a point, and of a row that may become one, for `likeness` to compare."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from gorel.accounts.models import Organisation
from gorel.programme.importing.likeness import Shape
from gorel.programme.models import Point


def of_row(
    values: dict[str, Any],
    organiser: Organisation,
    others: Collection[Organisation],
    place: str,
    unread: str = "",
    people: Iterable[Mapping[str, str]] = (),
) -> Shape:
    """Return the shape of what a row would become; *unread* is what it says of its time that could not be read."""
    whole = values.get("part_of")
    return Shape(
        pk=0, place_in_file=place, title=values.get("title_sv") or values.get("title_en") or "",
        organisers=frozenset({organiser.pk, *(one.pk for one in others)}), on_date=values.get("on_date"),
        starts_at=values.get("starts_at"), ends_at=values.get("ends_at"), format=values.get("format", ""),
        place=values.get("place", ""),
        also=values.get("title_en", "") if values.get("title_sv") else "", link=values.get("joining_link", ""),
        web_page=values.get("web_page", ""), whole=whole.pk if whole else None,
        unread=unread, is_english=values.get("language") == "en", people=named(one["name"] for one in people),
    )  # fmt: skip


def of_point(point: Point, place: str) -> Shape:
    """Return the shape of a written point; *place* is where in this file it came from."""
    return Shape(
        pk=point.pk, place_in_file=place, title=point.title_sv or point.title_en,
        organisers=frozenset({point.organiser_id, *(one.pk for one in point.co_organisers.all())}),
        on_date=point.on_date, starts_at=point.starts_at, ends_at=point.ends_at, format=point.format,
        place=point.place,
        also=point.title_en if point.title_sv else "", link=point.joining_link,
        web_page=point.web_page, whole=point.part_of_id, is_english=point.language == "en",
        people=named(one.name for one in point.contributors.all()),
    )  # fmt: skip


def named(names: Iterable[str]) -> frozenset[str]:
    """Return the names of people as they are compared."""
    return frozenset(" ".join(name.casefold().split()) for name in names) - {""}
