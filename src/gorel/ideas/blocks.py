"""The piece on a programme point's page that tells which challenges, ideas and solutions it is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from gorel.ideas import rules
from gorel.programme.models import Point


def about_ideas(request: HttpRequest, point: Point) -> Mapping[str, Any] | None:
    """Return what the point is about, as the visitor may see it; None when it is about none. Three queries."""
    if point.pk is None:
        return None
    found = [
        *rules.challenges(request.user).filter(points=point),
        *rules.ideas(request.user).filter(points=point),
        *rules.solutions(request.user).filter(points=point, published_at__isnull=False),
    ]
    return {"rows": found} if found else None
