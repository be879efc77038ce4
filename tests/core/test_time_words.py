"""Times of ISO 8601 in plain words, in both languages."""

from __future__ import annotations

import pytest

from gorel.core.problems import Problem
from gorel.core.say import add, say
from gorel.core.time_words import say_time

SAID = [
    ("P3D", "3 dagar", "3 days"),
    ("P1D", "1 dag", "1 day"),
    ("PT1H", "1 timme", "1 hour"),
    ("P1Y2M", "1 år och 2 månader", "1 year and 2 months"),
    ("P1DT2H30M", "1 dag, 2 timmar och 30 minuter", "1 day, 2 hours and 30 minutes"),
    ("PT1.5S", "1,5 sekunder", "1.5 seconds"),
    ("P0D", "0 dagar", "0 days"),
    ("-P2W", "−2 veckor", "−2 weeks"),
    ("R/P1W", "varje vecka", "every week"),
    ("R/P2D", "varannan dag", "every 2 days"),
    ("R/P2Y", "vartannat år", "every 2 years"),
    ("R/PT4H", "var 4:e timme", "every 4 hours"),
    ("R/P21D", "var 21:a dag", "every 21 days"),
    ("R3/P1DT12H", "med 1 dag och 12 timmar emellan, 3 gånger", "every 1 day and 12 hours, 3 times"),
    ("R1/2021-10-04/P1D", "varje dag från 4 oktober 2021, 1 gång", "every day from 4 October 2021, 1 time"),
    ("2021-10-04", "4 oktober 2021", "4 October 2021"),
    ("2021-10-04T09:00", "4 oktober 2021 kl. 09.00", "4 October 2021, 09:00"),
    ("2021-10-04 09:00", "4 oktober 2021 kl. 09.00", "4 October 2021, 09:00"),
    ("2021-10-04T07:00:00Z", "4 oktober 2021 kl. 09.00", "4 October 2021, 09:00"),
]
NO_TIMES = ["", "P", "3", "20211004", "2021-13-04", "R0", "R3/P", "dag", "0 0 9 * * *", "${frist}", "Paris"]


@pytest.mark.parametrize(("text", "swedish", "english"), SAID)
def test_a_time_is_said_in_plain_words(text: str, swedish: str, english: str) -> None:
    assert (say_time(text, "sv"), say_time(text, "en")) == (swedish, english)


@pytest.mark.parametrize("text", NO_TIMES)
def test_what_is_no_time_is_left_to_the_caller(text: str) -> None:
    assert say_time(text, "sv") is None


def test_a_sentence_says_a_time_in_words_and_other_words_as_they_are() -> None:
    add({"test.patience": {"sv": "Längre än {patience_time}.", "en": "Longer than {patience_time}."}})
    assert say(Problem("test.patience", values={"patience": "P30D"}), "sv") == "Längre än 30 dagar."
    assert say(Problem("test.patience", values={"patience": "P30D"}), "en") == "Longer than 30 days."
    assert say(Problem("test.patience", values={"patience": "länge"}), "sv") == "Längre än länge."
