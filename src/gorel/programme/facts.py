"""The facts that the picture decides by: what a point has, never who people are."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from gorel.programme import conflicts
from gorel.programme.models import Point


def of(point: Point) -> dict[str, Any]:
    """Return what `point-check.dmn` reads, as JSON values. No personal data, no joining link.

    Shape: dates are ISO dates, instants ISO date-times on the point's clocks with offset; None for what is missing.
    """
    parties = [point.organiser, *point.co_organisers.all()]
    week = point.week
    return {
        "in_week": week is not None,
        "week_starts_on": week.starts_on.isoformat() if week else None,
        "week_ends_on": week.ends_on.isoformat() if week else None,
        "public_party": any(party.is_public_sector for party in parties),
        "title": bool(point.title_sv or point.title_en),
        "description": bool(point.abstract_sv or point.abstract_en),
        "on_date": point.on_date.isoformat() if point.on_date else None,
        "starts_at": _said(point.local_start),
        "ends_at": _said(point.local_end),
        "format": point.format or None,
        "place": bool(point.place),
        "link": bool(point.joining_link or point.platform),
        "conflict": conflicts.stops(point),
    }


def _said(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
