"""Calendar programs get points that keep their identity when they move."""

from __future__ import annotations

from datetime import UTC, date, datetime
from xml.etree import ElementTree

import pytest
import vobject
from icalendar import Calendar

from gorel.programme import actions, calendar
from gorel.programme.models import Point
from programme.test_public_pages import WEEK, at, published

pytestmark = pytest.mark.db
Seen = tuple[int, str, datetime]  # SEQUENCE, STATUS, DTSTART in UTC


def read_by_icalendar(feed: bytes) -> dict[str, Seen]:
    return {
        str(one["UID"]): (int(one["SEQUENCE"]), str(one["STATUS"]), one.decoded("DTSTART").astimezone(UTC))
        for one in Calendar.from_ical(feed).walk("VEVENT")
    }


def read_by_vobject(feed: bytes) -> dict[str, Seen]:
    found = vobject.readOne(feed.decode()).vevent_list
    return {
        one.uid.value: (int(one.sequence.value), one.status.value, one.dtstart.value.astimezone(UTC)) for one in found
    }


def events(*points: Point) -> list:
    asked = Point.objects.filter(pk__in=[point.pk for point in points])
    return Calendar.from_ical(calendar.feed(asked, name="Innovationsveckan 2021")).walk("VEVENT")


def test_an_event_has_what_calendars_need(world):
    point = world.point()
    (event,) = events(point)
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (f"point-{point.uid}@127.0.0.1", 1, "CONFIRMED")
    assert event.decoded("DTSTAMP") == point.changed_at
    assert event.decoded("DTSTART") == datetime(2021, 10, 6, 11, tzinfo=UTC)
    assert event["DTSTART"].params["TZID"] == "Europe/Stockholm"
    assert event["LOCATION"] == "Teams"
    assert event["URL"] == f"http://127.0.0.1:8000{point.get_absolute_url()}"


def test_the_feed_brings_the_time_zone_with_summer_and_winter(world):
    feed = Calendar.from_ical(calendar.feed(Point.objects.filter(pk=world.point().pk), name="x"))
    (zone,) = feed.walk("VTIMEZONE")
    assert zone["TZID"] == "Europe/Stockholm"
    assert {part.name for part in zone.subcomponents} == {"STANDARD", "DAYLIGHT"}


def test_a_moved_point_keeps_its_uid_and_counts_up(world):
    point = world.point()
    (before,) = events(point)
    facts = {
        "starts_at": datetime(2021, 10, 7, 11, tzinfo=UTC),
        "ends_at": datetime(2021, 10, 7, 12, tzinfo=UTC),
    }
    (after,) = events(actions.change_point(point=point, by="person:1", facts=facts))
    assert before["UID"] == after["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (1, 2)
    assert after.decoded("DTSTART") == datetime(2021, 10, 7, 11, tzinfo=UTC)


def test_a_cancelled_point_says_so(world):
    point = world.point()
    Point.objects.filter(pk=point.pk).update(state="cancelled", version=2)
    assert [event["STATUS"] for event in events(point)] == ["CANCELLED"]


def test_a_point_without_time_is_a_whole_day_and_one_without_day_is_left_out(world):
    whole = world.point(starts_at=None, ends_at=None, on_date=date(2021, 10, 6))
    without = world.point(starts_at=None, ends_at=None)
    (event,) = events(whole, without)
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (date(2021, 10, 6), date(2021, 10, 7))


@pytest.mark.parametrize("read", [read_by_icalendar, read_by_vobject])
def test_a_subscribed_calendar_follows_a_point_that_moves_is_cancelled_and_comes_back(client, world, read):
    """The subscriber keeps what it has read by UID, as calendar programs do, and takes what counts higher."""
    held: dict[str, Seen] = {}

    def refresh() -> dict[str, Seen]:
        feed = client.get(f"{WEEK}calendar.ics").content
        assert feed.count(b"BEGIN:VEVENT") == len(read(feed))  # no UID stands twice in a feed
        for uid, seen in read(feed).items():
            if uid not in held or seen[0] > held[uid][0]:
                held[uid] = seen
        return held

    point = published(world.point(**at(6, 13)))
    other = published(world.point(title_sv="Görel", **at(4, 13)))
    mine, its = calendar.uid(point), calendar.uid(other)
    untouched = (1, "CONFIRMED", at(4, 13)["starts_at"])
    assert refresh() == {mine: (1, "CONFIRMED", at(6, 13)["starts_at"]), its: untouched}

    point = actions.change_point(point=point, by="person:1", facts=at(7, 9))
    assert refresh() == {mine: (2, "CONFIRMED", at(7, 9)["starts_at"]), its: untouched}

    Point.objects.filter(pk=point.pk).update(state="cancelled", version=3)
    off = (3, "CANCELLED", at(7, 9)["starts_at"])
    assert refresh() == {mine: off, its: untouched}

    again = actions.another_occasion(point=Point.objects.get(pk=point.pk))
    again = published(actions.change_point(point=again, by="person:1", facts=at(8, 9)))
    back = (again.version, "CONFIRMED", at(8, 9)["starts_at"])
    assert refresh() == {mine: off, its: untouched, calendar.uid(again): back}
    assert refresh() == {mine: off, its: untouched, calendar.uid(again): back}


ODD = "Två rader\x0bi ett\u2028stycke\x07 med\x85 allt"


@pytest.mark.parametrize("path", ["calendar.ics", "atom.xml", "points.json", "mine/calendar.ics?p=oppna-data-i-staden"])
def test_who_has_it_already_is_told_so_until_something_changes(client, world, path):
    point = published(world.point(**at(6, 13)))
    first = client.get(WEEK + path)
    assert (first.status_code, b"data i staden" in first.content) == (200, True)
    again = client.get(WEEK + path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    actions.change_point(point=point, by="person:1", facts=at(7, 9))
    moved = client.get(WEEK + path, headers={"If-None-Match": first["ETag"]})
    assert (moved.status_code, moved["ETag"] == first["ETag"]) == (200, False)


def test_signs_that_end_a_line_for_some_readers_break_no_feed(client, world):
    point = published(world.point(title_sv=ODD, abstract_sv=ODD, place=ODD, **at(6, 13)))
    feed = client.get(f"{WEEK}calendar.ics").content.decode()
    assert feed.splitlines() == feed.removesuffix("\r\n").split("\r\n")
    (event,) = events(point)
    assert event["SUMMARY"] == "Två rader\ni ett\nstycke med\n allt"
    (entry,) = ElementTree.fromstring(client.get(f"{WEEK}atom.xml").content).iter("{http://www.w3.org/2005/Atom}entry")
    assert entry.findtext("{http://www.w3.org/2005/Atom}title") == "Två rader i ett stycke med  allt"
