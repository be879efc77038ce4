"""Looking through very much stops in time, and the page says what was looked through."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gorel.cases.models import Case
from gorel.cases.queries import Query, Variable, matching
from gorel.cases.queries import cases as questions
from gorel.desk import bounded, finding

from .conftest import Hall

pytestmark = pytest.mark.db
ENDLESS = (
    "with recursive series(n) as (select 1 union all select n + 1 from series where n < 1000000000)"
    " select count(*) from series"
)


def test_a_question_that_takes_too_long_is_stopped_and_the_next_is_answered(db) -> None:
    with connection.cursor() as cursor:
        with pytest.raises(bounded.TooLong), bounded.at_most(0.05):
            cursor.execute(ENDLESS).fetchall()
        with bounded.at_most(5):
            cursor.execute("select 7")
            assert cursor.fetchone() == (7,)


@pytest.mark.django_db(transaction=True)
def test_a_limit_takes_no_question_more_and_ends_with_its_question() -> None:
    with CaptureQueriesContext(connection) as asked, bounded.at_most(5), connection.cursor() as cursor:
        cursor.execute("select %s", [7])
        assert cursor.fetchone() == (7,)
    assert len(asked) == 1
    with connection.cursor() as cursor, pytest.raises(bounded.TooLong), bounded.at_most(0.05):
        cursor.execute(ENDLESS).fetchall()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            assert cursor.execute("show statement_timeout").fetchone() == ("0",)


@pytest.fixture
def editor(client, hall: Hall):
    client.force_login(hall.people["editor"])
    return client


@pytest.fixture
def hasty(monkeypatch) -> None:
    """Whatever is asked of all rows takes too long; the part is looked through."""
    first = bounded._first
    tries = iter(range(10))

    def ask(rows):
        if next(tries) == 0:
            raise bounded.TooLong
        return first(rows)

    monkeypatch.setattr(bounded, "_first", ask)


def test_a_search_that_takes_too_long_says_how_far_it_went(editor, hall: Hall, hasty, monkeypatch) -> None:
    monkeypatch.setattr(finding, "NEWEST", 2)
    cases = [hall.start() for _number in range(3)]
    page = editor.get("/desk/cases/?state=running").content.decode()
    assert [str(case.uid) in page for case in cases] == [False, True, True]
    assert "Bara de 2 nyaste ärendena" in page


def test_an_inbox_that_takes_too_long_says_how_far_it_went(editor, hall: Hall, hasty) -> None:
    task = hall.task()
    page = editor.get("/desk/", {"q": task.name}).content.decode()
    assert (str(task.uid) in page, "ska vara klara först" in page) == (True, True)


@pytest.mark.parametrize(
    ("how", "value", "found"),
    [("=", "Lund", [0, 2]), ("begins", "Lu", [0, 2]), ("!=", "Lund", [1]), ("=", "Umeå", [])],
)
@pytest.mark.parametrize("few", [0, 10_000])
def test_a_value_that_many_hold_finds_the_same_cases(hall: Hall, monkeypatch, few, how, value, found) -> None:
    monkeypatch.setattr(questions, "FEW", few)
    cases = [hall.start() for _number in range(4)]
    for case, town in zip(cases, ("Lund", "Kiruna", "Lund"), strict=False):
        case.searchables.create(name="town", text=f'"{town}"')
    told = matching(Query(variables=(Variable("town", value, how),)), Case.objects.all())
    assert [cases.index(case) for case in told.order_by("pk")] == found


def test_when_nothing_could_be_looked_through_nothing_is_said_to_be_missing(editor, hall: Hall, monkeypatch) -> None:
    hall.start()

    def ask(_rows):
        raise bounded.TooLong

    monkeypatch.setattr(bounded, "_first", ask)
    page = editor.get("/desk/cases/?state=running").content.decode()
    assert ("vi vet inte om något passar" in page, "Inget passar" in page) == (True, False)
