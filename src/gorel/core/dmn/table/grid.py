"""A table's rules as boxes of atoms, for the self-checks: which rules meet, what none covers, and an example of it.

A rule accepts, in each column, a set of atoms (see `index`). Two rules meet exactly when they share an atom in every
column; a combination that no rule accepts is a gap. The walk over combinations goes column by column and visits each
(column, rules left) once, so it ends soon on real tables; it counts its steps and gives up rather than run long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from gorel.core.dmn.table.cells import Cell
from gorel.core.dmn.table.index import ColumnIndex, atoms_of, build_index
from gorel.core.dmn.table.intervals import EVERYTHING, Interval, point
from gorel.core.feel.temporal import Date, DaysTime, YearsMonths
from gorel.core.feel.temporal.calendar import date_of

STEPS = 200_000
ZERO = Decimal(0)
# Kind -> from the key that orders its values (see `cells`) back to the value.
FROM_KEY: dict[str | None, Callable[[int], Any]] = {
    "date": lambda number: Date(*date_of(number)),
    "days and time duration": DaysTime,
    "years and months duration": YearsMonths,
}


class TooLarge(Exception):
    """The walk has taken all its steps; nothing is known of the rest."""


@dataclass(frozen=True, slots=True)
class Column:
    """Shape: domain holds the atoms that values can have; unclear holds the rules whose cell only FEEL can tell."""

    title: str
    kind: str | None
    index: ColumnIndex
    regions: tuple[tuple[range, ...], ...]
    domain: tuple[int, ...]
    unclear: int

    def sample(self, atom: int) -> Any:
        """Return a value of the atom; None where any value will do or none can be named."""
        key = sample_of(self.kind, self.index.keys, atom)
        return FROM_KEY[self.kind](key) if self.kind in FROM_KEY and key is not None else key


@dataclass(slots=True)
class Grid:
    columns: tuple[Column, ...]
    rules: int
    steps: int = field(default=0)

    @property
    def all_rules(self) -> int:
        return (1 << self.rules) - 1

    @property
    def unclear(self) -> int:
        """The rules of which at least one cell only FEEL can tell."""
        found = 0
        for column in self.columns:
            found |= column.unclear
        return found

    def meeting(self, rule: int) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Yield (later rule, shared atoms) for each later rule that some input matches together with *rule*."""
        later = self.all_rules & ~((1 << (rule + 1)) - 1) & ~self.unclear
        for column in self.columns:
            near = 0
            for atom in self._atoms(column, rule):
                near |= column.index.masks[atom]
            later &= near
            if not later:
                return
        for other in bits(later):
            shared = []
            for column in self.columns:
                mask = 1 << other
                shared.append(next(a for a in self._atoms(column, rule) if column.index.masks[a] & mask))
            yield other, tuple(shared)

    def uncovered(self, by: int, within: int | None = None) -> Iterator[tuple[int, ...]]:
        """Yield combinations of atoms that none of the rules *by* accepts; inside rule *within* when given.

        Errors: TooLarge.
        """
        yield from self._walk(0, by, within, set(), ())

    def widest(self, atoms: Sequence[int]) -> tuple[range, ...]:
        """Return a box of atoms around *atoms* that no rule meets, as wide as it gets column by column.

        A text has no neighbours: its column is taken whole or not at all.
        """
        box = [range(atom, atom + 1) for atom in atoms]
        for number, column in enumerate(self.columns):
            rest = self._meeting_beside(box, number)
            free = [not rest & (mask | column.unclear) for mask in column.index.masks]
            if all(free):
                box[number] = range(len(free))
            elif column.kind in ("number", *FROM_KEY):
                start, stop = box[number].start, box[number].stop
                while start and free[start - 1]:
                    start -= 1
                while stop < len(free) and free[stop]:
                    stop += 1
                box[number] = range(start, stop)
        return tuple(box)

    def _meeting_beside(self, box: Sequence[range], number: int) -> int:
        """Return the rules that meet *box* in every column but one."""
        left = self.all_rules
        for at, column in enumerate(self.columns):
            if at != number:
                near = column.unclear
                for atom in box[at]:
                    near |= column.index.masks[atom]
                left &= near
        return left

    def _walk(
        self, at: int, left: int, within: int | None, covered: set[tuple[int, int]], path: tuple[int, ...]
    ) -> Iterator[tuple[int, ...]]:
        if not left:
            yield path + tuple(self._any_atom(column, within) for column in self.columns[at:])
            return
        if at == len(self.columns) or (at, left) in covered:
            return
        self.steps += 1
        if self.steps > STEPS:
            raise TooLarge
        column = self.columns[at]
        seen: set[int] = set()
        found = False
        for atom in column.domain if within is None else self._atoms(column, within):
            rest = left & (column.index.masks[atom] | column.unclear)
            if rest in seen:
                continue
            seen.add(rest)
            for combination in self._walk(at + 1, rest, within, covered, (*path, atom)):
                found = True
                yield combination
        if not found:
            covered.add((at, left))

    def _atoms(self, column: Column, rule: int) -> Iterator[int]:
        allowed = set(column.domain)
        for region in column.regions[rule]:
            yield from (atom for atom in region if atom in allowed)

    def _any_atom(self, column: Column, within: int | None) -> int:
        atoms = column.domain if within is None else tuple(self._atoms(column, within))
        # A named value reads better in an example than "anything else".
        return next((atom for atom in atoms if atom % 2), atoms[0] if atoms else 0)


def make_column(title: str, cells: Sequence[Cell], domain: Sequence[Interval] | None, kind: str | None) -> Column:
    """Return a column for the checks. *domain* is what the type or its list of values allows."""
    kind = kind or next((cell.kind for cell in cells if cell.kind), None)
    if kind == "boolean" and domain is None:
        domain = (point(False), point(True))
    accepted = [_accepted(cell, kind) for cell in cells]
    whole = build_index([*accepted, tuple(domain or (EVERYTHING,))])
    bit = 1 << len(cells)
    unclear = sum(1 << rule for rule, cell in enumerate(cells) if not cell.is_simple)
    index = ColumnIndex(whole.keys, tuple(mask & ~bit for mask in whole.masks))
    return Column(
        title=title,
        kind=kind,
        index=index,
        regions=tuple(tuple(atoms_of(index.keys, i) for i in intervals) for intervals in accepted),
        domain=tuple(atom for atom, mask in enumerate(whole.masks) if mask & bit),
        unclear=unclear,
    )


def _accepted(cell: Cell, kind: str | None) -> tuple[Interval, ...]:
    if cell.accepts_anything:
        return (EVERYTHING,)
    if cell.intervals is None or cell.kind != kind:
        return ()
    return cell.intervals


def bits(mask: int) -> Iterator[int]:
    """Yield the numbers of the bits that are set, lowest first."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def sample_of(kind: str | None, keys: Sequence[Any], atom: int) -> Any:
    """Return a value that lies in the atom, as plain as can be."""
    place, is_key = divmod(atom, 2)
    if is_key:
        return keys[place]
    below = keys[place - 1] if place else None
    above = keys[place] if place < len(keys) else None
    if kind == "number":
        return _number_between(below, above)
    if kind == "string":
        return _string_between(below, above, keys)
    return _whole_between(below, above) if kind in FROM_KEY else None


def _number_between(below: Decimal | None, above: Decimal | None) -> Decimal:
    if below is None:
        return ZERO if above is None or above > 0 else above.to_integral_value(rounding=ROUND_FLOOR) - 1
    step = below.to_integral_value(rounding=ROUND_FLOOR) + 1
    if above is None or step < above:
        return step
    return (below + above) / 2


def _whole_between(below: int | None, above: int | None) -> int | None:
    """Return a day or a duration between two; None when they are neighbours."""
    if below is None:
        return 0 if above is None else above - 1
    return below + 1 if above is None or below + 1 < above else None


def _string_between(below: Any, above: Any, keys: Sequence[Any]) -> Any:
    for candidate in ("…", (below or "") + "a", (below or "") + " "):
        if (below is None or candidate > below) and (above is None or candidate < above) and candidate not in keys:
            return candidate
    return ""
