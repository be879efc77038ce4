"""Co-organisers are searched for, asked by mail, and stand with a point once somebody of theirs has said yes."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.test import Client

from gorel.accounts.models import Organisation, Person
from gorel.cases import travel
from gorel.cases.models import Case
from gorel.cases.worker import Worker
from gorel.ground import clock
from gorel.programme import co_organising
from gorel.programme.models import CoOrganising, Point
from programme.conftest import member

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]
NEW = "/my-points/new/?week=innovationsveckan-2021"
PEOPLE = {"people-TOTAL_FORMS": "0", "people-INITIAL_FORMS": "0"}


@pytest.fixture(autouse=True)
def _today(living):
    """Let the home's own clock go."""


@pytest.fixture
def region(world) -> Organisation:
    """A region among many organisations, with somebody who answers for it."""
    Organisation.objects.bulk_create(
        Organisation(name=f"Kommun {number}", slug=f"kommun-{number}", kind="municipality") for number in range(300)
    )
    made = Organisation.objects.create(name="Region Skåne", slug="skane", kind="region")
    member("Sara Skåne", made, "organiser")
    return made


@pytest.fixture
def julia(world) -> Client:
    client = Client()
    client.force_login(world.julia)
    return client


def test_the_form_holds_no_list_of_all_organisations_and_finds_by_words_without_script(julia, region):
    page = julia.get(NEW).content.decode()
    assert "Kommun 1" not in page
    found = julia.post(NEW, PEOPLE | {"title_sv": "Bussar", "find_organisation": "skåne", "find": "1"})
    page = found.content.decode()
    assert (found.status_code, Point.objects.count()) == (200, 0), "nothing is saved by a search"
    assert re.search(rf'name="co_organisers" value="{region.pk}"', page)
    assert "Bussar" in page
    assert "1 organisation hittades" in page
    assert page.count('name="co_organisers"') == 1
    none = julia.post(NEW, PEOPLE | {"find_organisation": "brevduvor", "find": "1"}).content.decode()
    assert "Ingen organisation heter så." in none


def test_words_that_name_nobody_exactly_are_searched_for_even_when_one_presses_save(julia, region):
    assert julia.post(NEW, PEOPLE | {"title_sv": "Bussar", "find_organisation": "kommun"}).status_code == 200
    assert Point.objects.count() == 0
    julia.post(NEW, PEOPLE | {"title_sv": "Bussar", "find_organisation": "region skåne"})
    assert co_organising.asked(Point.objects.get()) == [region]


def test_who_is_asked_gets_a_letter_and_answers_by_its_link(julia, region, living, client):
    julia.post(NEW, PEOPLE | {"title_sv": "Bussar", "co_organisers": [region.pk]})
    Worker().drain()
    letter = living.to("sara@skane.example")[0]
    assert letter["Subject"] == "Vill ni vara medarrangör? Bussar"
    link = re.search(r"/co-organise/\S+/", letter.get_body(("plain",)).get_content())[0]
    assert "Vill ni vara medarrangör?" in client.get(link).content.decode()
    assert CoOrganising.objects.get().answered_at is None, "looking is no answer"
    assert "Ni är medarrangör nu" in client.post(link, {"answer": "yes"}).content.decode()
    Worker().drain()
    assert list(Point.objects.get().co_organisers.all()) == [region]
    assert Case.objects.get(process__key="co-organising").state == "completed"
    client.post(link, {"answer": "no"})
    assert list(Point.objects.get().co_organisers.all()) == [region], "answered once"


def test_a_link_holds_for_the_one_who_may_answer_and_cannot_be_made_up(julia, region, client):
    julia.post(NEW, PEOPLE | {"title_sv": "Bussar", "co_organisers": [region.pk]})
    asking, sara = CoOrganising.objects.get(), Person.objects.get(name="Sara Skåne")
    link = f"/co-organise/{co_organising.token(asking, sara)}/"
    assert client.get(link).status_code == 200
    assert client.get("/co-organise/abc:def/").status_code == 404
    sara.memberships.all().delete()
    assert client.post(link, {"answer": "yes"}).status_code == 404


def test_who_does_not_answer_is_reminded_once_and_then_the_organiser_hears_of_it(julia, region, living):
    julia.post(NEW, PEOPLE | {"title_sv": "Bussar", "co_organisers": [region.pk]})
    Worker().drain()
    travel.to(datetime(2021, 8, 26, tzinfo=clock.ZONE))
    assert len(living.to("sara@skane.example")) == 2
    travel.to(datetime(2021, 9, 6, tzinfo=clock.ZONE))
    assert [letter["Subject"] for letter in living.letters][-1] == "Inget svar från Region Skåne: Bussar"
    assert Case.objects.get(process__key="co-organising").state == "completed"


def test_a_question_that_is_taken_back_is_not_asked_again(julia, region, living):
    julia.post(NEW, PEOPLE | {"title_sv": "Bussar", "co_organisers": [region.pk]})
    Worker().drain()
    julia.post(f"/my-points/{Point.objects.get().uid}/change/", PEOPLE | {"title_sv": "Bussar"})
    travel.to(datetime(2021, 9, 6, tzinfo=clock.ZONE))
    assert len(living.letters) == 1
    assert Case.objects.get(process__key="co-organising").state == "completed"


def test_an_organisation_without_anybody_is_told_of_at_once(julia, region, living):
    other = Organisation.objects.get(name="Kommun 7")
    julia.post(NEW, PEOPLE | {"title_sv": "Bussar", "co_organisers": [other.pk]})
    Worker().drain()
    assert [letter["Subject"] for letter in living.letters] == ["Inget svar från Kommun 7: Bussar"]
