"""Signing up for several points of a week in one go: chosen first, asked once, and each hears what it asked for."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from attendance.conftest import at
from gorel.attendance import actions, sign_up_form, summary
from gorel.attendance.models import Registration, SignUp
from gorel.programme.models import Point, Week

pytestmark = [pytest.mark.db, pytest.mark.django_db]
PAGE = "/register/week/v/"
PERSON = {"name": "Åsa Öberg", "email": "asa@example.se", "consent": "true"}


@pytest.fixture
def week(world, monkeypatch) -> Week:
    """A week with a plain lecture, one with food and guests in a room and over the net, and one for invited people."""
    monkeypatch.setattr(sign_up_form, "SHORTEST_SECONDS", -1)
    first = world.seminar()
    shown = Week.objects.create(
        slug="v", title_sv="Veckan", title_en="The week", starts_on=first.on_date, ends_on=first.on_date,
        owner=world.kfi, published_on=at(1, month=9).date(),
    )  # fmt: skip
    world.seminar(title_sv="Lunch om data", format="both", place="Sal 1", starts_at=at(23, 12), ends_at=at(23, 13))
    world.seminar(title_sv="För personalen", starts_at=at(23, 14), ends_at=at(23, 15))
    for slug, point in zip(("robot", "lunch", "personal"), Point.objects.order_by("pk"), strict=True):
        Point.objects.filter(pk=point.pk).update(week=shown, slug=slug)
    set_up("lunch", guests_most=2, asks_food=True, asks_access=True)
    set_up("personal", code="HÖST")
    return shown


def set_up(slug: str, **facts: object) -> None:
    SignUp.objects.update_or_create(point=Point.objects.get(slug=slug), defaults=facts)


def sent(client, **given: str):
    shown = re.search(r'name="shown" value="([^"]+)"', client.get(PAGE, {"p": given["p"]}).content.decode())[1]
    return client.post(PAGE, {**PERSON, "shown": shown, **given})


def test_one_chooses_first_and_what_has_a_form_of_its_own_is_told(week, client):
    page = client.get(PAGE).content.decode()
    assert re.findall(r'name="p" value="(\w+)"', page) == ["robot", "lunch"]
    assert "har ett eget formulär" in page
    nothing = client.get(PAGE, {"go": "1"})
    assert (nothing.status_code, "Välj minst ett" in nothing.content.decode()) == (422, True)
    page = client.get(PAGE, {"p": "robot,lunch,personal,borta"}).content.decode()
    assert "Du anmäler dig till 2 tillfällen" in page
    assert "De här har ett eget formulär:" in page
    assert "1 av dem du valde tar inte emot anmälningar nu." in page
    again = client.get(PAGE, {"p": "robot,lunch", "change": "1"}).content.decode()
    assert len(re.findall(r'name="p" value="\w+"[^>]* checked', again)) == 2


def test_what_is_asked_once_reaches_those_alone_that_asked(week, client, world):
    food = "Mat du inte äter"
    assert food not in client.get(PAGE, {"p": "robot"}).content.decode()
    page = client.get(PAGE, {"p": "robot,lunch"}).content.decode()
    assert (food in page, "Gäller: Lunch om data." in page) == (True, True)
    needs = {"food": "Nötter", "access": "Hörslinga", "guests": "Bo Ek", "mode": "on-site"}
    done = sent(client, p="robot,lunch", **needs)
    assert (done.status_code, done.url) == (302, "/register/week/v/received/")
    kept = {one.point.slug: (one.food, one.access, one.guests, one.mode) for one in Registration.objects.all()}
    assert kept == {"robot": ("", "", [], ""), "lunch": ("Nötter", "Hörslinga", ["Bo Ek"], "on-site")}


def test_a_mistake_keeps_the_choice_and_says_what_to_mend(week, client):
    wrong = sent(client, p="robot,lunch", mode="on-site", guests="A\nB\nC", email="asa@example.se")
    text = wrong.content.decode()
    assert (wrong.status_code, "Skriv högst 2 namn" in text) == (422, True)
    assert 'name="p" value="robot,lunch"' in text
    assert client.post(PAGE, PERSON).status_code == 422, "nothing is chosen"
    assert not Registration.objects.exists()


def test_a_full_point_is_offered_with_its_waiting_list_or_not_at_all(week, client, world):
    Point.objects.filter(slug="robot").update(registration_state="full")
    set_up("robot", capacity=1, has_waiting_list=True)
    assert "Kö" in client.get(PAGE).content.decode()
    set_up("robot", has_waiting_list=False)
    assert re.findall(r'name="p" value="(\w+)"', client.get(PAGE).content.decode()) == ["lunch"]


def test_ones_own_programme_leads_to_signing_up_for_what_is_in_it(week, client):
    page = client.get("/programme/v/mine/?p=robot,lunch").content.decode()
    (link,) = re.findall(r'href="(/register/week/v/[^"]*)"', page)
    assert "Du anmäler dig till 2 tillfällen" in client.get(link).content.decode()


def test_letters_name_the_room_or_the_platform_that_one_has_chosen(week, client, world, postbox):
    for mode, email in (("on-site", "asa@example.se"), ("digital", "bo@example.se")):
        sent(client, p="lunch", mode=mode, email=email)
    world.work()
    told = {address: postbox.to(address)[-1].get_body(("plain",)).get_content() for address in ("asa", "bo")}
    found = {name: line for name, text in told.items() for line in text.splitlines() if line.startswith("Var:")}
    assert found == {"asa": "Var: Sal 1", "bo": "Var: Zoom"}


def test_a_full_points_page_leads_to_its_waiting_list_and_to_no_form_where_there_is_none(week, client, world):
    point = Point.objects.get(slug="robot")
    set_up("robot", capacity=1, has_waiting_list=True)
    world.sign_up(point)
    world.work()
    page = f'class="button button--second" href="/register/{point.uid}/"'
    assert page in client.get("/programme/v/robot/").content.decode()
    set_up("robot", capacity=1, has_waiting_list=False)
    summary.write(Point.objects.get(slug="robot"))
    assert page not in client.get("/programme/v/robot/").content.decode()


def test_who_comes_to_the_room_is_promised_no_link(week, client, world):
    sent(client, p="lunch", mode="on-site", guests="Bo Ek")
    here = Registration.objects.get()
    assert "du kan ansluta" not in client.get(here.get_absolute_url()).content.decode()
    page = client.get(f"/my/{here.token}/now/").content.decode()
    assert ("Du deltar på plats" in page, "Kom till Sal 1." in page, "Länken visas" in page) == (True, True, False)


def test_who_waits_leaves_the_queue_and_a_group_is_offered_its_seats(week, client, world, postbox):
    set_up("robot", capacity=2, has_waiting_list=True, guests_most=2)
    point = Point.objects.get(slug="robot")
    first = world.sign_up(point, "Åsa Öberg", guests=["Bo Ek"])
    waiting = world.sign_up(point, "Cia Dahl", guests=["Ed Falk"])
    assert "Lämna kön" in client.get(waiting.get_absolute_url()).content.decode()
    assert "Vill du lämna kön?" in client.get(f"/my/{waiting.token}/withdraw/").content.decode()
    actions.withdraw(registration=first)
    world.work()
    letters = [letter.get_body(("plain",)).get_content() for letter in postbox.to("cia@example.se")]
    assert ["Med dig: 1 gäst." in letter for letter in letters] == [True, True]
    assert ["Det finns en plats" in letter for letter in letters] == [False, True]


def test_the_organiser_reads_how_many_people_come_and_how_many_seats_they_take(week, world):
    set_up("lunch", capacity=15, digital_capacity=10, guests_most=4)
    lunch = Point.objects.get(slug="lunch")
    world.sign_up(lunch, "Åsa Öberg", mode="on-site", guests=["Bo Ek", "Cia Dahl"])
    world.sign_up(lunch, "Ed Falk", mode="digital")
    desk = Client()
    desk.force_login(world.secretary)
    page = " ".join(desk.get(f"/registrations/{lunch.uid}/").content.decode().split())
    told = re.findall(r"<dt>(Anmälda|Platser[^<]*)</dt><dd>([^<]*)</dd>", page)
    assert told == [("Anmälda", "2"), ("Platser tagna på plats", "3 av 15"), ("Platser tagna digitalt", "1 av 10")]
    assert "4 av 25 platser" in desk.get("/registrations/").content.decode()
