"""The public programme in other shapes: feeds, files, a grid, now and next, what one has chosen, what has changed."""

from __future__ import annotations

import io
import json
import xml.etree.ElementTree as ElementTree
from datetime import UTC, date, datetime

import pdfplumber
import pytest
from python_calamine import CalamineWorkbook

from gorel.accounts.models import Organisation
from gorel.ground import clock
from gorel.programme import actions, json_ld, revisions
from gorel.programme.models import Point, Revision, Week
from programme.conftest import member
from programme.test_public_pages import SECRET, WEEK, at, published, three, titles  # noqa: F401 - a fixture

pytestmark = [pytest.mark.db, pytest.mark.django_db]
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?time=morning", ["Föreläsning om skolan"]),
        ("?time=afternoon&language=sv", ["Görel"]),
        ("?place=hisingen", ["Föreläsning om skolan"]),
        ("?open=1", ["Görel"]),
        ("?series=Innovationsmotor", ["Görel"]),
        ("?person=Anna+Ek", ["Görel"]),
        ("?time=nonsense&open=2", ["Föreläsning om skolan", "Görel", "Öppna data i staden"]),
    ],
)
def test_the_programme_is_narrowed_in_more_ways(client, three, query, found):  # noqa: F811
    point = Point.objects.get(title_sv="Görel")
    Point.objects.filter(pk=point.pk).update(language="sv", registration_state="open", series="Innovationsmotor")
    point.contributors.create(name="Anna Ek", consents=True)
    assert titles(client, query) == found


def test_every_file_holds_the_filtered_programme_and_no_secret_with_few_queries(
    client,
    three,  # noqa: F811
    django_assert_max_num_queries,
):
    for name in ("points.json", "points.csv", "points.xlsx", "atom.xml"):
        with django_assert_max_num_queries(10):
            answer = client.get(f"{WEEK}{name}?format=physical")
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert SECRET.encode() not in content
        assert answer["Access-Control-Allow-Origin"] == "*"
    listed = client.get(f"{WEEK}points.json").json()
    assert [point["title"]["sv"] for point in listed["points"]] == titles(client)
    assert listed["points"][1]["starts_at"] == "2021-10-04T13:00:00+02:00"
    workbook = io.BytesIO(b"".join(client.get(f"{WEEK}points.xlsx").streaming_content))
    sheet = CalamineWorkbook.from_filelike(workbook).get_sheet_by_index(0)
    rows = sheet.to_python()
    assert [row[0] for row in rows[1:]] == titles(client)
    assert rows[2][rows[0].index("Börjar")] == datetime(2021, 10, 4, 13)  # noqa: DTZ001 - a spreadsheet's
    feed = ElementTree.fromstring(client.get(f"{WEEK}atom.xml").content)
    assert len({entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")}) == 3


def test_the_timetable_shows_the_same_points_as_the_list(client, three):  # noqa: F811
    page = client.get(f"{WEEK}?view=grid").content.decode()
    for point in three:
        assert f'<a href="{point.get_absolute_url()}">{point.title_sv}</a>' in page
    assert page.count('<th scope="row">') == 2  # nine and one o'clock


def test_a_list_in_a_frame_of_another_site_has_no_script_and_may_be_framed(client, three):  # noqa: F811
    answer = client.get(f"{WEEK}embed/?format=physical")
    assert "<script" not in answer.content.decode()
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    assert "Görel" in answer.content.decode()
    assert "frame-ancestors 'none'" in client.get(WEEK)["Content-Security-Policy"]


def test_now_and_next(client, three):  # noqa: F811
    with clock.held(datetime(2021, 10, 4, 11, 10, tzinfo=UTC)):
        page = client.get(f"{WEEK}now/").content.decode()
    ongoing, coming = page.split("Börjar härnäst")
    assert "Görel" in ongoing
    assert "Öppna data i staden" in coming
    assert "Föreläsning om skolan" not in page


def test_what_one_has_chosen_is_a_page_and_a_calendar(client, three):  # noqa: F811
    chosen = f"{three[0].slug},{three[2].slug},finns-inte"
    assert titles(client, f"mine/?p={chosen}") == ["Föreläsning om skolan", "Öppna data i staden"]
    feed = client.get(f"{WEEK}mine/calendar.ics?p={chosen}").content.decode()
    assert feed.count("BEGIN:VEVENT") == 2
    assert "Inget är sparat än" in client.get(f"{WEEK}mine/").content.decode()


def test_an_organiser_has_a_page_with_what_it_arranges_with_others(client, three, world):  # noqa: F811
    region = Organisation.objects.create(name="Region Skåne", slug="skåne", kind="region")
    assert client.get("/organisers/skåne/").status_code == 404
    three[1].co_organisers.add(region)
    assert titles(client, at="/organisers/skåne/") == ["Görel"]
    assert client.get("/organisers/skåne/calendar.ics").content.count(b"BEGIN:VEVENT") == 1


def test_a_local_week_stands_in_the_whole_week_once_it_is_public(client, three, world):  # noqa: F811
    local = Week.objects.create(
        slug="goteborg", title_sv="Göteborgs vecka", starts_on=world.week.starts_on, ends_on=world.week.ends_on,
        owner=world.city, part_of=world.week,
    )  # fmt: skip
    facts = world.facts(title_sv="Lokalt", **at(5, 10))
    published(actions.create_point(week=local, organiser=world.city, facts=facts))
    assert "Lokalt" not in titles(client)
    local.published_on = date(2021, 8, 16)
    local.save()
    assert titles(client, "?day=2021-10-05") == ["Lokalt"]
    assert titles(client, at="/programme/goteborg/") == ["Lokalt"]


def test_a_moved_point_says_so_and_the_change_is_told(client, world):
    point = published(world.point())
    revisions.keep(point, by="görel")
    actions.change_point(point=point, by="person:1", facts={"abstract_sv": "Ny text"})
    assert Point.objects.get().moved_at is None
    actions.change_point(point=point, by="person:1", facts=at(7, 9))
    page = client.get(f"{WEEK}changes/").content.decode().replace("\xa0", " ")
    assert "<del>6 oktober 2021 kl. 13.00</del> → 7 oktober 2021 kl. 09.00" in page
    assert page.index("7 oktober 2021") < page.index("Ny text")
    assert SECRET not in json.dumps(list(Revision.objects.values_list("facts", flat=True)))
    moved = Point.objects.get()
    assert json_ld.event(moved)["eventStatus"] == "https://schema.org/EventRescheduled"
    assert '<span class="badge badge--wait">Flyttad</span>' in client.get(WEEK).content.decode()


def test_only_time_place_and_link_are_important_changes():
    before = {"on_date": "2021-10-04", "place": "", "joining_link": "a"}
    assert not revisions.is_important(before, before | {"abstract_sv": "x"})
    assert revisions.is_important(before, before | {"joining_link": "b"})
    assert not revisions.is_moved(before, before | {"place": "Slottet"}), "a place that is told is no move"
    assert revisions.is_moved(before, before | {"on_date": "2021-10-05"})


def test_what_is_in_two_places_at_once_is_pointed_out_or_stopped(client, world):
    from gorel.programme import check, conflicts

    other = published(world.point(format="both", place="Slottet", **at(6, 13)))
    other.contributors.create(name="Anna Ek")
    region = Organisation.objects.create(name="Region Skåne", slug="skane", kind="region")
    facts = world.facts(format="both", place="Annanstans", **at(6, 13))
    point = actions.create_point(week=world.week, organiser=region, facts=facts, contributors=[{"name": "anna ek"}])
    assert [(one.kind, one.other) for one in conflicts.of(point)] == [("speaker", other)]
    client.force_login(member("Sara Skåne", region, "organiser"))
    assert "Någon medverkar i båda" in client.get(f"/my-points/{point.uid}/").content.decode()
    assert check.findings(point) == []
    world.week.conflicts = "stop"
    world.week.save()
    point.week.refresh_from_db()
    assert [finding["code"] for finding in check.findings(point)] == ["conflict"]
    world.week.conflicts = "ignore"
    world.week.save()
    point.week.refresh_from_db()
    assert conflicts.of(point) == []


def test_the_programme_can_be_printed_and_is_narrowed_as_its_page(client, three):  # noqa: F811
    week = Week.objects.get()
    answer = client.get(f"{week.get_absolute_url()}programme.pdf?q=data")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert b"pdfuaid" in answer.content
    with pdfplumber.open(io.BytesIO(answer.content)) as document:
        text = "\n".join(page.extract_text() for page in document.pages)
    wanted = {point.title_sv: "data" in point.search_text.split() for point in Point.objects.all()}
    assert {title: title in text for title in wanted} == wanted
    assert SECRET not in text
