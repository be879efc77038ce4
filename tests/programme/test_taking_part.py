"""People who take part are asked, agree or not, and leave by their own link; they have no account."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gorel.cases.models import Case
from gorel.cases.worker import Worker
from gorel.programme import actions, taking_part
from gorel.programme.models import Contributor, ContributorPicture, Point, Revision

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20


@pytest.fixture(autouse=True)
def _today(living):
    """Let the home's own clock go."""


@pytest.fixture
def julia(world) -> Client:
    client = Client()
    client.force_login(world.julia)
    return client


@pytest.fixture
def anna(world, julia) -> Contributor:
    """Somebody who takes part in a published point, and whose address the organiser has written."""
    point = world.point()
    facts = {
        "title_sv": "Öppna data", "people-TOTAL_FORMS": "1", "people-INITIAL_FORMS": "0", "people-0-name": "Anna Ek",
        "people-0-title": "arkitekt", "people-0-email": "anna@example.se",
    }  # fmt: skip
    assert julia.post(f"/my-points/{point.uid}/change/", facts).status_code == 302
    Worker().drain()
    Point.objects.update(
        on_date="2021-10-06", state="published", published_at="2021-08-19T00:00Z", submitted_at="2021-08-18T00:00Z"
    )
    return Contributor.objects.get()


def link_of(living) -> str:
    letter = living.to("anna@example.se")[0]
    return re.search(r"/taking-part/\S+/", letter.get_body(("plain",)).get_content())[0]


def page(point: Point) -> str:
    return Client().get(Point.objects.get(pk=point.pk).get_absolute_url()).content.decode()


def test_she_is_asked_once_and_her_yes_is_noted_with_text_time_and_way(anna, living, julia, client):
    link = link_of(living)
    assert "Går du med på det här?" in client.get(link).content.decode()
    assert Contributor.objects.get().consents is None, "looking is no answer"
    client.post(link, {"answer": "yes"})
    anna.refresh_from_db()
    assert (anna.consents, anna.consent_version, anna.consent_how) == (True, taking_part.VERSION, "self")
    assert anna.consented_at is not None
    julia.post(
        f"/my-points/{anna.point.uid}/change/",
        {"title_sv": "Öppna data", "people-TOTAL_FORMS": "1", "people-INITIAL_FORMS": "1", "people-0-name": "Anna Ek",
         "people-0-title": "chef", "people-0-email": "anna@example.se"},
    )  # fmt: skip
    Worker().drain()
    assert len(living.to("anna@example.se")) == 1
    assert Contributor.objects.get().consents is True, "a change of the point keeps what she agreed to"


def test_picture_and_page_are_shown_with_a_yes_and_gone_with_a_no(anna, living, julia, client):
    given = {"person": anna.pk, "file": SimpleUploadedFile("a.png", PNG), "alt_sv": "Anna Ek vid en tavla"}
    assert julia.post(f"/my-points/{anna.point.uid}/people/", given).status_code == 302
    assert "Anna Ek vid en tavla" not in page(anna.point)
    assert "Anna Ek" in page(anna.point)
    assert client.get(f"/portraits/{anna.pk}/").status_code == 404
    assert julia.get(f"/portraits/{anna.pk}/").status_code == 200
    link = link_of(living)
    client.post(link, {"answer": "yes"})
    assert 'alt="Anna Ek vid en tavla"' in page(anna.point)
    assert "?person=Anna%20Ek" in page(anna.point)
    assert "Öppna data" in client.get("/programme/innovationsveckan-2021/?person=Anna+Ek").content.decode()
    assert client.get(f"/portraits/{anna.pk}/")["Content-Type"] == "image/png"
    client.post(link, {"answer": "no"})
    assert "Anna Ek vid en tavla" not in page(anna.point)
    assert "?person=" not in page(anna.point)
    assert client.get(f"/portraits/{anna.pk}/").status_code == 404


def test_she_leaves_and_her_name_is_gone_also_from_what_was_said_before(anna, living, world, client):
    assert any("Anna Ek, arkitekt" in one.facts["contributors"] for one in Revision.objects.all())
    assert "borta ur programmet" in client.post(link_of(living), {"answer": "leave"}).content.decode()
    Worker().drain()
    assert "Anna Ek" not in page(anna.point)
    assert "Anna" not in str(list(Revision.objects.values_list("facts", flat=True)))
    assert "anna" not in Point.objects.get().search_text
    assert str(living.letters[-1]["Subject"]).startswith("Någon har lämnat programmet")
    assert Case.objects.get(process__key="taking-part").state == "completed"
    assert client.get(link_of(living)).status_code == 404


def test_the_organiser_notes_a_yes_that_was_given_otherwise(anna, julia):
    julia.post(f"/my-points/{anna.point.uid}/people/", {"person": anna.pk, "noted": "yes"})
    anna.refresh_from_db()
    assert (anna.consents, anna.consent_how) == (True, "organiser")


def test_what_is_no_picture_is_refused_and_nobody_else_may_write(anna, julia, world, client):
    address = f"/my-points/{anna.point.uid}/people/"
    given = {"person": anna.pk, "file": SimpleUploadedFile("a.png", b"<svg/>"), "alt_sv": "x"}
    refused = julia.post(address, given)
    assert (refused.status_code, ContributorPicture.objects.count()) == (400, 0)
    assert "ingen bild i JPEG, PNG eller WebP" in refused.content.decode()
    client.force_login(world.erik)
    assert client.get(address).status_code in (403, 404)
    assert Client().get("/taking-part/abc:def/").status_code == 404


def test_the_address_is_on_no_public_page_and_in_no_export(anna, client):
    week = "/programme/innovationsveckan-2021/"
    for address in (anna.point.get_absolute_url(), f"{week}points.json", f"{week}points.csv", f"{week}atom.xml"):
        assert b"anna@example.se" not in client.get(address).getvalue()


def test_without_an_address_nobody_is_asked(world, living):
    point = actions.create_point(week=world.week, organiser=world.city, facts=world.facts(),
                                 contributors=[{"name": "Bo Al"}])  # fmt: skip
    assert taking_part.ask(point) == 0
