"""Variables that can be searched for, kept as rows in the transaction that writes the case.

A process names them in its property `gorel.searchable`, separated by commas. Single values of the case itself are kept
(texts, numbers, yes and no); lists and contexts are not. What is personal is never searchable.
"""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from gorel.cases.programs import Known
from gorel.cases.store.rows import Rows
from gorel.cases.store.statements import DROP_SEARCHABLE, SET_SEARCHABLE
from gorel.cases.values import to_json
from gorel.core import engine

Found = dict[str, tuple[str, float | None]]

LONGEST = 255


def found(process: Known, state: Any, *, without: Collection[str] = ()) -> Found:
    """Return what can be searched for in *state*, by name, as rows hold it. Shape: *without* what is personal."""
    if not process.searchable:
        return {}
    values = engine.variables(state)
    names = [name for name in process.searchable if name not in without]
    return {name: kept for name in names if (kept := as_row(values.get(name))) is not None}


def as_row(value: Any) -> tuple[str, float | None] | None:
    """Return (text, number) of a single value; None for what cannot be searched for."""
    if isinstance(value, bool | str):
        return to_json(value)[:LONGEST], None
    if isinstance(value, int | Decimal):
        number = Decimal(value)
        whole = int(number) if number == number.to_integral_value() and abs(number) < 10**34 else number.normalize()
        return to_json(whole)[:LONGEST], float(number)
    return None


def note(rows: Rows, case_id: int, before: Found, now: Found) -> None:
    """Note the rows of a case that have changed."""
    for name, kept in now.items():
        if before.get(name) != kept:
            rows.add(SET_SEARCHABLE, (case_id, name, *kept))
    for name in before.keys() - now.keys():
        rows.add(DROP_SEARCHABLE, (case_id, name))
