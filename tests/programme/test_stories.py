"""Whole days in a browser, by keyboard: an organiser's way to a published point, an editor with sixty to review."""

from __future__ import annotations

import pytest

from gorel.accounts.models import Organisation
from gorel.cases.models import Incident, Task
from gorel.cases.worker import Worker
from gorel.programme import actions
from gorel.programme.models import Point
from programme.conftest import member
from programme.test_in_browser import sign_in

pytestmark = [
    pytest.mark.browser, pytest.mark.timeout(1800), pytest.mark.django_db(transaction=True),
]  # fmt: skip
POINTS = 60


@pytest.fixture(autouse=True)
def _today(living):
    """Let the home's own clock go."""


def tab_to(page, said: str, *, most: int = 120) -> None:
    """Press Tab until what has focus is called *said*."""
    for _ in range(most):
        page.keyboard.press("Tab")
        named = page.evaluate(
            "(document.activeElement.labels && document.activeElement.labels[0] || document.activeElement)"
            ".textContent.trim()"
        )
        if named.startswith(said):
            return
    raise AssertionError(f"no key leads to {said!r} on {page.url}")


def write(page, label: str, text: str) -> None:
    tab_to(page, label)
    page.keyboard.type(text)


@pytest.mark.slow
def test_an_organiser_comes_from_nothing_to_a_published_point_by_keyboard_on_a_phone(
    live_server, world, living, open_page, axe
):
    site = live_server.url
    region = Organisation.objects.create(name="Region Skåne", slug="skane", kind="region")
    sara = member("Sara Skåne", region, "organiser")
    page = sign_in(open_page(width=390, height=844), site, world.julia)
    page.goto(f"{site}/my-points/")
    axe(page)
    tab_to(page, "Ny programpunkt till Innovationsveckan 2021")
    page.keyboard.press("Enter")
    page.wait_for_url("**/my-points/new/**")
    write(page, "Titel", "Öppna data i vardagen")
    write(page, "Beskrivning", "Vi visar hur kommunens data används.")
    write(page, "Sök en organisation", "skåne")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**#find")
    axe(page)
    tab_to(page, "Region Skåne")
    page.keyboard.press("Space")
    tab_to(page, "Spara och lämna in")
    page.keyboard.press("Enter")
    page.wait_for_url("**/my-points/*-*/")
    Worker().drain()
    assert [str(one["Subject"]) for one in living.to("sara@skane.example")] == [
        "Vill ni vara medarrangör? Öppna data i vardagen"
    ]
    assert str(living.to("julia@goteborg.example")[-1]["Subject"]).startswith("Uppgifter saknas")

    page.reload()
    axe(page)
    tab_to(page, "Fyll i det som saknas")
    page.keyboard.press("Enter")
    page.wait_for_url("**/change/")
    page.get_by_label("Dag", exact=False).first.fill("2021-10-06")  # a browser's own field for days has its own keys
    page.get_by_label("Börjar").fill("13:00")
    page.get_by_label("Slutar").fill("13:45")
    tab_to(page, "Digitalt")
    page.keyboard.press("Space")
    write(page, "Plattform", "Teams")
    tab_to(page, "Spara")
    page.keyboard.press("Enter")
    page.wait_for_url("**/my-points/*-*/")
    Worker().drain()
    assert Point.objects.get().state == "in-review"

    sara_page = sign_in(open_page(width=390, height=844), site, sara)
    sara_page.goto(f"{site}/my-points/")
    axe(sara_page)
    tab_to(sara_page, "Ja, det vill vi")
    sara_page.keyboard.press("Enter")
    sara_page.wait_for_load_state()
    Worker().drain()

    erik = sign_in(open_page(), site, world.erik)
    review_one(erik, site)
    Worker().drain()
    public = open_page(java_script_enabled=False, width=390, height=844)
    public.goto(f"{site}/programme/innovationsveckan-2021/")
    public.get_by_role("link", name="Öppna data i vardagen").click()
    assert public.get_by_role("link", name="Region Skåne").count() == 1
    assert not Incident.objects.exists()


def review_one(page, site: str) -> None:
    """Open the first task of the inbox and publish it, by keyboard."""
    page.goto(f"{site}/desk/")
    tab_to(page, "Granska programpunkten")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/tasks/**")
    tab_to(page, "Publicera")
    page.keyboard.press("Space")
    tab_to(page, "Skicka")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")


@pytest.mark.long
def test_an_editor_reviews_sixty_points_in_a_day_by_keyboard(live_server, world, living, open_page):
    for number in range(POINTS):
        point = world.point(title_sv=f"Föredrag {number + 1}", place=f"Sal {number}")
        actions.submit_point(point=point, by=world.julia.actor)
    Worker().drain()
    assert Task.objects.filter(element="review", state=Task.OPEN).count() == POINTS
    page = sign_in(open_page(), live_server.url, world.erik)
    page.set_default_timeout(60_000)
    for left in range(POINTS, 0, -1):
        review_one(page, live_server.url)
        assert Task.objects.filter(element="review", state=Task.OPEN).count() == left - 1
    Worker().drain()
    assert Point.objects.filter(state="published").count() == POINTS
    assert not Incident.objects.exists()
