"""Says whether the made-up week came out right: counts that must agree, and every case ended or waiting for a name.

`counts` and `findings` read what is in the database; nothing of the plan tells them what ought to be there but the
number of tries.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Count, F, Q, Sum

from gorel.attendance.models import Refusal, Registration, SignUp
from gorel.attendance.words import SEATED, Mode, State
from gorel.cases import queries
from gorel.cases.models import Case, Incident
from gorel.programme.models import Point
from gorel.programme.words import State as PointState
from gorel.robots.mail.outbox import Mail
from gorel.robots.mail.outbox import State as Sending


def counts() -> dict[str, Any]:
    """Return the numbers of the week as data."""
    return {
        "points": _by(Point.objects.all(), "state"),
        "registrations": _by(Registration.objects.all(), "state"),
        "refused": _by(Refusal.objects.all(), "reason"),
        "mails": _by(Mail.objects.filter(state=Sending.SENT), "kind"),
        "cases": {
            "ended": Case.objects.exclude(state__in=Case.OPEN).count(),
            "waiting": dict(Counter(" + ".join(sorted(names)) for names in _waiting().values())),
        },
        "incidents": Incident.objects.filter(state=Incident.OPEN).count(),
    }


def findings() -> list[str]:
    """Return a sentence about everything that is not as it ought to be; empty when the week is clean."""
    return [*_standing_still(), *_letters(), *_links(), *_seats()]


def still_there() -> list[str]:
    """Return what is not over, or still personal, when the last purge has passed."""
    people = Registration.objects.count()
    kept = SignUp.objects.filter(opened_at__isnull=False, forgotten_at=None).exclude(point__state=PointState.CANCELLED)
    said = [f"{people} registrations have not been purged."] if people else []
    said += [f"{kept.count()} sign-ups have not been purged."] if kept.exists() else []
    return _standing_still() + said


def _standing_still() -> list[str]:
    incidents = Incident.objects.filter(state=Incident.OPEN).count()
    nameless = sum(not names for names in _waiting().values())
    said = [f"{incidents} incidents are open."] if incidents else []
    return said + ([f"{nameless} open cases wait for nothing."] if nameless else [])


def _letters() -> list[str]:
    unsent = Mail.objects.exclude(state=Sending.SENT).count()
    said = [f"{unsent} letters have not gone."] if unsent else []
    doubles = Mail.objects.filter(kind__in=("confirmation", "thanks", "called_off", "withdrawn"))
    twice = doubles.values("kind", "about").annotate(times=Count("pk")).filter(times__gt=1).count()
    return said + ([f"{twice} people were told the same thing twice."] if twice else [])


def _links() -> list[str]:
    """Everybody who takes part over the net and is still registered has got the point's link once; nobody else has.

    A registration that was withdrawn or called off after its link had gone keeps the moment of it.
    """
    due = Registration.objects.filter(state=State.REGISTERED).exclude(mode=Mode.ON_SITE)
    due = due.exclude(point__joining_link="").exclude(point__state=PointState.CANCELLED)
    released = Registration.objects.exclude(link_released_at=None)
    without = due.filter(link_released_at=None).count()
    sent = Mail.objects.filter(kind="joining_link", state=Sending.SENT)
    by_receiver = Counter(sent.values_list("about", flat=True))
    wanted = {str(uid) for uid in released.values_list("uid", flat=True)}
    said = [f"{without} people have not got their link."] if without else []
    if set(by_receiver) != wanted:
        said.append(f"{len(set(by_receiver) ^ wanted)} links went to the wrong people, or are noted and did not go.")
    more = sum(times > 1 for times in by_receiver.values())
    return said + ([f"{more} people got their link more than once."] if more else [])


def _seats() -> list[str]:
    def seated(*modes: str) -> Any:
        which = Q(point__registrations__state__in=SEATED, point__registrations__mode__in=modes)
        return Sum("point__registrations__seats", filter=which, default=0)

    ways = (("capacity", ("", Mode.ON_SITE)), ("digital_capacity", (Mode.DIGITAL,)))
    over = [
        count for field, modes in ways
        if (count := SignUp.objects.annotate(seated=seated(*modes)).filter(seated__gt=F(field)).count())
    ]  # fmt: skip
    return [f"{sum(over)} points have more people than seats."] if over else []


def _by(rows: Any, column: str) -> dict[str, int]:
    return {str(value): count for value, count in rows.order_by(column).values_list(column).annotate(Count("pk"))}


def _waiting() -> dict[Case, list[str]]:
    """Return every open case with the names of what it waits for."""
    return {
        case: [f"{case.process.key}: {wait.element}" for wait in queries.waits(case)]
        for case in Case.objects.filter(state__in=Case.OPEN).select_related("process").iterator()
    }
