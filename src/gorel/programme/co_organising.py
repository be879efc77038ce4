"""Co-organisers that confirm: an organisation stands with a point only once somebody of its own has said yes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from gorel.accounts.models import Organisation
from gorel.ground import clock
from gorel.programme import actions
from gorel.programme.models import CoOrganising, Point
from gorel.programme.words import State


def asked(point: Point) -> list[Organisation]:
    """Return the organisations that have been asked and have not answered."""
    found = point.co_organising.filter(answered_at=None).select_related("organisation")
    return [one.organisation for one in found]


def waiting_for(organisations: Iterable[Organisation]) -> QuerySet[CoOrganising]:
    """Return what these organisations have been asked."""
    found = CoOrganising.objects.filter(organisation__in=organisations, answered_at=None)
    return found.exclude(point__state__in=(State.CANCELLED, State.DECLINED)).select_related(
        "point__week", "point__organiser", "organisation"
    )


@transaction.atomic
def settle(*, point: Point, wanted: Iterable[Organisation], own: Iterable[Organisation]) -> list[Organisation]:
    """Return which of *wanted* stand with the point now: those that do already, and the writer's own; ask the others.

    Who is no longer wanted is no longer asked. Writes rows of `CoOrganising`.
    """
    wanted, own = list(wanted), {one.pk for one in own}
    standing = set(point.co_organisers.values_list("pk", flat=True))
    point.co_organising.filter(answered_at=None).exclude(organisation__in=wanted).delete()
    confirmed = []
    for one in wanted:
        if one.pk in standing or one.pk in own:
            confirmed.append(one)
            continue
        row, is_new = CoOrganising.objects.get_or_create(point=point, organisation=one)
        if not is_new and row.answered_at is not None:  # asked once more, after a no or a yes that was taken back
            row.asked_at, row.answered_at, row.is_confirmed = clock.now(), None, None
            row.save()
    return confirmed


@transaction.atomic
def answer(*, asking: CoOrganising, is_confirmed: bool, by: str) -> None:
    """Say yes or no for the organisation that was asked. A yes puts it on the point, whose case checks it anew."""
    asking = CoOrganising.objects.select_for_update().get(pk=asking.pk)
    if asking.answered_at is not None:
        return
    asking.answered_at, asking.is_confirmed = clock.now(), is_confirmed
    asking.save()
    if is_confirmed:
        others: list[Any] = [*asking.point.co_organisers.all(), asking.organisation]
        actions.change_point(point=asking.point, by=by, facts={}, co_organisers=others)
