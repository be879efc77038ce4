"""The organiser's page says where a point stands and whose turn it is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import translation

from gorel.programme import progress
from gorel.programme.models import Point

pytestmark = pytest.mark.db
PAST = datetime(2021, 8, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("facts", "stands", "turn"),
    [
        ({"state": "draft"}, "Draft", True),
        ({"state": "incomplete"}, "Check", True),
        ({"state": "in-review"}, "Review", False),
        ({"state": "sent-back"}, "Draft", True),
        ({"state": "published"}, "Published", False),
        ({"state": "published", "is_recorded": True, "ends_at": PAST}, "Recording", True),
        ({"state": "published", "ends_at": PAST}, None, False),
        (
            {"state": "published", "ends_at": PAST, "is_recorded": True, "recording_published_at": PAST},
            None,
            False,
        ),
        ({"state": "cancelled"}, None, False),
    ],
)
def test_each_state_has_its_step_and_its_turn(world, facts, stands, turn):
    point = world.point()
    Point.objects.filter(pk=point.pk).update(**facts)
    with translation.override("en"):
        found = progress.of(Point.objects.select_related("week", "organiser").get(pk=point.pk))
    now = [step.label for step in found.steps if step.standing == "now"]
    assert (now, found.is_organisers_turn) == ([stands] if stands else [], turn)


def test_a_seminar_has_no_review(world):
    point = world.point()
    point.week = None
    with translation.override("en"):
        assert [step.label for step in progress.of(point).steps] == ["Draft", "Check", "Published", "Held"]
