"""A week may go by other clocks than the house's: forms, pages, feeds, files and lists that are read in all follow."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.http import QueryDict
from django.test import Client
from icalendar import Calendar

from gorel.ground import clock
from gorel.programme import actions, calendar, facts, json_ld, loading, revisions
from gorel.programme.forms import PointForm
from gorel.programme.importing import writing
from gorel.programme.models import Point, Week
from programme.conftest import World
from programme.test_weeks import editor  # noqa: F401 - a fixture

pytestmark = [pytest.mark.db, pytest.mark.django_db]
AZORES = "Atlantic/Azores"


@pytest.fixture
def abroad(world: World) -> World:
    """The same week, on the clocks of Helsinki."""
    world.week.time_zone = "Europe/Helsinki"
    world.week.save()
    return world


def sent(world: World, point: Point | None = None, **given: str) -> PointForm:
    """Return the organiser's form as somebody has filled it in."""
    data = {"title_sv": "Öppna data", "day": "2021-10-06", "starts": "13:00", "ends": "13:45"} | given
    form = PointForm(_query(data), organiser=world.city, week=world.week, point=point)
    form.is_valid()
    return form


def _query(data: dict[str, str]) -> QueryDict:
    query = QueryDict(mutable=True)
    query.update(data)
    return query


def show(point: Point) -> None:
    Point.objects.filter(pk=point.pk).update(state="published", published_at=datetime(2021, 8, 1, tzinfo=UTC))
    point.refresh_from_db()


def test_times_in_the_form_are_those_of_the_week_s_clocks(abroad):
    written = sent(abroad, link_day="2021-10-05").facts()
    point = abroad.point(**{name: written[name] for name in ("on_date", "starts_at", "ends_at", "link_at")})
    point.refresh_from_db()
    assert (point.starts_at, point.link_at) == (
        datetime(2021, 10, 6, 10, tzinfo=UTC), datetime(2021, 10, 5, 6, tzinfo=UTC),
    )  # fmt: skip
    shown = PointForm(organiser=abroad.city, week=abroad.week, point=point)
    assert (str(shown.initial["starts"]), str(shown.initial["link_hour"])) == ("13:00:00", "09:00:00")
    assert "tid i Helsingfors" in str(shown["starts"].help_text)


@pytest.mark.parametrize(("zone", "hour", "is_fine"), [
    ("Europe/Helsinki", "03:30", False), ("Europe/Helsinki", "02:30", True), (AZORES, "00:30", False),
    ("", "02:30", False),
])  # fmt: skip
def test_an_hour_that_summer_time_skips_there_is_refused(world, zone, hour, is_fine):
    Week.objects.filter(pk=world.week.pk).update(time_zone=zone, starts_on=date(2026, 3, 23), ends_on=date(2026, 3, 29))
    world.week.refresh_from_db()
    form = sent(world, day="2026-03-29", starts=hour, ends="05:00")
    assert ("starts" not in form.errors) == is_fine


def test_an_hour_that_comes_twice_stays_the_one_it_was(world):
    Week.objects.filter(pk=world.week.pk).update(time_zone=AZORES, ends_on=date(2026, 10, 25))
    world.week.refresh_from_db()
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # 00.30 for the second time
    point = world.point(starts_at=second, ends_at=datetime(2026, 10, 25, 3, tzinfo=UTC))
    assert (point.on_date, f"{point.local_start:%H:%M}") == (date(2026, 10, 25), "00:30")
    again = sent(world, point, day="2026-10-25", starts="00:30", ends="02:00").facts()
    assert again["starts_at"] == second


def test_a_point_s_day_is_the_day_where_it_is(world):
    Week.objects.filter(pk=world.week.pk).update(time_zone=AZORES)
    world.week.refresh_from_db()
    # 23.30 on the leap day in the Azores, past midnight in Stockholm, and it ends in March.
    night = world.point(
        starts_at=datetime(2024, 3, 1, 0, 30, tzinfo=UTC), ends_at=datetime(2024, 3, 1, 2, 0, tzinfo=UTC)
    )
    assert night.on_date == date(2024, 2, 29)
    assert PointForm(organiser=world.city, week=world.week, point=night).initial["last_day"] is None  # one night
    assert facts.of(night)["starts_at"] == "2024-02-29T23:30:00-01:00"


def test_pages_say_which_clocks_they_go_by(abroad, client: Client):
    point = abroad.point()  # 11.00 UTC
    show(point)
    page = client.get(point.get_absolute_url()).content.decode()
    assert "14.00–14.45 (tid i Helsingfors)" in page
    assert "svensk tid" not in page
    week = client.get(abroad.week.get_absolute_url()).content.decode()
    assert "Tiderna är lokal tid i Helsingfors (UTC+3)." in week
    assert "14.00–14.45 (tid i Helsingfors)" in week
    grid = client.get(abroad.week.get_absolute_url() + "?view=grid").content.decode()
    assert "14.00–14.45 (tid i Helsingfors)" in grid
    now = client.get(abroad.week.get_absolute_url() + "now/").content.decode()
    assert "svensk tid" not in now


def test_time_of_day_is_that_of_each_week(abroad, client: Client):
    starts = datetime(2021, 10, 6, 9, 30, tzinfo=UTC)
    point = abroad.point(starts_at=starts, ends_at=datetime(2021, 10, 6, 10, tzinfo=UTC))
    show(point)  # 12.30 there, 11.30 in Stockholm
    address = abroad.week.get_absolute_url()
    assert point.get_absolute_url() in client.get(address, {"time": "afternoon", "day": "all"}).content.decode()
    assert point.get_absolute_url() not in client.get(address, {"time": "morning", "day": "all"}).content.decode()


def test_machines_read_the_time_with_its_offset(abroad, client: Client):
    point = abroad.point()
    show(point)
    assert json_ld.event(point)["startDate"] == "2021-10-06T14:00:00+03:00"
    read = json.loads(client.get(abroad.week.get_absolute_url() + "points.json").content)
    assert (read["timeZone"], read["points"][0]["time_zone"], read["points"][0]["starts_at"]) == (
        "Europe/Helsinki", "Europe/Helsinki", "2021-10-06T14:00:00+03:00",
    )  # fmt: skip
    lines = b"".join(client.get(abroad.week.get_absolute_url() + "points.csv").streaming_content).decode()
    assert "2021-10-06 14:00" in lines
    assert "Europe/Helsinki" in lines


def test_a_feed_of_two_zones_brings_both(abroad, client: Client):
    there = abroad.point()
    at_home = Week.objects.create(
        slug="hemma", title_sv="Hemma", starts_on=date(2021, 10, 4), ends_on=date(2021, 10, 8), owner=abroad.owner
    )
    here = actions.create_point(week=at_home, organiser=abroad.city, facts=abroad.facts())
    feed = Calendar.from_ical(calendar.feed(Point.objects.filter(pk__in=[there.pk, here.pk]), name="x"))
    assert [str(one["TZID"]) for one in feed.walk("VTIMEZONE")] == ["Europe/Helsinki", "Europe/Stockholm"]
    starts = {str(one["DTSTART"].params["TZID"]): one.decoded("DTSTART") for one in feed.walk("VEVENT")}
    assert {key: one.hour for key, one in starts.items()} == {"Europe/Helsinki": 14, "Europe/Stockholm": 13}
    assert {one.astimezone(UTC) for one in starts.values()} == {datetime(2021, 10, 6, 11, tzinfo=UTC)}


def test_what_has_changed_is_said_on_the_week_s_clocks(abroad):
    point = abroad.point()
    before = revisions.facts(point)
    point.starts_at = datetime(2021, 10, 6, 10, tzinfo=UTC)
    (change,) = revisions.changes(before, revisions.facts(point))
    assert [text.replace("\u00a0", " ") for text in (change.before, change.after)] == [
        "6 oktober 2021 kl. 14.00 (tid i Helsingfors)", "6 oktober 2021 kl. 13.00 (tid i Helsingfors)",
    ]  # fmt: skip


def test_a_seminar_has_clocks_of_its_own_chosen_in_its_form(world, client: Client):
    client.force_login(world.julia)
    seminar = actions.create_point(organiser=world.city, facts=world.facts())
    address = f"/my-points/{seminar.uid}/change/"
    asked = {"title_sv": "Nordiskt frukostmöte", "abstract_sv": "Om data.", "day": "2021-10-06", "starts": "09:00",
             "ends": "10:00", "format": "digital", "platform": "Teams", "people-TOTAL_FORMS": "0",
             "people-INITIAL_FORMS": "0"}  # fmt: skip
    assert client.post(address, asked | {"time_zone": "Europe/Helsinki"}).status_code == 302
    seminar = Point.objects.get(pk=seminar.pk)
    assert (seminar.time_zone, seminar.starts_at) == ("Europe/Helsinki", datetime(2021, 10, 6, 6, tzinfo=UTC))
    page = client.get(address).content.decode()
    assert ('<option value="Europe/Helsinki" selected>' in page, 'value="09:00"' in page) == (True, True)
    show(seminar)
    page = client.get(seminar.get_absolute_url()).content.decode()
    assert "kl.\xa009.00–10.00 (tid i Helsingfors)" in page
    feed = client.get("/seminars/calendar.ics").content
    assert b"DTSTART;TZID=Europe/Helsinki:20211006T090000" in feed
    # Other clocks, the same hour on them: another moment.
    client.post(address, asked | {"time_zone": "Europe/Lisbon"})
    assert Point.objects.get(pk=seminar.pk).starts_at == datetime(2021, 10, 6, 8, tzinfo=UTC)
    assert client.post(address, asked | {"time_zone": "Mars/Olympus"}).status_code == 400
    assert 'name="time_zone"' not in client.get(f"/my-points/{world.point().uid}/change/").content.decode()


def test_an_editor_chooses_the_zone_until_a_point_has_a_time(editor, world):  # noqa: F811 - a fixture
    written = {
        "title_sv": "Innovation week in Helsinki", "owner": world.owner.pk, "starts_on": "2022-10-03",
        "ends_on": "2022-10-07", "call_opens_at": "2022-05-01T08:00", "conflicts": "warn",
        "time_zone": "Europe/Helsinki",
    }  # fmt: skip
    address = editor.post("/my-weeks/new/", written)["Location"]
    week = Week.objects.get(slug="innovation-week-in-helsinki")
    assert week.call_opens_at == datetime(2022, 5, 1, 5, tzinfo=UTC)
    assert 'value="2022-05-01T08:00"' in editor.get(address).content.decode()
    draft = Point.objects.create(week=week, organiser=world.city, slug="utan-tid")
    editor.post(address, written | {"time_zone": AZORES})
    draft.refresh_from_db()
    assert (draft.zone.key, draft.week.call_opens_at) == (AZORES, datetime(2022, 5, 1, 8, tzinfo=UTC))
    draft.starts_at = datetime(2022, 10, 4, 9, tzinfo=UTC)
    draft.save()
    editor.post(address, written)
    week.refresh_from_db()
    assert week.time_zone == AZORES
    assert "ligger fast" in editor.get(address).content.decode()
    wrong = editor.post("/my-weeks/new/", written | {"time_zone": "Mars/Olympus"})
    assert wrong.status_code == 400


def test_a_list_that_is_read_in_goes_by_the_week_s_clocks(abroad):
    rows = b"Titel;Dag;Start;Slut\nSent;2021-10-06;13:00;14:00\nMed zon;2021-10-06T13:00:00Z;;\n"
    scope = writing.Scope(by="person:1", week=abroad.week, organiser=abroad.city)
    writing.load(rows, "lista.csv", scope, is_dry_run=False)
    found = {point.title_sv: point for point in Point.objects.filter(week=abroad.week)}
    assert (found["Sent"].starts_at, found["Sent"].ends_at) == (
        datetime(2021, 10, 6, 10, tzinfo=UTC), datetime(2021, 10, 6, 11, tzinfo=UTC),
    )  # fmt: skip
    assert found["Med zon"].starts_at == datetime(2021, 10, 6, 13, tzinfo=UTC)


def test_a_file_of_facts_names_the_zone(world):
    text = """
[week]
slug = "helsinki-2022"
title = "Helsinki"
starts_on = 2022-03-21
ends_on = 2022-03-27
owner = "skr"
time_zone = "Europe/Helsinki"
call_opens_at = 2022-01-10T08:00:00

[[points]]
slug = "en"
organiser = "goteborg"
title = "En"
day = 2022-03-22
starts = 13:00:00
ends = 14:00:00

[[points]]
slug = "luckan"
organiser = "goteborg"
title = "I luckan"
day = 2022-03-27
starts = 03:30:00
"""
    with pytest.raises(loading.BadFacts, match=r"line 24, \[points\] starts: expected a time that exists"):
        loading.load_text(text)
    loading.load_text(text.replace("03:30", "04:30"))
    week = Week.objects.get(slug="helsinki-2022")
    assert (week.zone, week.call_opens_at) == (ZoneInfo("Europe/Helsinki"), datetime(2022, 1, 10, 6, tzinfo=UTC))
    assert Point.objects.get(slug="en").starts_at == datetime(2022, 3, 22, 11, tzinfo=UTC)
    assert Point.objects.get(slug="luckan").starts_at == datetime(2022, 3, 27, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(("zone", "first"), [
    ("Pacific/Auckland", "2021-08-15 14:00"), ("", "2021-08-16 00:00"), (AZORES, "2021-08-16 02:00"),
])  # fmt: skip
def test_a_week_is_shown_exactly_when_its_day_begins_where_it_is(world, client: Client, zone, first):
    """On every page, feed and file, whatever day it is at the house. Moments are the house's."""
    world.week.time_zone = zone
    world.week.save()
    local = Week.objects.create(
        slug="stadens", title_sv="Stadens vecka", starts_on=date(2021, 10, 4), ends_on=date(2021, 10, 8),
        owner=world.owner, part_of=world.week, published_on=date(2021, 8, 16), time_zone=zone,
    )  # fmt: skip
    whole = world.point(title_sv="Ett helt")
    part = world.point(title_sv="En del", part_of=whole)
    for point in (whole, part):
        show(point)
    week = world.week.get_absolute_url()
    pages = [week, f"{week}calendar.ics", f"{week}points.json", whole.get_absolute_url(), local.get_absolute_url()]

    def seen() -> tuple[list[int], list[int], bool, list[Week]]:
        found = Week.objects.get(pk=world.week.pk)
        listed = [client.get(f"/open/v1/{name}").json()["items"] for name in ("weeks", "programme-points")]
        return (
            [client.get(page).status_code for page in pages], [len(items) for items in listed],
            found.is_public, found.public_local_weeks,
        )  # fmt: skip

    moment = datetime.fromisoformat(first).replace(tzinfo=clock.ZONE)
    with clock.held(moment - timedelta(microseconds=1)):
        assert seen() == ([404] * 5, [0, 0], False, [])
    with clock.held(moment):
        assert seen() == ([200] * 5, [2, 2], True, [local])


def test_a_home_that_is_there_learns_when_its_weeks_are_public(world):
    Week.objects.filter(pk=world.week.pk).update(time_zone="Pacific/Auckland", public_at=None)
    import_module("gorel.programme.migrations.0014_public_at").fill(apps, None)
    world.week.refresh_from_db()
    assert clock.from_instant(world.week.public_at) == datetime(2021, 8, 15, 12, tzinfo=UTC)
