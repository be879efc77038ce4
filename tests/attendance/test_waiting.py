"""The waiting list: who gets the seat, till when it is held, and that a group is seated together."""

from __future__ import annotations

import pytest

from attendance.conftest import at
from gorel.attendance import actions
from gorel.attendance.models import Refusal, Registration
from gorel.robots.mail.outbox import Mail

pytestmark = [pytest.mark.db, pytest.mark.django_db]


def states(point) -> dict[str, str]:
    return dict(point.registrations.order_by("pk").values_list("name", "state"))


def kinds(registration) -> list[str]:
    found = Mail.objects.filter(about=registration.uid, state="sent").order_by("pk")
    return list(found.values_list("kind", flat=True))


def full(world, *, capacity=1, **more):
    point = world.seminar()
    actions.set_up(point=point, by="görel", facts={}, opens_on=None, capacity=capacity, **more)
    return point


@pytest.mark.slow
def test_free_seat_is_offered_to_the_first_who_waits_and_taken_by_a_button(world, client):
    point = full(world)
    first, second, third = (world.sign_up(point, name) for name in ("Ett Ek", "Två Ek", "Tre Ek"))
    world.work()
    assert states(point) == {"Ett Ek": "registered", "Två Ek": "waiting", "Tre Ek": "waiting"}
    assert kinds(second) == ["waiting"]
    assert "Du är nummer 2." in client.get(third.get_absolute_url()).content.decode()

    actions.withdraw(registration=first)
    world.work()
    assert states(point) == {"Ett Ek": "withdrawn", "Två Ek": "offered", "Tre Ek": "waiting"}
    assert kinds(second) == ["waiting", "offer"]
    second.refresh_from_db()
    assert second.offered_until == at(2, 8, month=9)
    page = f"/my/{second.token}/offer/"
    assert "Vill du ha platsen?" in client.get(page).content.decode()
    client.post(page, {"answer": "yes"})
    world.work()
    assert states(point)["Två Ek"] == "registered"
    assert kinds(second) == ["waiting", "offer", "confirmation"]


def test_offer_lapses_at_its_time_and_goes_to_the_next(world, client):
    point = full(world)
    first, second, third = (world.sign_up(point, name) for name in ("Ett Ek", "Två Ek", "Tre Ek"))
    actions.withdraw(registration=first)
    world.go(at(2, 7, 59, month=9))
    assert states(point)["Två Ek"] == "offered"
    world.go(at(2, 8, 1, month=9))
    assert states(point) == {"Ett Ek": "withdrawn", "Två Ek": "lapsed", "Tre Ek": "offered"}
    assert kinds(second) == ["waiting", "offer", "lapsed"]
    client.post(f"/my/{second.token}/offer/", {"answer": "yes"})  # too late
    assert states(point)["Två Ek"] == "lapsed"

    client.post(f"/my/{third.token}/offer/", {"answer": "no"})
    world.work()
    assert states(point)["Tre Ek"] == "declined"
    again = world.sign_up(point, "Två Ek")  # the seat is free for anybody now
    assert again.state == "registered"


def test_who_waits_may_leave_and_who_never_got_a_seat_is_told_when_it_begins(world):
    point = full(world)
    _first, second, third = (world.sign_up(point, name) for name in ("Ett Ek", "Två Ek", "Tre Ek"))
    world.work()
    actions.withdraw(registration=second)
    world.go(at(23, 9, 1))
    assert states(point) == {"Ett Ek": "registered", "Två Ek": "withdrawn", "Tre Ek": "lapsed"}
    assert kinds(third) == ["waiting", "no_seat"]


def test_group_gets_its_seats_together_or_waits_and_a_small_one_may_pass(world):
    point = full(world, capacity=3, guests_most=3)
    pair = world.sign_up(point, "Par Ek", guests=["Bo Ek"])
    single = world.sign_up(point, "Ensam Ek")
    group = world.sign_up(point, "Grupp Ek", guests=["A", "B"])
    late = world.sign_up(point, "Sen Ek")
    assert [one.state for one in (pair, single, group, late)] == ["registered", "registered", "waiting", "waiting"]
    world.work()
    actions.withdraw(registration=single)
    world.work()
    assert states(point)["Grupp Ek"] == "waiting"
    assert states(point)["Sen Ek"] == "offered"
    actions.withdraw(registration=pair)
    world.work()
    assert states(point)["Grupp Ek"] == "waiting"  # two seats are free, and three are needed
    late.refresh_from_db()
    actions.decline(registration=late)
    world.work()
    assert states(point)["Grupp Ek"] == "offered"


def test_more_seats_are_offered_at_once_and_on_site_and_digital_have_a_queue_each(world):
    point = world.seminar(format="both", place="Rosenlundsgatan 4")
    actions.set_up(point=point, by="görel", facts={}, opens_on=None, capacity=1, digital_capacity=1)
    for number, mode in enumerate(["on-site", "digital", "on-site", "digital"]):
        world.sign_up(point, f"Person{number} Ek", mode=mode)
    assert list(states(point).values()) == ["registered", "registered", "waiting", "waiting"]
    world.work()
    actions.set_up(point=point, by="görel", facts={}, opens_on=None, capacity=1, digital_capacity=2)
    world.work()
    assert list(states(point).values()) == ["registered", "registered", "waiting", "offered"]
    world.go(at(21, 10))
    links = {mail.to_name for mail in Mail.objects.filter(kind="joining_link")}
    assert links == {"Person1 Ek"}  # who comes there needs no link; who was offered and did not answer gets none


def test_smaller_group_frees_its_seats_and_a_larger_one_needs_them(world, client):
    point = full(world, capacity=3, guests_most=2)
    pair = world.sign_up(point, "Par Ek", guests=["Bo Ek", "Cia Ek"])
    waiting = world.sign_up(point, "Sen Ek")
    world.work()
    own = {"name": "Par Ek", "organisation": "", "guests": "Bo Ek"}
    client.post(pair.get_absolute_url(), own)
    world.work()
    assert states(point)["Sen Ek"] == "offered"
    answer = client.post(pair.get_absolute_url(), own | {"guests": "Bo Ek\nCia Ek"}, follow=True)
    assert "Det finns inte platser till så många gäster." in answer.content.decode()
    pair.refresh_from_db()
    assert (pair.seats, waiting.seats) == (2, 1)


def test_without_a_waiting_list_a_full_sign_up_refuses_and_keeps_nothing(world, client):
    point = full(world, has_waiting_list=False)
    world.sign_up(point, "Ett Ek")
    assert "Alla platser är tagna." in client.get(f"/register/{point.uid}/").content.decode()
    assert isinstance(
        actions.register(point=point, name="Två Ek", email="tva@example.se", consent=True), actions.Refused
    )
    assert (Registration.objects.count(), Refusal.objects.count()) == (1, 1)


def test_cancelled_event_reaches_those_who_wait_and_those_who_were_asked(world):
    from gorel.programme import actions as programme

    point = full(world)
    first, second, third = (world.sign_up(point, name) for name in ("Ett Ek", "Två Ek", "Tre Ek"))
    world.work()
    actions.withdraw(registration=first)
    world.work()
    programme.cancel_point(point=point, by="görel")
    world.work()
    assert states(point) == {"Ett Ek": "withdrawn", "Två Ek": "called-off", "Tre Ek": "called-off"}
    assert (kinds(second)[-1], kinds(third)[-1]) == ("called_off", "called_off")
