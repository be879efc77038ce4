"""Days that are not as others: a leap day, midnight, summer time; and a point that has been moved."""

from __future__ import annotations

from datetime import UTC, date, datetime

import icalendar
import pytest
from django.http import QueryDict
from django.utils import translation

from gorel.ground import clock
from gorel.programme import actions, check, forms, importing, json_ld, times
from gorel.programme.importing import Scope
from gorel.programme.models import Point, Week

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _swedish():
    with translation.override("sv"):
        yield


def sweden(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=clock.ZONE)


def published(world, **facts) -> Point:
    point = world.point(**facts)
    Point.objects.filter(pk=point.pk).update(
        state="published",
        published_at=datetime(2021, 8, 19, tzinfo=UTC),
        submitted_at=datetime(2021, 8, 18, tzinfo=UTC),
    )
    point.refresh_from_db()
    return point


def said(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def feed(client, point: Point) -> icalendar.cal.Component:
    calendar = icalendar.Calendar.from_ical(client.get(f"{point.get_absolute_url()}calendar.ics").content)
    return next(iter(calendar.walk("VEVENT")))


def test_a_point_over_midnight_is_one_point_with_both_days_told(world, client):
    point = published(world, starts_at=sweden(2021, 10, 6, 22), ends_at=sweden(2021, 10, 7, 1))
    assert point.on_date == date(2021, 10, 6)
    assert said(times.when(point)) == "onsdag 6 oktober 2021 kl. 22.00 – torsdag 7 oktober 2021 kl. 01.00"
    assert said(times.hours(point.starts_at, point.ends_at)) == "22.00 – 7 oktober 01.00"
    event = feed(client, point)
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (point.starts_at, point.ends_at)
    assert check.findings(point) == []


def test_a_point_over_the_change_to_summer_time_lasts_as_long_as_it_lasts(world, client):
    Week.objects.update(starts_on=date(2022, 3, 26), ends_on=date(2022, 3, 27))
    point = published(world, starts_at=sweden(2022, 3, 27, 1, 30), ends_at=sweden(2022, 3, 27, 3, 30))
    assert (point.ends_at - point.starts_at).total_seconds() == 3600
    event = feed(client, point)
    assert (event["DTEND"].dt - event["DTSTART"].dt).total_seconds() in (3600, 7200)  # wall clocks, or instants
    assert event["DTSTART"].dt.astimezone(UTC) == datetime(2022, 3, 27, 0, 30, tzinfo=UTC)
    assert event["DTEND"].dt.astimezone(UTC) == datetime(2022, 3, 27, 1, 30, tzinfo=UTC)
    assert json_ld.event(point)["startDate"] == "2022-03-27T01:30:00+01:00"
    assert json_ld.event(point)["endDate"] == "2022-03-27T03:30:00+02:00"


def test_the_hour_that_comes_twice_is_the_first_of_the_two(world):
    point = published(world, starts_at=sweden(2021, 10, 31, 2, 30), ends_at=sweden(2021, 10, 31, 3, 30))
    assert times.iso(point.starts_at) == "2021-10-31T02:30:00+02:00"
    assert (point.ends_at - point.starts_at).total_seconds() == 7200


def test_a_leap_day_is_a_day_and_next_year_has_none(world):
    list_ = (
        "Titel;Arrangör;Datum;Tid\nSkottdagen;Borås Stad;29 februari 2028;10-11\nFel;Borås Stad;29 februari 2027;10-11"
    )
    report = importing.load(list_.encode(), "a.csv", Scope(by="görel"), is_dry_run=False)
    assert [[one.code for one in line.findings if one.code == "day-unclear"] for line in report.lines] == [
        [], ["day-unclear"],
    ]  # fmt: skip
    assert said(times.when(Point.objects.get(title_sv="Skottdagen"))) == "tisdag 29 februari 2028 kl. 10.00–11.00"


def test_a_moved_point_tells_machines_when_it_was_to_be(world):
    point = published(world, starts_at=sweden(2021, 10, 6, 13), ends_at=sweden(2021, 10, 6, 14))
    actions.change_point(point=point, by="görel", facts={"abstract_sv": "Ny text."})
    assert "previousStartDate" not in json_ld.event(Point.objects.get())
    actions.change_point(
        point=point, by="görel", facts={"starts_at": sweden(2021, 10, 7, 9), "ends_at": sweden(2021, 10, 7, 10)}
    )
    event = json_ld.event(Point.objects.get())
    assert (event["eventStatus"], event["previousStartDate"], event["startDate"]) == (
        "https://schema.org/EventRescheduled", "2021-10-06T13:00:00+02:00", "2021-10-07T09:00:00+02:00",
    )  # fmt: skip


def test_the_week_leads_to_signing_up_for_several_points_until_it_is_over(world, client):
    published(world)
    address = "/register/week/innovationsveckan-2021/"
    assert address in client.get("/programme/innovationsveckan-2021/").content.decode()
    with clock.held(datetime(2021, 11, 1, tzinfo=UTC)):
        assert address not in client.get("/programme/innovationsveckan-2021/").content.decode()


@pytest.mark.parametrize(
    ("last_day", "starts", "ends", "expected"),
    [
        ("", "22:00", "01:00", sweden(2021, 10, 7, 1)),
        ("", "09:00", "10:00", sweden(2021, 10, 6, 10)),
        ("2021-10-08", "09:00", "08:00", sweden(2021, 10, 8, 8)),
        ("", "10:00", "09:00", None),
        ("2021-10-05", "10:00", "11:00", None),
        ("2021-10-08", "10:00", "", None),
    ],
)
def test_nights_and_several_days_are_written_in_the_form_and_stay_when_it_is_saved_again(
    world, last_day, starts, ends, expected
):
    data = QueryDict(mutable=True)
    data.update({"day": "2021-10-06", "last_day": last_day, "starts": starts, "ends": ends})
    form = forms.PointForm(data, organiser=world.city, week=world.week, point=None)
    assert form.is_valid() == (expected is not None), form.errors
    if expected is None:
        return
    assert form.facts()["ends_at"] == expected
    point = actions.create_point(organiser=world.city, week=world.week, facts=form.facts())
    again = QueryDict(mutable=True)
    shown = forms.PointForm(organiser=world.city, week=world.week, point=point)
    again.update({name: str(shown.initial[name] or "") for name in ("day", "last_day", "starts", "ends")})
    again["version"] = "1"
    saved = forms.PointForm(again, organiser=world.city, week=world.week, point=point)
    assert saved.is_valid(), saved.errors
    assert saved.facts()["ends_at"] == expected
