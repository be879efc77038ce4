"""Many at once: the last seats are given once each, and whatever comes first, nobody is forgotten or told twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from attendance.conftest import at
from gorel.attendance import actions, acts, seats
from gorel.attendance.models import Refusal, Registration
from gorel.cases import travel
from gorel.ground.models import PinnedClock
from gorel.programme import actions as programme
from gorel.robots.mail.outbox import Mail

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]
CLIENTS, SEATS = 32, 10


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """Do all at the same time, each over a connection of its own; return what each answered. Errors are raised."""

    def do(deed: Callable[[], object]) -> object:
        try:
            return deed()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))


def signing_up(point, address: str) -> Callable[[], object]:
    return lambda: actions.register(point=point, name="Åsa Öberg", email=address, consent=True)


def withdrawing(registration) -> Callable[[], object]:
    return lambda: actions.withdraw(registration=registration)


@pytest.mark.slow
def test_last_ten_seats_are_given_once_each_to_thirty_two_clients(world):
    point = world.seminar()
    actions.set_up(point=point, by="görel", facts={}, opens_on=None, capacity=SEATS, has_waiting_list=False)
    answers = at_once(*(signing_up(point, f"p{number}@example.se") for number in range(CLIENTS)))
    assert sum(isinstance(answer, Registration) for answer in answers) == SEATS
    assert (Registration.objects.count(), Refusal.objects.count()) == (SEATS, CLIENTS - SEATS)


def test_one_address_that_signs_up_many_times_at_once_is_registered_once(world):
    answers = at_once(*[signing_up(world.seminar(), "asa@example.se")] * 8)
    assert sum(isinstance(answer, Registration) for answer in answers) == 1
    assert sum(isinstance(answer, actions.Known) for answer in answers) == 7


@pytest.mark.slow
def test_withdrawals_promotions_and_newcomers_never_overbook_and_leave_no_seat_empty(world):
    point = world.seminar()
    actions.set_up(point=point, by="görel", facts={}, opens_on=None, capacity=3, guests_most=2)
    people = [world.sign_up(point, f"P{number} Ek", guests=["Gäst"] if number % 3 == 2 else []) for number in range(9)]
    world.work()
    leaving = [one for one in people if one.state == "registered"] + people[4:6]
    newcomers = [signing_up(point, f"ny{number}@example.se") for number in range(4)]
    at_once(*map(withdrawing, leaving), world.work, *newcomers)
    world.work()
    assert seats.taken(point) <= 3
    assert seats.next_in_queue(point, "") is None


@pytest.mark.slow
def test_release_of_links_against_withdrawals_tells_each_once(world):
    point = world.seminar()
    people = [world.sign_up(point, f"P{number} Ek") for number in range(10)]
    world.go(at(21, 8, 59))
    PinnedClock.objects.update(pinned_at=at(21, 9), target_at=None)
    at_once(world.work, *map(withdrawing, people[:5]))
    world.work()
    told = [
        str(about) for about in Mail.objects.filter(kind="joining_link", state="sent").values_list("about", flat=True)
    ]
    assert len(set(told)) == len(told)
    assert {str(one.uid) for one in people[5:]} <= set(told)
    left = point.registrations.filter(pk__in=[one.pk for one in people[:5]])
    assert set(left.values_list("state", flat=True)) == {"withdrawn"}
    assert Mail.objects.filter(kind="withdrawn", state="sent").count() == 5


@pytest.mark.slow
def test_link_that_changes_while_it_is_released_reaches_everybody_in_the_end(world):
    point = world.seminar()
    people = [world.sign_up(point, f"P{number} Ek") for number in range(6)]
    world.go(at(21, 8, 59))
    PinnedClock.objects.update(pinned_at=at(21, 9), target_at=None)
    new = "https://zoom.example/j/ny"
    at_once(world.work, lambda: programme.change_point(point=point, by="görel", facts={"joining_link": new}))
    travel.to(at(21, 9, 30), worker=world.worker)
    assert set(point.registrations.values_list("link_digest", flat=True)) == {acts.digest(new)}
    for one in people:
        last = Mail.objects.filter(kind="joining_link", state="sent", about=one.uid).latest("pk")
        assert new in last.text
