"""The page about open data, the legal pages, and where the publisher states what they say."""

from __future__ import annotations

import pytest
from django.test import Client

from gorel.opendata.models import Statement
from opendata.conftest import STATED

pytestmark = [pytest.mark.db, pytest.mark.django_db]
LEGAL = ("/accessibility/", "/personal-data/", "/cookies/", "/terms/")


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_the_page_says_what_there_is_and_shows_a_call_with_its_answer(client, three, stated):
    page = client.get("/open-data/").content.decode()
    for words in ("Programpunkter", "Arrangörer", "Inspelningar", "CC0 1.0", "pandas.read_csv", "oppnadata@"):
        assert words in page
    assert "&quot;title_sv&quot;: &quot;Öppna data i staden&quot;" in page
    assert "&quot;kind&quot;: &quot;municipality&quot;" in client.get("/open-data/?try=organisers").content.decode()


def test_an_empty_home_has_the_page_too(client, db):
    for address in ("/open-data/", *LEGAL):
        assert client.get(address).status_code == 200


def test_nobody_has_stated_it_yet_is_said(client, db):
    assert "Ingen har lämnat uppgifterna ännu" in client.get("/accessibility/").content.decode()


def test_an_administrator_states_and_the_page_says_it_with_its_date(anna, stated, frozen):
    frozen.at("2021-09-01 10:00")
    client = signed_in(anna)
    facts = {
        "conformance": "partial", "gaps": "- Kartan går inte att läsa\n\n- PDF:er från 2019", "method": "self",
        "assessed_on": "2021-08-20", "email": "webb@goteborg.example", "days": "inom två arbetsdagar",
    }  # fmt: skip
    assert client.post("/statements/accessibility/", facts).status_code == 302
    page = Client().get("/accessibility/").content.decode()
    for words in (
        "delvis förenlig", "<li>Kartan går inte att läsa</li>", "<li>PDF:er från 2019</li>", "webb@goteborg.example",
        "20 augusti 2021", "1 september 2021", "inom två arbetsdagar",
    ):  # fmt: skip
        assert words in page


def test_what_is_wrong_is_said_and_nothing_is_stated(anna, stated):
    answer = signed_in(anna).post("/statements/publisher/", {**STATED, "number": "12", "email": "ingen"})
    assert answer.status_code == 422
    assert "212000-1355" in answer.content.decode()
    assert Statement.objects.filter(kind="publisher").count() == 1


def test_nobody_else_may_state(anna, stated, world):
    assert Client().get("/statements/").status_code == 302
    for other in (world.julia, world.erik):
        for address in ("/statements/", "/statements/publisher/"):
            assert signed_in(other).get(address).status_code == 403
    from programme.conftest import member

    elsewhere = member("Eva Annanstans", world.owner, "administrator")
    assert signed_in(elsewhere).get("/statements/").status_code == 403
    assert signed_in(anna).get("/statements/").status_code == 200


def test_both_languages(client, three, stated):
    client.cookies["gorel-language"] = "en"
    for address, words in zip(
        ("/open-data/", *LEGAL),
        ("Open data", "Accessibility statement", "How we treat personal data", "Cookies", "Terms"),
        strict=True,
    ):
        assert f"<h1>{words}</h1>" in client.get(address).content.decode()
