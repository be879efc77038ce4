"""The few words that this room says to its cases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from gorel.cases import runtime
from gorel.programme.models import Contributor, CoOrganising, Point

# A change may come while a letter is on its way and nobody listens yet; the picture hears of it when it listens again.
HEARD_WITHIN = timedelta(days=7)


def start(point: Point, *, by: str) -> None:
    """Start the point's case."""
    uid = str(point.uid)
    owner = point.week.owner if point.week else point.organiser
    runtime.start("point", variables={"point": uid}, business_key=uid, organisation=owner, by=by)


def tell(message: str, point: Point, **variables: Any) -> None:
    """Say *message* to the point's case."""
    runtime.publish(message, str(point.uid), variables, time_to_live=HEARD_WITHIN)


def ask_co_organiser(asking: CoOrganising) -> None:
    """Let a case begin that asks an organisation to stand with a point."""
    runtime.publish(
        "co-organiser.asked", str(asking.pk), {"asking": str(asking.pk)}, organisation=asking.point.organiser_id
    )


def ask_contributor(person: Contributor) -> None:
    """Let a case begin that asks a person who takes part for consent."""
    variables = {"contributor": str(person.pk), "point": str(person.point.uid)}
    runtime.publish("contributor.asked", str(person.pk), variables, organisation=person.point.organiser_id)


def tell_withdrawn(person: Contributor) -> None:
    """Say to that case that the person has withdrawn."""
    runtime.publish("contributor.withdrew", str(person.pk), {}, time_to_live=HEARD_WITHIN)


def tell_answered(asking: CoOrganising) -> None:
    """Say to that case that the organisation has answered."""
    runtime.publish("co-organiser.answered", str(asking.pk), {}, time_to_live=HEARD_WITHIN)


def announce(point: str) -> int:
    """Say to all that the point is published; return how many cases heard it. What it starts is its organiser's."""
    organiser = Point.objects.values_list("organiser_id", flat=True).get(uid=point)
    return runtime.publish("point.published", point, {"point": point}, organisation=organiser)
