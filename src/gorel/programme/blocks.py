"""Pieces that rooms above put on a point's page: `attendance` registers its sign-up here, from its `ready()`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from gorel.programme import revisions
from gorel.programme.models import Point


@dataclass(frozen=True)
class Block:
    """A template for a point's page, and what it shows; a context of None leaves it out.

    Shape: place is "public" (the page that everybody sees) or "work" (the organiser's and editor's page); lower order
    stands earlier. The template makes one <section class="card">; `point` and `request` are in its context.
    """

    template: str
    context: Callable[[HttpRequest, Point], Mapping[str, Any] | None]
    place: str = "public"
    order: int = 100


_blocks: dict[tuple[str, str], Block] = {}


def register(block: Block) -> None:
    """Show *block* on every point's page; the same template again replaces it."""
    _blocks[block.place, block.template] = block


def changes(_request: HttpRequest, point: Point) -> Mapping[str, Any] | None:
    """Return what has changed since the point was last looked at; None when nothing has."""
    found = revisions.since_review(point)
    return {"changes": found} if found else None


def render(request: HttpRequest, point: Point, *, place: str = "public") -> list[SafeString]:
    """Return the blocks of this point's page, in order."""
    found = sorted((block for block in _blocks.values() if block.place == place), key=lambda block: block.order)
    contexts = ((block, block.context(request, point)) for block in found)
    return [
        SafeString(render_to_string(block.template, {"point": point, **context}, request))
        for block, context in contexts
        if context is not None
    ]
