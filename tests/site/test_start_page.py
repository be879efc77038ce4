"""The public start page says who Görel is, and leads to what there is to take part in."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest

from gorel.programme import loading
from gorel.programme.models import Point, Week
from gorel.programme.words import State

SEMINAR = (
    "Kommunen som innovationsaktör – observationer, reflektioner och lärdomar "
    "från Göteborgs Stads innovationsprogramarbete"
)


@pytest.fixture
def inputs(db):
    """Both real inputs, the seminar published."""
    with resources.as_file(resources.files("gorel.site.demo")) as folder:
        for name in ("kfi-2020.toml", "innovationsveckan-2021.toml"):
            loading.load(Path(folder) / name)
    Point.objects.filter(week=None).update(state=State.PUBLISHED, published_at="2020-09-01T07:00Z")


@pytest.mark.db
def test_what_comes_is_shown_and_what_is_not_yet_public_has_no_link(client, inputs, frozen):
    frozen.at("2020-10-12 10:00")
    page = client.get("/").content.decode()
    assert page.count(f">{SEMINAR}</a>") == 1
    assert "Programmet visas från och med" in page
    assert "/programme/innovationsveckan-2021/" not in page


@pytest.mark.db
def test_the_week_is_reached_when_its_programme_is_shown(client, inputs, frozen):
    frozen.at("2021-08-16 00:00")
    page = client.get("/").content.decode()
    assert Week.objects.get().get_absolute_url() in page
    assert "Har varit" in page  # the seminar was held the year before


@pytest.mark.db
def test_without_anything_planned_the_page_says_so(client, db, frozen):
    frozen.at("2024-01-01 10:00")
    page = client.get("/").content.decode()
    assert "Ingen vecka är planerad just nu." in page
    assert "Inget seminarium är planerat just nu." in page


@pytest.mark.db
def test_the_number_of_queries_does_not_grow_with_the_programme(client, inputs, frozen, django_assert_max_num_queries):
    frozen.at("2020-10-12 10:00")
    with django_assert_max_num_queries(8):
        client.get("/")


@pytest.mark.slow
@pytest.mark.browser
def test_everyone_can_read_it(live_server, pinned, inputs, page, axe):
    pinned("2020-10-12 10:00")
    page.goto(live_server.url)
    axe(page)
