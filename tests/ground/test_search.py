"""Words find rows by their stems, with å, ä and ö as letters of their own, alike on both databases."""

from __future__ import annotations

import pytest

from gorel.accounts.models import Organisation
from gorel.ground import search

TITLES = [
    "Föreläsning: Öppna data som andra vågar bygga på",
    "Föreläsningar om sommarjobb och hållbarhet",
    "Får man vara innovativ på far- och flygresor?",
    "Innovationsveckan invigs på Café Hängmattan, 100%",
]


@pytest.fixture
def rows() -> None:
    # The name stands in for a column of stems: search knows nothing of what it looks into.
    for number, title in enumerate(TITLES):
        Organisation.objects.create(slug=str(number), name=search.stems(title))


@pytest.mark.db
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("", [0, 1, 2, 3]),
        ("föreläsning", [0, 1]),
        ("FÖRELÄSNINGARNA", [0, 1]),
        ("föreläs", [0, 1]),
        ("föreläsning hållbarhet", [1]),
        ("hållbarhet föreläsning", [1]),
        ("data", [0]),
        ("datum", []),
        ("får", [2]),
        ("far", [2]),
        ("fär", []),
        ("forelasning", []),
        ("innovation", [3]),
        ("veckan", []),
        ("cafe", [3]),
        ("100%", [3]),
        ("%", [0, 1, 2, 3]),
        ("_", []),
        ("o\u0308ppna", [0]),
        ("öppna xyz", []),
    ],
)
def test_question_finds(rows: None, question: str, found: list[int]) -> None:
    answer = search.matches(Organisation.objects.order_by("slug"), "name", question)
    assert [int(slug) for slug in answer.values_list("slug", flat=True)] == found


def test_stems_stand_once_with_blanks_around() -> None:
    assert search.stems("Robot, robotar och ROBOTEN!") == " robot och "
    assert search.stems("  –  ") == ""
    assert search.stems("lectures lecture", "en") == " lectur "


@pytest.mark.db
@pytest.mark.django_db
def test_long_question_is_cut(rows: None) -> None:
    question = " ".join(["föreläsning"] * search.MOST_WORDS + ["finnsinte"])
    assert search.matches(Organisation.objects.all(), "name", question).count() == 2
