"""Signing up in a real browser: without script, on a phone, in the dark, by keyboard, and looked at by axe."""

from __future__ import annotations

import pytest
from django.test import Client

from attendance.conftest import at
from gorel.attendance import actions
from gorel.attendance.models import Registration
from gorel.robots.mail.outbox import Mail

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in(page, base: str, person) -> None:
    client = Client()
    client.force_login(person)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": base}])


@pytest.mark.slow
def test_participant_signs_up_corrects_and_withdraws_without_script(world, live_server, open_page):
    point = world.seminar()
    page = open_page(java_script_enabled=False, width=390, height=844)
    page.goto(live_server.url + point.get_absolute_url())
    page.get_by_role("link", name="Anmäl dig").first.click()
    page.get_by_label("E-postadress").fill("asa@")
    page.get_by_role("button", name="Anmäl dig").click()
    assert page.get_by_role("alert").get_by_role("link").count() == 3
    open_page.troubles.clear()  # the browser notes the answer 422, as it should

    page.get_by_label("Namn").fill("Åsa Öberg")
    page.get_by_label("E-postadress").fill("asa@example.se")
    page.get_by_label("Jag samtycker").check()
    page.get_by_role("button", name="Anmäl dig").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Tack, din anmälan är mottagen"

    world.work()
    letter = Mail.objects.get(kind="confirmation")
    mine = Registration.objects.get().get_absolute_url()
    assert mine in letter.text
    page.goto(live_server.url + mine)
    page.get_by_label("Namn").fill("Åsa Berg")
    page.get_by_role("button", name="Spara rättelsen").click()
    assert page.get_by_label("Namn").input_value() == "Åsa Berg"
    page.get_by_role("link", name="Avanmäl dig").click()
    page.get_by_role("button", name="Ja, avanmäl mig").click()
    assert page.get_by_role("heading", name="Du är inte längre anmäld").is_visible()
    assert Registration.objects.get().state == "withdrawn"


def test_sign_up_is_done_by_keyboard_alone(world, live_server, page):
    point = world.seminar()
    page.goto(f"{live_server.url}/register/{point.uid}/")
    page.get_by_label("Namn").focus()
    past = ("Tab", "Tab", "Tab")  # protected data, and who registers a colleague
    for key in ("Åsa Öberg", "Tab", "asa@example.se", "Tab", "Staden", *past, "Space", "Tab", "Enter"):
        (page.keyboard.press if key in ("Tab", "Space", "Enter") else page.keyboard.type)(key)
    page.wait_for_url("**/received/")
    assert Registration.objects.get().organisation == "Staden"


@pytest.mark.slow
def test_pages_break_no_rule_of_wcag_and_fit_a_phone(world, live_server, page, axe):
    point = world.seminar(
        title_sv="Kommunen som innovationsaktör – observationer från Göteborgs Stads innovationsprogramarbete",
        joining_link="",
    )
    people = [world.sign_up(point, name) for name in ("Åsa Öberg", "Bo Ek")]
    actions.withdraw(registration=people[1])
    base = live_server.url
    public = [
        point.get_absolute_url(),
        f"/register/{point.uid}/",
        f"/register/{point.uid}/received/",
        people[0].get_absolute_url(),
        people[0].get_absolute_url() + "withdraw/",
        people[1].get_absolute_url(),
    ]
    staff = ["/registrations/", f"/registrations/{point.uid}/", f"/registrations/{point.uid}/settings/"]

    def look(addresses: list[str]) -> None:
        for address in addresses:
            assert page.goto(base + address).status == 200
            axe(page)

    look(public)
    sign_in(page, base, world.secretary)
    look(staff)
    page.context.clear_cookies()
    world.go(at(17))
    look([f"/register/{point.uid}/"])


@pytest.mark.slow
def test_letters_break_no_rule_of_wcag(world, page, axe, tmp_path):
    point = world.seminar()
    registration = world.sign_up(point)
    world.work()
    actions.correct(registration=registration, name="Åsa Berg", organisation="")
    world.go(at(24, 10))
    for mail in Mail.objects.exclude(kind="published"):
        file = tmp_path / f"{mail.kind}.html"
        file.write_text(mail.html, encoding="utf-8")
        page.goto(file.as_uri())
        axe(page)
