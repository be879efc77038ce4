"""What a cell accepts, as intervals over one kind of value: the common form that index and self-checks work on.

A point is the interval from itself to itself. None as a bound means without end. The values of one kind are totally
ordered (numbers, strings by code point, dates, false before true), which is all that is needed here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Interval:
    """Shape: an end without a bound is open."""

    low: Any = None
    low_closed: bool = False
    high: Any = None
    high_closed: bool = False

    @property
    def is_point(self) -> bool:
        return self.low is not None and self.low_closed and self.high_closed and bool(self.low == self.high)

    @property
    def is_empty(self) -> bool:
        if self.low is None or self.high is None:
            return False
        if self.low == self.high:
            return not (self.low_closed and self.high_closed)
        return bool(self.low > self.high)


EVERYTHING = Interval()


def point(value: Any) -> Interval:
    """Return the interval that holds *value* alone."""
    return Interval(value, True, value, True)


def complement(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return what none of *intervals* holds, in order."""
    gaps: list[Interval] = []
    low: Any = None
    low_closed = False
    for piece in union(intervals):
        if piece.low is not None:
            gap = Interval(low, low_closed, piece.low, not piece.low_closed)
            if not gap.is_empty:
                gaps.append(gap)
        if piece.high is None:
            return tuple(gaps)
        low, low_closed = piece.high, not piece.high_closed
    gaps.append(Interval(low, low_closed, None, False))
    return tuple(gaps)


def union(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return the same values as disjoint intervals in order, touching ones joined."""
    pieces = sorted((i for i in intervals if not i.is_empty), key=_by_low)
    joined: list[Interval] = []
    for piece in pieces:
        if joined and _touches(joined[-1], piece):
            joined[-1] = _join(joined[-1], piece)
        else:
            joined.append(piece)
    return tuple(joined)


class _Low:
    """Orders lower bounds: without end first, then by value, closed before open."""

    __slots__ = ("piece",)

    def __init__(self, piece: Interval) -> None:
        self.piece = piece

    def __lt__(self, other: _Low) -> bool:
        mine, its = self.piece, other.piece
        if mine.low is None or its.low is None:
            return mine.low is None and its.low is not None
        if mine.low == its.low:
            return mine.low_closed and not its.low_closed
        return bool(mine.low < its.low)


_by_low = _Low


def _touches(left: Interval, right: Interval) -> bool:
    if left.high is None or right.low is None:
        return True
    if left.high == right.low:
        return left.high_closed or right.low_closed
    return bool(left.high > right.low)


def _join(left: Interval, right: Interval) -> Interval:
    if left.high is None or right.high is None:
        return Interval(left.low, left.low_closed, None, False)
    if left.high == right.high:
        return Interval(left.low, left.low_closed, left.high, left.high_closed or right.high_closed)
    if left.high > right.high:
        return left
    return Interval(left.low, left.low_closed, right.high, right.high_closed)
