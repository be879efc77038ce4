"""The form for several points of a week in one go: what all of them ask for is asked once.

What only some ask for (how to take part, guests, food, needs) says which they are, and reaches those alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from gorel import forms
from gorel.attendance import seats, sign_up_form
from gorel.attendance.sign_ups import settings_of
from gorel.attendance.wishes import Wish
from gorel.programme import texts
from gorel.programme.models import Point


def takes(point: Point) -> bool:
    """Say whether one can sign up for *point* together with others: no code, and no question that must be answered."""
    sign_up = settings_of(point)
    return not (
        sign_up.is_for_some or any((question.get("validate") or {}).get("required") for question in sign_up.questions)
    )


def schema(points: Sequence[Point]) -> dict[str, Any]:
    """Return the form for *points*."""

    def some(part: dict[str, Any], asks: Callable[[Point], bool]) -> list[dict[str, Any]]:
        those = [point for point in points if asks(point)]
        return [_said_of(part, those, of_all=len(those) == len(points))] if those else []

    parts = [
        *sign_up_form.who(),
        *some(sign_up_form.mode(), seats.has_modes),
        *some(sign_up_form.guests(most_guests(points)), _takes_guests),
        *some(sign_up_form.food(), sign_up_form.asks_food),
        *some(sign_up_form.access(), sign_up_form.asks_access),
        sign_up_form.protected(),
    ]
    consent = sign_up_form.consented(("varje arrangör", "each organiser"))
    return sign_up_form.form("sign-up-for-several", [*parts, consent])


def read(shown: dict[str, Any], post: Mapping[str, Any], points: Sequence[Point]) -> forms.Answer:
    """Read what was sent, and see that there are not more guests than one may bring."""
    return sign_up_form.with_few_guests(shown, forms.read(shown, post), most_guests(points))


def most_guests(points: Sequence[Point]) -> int:
    """Return how many guests may come along to all of those that take any."""
    return min((settings_of(point).guests_most for point in points if _takes_guests(point)), default=0)


def at(wish: Wish, point: Point) -> Wish:
    """Return what of *wish* goes to *point*: what it asks for."""
    return replace(
        wish,
        mode=wish.mode if seats.has_modes(point) else "",
        guests=wish.guests if _takes_guests(point) else (),
        food=wish.food if sign_up_form.asks_food(point) else "",
        access=wish.access if sign_up_form.asks_access(point) else "",
    )


def _takes_guests(point: Point) -> bool:
    return bool(settings_of(point).guests_most)


def _said_of(part: dict[str, Any], points: Sequence[Point], *, of_all: bool) -> dict[str, Any]:
    """Return the field with the names of the points that it is for, unless it is for all of them."""
    if of_all:
        return part
    swedish, english = (_titles(points, language) for language in ("sv", "en"))
    properties = part.get("properties", {})
    return part | {
        "description": f"{part.get('description', '')} Gäller: {swedish}.".strip(),
        "properties": properties
        | {"description.en": f"{properties.get('description.en', '')} For: {english}.".strip()},
    }


def _titles(points: Sequence[Point], language: str) -> str:
    return " · ".join(texts.said(point, "title", language) for point in points)
