"""Many people who have signed up and been confirmed, written in bulk: one is really run, its rows are written again.

Their cases stand where the real one stands, waiting for the moment of the link: a timer and a message each. Only what
brought them there is not done again, so that minutes are not spent on what `minute` measures.
"""

from __future__ import annotations

from copy import copy
from datetime import datetime

from django.db import transaction
from django.db.models import Model

from gorel.attendance.models import Registration
from gorel.cases.models import Case, CaseState, Subscription, Timer
from gorel.ground import clock, ids
from gorel.programme.models import Point

BATCH = 2_000


def write_again(registration: Registration, count: int) -> None:
    """Write *registration*, its case and what that waits for *count* times more, each with an address of its own."""
    case = Case.objects.get(business_key=str(registration.uid))
    body, version = CaseState.objects.values_list("body", "format").get(case=case)
    timers, waits = list(Timer.objects.filter(case=case)), list(Subscription.objects.filter(case=case))
    assert timers, "the case that is copied waits for no moment"
    for first in range(0, count, BATCH):
        numbers = range(first, min(first + BATCH, count))
        with transaction.atomic():
            people = [_as(registration, uid=ids.uid(), token=ids.token(), email=f"l{n}@example.se") for n in numbers]
            Registration.objects.bulk_create(people)
            cases = [_as(case, uid=ids.uid(), business_key=str(one.uid)) for one in people]
            Case.objects.bulk_create(cases)
            was = str(registration.uid)
            pairs = list(zip(cases, [str(one.uid) for one in people], strict=True))
            CaseState.objects.bulk_create(
                CaseState(case_id=one.pk, format=version, body=body.replace(was, uid)) for one, uid in pairs
            )
            Timer.objects.bulk_create(_as(timer, case_id=one.pk) for one, _uid in pairs for timer in timers)
            Subscription.objects.bulk_create(
                _as(wait, case_id=one.pk, correlation_key=wait.correlation_key.replace(was, uid))
                for one, uid in pairs for wait in waits
            )  # fmt: skip


def let_link_be_due(point: Point, due: datetime) -> None:
    """Move the moment of the link, and all that waits for it, without telling anybody of a change."""
    before = clock.to_instant(Point.objects.values_list("link_at", flat=True).get(pk=point.pk))
    with transaction.atomic():
        Point.objects.filter(pk=point.pk).update(link_at=due)
        Timer.objects.filter(due_at=clock.from_instant(before)).update(due_at=due)


def _as(row: Model, **other: object) -> Model:
    """Return a row like *row* that is not written yet, with *other* values."""
    made = copy(row)
    made._state = copy(row._state)
    made.pk, made._state.adding = None, True
    for name, value in other.items():
        setattr(made, name, value)
    return made
