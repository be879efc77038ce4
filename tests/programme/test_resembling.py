"""Two points that may be one are pointed out to those who can do something about it."""

from __future__ import annotations

import pytest
from django.utils import translation

from gorel.accounts.models import Organisation
from gorel.programme import actions, importing, resembling
from gorel.programme.importing.findings import Outcome, Report
from gorel.programme.models import Point
from programme.test_public_pages import at

pytestmark = [pytest.mark.db, pytest.mark.django_db]


def test_a_point_written_twice_is_pointed_out_on_its_page(world, client):
    first = world.point(title_sv="Öppna data i vardagen")
    Point.objects.update(state="in-review", submitted_at="2021-08-18T00:00Z")
    second = world.point(title_sv="Öppna data i vår vardag")
    assert resembling.of(second) == [first]
    client.force_login(world.julia)
    page = client.get(f"/my-points/{second.uid}/").content.decode()
    assert "Kan vara skriven två gånger" in page
    assert "Öppna data i vardagen" in page


def test_other_titles_other_days_parts_and_cancelled_ones_are_no_duplicates(world):
    first = world.point(title_sv="Öppna data i vardagen")
    other = world.point(title_sv="Robotar i förskolan")
    part = world.point(title_sv="Öppna data i vardagen", part_of=first)
    assert resembling.of(other) == []
    assert resembling.of(part) == []
    part.delete()
    twin = world.point(title_sv="Öppna data i vardagen")
    Point.objects.filter(pk=first.pk).update(state="cancelled")
    assert resembling.of(twin) == []


def test_nobody_hears_of_anothers_draft(world):
    region = Organisation.objects.create(name="Region Skåne", slug="skane", kind="region")
    theirs = actions.create_point(week=world.week, organiser=region, facts=world.facts(contact=None))
    mine = world.point()
    assert resembling.of(mine) == []
    Point.objects.filter(pk=theirs.pk).update(state="in-review")
    assert resembling.of(mine) == [theirs]


def test_it_asks_the_database_three_times_however_many_there_are(world, django_assert_num_queries):
    mine = world.point()
    for number in range(10):
        world.point(title_sv=f"Öppna data i staden, möte {number}")
    mine = Point.objects.prefetch_related("co_organisers", "contributors").get(pk=mine.pk)
    with django_assert_num_queries(3):
        resembling.of(mine)


SWEDISH, ENGLISH = "Så räddar vi skärgårdens ängar", "How to save the meadows of our archipelago"
BASIS = {"joining_link": "", "platform": ""}  # what tells nothing
HALL = {"format": "physical", "place": "Lindholmen Science Park, Pascal", **BASIS}


def written(world, title: str, people: str = "", organiser: Organisation | None = None, **facts) -> Point:
    named = [{"name": name.strip()} for name in people.split(",") if name]
    return actions.create_point(
        week=world.week, organiser=organiser or world.city, facts=world.facts(title_sv=title, **facts),
        contributors=named,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"people": "Anna Ek, Bo Al"}, {"people": "bo al, Anna Ek", "joining_link": ""}),
        ({"people": "Anna Ek", **BASIS}, {"people": "Anna Ek, Bo Al", **BASIS}),
        ({}, {}),  # the same link of the same organiser
        (HALL, HALL),
        ({"people": "Anna Ek", **HALL}, {"people": "Anna Ek", **HALL, "place": "City Hall"}),
    ],
)
def test_one_point_in_two_languages_is_pointed_out_by_all_else_that_they_share(world, first, second):
    swedish, english = written(world, SWEDISH, **first), written(world, ENGLISH, **second)
    assert resembling.of(english) == [swedish]
    assert resembling.of(swedish) == [english]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (BASIS, BASIS),  # an organiser alone, as with a track in each language
        ({"people": "Anna Ek", **HALL}, {"people": "Bo Al", **HALL}),  # two tracks in one house
        (HALL, {**HALL, "place": "Svenska Mässan"}),
        ({}, {"joining_link": "https://moten.example.se/annat-rum"}),
        ({}, at(6, 15)),  # another occasion
        ({}, {"ends_at": at(6, 17)["starts_at"]}),
    ],
)
def test_tracks_and_occasions_are_no_translations(world, first, second):
    swedish = written(world, SWEDISH, **first)
    english = Point.objects.get(pk=written(world, ENGLISH, **second).pk)
    assert (resembling.of(english), resembling.of(swedish)) == ([], [])


def test_parts_of_a_day_and_titles_in_one_language_are_no_translations(world):
    whole = written(world, SWEDISH, people="Anna Ek")
    part = written(world, ENGLISH, people="Anna Ek", part_of=whole)
    beside = written(world, "Fiskare berättar om havet", people="Anna Ek", part_of=whole)
    assert [resembling.of(one) for one in (whole, part, beside)] == [[], [], []]
    Point.objects.update(part_of=None)
    assert whole not in resembling.of(Point.objects.get(pk=beside.pk))


def test_the_page_says_why(world, client):
    written(world, SWEDISH, people="Anna Ek", **HALL)
    english = written(world, ENGLISH, people="Anna Ek", **HALL)
    client.force_login(world.julia)
    page = client.get(f"/my-points/{english.uid}/").content.decode()
    said = "Kanske på ett annat språk: de börjar samtidigt, och samma är arrangör, medverkande, plats."
    assert said in page


def test_a_list_with_a_point_in_each_language_says_so_and_leaves_it_a_draft(world):
    rows = f"Titel;Arrangör;Dag;Tid;Plats;Medverkande\n{SWEDISH};Göteborgs Stad;2021-10-06;13.00–13.45;Pascal;Anna Ek\n"
    rows += f"{ENGLISH};Göteborgs Stad;2021-10-06;13.00–13.45;Pascal;Anna Ek\n"
    rows += "Fiskare berättar om havet;Göteborgs Stad;2021-10-06;13.00–13.45;Pascal;Bo Al\n"
    report = importing.load(
        rows.encode(), "lista.csv", importing.Scope(by="person:1", week=world.week), is_dry_run=False
    )
    assert [line.outcome == Outcome.NEAR for line in report.lines] == [False, True, False]
    said = f"rad 2, {SWEDISH} på ett annat språk: de börjar samtidigt, och samma är arrangör, medverkande, plats"
    assert said in str(report.lines[1].findings[0])
    kept = Report.from_json(report.as_json())
    with translation.override("en"):
        assert "agree in organiser, people taking part, place" in str(kept.lines[1].findings[0])
