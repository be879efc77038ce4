"""The calendar, held against Python's where Python's reaches; and texts that are written as they were read."""

import datetime
from random import Random

import pytest

from gorel.core.feel.temporal import calendar, parse_date, parse_date_time, parse_duration, parse_time
from gorel.core.feel.temporal.zones import local_at, offset_at


def test_day_numbers_agree_with_pythons_calendar():
    chance = Random(1)
    for _ in range(2000):
        day = datetime.date.fromordinal(chance.randint(1, datetime.date.max.toordinal()))
        number = calendar.day_number(day.year, day.month, day.day)
        assert number == day.toordinal() - datetime.date(1970, 1, 1).toordinal()
        assert calendar.date_of(number) == (day.year, day.month, day.day)
        assert calendar.weekday(number) == day.isoweekday()
        assert calendar.week_of_year(day.year, day.month, day.day) == day.isocalendar().week
        assert calendar.day_of_year(day.year, day.month, day.day) == day.timetuple().tm_yday


@pytest.mark.parametrize("year", [-999_999_999, -4713, -1, 0, 10_000, 999_999_999])
def test_day_numbers_go_back_and_forth_in_every_year(year: int):
    for month in range(1, 13):
        day = calendar.days_in_month(year, month)
        number = calendar.day_number(year, month, day)
        assert calendar.date_of(number) == (year, month, day)
        assert calendar.date_of(number + 1)[2] == 1


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        (parse_date, "-2017-12-31"),
        (parse_date, "999999999-01-01"),
        (parse_date, "0000-02-29"),
        (parse_time, "11:22:33.123456789"),
        (parse_time, "11:59:45-02:45:55"),
        (parse_time, "00:00:00@Etc/UTC"),
        (parse_date_time, "2018-12-08T10:30:11+11:00"),
        (parse_date_time, "-0001-12-08T10:30:11Z"),
        (parse_duration, "-P1DT2H3M4.5S"),
        (parse_duration, "P999999999Y11M"),
        (parse_duration, "PT0S"),
    ],
)
def test_text_is_written_as_it_was_read(parse, text: str):
    assert str(parse(text)) == text


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        (parse_date, "01211-12-31"),
        (parse_date, "998-12-31"),
        (parse_date, "2017-02-29"),
        (parse_date, "9999999999-12-25"),
        (parse_date, "２０１７-12-25"),
        (parse_time, "7:00:00"),
        (parse_time, "24:00:01"),
        (parse_time, "13:20:00+02:00@Europe/Paris"),
        (parse_time, "13:20:00@../passwd"),
        (parse_time, "13:20:00@Europe"),
        (parse_time, "13:20:00+18:01"),
        (parse_date_time, "2017-01-01T"),
        (parse_duration, "P"),
        (parse_duration, "P1DT"),
        (parse_duration, "P1Y1D"),
        (parse_duration, "PT.5S"),
    ],
)
def test_text_that_is_not_exactly_one_is_none(parse, text: str):
    assert parse(text) is None


def test_zones_hold_before_within_and_after_pythons_years():
    summer, winter = calendar.day_number(2026, 7, 1) * 86_400, calendar.day_number(2026, 1, 1) * 86_400
    far = calendar.day_number(123_456, 7, 1) * 86_400

    assert [offset_at("Europe/Stockholm", at) for at in (summer, winter, far)] == [7200, 3600, 7200]
    assert offset_at("Europe/Berlin", calendar.day_number(-5000, 7, 1) * 86_400) == 3208  # local mean time


def test_offset_at_an_instant_is_right_on_both_sides_of_a_change():
    change = calendar.day_number(2026, 10, 25) * 86_400 + 3600  # 01:00Z: summer time ends

    assert [local_at("Europe/Stockholm", change + delta) for delta in (-1, 0, 3599)] == [7200, 3600, 3600]
    change = calendar.day_number(2026, 3, 29) * 86_400 + 3600
    assert [local_at("Europe/Stockholm", change + delta) for delta in (-1, 0)] == [3600, 7200]
