"""Co-organisers that confirm: an organisation stands with a point only once somebody of its own has said yes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core import signing
from django.db import transaction
from django.db.models import Q, QuerySet

from gorel.accounts.models import Organisation, Person
from gorel.ground import clock
from gorel.programme import actions, picture
from gorel.programme.models import CoOrganising, Point
from gorel.programme.words import State

MOST_FOUND = 20
_SALT = "gorel.programme.co-organising"


def find(words: str, *, but: Organisation) -> list[Organisation]:
    """Return the organisations whose name holds *words*, or whose number it is; those that begin with them first."""
    words = words.replace("\x00", "").strip()
    if not words:
        return []
    standing = Organisation.objects.filter(merged_into=None).exclude(pk=but.pk)
    found = standing.filter(Q(name__icontains=words) | Q(number=words)).order_by("name")[:200]
    begins = words.casefold()
    return sorted(found, key=lambda one: (not one.name.casefold().startswith(begins), one.name))[:MOST_FOUND]


def exactly(words: str, *, but: Organisation) -> Organisation | None:
    """Return the one organisation that is called so, None when none or several are."""
    found = [one for one in find(words, but=but) if one.name.casefold() == words.strip().casefold()]
    return found[0] if len(found) == 1 else None


def who_answers(organisation: Organisation) -> QuerySet[Person]:
    """Return those who may answer for the organisation and sign in."""
    found = Person.objects.filter(
        is_active=True, memberships__organisation=organisation, memberships__role__in=("organiser", "secretary")
    )
    return found.distinct().order_by("pk")


def token(asking: CoOrganising, person: Person) -> str:
    """Return what stands in the address of a letter: who was asked, about what; nobody else can make it."""
    return signing.dumps([asking.pk, person.pk, int(asking.asked_at.timestamp())], salt=_SALT)


def of_token(said: str) -> tuple[CoOrganising, Person] | None:
    """Return what a token is about; None when it is none, or its person may answer no longer."""
    try:
        pk, person_pk, asked_at = signing.loads(said, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    asking = (
        CoOrganising.objects.filter(pk=pk).select_related("point__week", "point__organiser", "organisation").first()
    )
    if asking is None or int(asking.asked_at.timestamp()) != asked_at:
        return None
    person = who_answers(asking.organisation).filter(pk=person_pk).first()
    return None if person is None else (asking, person)


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
    wanted, own_keys = list(wanted), {one.pk for one in own}
    standing = set(point.co_organisers.values_list("pk", flat=True))
    for gone in point.co_organising.filter(answered_at=None).exclude(organisation__in=wanted):
        picture.tell_answered(gone)  # nobody is reminded of a question that is taken back
        gone.delete()
    confirmed = []
    for one in wanted:
        if one.pk in standing or one.pk in own_keys:
            confirmed.append(one)
            continue
        row, is_new = CoOrganising.objects.get_or_create(point=point, organisation=one)
        if not is_new and row.answered_at is not None:  # asked once more, after a no or a yes that was taken back
            row.asked_at, row.answered_at, row.is_confirmed, is_new = clock.now(), None, None, True
            row.save()
        if is_new:
            picture.ask_co_organiser(row)
    return confirmed


@transaction.atomic
def answer(*, asking: CoOrganising, is_confirmed: bool, by: str) -> None:
    """Say yes or no for the organisation that was asked. A yes puts it on the point, whose case checks it anew."""
    asking = CoOrganising.objects.select_for_update().get(pk=asking.pk)
    if asking.answered_at is not None:
        return
    asking.answered_at, asking.is_confirmed = clock.now(), is_confirmed
    asking.save()
    picture.tell_answered(asking)
    if is_confirmed:
        others: list[Any] = [*asking.point.co_organisers.all(), asking.organisation]
        actions.change_point(point=asking.point, by=by, facts={}, co_organisers=others)
