"""FEEL values and those of the rest of the program."""

import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from gorel.core import feel


def test_python_values_become_feel_values_and_json():
    stockholm = ZoneInfo("Europe/Stockholm")
    value = {
        "day": datetime.date(2026, 10, 16),
        "at": datetime.datetime(2026, 10, 23, 9, 0, tzinfo=stockholm),
        "utc": datetime.datetime(2026, 10, 23, 7, 0, 0, 500_000, tzinfo=datetime.UTC),
        "local": datetime.time(9, 30),
        "long": datetime.timedelta(days=1, hours=2),
        "share": 0.5,
        "none": float("nan"),
        "list": (1, True, None, "text"),
    }

    assert feel.to_json(feel.from_python(value)) == {
        "day": "2026-10-16",
        "at": "2026-10-23T09:00:00@Europe/Stockholm",
        "utc": "2026-10-23T07:00:00.5Z",
        "local": "09:30:00",
        "long": "P1DT2H",
        "share": Decimal("0.5"),
        "none": None,
        "list": [1, True, None, "text"],
    }


def test_whole_numbers_are_ints_in_json_and_others_keep_their_digits():
    values = [feel.compile(text).value({}) for text in ("4 / 2", "1.50", "1e3", "1e41", "1e-2")]

    assert [(type(value), value) for value in map(feel.to_json, values)] == [
        (int, 2),
        (Decimal, Decimal("1.50")),
        (int, 1000),
        (Decimal, Decimal("1e41")),
        (Decimal, Decimal("0.01")),
    ]


@pytest.mark.slow
def test_what_nests_deeper_than_json_is_null_in_it():
    value = feel.compile("for i in 1..1000 return if i = 1 then [] else [partial[-1]]").value({})
    depth, found = 0, feel.to_json(value)[-1]
    while found:
        depth, found = depth + 1, found[0]

    assert depth == 200


def test_equal_instants_are_equal_whatever_their_zone():
    text = 'meeting = @"2026-10-23T07:00:00Z" and not(is(meeting, @"2026-10-23T07:00:00Z"))'
    scope = {"meeting": feel.from_python(datetime.datetime(2026, 10, 23, 9, 0, tzinfo=ZoneInfo("Europe/Stockholm")))}

    assert feel.compile(text, names=["meeting"]).value(scope) is True
