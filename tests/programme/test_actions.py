"""What an organiser can do with a point before it is handed in."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from gorel.ground import clock
from gorel.programme import actions, facts
from gorel.programme.models import Point

pytestmark = pytest.mark.db


def test_a_new_point_is_a_draft_and_may_lack_every_fact(world):
    point = actions.create_point(week=world.week, organiser=world.city, facts={})
    assert (point.state, point.version, point.slug, point.on_date) == ("draft", 1, "punkt", None)


def test_two_points_of_the_same_name_get_addresses_of_their_own(world):
    assert [world.point().slug for _ in range(3)] == [
        "oppna-data-i-staden",
        "oppna-data-i-staden-2",
        "oppna-data-i-staden-3",
    ]


def test_the_day_is_the_swedish_day_of_the_start(world):
    late = world.point(
        starts_at=datetime(2021, 10, 4, 22, 30, tzinfo=UTC), ends_at=datetime(2021, 10, 4, 23, 0, tzinfo=UTC)
    )
    assert late.on_date == date(2021, 10, 5)


def test_a_change_counts_the_version_up_and_notes_when(world):
    point = world.point()
    with clock.held(datetime(2021, 8, 21, tzinfo=UTC)):
        changed = actions.change_point(point=point, by="person:1", facts={"title_sv": "Nytt namn"})
    assert (changed.version, changed.title_sv, changed.changed_at) == (
        2,
        "Nytt namn",
        datetime(2021, 8, 21, tzinfo=UTC),
    )


def test_nobody_writes_the_state(world):
    with pytest.raises(ValueError, match="no person writes state of a point"):
        actions.change_point(point=world.point(), by="person:1", facts={"state": "published"})


def test_a_draft_that_was_never_handed_in_is_removed(world):
    point = world.point()
    assert actions.cancel_point(point=point, by="person:1") is None
    assert not Point.objects.exists()


def test_facts_for_the_check_hold_no_names_and_no_link(world):
    said = facts.of(world.point())
    assert said == {
        "in_week": True,
        "week_starts_on": "2021-10-04",
        "week_ends_on": "2021-10-08",
        "public_party": True,
        "title": True,
        "description": True,
        "on_date": "2021-10-06",
        "starts_at": "2021-10-06T13:00:00+02:00",
        "ends_at": "2021-10-06T13:45:00+02:00",
        "format": "digital",
        "place": False,
        "link": True,
        "conflict": False,
    }
