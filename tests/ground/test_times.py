"""Dates and times are said as people write them, in Stockholm's time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from gorel.ground import times

START = datetime(2021, 10, 4, 11, 0, tzinfo=UTC)  # 13.00 in Stockholm, in summer
END = START + timedelta(minutes=45)


def _plain(text: str) -> str:
    return text.replace(times.NO_BREAK, " ")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("sv", "måndag 4 oktober 2021 kl. 13.00–13.45"),
        ("en", "Monday 4 October 2021, 13:00–13:45"),
        ("sv-se", "måndag 4 oktober 2021 kl. 13.00–13.45"),
        ("de", "måndag 4 oktober 2021 kl. 13.00–13.45"),
    ],
)
def test_span_says_the_day_once(language: str, said: str) -> None:
    assert _plain(times.span(START, END, language)) == said


def test_span_over_midnight_says_both_days() -> None:
    late = datetime(2021, 10, 4, 21, 30, tzinfo=UTC)
    assert _plain(times.span(late, late + timedelta(hours=2), "sv", weekday=False)) == (
        "4 oktober 2021 kl. 23.30 – 5 oktober 2021 kl. 01.30"
    )


def test_span_without_end_is_a_moment() -> None:
    assert times.span(START, None, "sv") == times.moment(START, "sv")
    assert _plain(times.hours(START, None, "sv")) == "kl. 13.00"


def test_day_is_that_of_stockholm() -> None:
    assert times.day(datetime(2020, 10, 16, 22, 30, tzinfo=UTC), "sv") == "lördag 17 oktober 2020"
    assert times.day(date(2020, 10, 16), "sv", weekday=False, year=False) == "16 oktober"


def test_winter_time_counts() -> None:
    assert times.hour(datetime(2021, 1, 4, 11, 0, tzinfo=UTC), "en") == "12:00"


@pytest.mark.parametrize(
    ("length", "swedish", "english"),
    [
        (0, "0 minuter", "0 minutes"),
        (1, "1 minut", "1 minute"),
        (135, "2 timmar 15 minuter", "2 hours 15 minutes"),
        (timedelta(days=1, hours=1, minutes=5), "1 dag 1 timme", "1 day 1 hour"),
        (-90, "−1 timme 30 minuter", "−1 hour 30 minutes"),
        (59.6, "1 timme", "1 hour"),
    ],
)
def test_duration_says_the_two_largest_units(length: object, swedish: str, english: str) -> None:
    assert (_plain(times.duration(length, "sv")), _plain(times.duration(length, "en"))) == (swedish, english)


@pytest.mark.parametrize(
    ("away", "swedish", "english"),
    [
        (timedelta(days=3, hours=2), "om 3 dagar", "in 3 days"),
        (timedelta(minutes=-1), "för 1 minut sedan", "1 minute ago"),
        (timedelta(hours=-5), "för 5 timmar sedan", "5 hours ago"),
        (timedelta(seconds=-10), "nyss", "now"),
        (timedelta(seconds=10), "nu", "now"),
    ],
)
def test_relative_counts_from_business_time(frozen, away: timedelta, swedish: str, english: str) -> None:
    now = frozen.at("2021-10-04 13:00")
    assert _plain(times.relative(now + away, "sv")) == swedish
    assert _plain(times.relative(now + away, "en")) == english


def test_one_hour_of_work_is_one_hour() -> None:
    assert [times.worked(minutes, "sv").replace("\N{NO-BREAK SPACE}", " ") for minutes in (59, 60, 62, 90)] == [
        "59 minuter", "1 timme", "1 timme", "1,5 timmar",
    ]  # fmt: skip
    assert times.worked(60, "en") == "1\N{NO-BREAK SPACE}hour"
