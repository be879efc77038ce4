"""A station of a point's picture: a transactional ability that is about one point, and is given it locked."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, get_type_hints
from uuid import UUID

import msgspec

from gorel.ability import Context, ability
from gorel.ground.prepared import Prepared
from gorel.programme.models import Point


class OnePoint(msgspec.Struct):
    """Which point. Shape: its uid."""

    point: str


def station(type: str, *, title: dict[str, str], about: dict[str, str]) -> Callable[..., Any]:
    """Declare a station of the picture: a transactional ability whose function is given the point itself, locked.

    Shape: the function is `(point, given) -> Output | None`; *given* is annotated with what the station takes.
    """

    def declare(run: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(run)
        def do(given: Any, context: Context) -> Any:
            return run(load(given.point), given)

        hints = get_type_hints(run)
        do.__annotations__ = {"given": hints["given"], "context": Context, "return": hints["return"]}
        del do.__wrapped__  # so that the ability's signature is read, not the station's
        ability(type, title=title, about=about, transactional=True)(do)
        return run

    return declare


def load(uid: str) -> Point:
    """Return the point, locked till the transaction ends."""
    found: Point = _one.get(uid=UUID(uid))
    return found


_one = Prepared(
    lambda uid: (
        Point.objects.select_related("organiser", "week", "sign_up")
        .select_for_update(of=("self",), no_key=True)
        .filter(uid=uid)
    ),
    uid=UUID,
)
