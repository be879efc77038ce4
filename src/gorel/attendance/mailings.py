"""Letters to many: who gets one, and the key by which a letter is composed.

A letter is about a mailing and a receiver: `<mailing's uid>:<registration's pk>`, or the place in the list of invited
addresses. So no address stands in a case.
"""

from __future__ import annotations

from django.db import transaction

from gorel.attendance.models import Mailing
from gorel.attendance.words import ACTIVE, State
from gorel.cases import runtime
from gorel.programme.models import Point

ANNOUNCEMENT, INVITATION, RECORDING = "announcement", "invitation", "recording"
AUDIENCES = ("", State.WAITING.value)  # those who take part, or those who wait


@transaction.atomic
def order(
    *,
    point: Point,
    kind: str,
    by: str,
    subject: str = "",
    text: str = "",
    audience: str = "",
    receivers: tuple[str, ...] = (),
) -> Mailing:
    """Write a mailing and start its case, which sends it some receivers at a time."""
    mailing = Mailing.objects.create(
        point=point, kind=kind, subject=subject, text=text, audience=audience, receivers=list(receivers), by=by
    )
    uid = str(mailing.uid)
    runtime.start("mailing", variables={"mailing": uid}, business_key=uid, organisation=point.organiser, by=by)
    return mailing


def receivers_after(mailing: Mailing, most: int) -> list[tuple[int, str]]:
    """Return the next *most* receivers: the place after which the following come, and what the letter is about."""
    if mailing.kind == INVITATION:
        places = range(mailing.after, min(mailing.after + most, len(mailing.receivers)))
        return [(place + 1, f"{mailing.uid}:{place}") for place in places]
    states = ACTIVE if not mailing.audience else (mailing.audience,)
    found = mailing.point.registrations.filter(state__in=states, pk__gt=mailing.after).order_by("pk")
    return [(pk, f"{mailing.uid}:{pk}") for pk in found.values_list("pk", flat=True)[:most]]
