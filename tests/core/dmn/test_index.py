"""A table's index finds what a scan of its rules by FEEL finds, for every kind of cell and value."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.dmn.models import table_model
from gorel.core import feel
from gorel.core.dmn.table.intervals import EVERYTHING, Interval, complement, point, union

INDEXED = ["-", "1", "-1", "< 2", ">= 2", "[1..3]", "(1..3)", "[1..3)", "1, 5", "not(1)", "not([1..3])", "not(<2, 5)"]
UNUSUAL = ["= 2", "!= 2", "null", "not(null)", '"a"', "? > 2", "? = 1 or ? = 5", "odd(?)", "[3..1]", "true"]
NUMBERS = INDEXED + UNUSUAL
TEXTS = ["-", '"a"', '"a","b"', 'not("a")', '> "a"', '["a".."c"]', "null", "1", 'starts with(?, "a")', "true", "x"]
DATES = ["-", 'date("2026-10-16")', '>= @"2026-10-16"', '[@"2026-10-16"..@"2026-10-23")', 'not(@"2026-10-16")']
TRUTHS = ["-", "true", "false", "not(true)", "null", "true, false"]
LENGTHS = ["-", 'duration("P1D")', '< @"P1D"', '[@"P1D"..@"P3D"]', 'not(@"P1D")']
KINDS = {
    "number": (NUMBERS, [0, 1, Decimal("1.5"), 2, 3, 5, -1, None, "a", True]),
    "string": (TEXTS, ["a", "b", "c", "", "z", None, 1, False]),
    "date": (DATES, [feel.Date(2026, 10, 15), feel.Date(2026, 10, 16), feel.Date(2026, 10, 23), None, "a"]),
    "boolean": (TRUTHS, [True, False, None, 1]),
    "dayTimeDuration": (LENGTHS, [feel.DaysTime(n * 86_400_000_000_000) for n in (0, 1, 2, 4)] + [None]),
    "Any": (NUMBERS + TEXTS + DATES + TRUTHS, [0, 1, 2, "a", "b", True, False, None, [1], {"a": 1}]),
}


@st.composite
def tables(draw):
    kind = draw(st.sampled_from(sorted(KINDS)))
    cells, values = KINDS[kind]
    return kind, draw(st.lists(st.sampled_from(cells), min_size=1, max_size=8)), draw(st.sampled_from(values))


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(tables())
def test_index_finds_what_a_scan_finds(case):
    kind, cells, value = case
    model = table_model(
        {"v": kind if value is None else "Any"}, [[cell, str(n)] for n, cell in enumerate(cells)], policy="RULE ORDER"
    )
    typed = table_model({"v": "Any"}, [[cell, str(n)] for n, cell in enumerate(cells)], policy="FIRST")
    value = feel.from_python(value)
    scanned = [n for n, cell in enumerate(cells) if feel.compile_tests(cell).matches(value, {"v": value})]
    assert [int(n) for n in model.evaluate("Svar", {"v": value}) or []] == scanned
    assert typed.evaluate("Svar", {"v": value}) == (scanned[0] if scanned else None)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(NUMBERS), st.sampled_from(TEXTS)), min_size=1, max_size=6),
    st.sampled_from(KINDS["number"][1]),
    st.sampled_from(KINDS["string"][1]),
    st.sampled_from(["UNIQUE", "FIRST", "ANY", "PRIORITY"]),
)
def test_quick_whole_and_traced_ways_answer_alike(cells, number, text, policy):
    rows = [[*cell, str(n % 3)] for n, cell in enumerate(cells)]
    model = table_model({"n": "number", "t": "string"}, rows, policy=policy, output_values="2, 1, 0", default="9")
    given_ = {"n": number, "t": text}
    whole = model.evaluate("Svar", given_)
    assert model.evaluate("Svar", given_) == whole
    assert model.decide("Svar", given_).value == whole


BOUNDS = st.one_of(st.none(), st.integers(0, 4))
INTERVALS = st.lists(st.builds(Interval, BOUNDS, st.booleans(), BOUNDS, st.booleans()), max_size=4)


def holds(intervals, value) -> bool:
    return any(
        (i.low is None or i.low < value or (i.low_closed and i.low == value))
        and (i.high is None or value < i.high or (i.high_closed and i.high == value))
        for i in intervals
    )


@pytest.mark.slow
@settings(max_examples=300)
@given(INTERVALS)
def test_union_and_complement_hold_what_they_should(intervals):
    joined, rest = union(intervals), complement(intervals)
    for value in (n / 2 for n in range(-1, 10)):
        assert holds(joined, value) == holds(intervals, value)
        assert holds(rest, value) != holds(intervals, value)


def test_the_complement_of_everything_is_nothing_and_back():
    assert complement([EVERYTHING]) == ()
    assert complement([]) == (EVERYTHING,)
    assert complement(complement([point(3)])) == (point(3),)


def test_a_column_too_large_to_index_is_tested_cell_by_cell(monkeypatch):
    """The limit is lowered here: a table that reaches it by itself takes seconds to write."""
    rows = [[f"[{n}..{n + 2})", '"a"', str(n)] for n in range(20)] + [["-", "-", "99"]]
    asked = [{"v": n, "t": text} for n in (0, 5, 20, 21, None) for text in ("a", "b")]

    def answers():
        model = table_model({"v": "number", "t": "string"}, rows, policy="RULE ORDER")
        return [model.evaluate("Svar", given) for given in asked], {p.code for p in model.check()}

    indexed = answers()
    monkeypatch.setattr("gorel.core.dmn.table.column.MOST_BITS", 10)
    assert answers()[0] == indexed[0]
