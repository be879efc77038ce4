"""Two tables side by side: which rows only one has, and which cells differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec

Row = Mapping[str, Any]


class Difference(msgspec.Struct, frozen=True):
    """A cell that differs. Shape: difference is right − left for numbers, None otherwise."""

    key: str
    column: str
    left: Any
    right: Any
    difference: Any = None


class Doubled(Exception):
    """A key stands on two rows of one side."""

    def __init__(self, key: str, *, is_left: bool) -> None:
        self.key, self.is_left = key, is_left
        super().__init__(key)


def keyed(rows: Sequence[Row], key: Sequence[str], *, is_left: bool = True) -> dict[str, Row]:
    """Return the rows by their key. Errors: Doubled."""
    found: dict[str, Row] = {}
    for row in rows:
        name = " · ".join(_shown(row.get(column)) for column in key)
        if name in found:
            raise Doubled(name, is_left=is_left)
        found[name] = row
    return found


def differences(
    left: Mapping[str, Row], right: Mapping[str, Row], columns: Sequence[str], tolerance: Decimal
) -> list[Difference]:
    """Return the cells that differ by more than *tolerance*, in the order of the left side."""
    found = []
    for name, row in left.items():
        if name not in right:
            continue
        for column in columns:
            one, other = row.get(column), right[name].get(column)
            if _is_number(one) and _is_number(other):
                gap = Decimal(str(other)) - Decimal(str(one))
                if abs(gap) > tolerance:
                    found.append(Difference(name, column, one, other, int(gap) if gap == int(gap) else gap))
            elif one != other:
                found.append(Difference(name, column, one, other))
    return found


def _is_number(value: Any) -> bool:
    return isinstance(value, int | Decimal | float) and not isinstance(value, bool)


def _shown(value: Any) -> str:
    return "" if value is None else str(value).strip()
