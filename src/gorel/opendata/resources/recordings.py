"""Recordings that organisers have published, with the point that was recorded."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from gorel.opendata.resources import points, rows
from gorel.opendata.resources.described import described
from gorel.opendata.shape import Field, Gone, Item, Resource, Said, moment
from gorel.programme import rules
from gorel.programme.models import Point

_SHARED = ("week_id", "title_sv", "title_en", "organiser_id", "organiser", "themes", "held_on", "language")
FIELDS = (
    Field("id", "id", Said("Punktens id: en inspelning per punkt.", "The point's id: one recording per point."),
          "0199e2a4-6c1b-7d35-9a58-3f0c62b1d7aa", False),
    Field("url", "address", Said("Inspelningen.", "The recording."), "https://film.example/gorel", False),
    Field("point_url", "address", Said("Punktens sida.", "The point's page."),
          "https://gorel.example/programme/2021/gorel/", False),
    *(field for field in points.FIELDS if field.name in _SHARED),
    Field("published_at", "moment", Said("När inspelningen publicerades.", "When the recording was published."),
          "2021-10-11T07:00:00Z", False),
    rows.CHANGED,
)  # fmt: skip


def items(found: Sequence[Point]) -> list[Item]:
    """Return the items of some points that have a recording. Four queries."""
    published = {str(point.uid): point.recording_published_at for point in found}
    return [_item(one, moment(published[one["id"]])) for one in points.items(found)]


def _item(point: Item, published_at: str | None) -> Item:
    return {
        "id": point["id"],
        "url": point["recording_url"],
        "point_url": point["url"],
        **{field.name: point[field.name] for field in points.FIELDS if field.name in _SHARED},
        "published_at": published_at,
        "changed_at": point["changed_at"],
    }


def _open() -> QuerySet[Point]:
    return rules.public_points().filter(recording_published_at__isnull=False).exclude(recording_url="").order_by("pk")


def _find(text: str) -> Item | Gone | None:
    uid = rows.uid_of(text)
    point = Point.objects.filter(uid=uid, recording_published_at__isnull=False).first() if uid else None
    if point is None:
        return None
    if _open().filter(pk=point.pk).exists():
        return items([point])[0]
    return Gone(
        Said("Inspelningen är inte längre publicerad.", "The recording is no longer published."), point.changed_at
    )


_triples = described(
    "VideoObject", about="url", identifier="id", name=("title_sv", "title_en"), uploadDate="published_at",
    inLanguage="language", publisher="organiser", keywords="themes", mainEntityOfPage="point_url",
)  # fmt: skip

RESOURCE = Resource(
    name="recordings",
    uid=UUID("7d0b7f0e-3d5c-4c6e-9f0a-52b5d6a3c104"),
    title=Said("Inspelningar", "Recordings"),
    about=Said(
        "Publicerade inspelningar av programpunkter och seminarier.",
        "Published recordings of programme points and seminars.",
    ),
    keywords=(Said("inspelningar", "recordings"), Said("film", "film"), Said("föreläsningar", "lectures")),
    fields=FIELDS,
    rows=_open,
    items=items,
    every=rows.in_batches(items),
    filters=points.RESOURCE.filters[:2],
    find=_find,
    triples=_triples,
    themes=("GOVE", "EDUC"),
)
