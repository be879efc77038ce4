"""Template tags of attendance: `{% load attendance %}`."""

from __future__ import annotations

from typing import Any

from django import template

from gorel.attendance import seats
from gorel.programme import texts
from gorel.programme.models import Point

register = template.Library()


@register.filter
def seats_in_all(point: Point) -> int | None:
    """The point's seats, on site and over the net together; None where there is no limit."""
    return seats.in_all(point)


@register.filter
def said(row: Any, field: str) -> str:
    """A row's text in the page's language, or in the other one."""
    return texts.said(row, field)
