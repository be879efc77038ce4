"""A point that goes by other clocks than the house's: its sign-up, link, reminders and letters do, too."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from icalendar import Calendar

from gorel.attendance import actions, calendar, moments, timetable
from gorel.attendance.models import SignUp
from gorel.ground import clock
from gorel.ground.times import NO_BREAK
from gorel.programme import actions as programme
from gorel.programme.models import Point
from gorel.robots.mail.outbox import Mail

pytestmark = [pytest.mark.db, pytest.mark.django_db]
AZORES, HELSINKI = "Atlantic/Azores", "Europe/Helsinki"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def said(moment: datetime | None) -> str:
    assert moment is not None
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M}"


def unsaved(zone: str, **facts: object) -> Point:
    point = Point(time_zone=zone, format="digital", **facts)
    point.sign_up = SignUp(point=point)
    return point


def step(**facts: object) -> timetable.Step:
    given = {"id": "x", "name": "x", "name_en": "x", "of": "start", "days": 0, "span": timedelta(), "at": None,
             "is_late_skipped": False, "is_chosen": False}  # fmt: skip
    return timetable.Step(**(given | facts))  # type: ignore[arg-type]


@pytest.mark.parametrize(("zone", "last", "closes"), [
    (AZORES, date(2026, 3, 27), "2026-03-28T01:00"),
    (AZORES, date(2026, 3, 28), "2026-03-29T01:00"),  # midnight itself is skipped: the hour after is the same moment
    (AZORES, date(2026, 10, 24), "2026-10-25T00:00"),  # midnight comes twice: the first ends the day
    (HELSINKI, date(2026, 3, 28), "2026-03-28T22:00"),
    (HELSINKI, date(2024, 2, 29), "2024-02-29T22:00"),
])  # fmt: skip
def test_sign_up_closes_when_the_last_day_ends_there(zone, last, closes):
    point = unsaved(zone, on_date=date(2027, 1, 1), registration_last_day_on=last)
    assert said(moments.closes_at(point)) == closes


@pytest.mark.parametrize(("starts", "zone", "facts", "due"), [
    # "The day before at nine" is nine there, on whichever side of summer time the days lie.
    ("2026-03-29T12:00", HELSINKI, {"days": -1, "at": "09:00"}, "2026-03-28T07:00"),
    ("2026-03-29T12:00", AZORES, {"days": -1, "at": "09:00"}, "2026-03-28T10:00"),
    # "A day before" is the same hour on the clock; "an hour before" is an hour.
    ("2026-10-25T10:00", HELSINKI, {"days": -1}, "2026-10-24T09:00"),
    ("2026-10-25T01:30", AZORES, {"hours": -1}, "2026-10-25T00:30"),
    # Past midnight in Sweden, the day before there: its own calendar counts.
    ("2024-03-01T00:30", AZORES, {"days": -1, "at": "09:00"}, "2024-02-28T10:00"),
])  # fmt: skip
def test_steps_are_done_by_the_point_s_calendar(starts, zone, facts, due):
    given = dict(facts)
    hours = given.pop("hours", 0)
    at = given.pop("at", None)
    asked = step(**given, span=timedelta(hours=hours), at=time.fromisoformat(at) if at else None)
    assert said(moments.moment(asked, unsaved(zone, starts_at=utc(starts)))) == due


def test_what_a_case_keeps_of_a_moment_has_the_offset_there():
    point = unsaved(AZORES, starts_at=utc("2026-10-25T01:30"))
    assert moments.said(moments.starts_at(point)) == "2026-10-25T00:30:00-01:00"
    point.starts_at = utc("2026-10-25T00:30")
    assert moments.said(moments.starts_at(point)) == "2026-10-25T00:30:00+00:00"


@pytest.mark.slow
def test_a_point_abroad_from_sign_up_to_its_link(world):
    """In Helsinki, the day after Sweden's last day has an hour left: it is closed all the same."""
    point = programme.create_point(
        organiser=world.kfi,
        facts={
            "title_sv": "Nordiska data", "abstract_sv": "Vad kan vi dela?", "format": "digital", "platform": "Zoom",
            "is_free": True, "joining_link": "https://zoom.example/j/1", "contact": world.secretary,
            "starts_at": utc("2020-10-23T06:00"), "ends_at": utc("2020-10-23T08:00"),
            "registration_last_day_on": date(2020, 10, 16),
        },
    )  # fmt: skip
    point.time_zone = HELSINKI
    point.save()
    programme.submit_point(point=point, by=world.secretary.actor)
    world.work()
    point.refresh_from_db()
    world.go(utc("2020-10-16T20:59"))
    registration = world.sign_up(point)
    world.work()
    letter = Mail.objects.get(about=str(registration.uid), kind="confirmation")
    text = letter.text.replace(NO_BREAK, " ")
    assert "fredag 23 oktober 2020 kl. 09.00–11.00 (tid i Helsingfors)" in text
    assert "torsdag 22 oktober 2020 kl. 09.00 (tid i Helsingfors)" in text  # when the link comes
    world.go(utc("2020-10-16T21:00"))
    assert isinstance(actions.register(point=point, name="Sen", email="sen@example.se", consent=True), actions.Refused)
    assert SignUp.objects.get(point=point).closed_at == utc("2020-10-16T21:00")
    world.go(utc("2020-10-22T06:00"))
    registration.refresh_from_db()
    assert registration.link_released_at == utc("2020-10-22T06:00")
    with clock.held(utc("2020-10-22T06:00")):
        (event,) = Calendar.from_ical(calendar.entry(registration).data).walk("VEVENT")
    assert (event["DTSTART"].params["TZID"], f"{event.decoded('DTSTART'):%H:%M}") == (HELSINKI, "09:00")
