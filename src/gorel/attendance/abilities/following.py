"""A registration that is admitted, on its way to the event and after it: what is next, and the joining link."""

from __future__ import annotations

from uuid import UUID

import msgspec

from gorel.ability import Context, Doubt, ability
from gorel.attendance import acts, moments
from gorel.attendance.abilities.registration import OneRegistration
from gorel.attendance.models import Registration
from gorel.attendance.words import ACTIVE
from gorel.ground import clock, locks
from gorel.ground.once import once
from gorel.ground.prepared import Prepared
from gorel.ground.written import Changed
from gorel.programme.models import Point


class Next(msgspec.Struct):
    """What is next, when, and whether its time has come.

    Shape: next is the id of a step of the picture; None when nothing is left. Swedish time with offset. Earlier
    pictures read the last two.
    """

    next: str | None
    next_at: str | None
    due: bool
    link_at: str | None = None
    thanks_at: str | None = None


@ability(
    "attendance.look_ahead",
    title={"sv": "Läsa vad som är på tur", "en": "Read what is next"},
    about={
        "sv": "Läser stegens tider i bilden och tillfället som det står nu: länk, ändringar, påminnelser eller tack.",
        "en": "Reads the times of the picture's steps, and the event as it stands: link, changes, reminders, thanks.",
    },
    transactional=True,
)
def look_ahead(given: OneRegistration, context: Context) -> Next | Doubt:
    registration = _row.get(uid=UUID(given.registration))
    pk = registration.point_id
    # Under a name of its own: letters keep the point, too, with more beside it.
    point = registration.point = once(("point and sign-up", pk), lambda: _point.get(pk=pk))
    act = acts.upcoming(registration)
    earlier = {
        "link_at": moments.said(moments.link_at(point)),
        "thanks_at": moments.said(moments.thanks_at(point)),
    }
    if act is None:
        if moments.over_at(point) is None:
            return Doubt(
                "attendance.no-day",
                {
                    "sv": "Tillfället har inget datum, så Görel vet inte när något ska skickas. Skriv in datumet och "
                    "låt henne försöka igen.",
                    "en": "The event has no date, so Görel cannot know when to send anything. Write the date, and let "
                    "her try again.",
                },
            )
        return Next(next=None, next_at=None, due=True, **earlier)
    due = act.at <= clock.now()
    if due and act.step != moments.LINK:  # the link's own step says whether it went
        registration.done = {**registration.done, act.step: moments.said(act.at)}
        changed = ["done"]
        if registration.told != acts.told_of(point):  # whatever letter goes now, it tells how things stand
            registration.told_before, registration.told = registration.told, acts.told_of(point)
            registration.sequence += 1
            changed += ["told", "told_before", "sequence"]
        registration.save(update_fields=changed)
    return Next(next=act.step, next_at=moments.said(act.at), due=due, **earlier)


class Release(msgspec.Struct):
    """What holds now.

    Shape: release is "released", "moved" (its time has not come), or "missing" (no link). The newer picture asks only
    for the first.
    """

    release: str


@ability(
    "attendance.release_link",
    title={"sv": "Släppa länken", "en": "Release the joining link"},
    about={
        "sv": "Ser på tillfället som det står nu. Finns länken och är tiden inne får den anmälda se den.",
        "en": "Looks at the event as it stands now. With a link there and its time come, the person may see it.",
    },
    transactional=True,
)
def release_link(given: OneRegistration, context: Context) -> Release:
    uid = UUID(given.registration)
    pk = next((pk for (pk,) in _whose.rows(uid=uid)), None)
    point = once(("point held still", pk), lambda: _held_still(pk))
    registration = _row.get(uid=uid)
    registration.point = point
    due = moments.link_at(point)
    if registration.state not in ACTIVE or due is None or due > clock.now():
        return Release("moved")
    if not point.joining_link:
        return Release("missing")
    registration.link_released_at = registration.link_released_at or clock.now()
    registration.link_digest = acts.digest(point.joining_link)
    registration.sequence += 1
    _released(registration)
    return Release("released")


def _held_still(pk: int | None) -> Point:
    """Return the point, that stays as it is meanwhile: a link that is being changed is waited for, so that who is told
    the old one then hears of the new one. Errors: Registration.DoesNotExist when there is none."""
    if pk is None:
        raise Registration.DoesNotExist
    locks.hold_still(Point, pk)
    point: Point = _point.get(pk=pk)
    return point


# Most at once are those of one point, whose row is then read once for all of them.
_row = Prepared(lambda uid: Registration.objects.select_for_update().filter(uid=uid), uid=UUID)
_whose = Prepared(lambda uid: Registration.objects.filter(uid=uid).values_list("point"), uid=UUID)
_point = Prepared(lambda pk: Point.objects.select_related("sign_up").filter(pk=pk), pk=int)
_released = Changed(Registration, "link_released_at", "link_digest", "sequence")
