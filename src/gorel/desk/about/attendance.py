"""Cards of registrations and sign-ups. They name the event, not the participant: a case page needs no more."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from gorel.attendance.models import Registration
from gorel.desk.about import programme
from gorel.desk.cards import Card
from gorel.desk.uids import valid
from gorel.ground import times
from gorel.programme.models import Point


def tell(keys: Collection[str]) -> dict[str, Card]:
    """Return a card for each registration among *keys*. One query."""
    uids = valid(keys)
    if not uids:
        return {}
    found = Registration.objects.filter(uid__in=uids).select_related("point__organiser", "point__week")
    return {str(one.uid): _card(one) for one in found}


def find(text: str) -> set[str]:
    """Return the uids of registrations for points that *text* may mean; never by a participant's name."""
    points = Point.objects.filter(uid__in=programme.find(text))
    rows = Registration.objects.filter(point__in=points).values_list("uid", flat=True)
    return {str(uid) for uid in rows[: programme.MOST_FOUND]}


def _card(registration: Registration) -> Card:
    facts = [
        (_("Organiser"), registration.point.organiser.name),
        (_("Signed up"), times.moment(registration.registered_at)),
        (_("State"), str(registration.get_state_display())),
    ]
    if registration.withdrawn_at is not None:
        facts.append((_("Withdrawn"), times.moment(registration.withdrawn_at)))
    return Card(
        kind=_("Registration"),
        title=_("Registration for “%(point)s”") % {"point": programme.title(registration.point)},
        facts=tuple(facts),
    )
