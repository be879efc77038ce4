"""`range(text)` and the fourteen functions that relate points and ranges in time (Allen's algebra).

Each relation is written for the ends of two ranges; a point is a range from itself to itself, both ends included, where
the standard defines the relation for points. Source: DMN 1.5 §10.3.4.5 table 78.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gorel.core.feel.compare import contains, equal, kind_of, less
from gorel.core.feel.problems import Failure
from gorel.core.feel.range_text import parse_range
from gorel.core.feel.ranges import Range
from gorel.core.feel.registry import ORDERED, builtin
from gorel.core.feel.run import Run


def _precedes(one: Any, other: Any) -> bool:
    """Return whether one < other. Errors: Failure feel.not-comparable."""
    before = less(one, other)
    if before is None:
        raise Failure("feel.not-comparable", operator="<", left=kind_of(one), right=kind_of(other))
    return before


def _same(one: Any, other: Any) -> bool:
    found = equal(one, other)
    if found is None:
        raise Failure("feel.not-comparable", operator="=", left=kind_of(one), right=kind_of(other))
    return found


def _holds(range_: Range, point: Any) -> bool:
    found = contains(range_, point)
    if found is None:
        raise Failure("feel.not-comparable", operator="in", left=kind_of(point), right="range")
    return found


def _before(one: Range, other: Range) -> bool:
    touching = not (one.end_included and other.start_included) and _same(one.end, other.start)
    return _precedes(one.end, other.start) or touching


def _meets(one: Range, other: Range) -> bool:
    return one.end_included and other.start_included and _same(one.end, other.start)


def _starts_no_later(one: Range, other: Range) -> bool:
    same = _same(one.start, other.start) and (one.start_included or not other.start_included)
    return _precedes(one.start, other.start) or same


def _ends_no_later(one: Range, other: Range) -> bool:
    same = _same(one.end, other.end) and (other.end_included or not one.end_included)
    return _precedes(one.end, other.end) or same


def _includes(one: Range, other: Range) -> bool:
    return _starts_no_later(one, other) and _ends_no_later(other, one)


def _overlaps(one: Range, other: Range) -> bool:
    return not _before(one, other) and not _before(other, one)


def _overlaps_before(one: Range, other: Range) -> bool:
    starts_first = _precedes(one.start, other.start) or (
        _same(one.start, other.start) and one.start_included and not other.start_included
    )
    reaches = _precedes(other.start, one.end) or (
        _same(one.end, other.start) and one.end_included and other.start_included
    )
    return starts_first and reaches and _ends_no_later(one, other)


def _same_end(one: Range, other: Range) -> bool:
    return _same(one.end, other.end) and one.end_included == other.end_included


def _same_start(one: Range, other: Range) -> bool:
    return _same(one.start, other.start) and one.start_included == other.start_included


def _finishes(one: Range, other: Range) -> bool:
    return _same_end(one, other) and _starts_no_later(other, one)


def _starts(one: Range, other: Range) -> bool:
    return _same_start(one, other) and _ends_no_later(one, other)


def _coincides(one: Range, other: Range) -> bool:
    return _same_start(one, other) and _same_end(one, other)


def _relation(name: str, relate: Callable[[Range, Range], bool], first: str, second: str) -> None:
    @builtin(name, f"{first}: range, {second}: range")
    def ranges(run: Run, one: Range, other: Range) -> bool:
        return relate(one, other)


def _reversed(relate: Callable[[Range, Range], bool]) -> Callable[[Range, Range], bool]:
    return lambda one, other: relate(other, one)


for _name, _relate in (
    ("before", _before),
    ("after", _reversed(_before)),
    ("meets", _meets),
    ("met by", _reversed(_meets)),
    ("overlaps", _overlaps),
    ("overlaps before", _overlaps_before),
    ("overlaps after", _reversed(_overlaps_before)),
    ("finishes", _finishes),
    ("finished by", _reversed(_finishes)),
    ("includes", _includes),
    ("during", _reversed(_includes)),
    ("starts", _starts),
    ("started by", _reversed(_starts)),
    ("coincides", _coincides),
):
    _relation(_name, _relate, "range1", "range2")


@builtin("before", f"point1: {ORDERED}, point2: {ORDERED}")
def before_points(run: Run, one: Any, other: Any) -> bool:
    return _precedes(one, other)


@builtin("before", f"point: {ORDERED}, range: range")
def before_range(run: Run, point: Any, range_: Range) -> bool:
    return _precedes(point, range_.start) or (not range_.start_included and _same(point, range_.start))


@builtin("before", f"range: range, point: {ORDERED}")
def range_before(run: Run, range_: Range, point: Any) -> bool:
    return _precedes(range_.end, point) or (not range_.end_included and _same(range_.end, point))


@builtin("after", f"point1: {ORDERED}, point2: {ORDERED}")
def after_points(run: Run, one: Any, other: Any) -> bool:
    return _precedes(other, one)


@builtin("after", f"point: {ORDERED}, range: range")
def after_range(run: Run, point: Any, range_: Range) -> bool:
    return range_before(run, range_, point)


@builtin("after", f"range: range, point: {ORDERED}")
def range_after(run: Run, range_: Range, point: Any) -> bool:
    return before_range(run, point, range_)


@builtin("finishes", f"point: {ORDERED}, range: range")
def point_finishes(run: Run, point: Any, range_: Range) -> bool:
    return range_.end_included and _same(range_.end, point)


@builtin("finished by", f"range: range, point: {ORDERED}")
def finished_by_point(run: Run, range_: Range, point: Any) -> bool:
    return point_finishes(run, point, range_)


@builtin("includes", f"range: range, point: {ORDERED}")
def includes_point(run: Run, range_: Range, point: Any) -> bool:
    return _holds(range_, point)


@builtin("during", f"point: {ORDERED}, range: range")
def point_during(run: Run, point: Any, range_: Range) -> bool:
    return _holds(range_, point)


@builtin("starts", f"point: {ORDERED}, range: range")
def point_starts(run: Run, point: Any, range_: Range) -> bool:
    return range_.start_included and _same(range_.start, point)


@builtin("started by", f"range: range, point: {ORDERED}")
def started_by_point(run: Run, range_: Range, point: Any) -> bool:
    return point_starts(run, point, range_)


@builtin("coincides", f"point1: {ORDERED}, point2: {ORDERED}")
def points_coincide(run: Run, one: Any, other: Any) -> bool:
    return _same(one, other)


@builtin("range", "from: string")
def range_from_text(run: Run, text: str) -> Range:
    """Only a range of two literals, both ends given, in order."""
    found = parse_range(text)
    if found is None:
        raise Failure("feel.bad-literal", value=text)
    return found
