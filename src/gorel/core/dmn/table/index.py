"""From a column's cells to an index: for a value, the set of rules whose cell accepts it, as the bits of one integer.

Rule number k (from 0) is bit k. A column's constants cut its values into *atoms*: each constant, and each open
stretch between two of them. Atom 2i+1 is the constant i, atom 2i the stretch below it; every value of an atom meets
the same cells. So one `bisect` (or one dictionary look-up where a column only names values) finds the rules that a
column leaves, and `&` over the columns finds the rules that match.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gorel.core.dmn.table.intervals import Interval

MOST_BITS = 400_000_000  # 50 MB: a column of some 10,000 rules that all name values of their own


@dataclass(frozen=True, slots=True)
class ColumnIndex:
    """Shape: len(masks) == 2 * len(keys) + 1; keys in order."""

    keys: tuple[Any, ...]
    masks: tuple[int, ...]

    def mask(self, value: Any) -> int:
        """Return the rules whose cell accepts *value*."""
        at = bisect_left(self.keys, value)
        if at < len(self.keys) and self.keys[at] == value:
            return self.masks[2 * at + 1]
        return self.masks[2 * at]

    @property
    def only_names_values(self) -> bool:
        """Whether all stretches between the constants meet the same cells, so that a dictionary will do."""
        return all(mask == self.masks[0] for mask in self.masks[::2])

    @property
    def closed_below(self) -> bool:
        """Whether each constant meets the same cells as the stretch above it, so that one bisect_right will do."""
        return all(self.masks[i] == self.masks[i + 1] for i in range(1, len(self.masks), 2))

    @property
    def closed_above(self) -> bool:
        """Whether each constant meets the same cells as the stretch below it, so that one bisect_left will do."""
        return all(self.masks[i] == self.masks[i - 1] for i in range(1, len(self.masks), 2))


def atoms_of(keys: Sequence[Any], interval: Interval) -> range:
    """Return the atoms that *interval* covers; its bounds are among *keys*."""
    if interval.is_empty:
        return range(0)
    start, stop = 0, 2 * len(keys) + 1
    if interval.low is not None:
        start = 2 * bisect_left(keys, interval.low) + (1 if interval.low_closed else 2)
    if interval.high is not None:
        stop = 2 * bisect_left(keys, interval.high) + (2 if interval.high_closed else 1)
    return range(start, max(start, stop))


def constants(cells: Sequence[Sequence[Interval]]) -> tuple[Any, ...]:
    """Return the bounds of all intervals, in order, each once."""
    found: list[Any] = []
    for cell in cells:
        for interval in cell:
            found.extend(bound for bound in (interval.low, interval.high) if bound is not None)
    found.sort()
    return tuple(value for i, value in enumerate(found) if i == 0 or value != found[i - 1])


def size_of(cells: Sequence[Sequence[Interval]]) -> int:
    """Return how many bits the index of a column takes."""
    return len(cells) * (2 * len(constants(cells)) + 1)


def build_index(cells: Sequence[Sequence[Interval]]) -> ColumnIndex:
    """Return the index of a column.

    Shape: cells[k] holds the disjoint intervals, in order, that rule k accepts.
    """
    keys = constants(cells)
    enter = [0] * (2 * len(keys) + 2)
    leave = [0] * (2 * len(keys) + 2)
    for rule, cell in enumerate(cells):
        bit = 1 << rule
        for interval in cell:
            atoms = atoms_of(keys, interval)
            if atoms:
                enter[atoms.start] |= bit
                leave[atoms.stop] |= bit
    masks: list[int] = []
    here = 0
    for atom in range(2 * len(keys) + 1):
        here = (here & ~leave[atom]) | enter[atom]
        masks.append(here)
    return ColumnIndex(keys, tuple(masks))
