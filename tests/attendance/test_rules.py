"""sign-up.dmn, row by row; and the moments that follow from a point's facts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import gorel.attendance
from attendance.conftest import at
from gorel.attendance import moments
from gorel.core import dmn
from gorel.programme.models import Point

RULES = Path(gorel.attendance.__file__).parent / "processes" / "sign-up.dmn"
OPEN = {
    "published": True,
    "cancelled": False,
    "now": "2020-10-16T23:59:59+02:00",
    "today": "2020-10-16",
    "closes_at": "2020-10-17T00:00:00+02:00",
    "asked": 1,
    "waiting_list": False,
    "opens_on": None,
    "last_day_on": "2020-10-16",
    "capacity": None,
    "taken": 0,
}


@pytest.mark.parametrize(
    ("change", "standing"),
    [
        ({}, "open"),
        ({"now": "2020-10-17T00:00:00+02:00"}, "closed"),
        ({"today": "2020-09-01", "opens_on": "2020-09-02"}, "not-yet"),
        ({"opens_on": "2020-10-16"}, "open"),
        ({"published": False}, "not-yet"),
        ({"capacity": 40, "taken": 39}, "open"),
        ({"capacity": 40, "taken": 40}, "full"),
        ({"capacity": 40, "taken": 40, "waiting_list": True}, "waiting"),
        ({"capacity": 40, "taken": 38, "asked": 3, "waiting_list": True}, "waiting"),
        ({"capacity": 40, "taken": 38, "asked": 3}, "full"),
        ({"capacity": 40, "taken": 40, "now": "2020-10-17T00:00:00+02:00"}, "closed"),
        ({"cancelled": True, "published": False}, "cancelled"),
        ({"last_day_on": None}, "none"),
    ],
)
def test_sign_up_is_answered_by_the_first_rule_that_fits(change, standing):
    decided = dmn.read([RULES.read_bytes()]).decide("sign-up", {"facts": OPEN | change}, now=0)
    assert (decided.value["standing"], decided.problems) == (standing, ())
    assert decided.value["reason"] != decided.value["reason_en"] != ""


def test_rules_have_no_fault():
    assert dmn.read([RULES.read_bytes()]).check() == []


def test_last_day_ends_at_midnight_also_when_the_clock_is_put_back_that_night():
    point = Point(registration_last_day_on=date(2020, 10, 24))  # summer time ends on 25 October 2020 at 03.00
    assert moments.said(moments.closes_at(point)) == "2020-10-25T00:00:00+02:00"
    point = Point(registration_last_day_on=date(2020, 10, 25))
    assert moments.said(moments.closes_at(point)) == "2020-10-26T00:00:00+01:00"


def test_nobody_signs_up_for_what_is_over_though_the_last_day_is_not():
    point = Point(registration_last_day_on=date(2020, 10, 23), starts_at=at(23, 9), ends_at=at(23, 11))
    assert moments.said(moments.closes_at(point)) == "2020-10-23T11:00:00+02:00"


@pytest.mark.django_db
def test_link_goes_out_the_day_before_at_nine_when_nobody_named_a_moment():
    point = Point(format="digital", on_date=date(2020, 10, 26), starts_at=at(26, 9))
    assert moments.said(moments.link_at(point)) == "2020-10-25T09:00:00+01:00"
    assert moments.link_at(Point(format="physical", on_date=date(2020, 10, 26))) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ends", "thanks"),
    [
        (at(23, 11), "2020-10-24T09:00:00+02:00"),
        (at(24, 0), "2020-10-24T09:00:00+02:00"),  # an end at midnight belongs to the evening before
        (at(24, 1), "2020-10-25T09:00:00+01:00"),
    ],
)
def test_thanks_follow_the_day_after(ends, thanks):
    assert moments.said(moments.thanks_at(Point(ends_at=ends))) == thanks
