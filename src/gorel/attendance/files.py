"""Files that participants hand in with a point's own questions: whose they are, who reads them, how lists show them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from gorel.forms import kept

if TYPE_CHECKING:
    from gorel.attendance.models import Registration

KIND = "registration"


def about(registration: Registration) -> str:
    """Return what the files of a registration belong to."""
    return f"{KIND}:{registration.uid}"


def may_read(person: Any, uid: str) -> kept.May | None:
    """Let those who look after the point's registrations read the files of one; nobody reads a protected person's."""
    from gorel.attendance import rules
    from gorel.attendance.models import Registration

    found = Registration.objects.select_related("point__organiser").filter(uid=uid, is_protected=False).first()
    if found is None or not rules.may_manage(person, found.point):
        return None
    return kept.May(found.point.organiser_id)


def show(registrations: Iterable[Registration]) -> None:
    """Give each registration its `files`, for a page of them. One query, or none where nothing was handed in."""
    rows = list(registrations)
    by_reference = {one.reference: one for one in kept.found([one.answers for one in rows])}
    for one in rows:
        shown = [] if one.is_protected else kept.references(one.answers)
        one.files = [by_reference[name] for name in shown if name in by_reference]  # type: ignore[attr-defined]
