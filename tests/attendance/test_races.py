"""Many at once: the last seats are given once each, and a name is on the list once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from gorel.attendance import actions
from gorel.attendance.models import Refusal, Registration

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]
AT_ONCE = 8


def all_at_once(point, addresses: list[str]) -> list[object]:
    def register(address: str) -> object:
        try:
            return actions.register(point=point, name="Åsa Öberg", email=address, consent=True)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(register, addresses))


def test_last_seats_are_given_once_each(world):
    point = world.seminar()
    actions.set_up(point=point, by="görel", facts={}, opens_on=None, capacity=3, has_waiting_list=False)
    answers = all_at_once(point, [f"p{number}@example.se" for number in range(2 * AT_ONCE)])
    assert sum(isinstance(answer, Registration) for answer in answers) == 3
    assert (Registration.objects.count(), Refusal.objects.count()) == (3, 2 * AT_ONCE - 3)


def test_one_address_that_signs_up_many_times_at_once_is_registered_once(world):
    answers = all_at_once(world.seminar(), ["asa@example.se"] * AT_ONCE)
    assert sum(isinstance(answer, Registration) for answer in answers) == 1
    assert sum(isinstance(answer, actions.Known) for answer in answers) == AT_ONCE - 1
