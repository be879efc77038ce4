"""Cards tell what a case is about, by the rooms that own the rows, with few queries and no participants' names."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gorel.desk.cards import cards_for, find_keys
from gorel.programme import search
from gorel.programme.models import Contributor, Point, Week

from .conftest import Hall

pytestmark = pytest.mark.db


@pytest.fixture
def point(hall: Hall) -> Point:
    week = Week.objects.create(
        slug="w", title_sv="Vecka", starts_on=date(2021, 10, 4), ends_on=date(2021, 10, 8), owner=hall.theirs
    )
    point = Point.objects.create(
        slug="p", week=week, organiser=hall.ours, title_sv="Öppna data", title_en="Open data", format="digital",
        platform="Teams",
        starts_at=datetime(2021, 10, 6, 11, tzinfo=UTC), ends_at=datetime(2021, 10, 6, 12, tzinfo=UTC),
        missing=[{"code": "link", "text": "Länk saknas.", "text_en": "The link is missing."}],
    )  # fmt: skip
    Contributor.objects.create(point=point, name="Ann Bok", title="docent", organisation="GU")
    return point


def test_a_point_is_told_with_its_facts(point: Point) -> None:
    card = cards_for([str(point.uid), "not a uid", ""])[str(point.uid)]
    assert (card.kind, card.title, card.url, card.missing) == ("Programpunkt", "Öppna data", "", ("Länk saknas.",))
    assert card.facts == (
        ("Arrangör", "Göteborgs Stad"),
        ("När", "onsdag 6 oktober 2021 kl.\u00a013.00–14.00"),
        ("Form", "Digitalt"),
        ("Plattform", "Teams"),
        ("Medverkande", "Ann Bok, docent, GU"),
        ("Läge", "Utkast"),
    )
    assert card.brief == "Göteborgs Stad · 6 oktober 2021 kl.\u00a013.00", "what tells it from others of its title"


def test_a_registration_is_told_without_the_persons_name(point: Point) -> None:
    from gorel.attendance.models import Registration

    one = Registration.objects.create(
        point=point, name="Anna Åkerlund", email="anna@exempel.se", consent_version="1",
        consented_at=datetime(2021, 9, 1, tzinfo=UTC),
    )  # fmt: skip
    card = cards_for([str(one.uid)])[str(one.uid)]
    assert (card.kind, card.title) == ("Anmälan", "Anmälan till ”Öppna data”")
    assert "Anna" not in str(card)


def test_rows_are_found_by_title_and_organiser(point: Point) -> None:
    search.index(point)
    found = {
        text: find_keys(text) for text in ("öppna", "ÖPPNA DATA", "göteborgs", "Open", "ann bok", "finns inte", "?")
    }
    known = {str(point.uid)}
    assert list(found.values()) == [known, known, known, known, known, set(), set()]


def test_many_keys_take_no_more_queries_than_few(point: Point) -> None:
    unknown = [f"0192{number:04}-0000-7000-8000-000000000000" for number in range(50)]
    with CaptureQueriesContext(connection) as few:
        cards_for([str(point.uid), *unknown[:1]])
    with CaptureQueriesContext(connection) as many:
        cards_for([str(point.uid), *unknown])
    assert len(many) == len(few)
