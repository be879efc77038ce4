"""Moments that carry a zone are said on its clocks, and calendars are told its rules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from gorel.ground import times, zones
from gorel.programme import calendar

HELSINKI, AZORES = ZoneInfo("Europe/Helsinki"), ZoneInfo("Atlantic/Azores")
NOON = datetime(2021, 10, 4, 11, 0, tzinfo=UTC)  # 13.00 in Stockholm, 14.00 in Helsinki


def _plain(text: str) -> str:
    return text.replace(times.NO_BREAK, " ")


def test_a_moment_elsewhere_is_said_on_its_own_clocks_and_they_are_named():
    there = NOON.astimezone(HELSINKI)
    end = (NOON + timedelta(minutes=45)).astimezone(HELSINKI)
    assert _plain(times.span(there, end, "sv")) == "måndag 4 oktober 2021 kl. 14.00–14.45 (tid i Helsingfors)"
    assert times.span(there, end, "en") == "Monday 4 October 2021, 14:00–14:45 (Helsinki time)"
    assert times.hours(there, end, "en") == "14:00–14:45 (Helsinki time)"
    assert times.moment(there, "en", weekday=False) == "4 October 2021, 14:00 (Helsinki time)"


def test_the_house_s_own_clocks_are_not_named_over_and_over():
    assert times.moment(NOON, "en") == times.moment(NOON.astimezone(zones.ZONE), "en") == "Monday 4 October 2021, 13:00"


def test_over_midnight_there_both_days_are_said_once_with_their_zone():
    late = datetime(2024, 2, 28, 23, 30, tzinfo=AZORES)  # the leap day there; in Stockholm it is 01.30 already
    assert times.span(late, late + timedelta(hours=2), "en", weekday=False) == (
        "28 February 2024, 23:30 – 29 February 2024, 01:30 (Azores time)"
    )


@pytest.mark.parametrize(
    ("wall", "zone", "utc"),
    [
        ("2026-03-29T03:30", HELSINKI, None),  # the gap: 03.00 becomes 04.00
        ("2026-03-29T04:00", HELSINKI, "2026-03-29T01:00"),
        ("2026-10-25T03:30", HELSINKI, "2026-10-25T00:30"),  # it comes twice: the first
        ("2026-03-29T00:30", AZORES, None),  # there the day begins at one
        ("2026-10-25T00:30", AZORES, "2026-10-25T00:30"),
        ("2024-02-29T23:30", AZORES, "2024-03-01T00:30"),
    ],
)
def test_what_clocks_show_is_a_moment_or_none(wall: str, zone: ZoneInfo, utc: str | None):
    found = zones.local(datetime.fromisoformat(wall), zone)
    said = None if found is None else f"{found.astimezone(UTC):%Y-%m-%dT%H:%M}"
    assert said == utc


def test_offsets_are_said_as_people_write_them():
    assert zones.offset(NOON, HELSINKI) == "UTC+3"
    assert zones.offset(datetime(2021, 1, 4, tzinfo=UTC), AZORES) == "UTC−1"
    assert zones.offset(NOON, ZoneInfo("Asia/Kolkata")) == "UTC+5:30"


@pytest.mark.parametrize("name", ["Europe/Stockholm", "Europe/Helsinki", "Atlantic/Azores", "Asia/Kolkata"])
def test_calendars_are_told_the_zone_s_clocks_all_year(name: str):
    zone = ZoneInfo(name)
    feed = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n" + calendar.timezone(zone) + b"END:VCALENDAR\r\n"
    (told,) = Calendar.from_ical(feed).walk("VTIMEZONE")
    read = told.to_tz(lookup_tzid=False)
    for year in (2020, 2037, 2045):
        for month in range(1, 13):
            for day in (1, 24, 31 if month in (3, 10) else 28):
                moment = datetime(year, month, day, 12)  # noqa: DTZ001 - a wall clock's time
                assert read.utcoffset(moment) == zone.utcoffset(moment), moment


def test_a_zone_whose_rule_has_changed_says_when_it_ended():
    rules = [one.rule for one in zones.observances(ZoneInfo("America/New_York")) if one.is_summer]
    assert rules == ["FREQ=YEARLY;BYMONTH=4;BYDAY=1SU;UNTIL=20060402T070000Z", "FREQ=YEARLY;BYMONTH=3;BYDAY=2SU"]
