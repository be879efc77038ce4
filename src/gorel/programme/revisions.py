"""What a point said at each of its versions: history, the diff since somebody last looked, what changed in a programme.

A revision is written whenever a person's change or the picture counts a point's version up. It holds what the public
reads, never the joining link or the contact; people who take part stand in it as long as the point does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from gorel.ground import times, zones
from gorel.programme import fields
from gorel.programme.models import Point, Revision, Week
from gorel.programme.words import Format, Language, State

FACTS = (
    "title_sv", "title_en", "abstract_sv", "abstract_en", "series", "on_date", "starts_at", "ends_at", "format",
    "place", "platform", "language", "is_free", "price", "target_group", "accessibility", "interpretation",
    "has_captions", "web_page", "registration_last_day_on", "is_recorded", "recording_url",
)  # fmt: skip
# A change of one of these reaches everybody who has registered; all else goes out in silence.
IMPORTANT = frozenset({"on_date", "starts_at", "ends_at", "place", "format", "platform", "joining_link"})
_MOVED = frozenset({"on_date", "starts_at", "place"})


@dataclass(frozen=True)
class Change:
    """One fact that differs. Shape: before and after are words; "" is nothing."""

    name: str
    label: str
    before: str
    after: str


HERSELF = "görel"  # by whom revisions are that come of a step of the picture


def facts(point: Point) -> dict[str, Any]:
    """Return what the public reads of *point*, as JSON. Queries: co-organisers, themes and people, unless loaded."""
    said = {name: _plain(getattr(point, name)) for name in FACTS}
    return said | {
        "time_zone": point.time_zone,
        "state": str(point.state),
        "co_organisers": sorted(one.name for one in point.co_organisers.all()),
        "themes": sorted(one.title_sv for one in point.themes.all()),
        "contributors": [f"{one.name}, {one.title}".rstrip(", ") for one in point.contributors.all()],
    }


def keep(point: Point, *, by: str) -> None:
    """Write the point's revision at its version. Writes one row."""
    is_public = point.published_at is not None and point.state in (State.PUBLISHED, State.CANCELLED)
    Revision.objects.create(
        point=point, week=point.week, version=point.version, by=by, facts=facts(point), is_public=is_public
    )


def is_important(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Say whether those who have registered must hear of it."""
    return any(before.get(name) != after.get(name) for name in IMPORTANT & after.keys())


def is_moved(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Say whether it has another time or place; one that had none is told, not moved."""
    return any(before.get(name) and before.get(name) != after.get(name) for name in _MOVED & after.keys())


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Return what differs between two revisions' facts, in the order of the form."""
    names = [*FACTS, "co_organisers", "themes", "contributors", "state"]
    differing = [name for name in names if before.get(name) != after.get(name)]
    if "starts_at" in differing and "on_date" in differing:
        differing.remove("on_date")
    words = ({name: said(name, one.get(name), zone=one.get("time_zone", "")) for name in differing}
             for one in (before, after))  # fmt: skip
    was, now = words
    return [Change(name, fields.label(name), was[name], now[name]) for name in differing]


def since_review(point: Point) -> list[Change]:
    """Return what has changed since the point was last handed to a reviewer or answered: what the next one needs.

    Those moments are Görel's own revisions. What the organiser changes meanwhile is a revision in the same state, and
    nobody has read it yet.
    """
    rows = list(point.revisions.order_by("-pk").values_list("facts", "by")[:50])
    if not rows:
        return []
    latest, _by = rows[0]
    states = (State.IN_REVIEW, State.SENT_BACK, State.PUBLISHED)
    seen = next((one for one, by in rows[1:] if by == HERSELF and one.get("state") in states), None)
    if seen is None:
        return []
    return [change for change in changes(seen, latest) if change.name != "state"]


def of_programme(week: Week) -> QuerySet[Revision]:
    """Return the revisions that the public has seen of a week, newest first."""
    found = Revision.objects.filter(week=week, is_public=True)
    return found.select_related("point__organiser", "point__week").order_by("-pk")


def told(rows: Iterable[Revision]) -> list[tuple[Revision, list[Change]]]:
    """Return each public revision with what it changed; the first of a point changes nothing. One query.

    Shape: later ones in which nothing stands that the public reads (a film is published) are left out.
    """
    rows = list(rows)
    earlier = Revision.objects.filter(point__in={row.point_id for row in rows}, is_public=True).order_by("pk")
    before: dict[int, dict[str, Any]] = {}
    latest: dict[int, dict[str, Any]] = {}
    for pk, point, said_ in earlier.values_list("pk", "point_id", "facts"):
        if point in latest:
            before[pk] = latest[point]
        latest[point] = said_
    found = [(row, changes(before[row.pk], row.facts) if row.pk in before else []) for row in rows]
    return [(row, changed) for row, changed in found if changed or row.pk not in before]


def previous_start(point: Point) -> str | None:
    """Return when a moved point was to begin before, as ISO 8601: the last time that the public read. One query."""
    if point.moved_at is None:
        return None
    now = point.starts_at or point.on_date
    told = point.revisions.filter(is_public=True).order_by("-pk").values_list("facts", flat=True)[:50]
    for facts_ in told:
        before = facts_.get("starts_at") or facts_.get("on_date")
        if before and "T" in before:
            moment = datetime.fromisoformat(before)
            if moment != now:
                return point.there(moment).isoformat()
        elif before and before != _plain(point.on_date):
            return str(before)
    return None


def said(name: str, value: Any, *, zone: str = "") -> str:
    """Return a kept fact in words; a moment on the clocks of *zone*."""
    if value is None or value in ("", []):
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(value)
    if name in ("starts_at", "ends_at"):
        return times.moment(datetime.fromisoformat(value).astimezone(zones.named(zone)), weekday=False)
    if name in ("on_date", "registration_last_day_on"):
        return times.day(date.fromisoformat(value), weekday=False)
    words = {"format": Format, "language": Language, "state": State}.get(name)
    return str(words(value).label) if words is not None else str(value)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value
