"""A public point as its page shows it, read once for each version and kept (`ground.memory`)."""

from __future__ import annotations

import copy
from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.safestring import SafeString

from gorel.ground.language import spoken
from gorel.ground.memory import Memory
from gorel.programme import json_ld, questions, texts
from gorel.programme.models import Point, PointFile


@dataclass(frozen=True)
class Ready:
    """A point with all that its page says of it.

    Shape: key is what pieces of its page are kept by; None where nothing is kept (a preview).
    """

    key: Hashable
    point: Point
    title: str
    abstract: SafeString
    summary: str
    files: list[PointFile]
    whole: Point | None
    parts: list[Point]
    occasions: list[Point]
    json_ld: SafeString | None = None


_READY: Memory[Ready] = Memory(2_000)


def public(slug: str, week: str | None) -> Ready | None:
    """Return the public point of this name (a seminar, where *week* is None). Five queries, more for a new version.

    The point is the caller's own copy, so that whoever reads on from it reads what stands in the database now.
    """
    found = questions.point_key(slug, week)
    if found is None:
        return None
    pk, rest = found
    key = (spoken(), rest)
    kept = _READY.one(key, lambda: _read(pk, key))
    point = copy.copy(kept.point)
    # What is told of a recording changes without the point.
    told = kept.json_ld if point.recording_published_at is None else json_ld.script(point)
    return replace(kept, point=point, json_ld=told)


def of(point: Point) -> Ready:
    """Return any point as its page will show it; nothing is kept."""
    files = list(point.files.defer("content"))
    return Ready(None, point, *_said(point), files, **_related(point))


def forget() -> None:
    """Empty the memory of points."""
    _READY.forget()


def _read(pk: int, key: Hashable) -> Ready:
    point = questions.point_with_all(pk)
    return Ready(key, point, *_said(point), list(point.files.all()), **_related(point), json_ld=json_ld.script(point))


def _said(point: Point) -> tuple[str, SafeString, str]:
    abstract = texts.said(point, "abstract")
    return texts.said(point, "title"), texts.html(abstract), texts.plain(abstract, 200)


def _related(point: Point) -> dict[str, Any]:
    """Return the public points that belong to it: its whole, its parts, its other occasions. One query."""
    found = questions.related(point) if point.pk else []
    return {
        "whole": next((one for one in found if one.pk == point.part_of_id), None),
        "parts": [one for one in found if one.part_of_id == point.pk],
        "occasions": [one for one in found if one.part_of_id != point.pk and one.pk != point.part_of_id],
    }
