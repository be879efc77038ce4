"""Two points that may be one are pointed out to those who can do something about it."""

from __future__ import annotations

import pytest

from gorel.accounts.models import Organisation
from gorel.programme import actions, resembling
from gorel.programme.models import Point

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


def test_it_asks_the_database_twice_however_many_there_are(world, django_assert_num_queries):
    mine = world.point()
    for number in range(10):
        world.point(title_sv=f"Öppna data i staden, möte {number}")
    mine = Point.objects.prefetch_related("co_organisers").get(pk=mine.pk)
    with django_assert_num_queries(2):
        resembling.of(mine)
