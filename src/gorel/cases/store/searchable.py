"""Variables that can be searched for, kept as rows in the transaction that writes the case.

A process names them in its property `gorel.searchable`, separated by commas. Single values of the case itself are kept
(texts, numbers, yes and no); lists and contexts are not. What is personal is never searchable.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from gorel.cases.store.sql import delete, insert
from gorel.cases.values import to_json
from gorel.core import engine

if TYPE_CHECKING:
    from gorel.cases.programs import Known
    from gorel.cases.store.held import Held
    from gorel.cases.store.rows import Rows

Found = dict[str, tuple[str, float | None]]

LONGEST = 255
SET = insert(
    "cases_searchable",
    {"case_id": "bigint", "name": "text", "text": "text", "number": "float8"},
    upsert_on=("case_id", "name"),
)
DROP = delete("cases_searchable", where={"case_id": "bigint", "name": "text"})


def found(process: Known, state: Any) -> Found:
    """Return what can be searched for in *state*, by name, as rows hold it."""
    if not process.searchable:
        return {}
    values = engine.variables(state)
    return {name: kept for name in process.searchable if (kept := as_row(values.get(name))) is not None}


def as_row(value: Any) -> tuple[str, float | None] | None:
    """Return (text, number) of a single value; None for what cannot be searched for."""
    if isinstance(value, bool | str):
        return to_json(value)[:LONGEST], None
    if isinstance(value, int | Decimal):
        number = Decimal(value)
        whole = int(number) if number == number.to_integral_value() and abs(number) < 10**34 else number.normalize()
        return to_json(whole)[:LONGEST], float(number)
    return None


def note(rows: Rows, case: Held) -> None:
    """Note the rows that have changed since the case was read."""
    now = found(case.process, case.state)
    if case.personal is not None:
        now = {name: kept for name, kept in now.items() if name not in case.personal.names}
    for name, kept in now.items():
        if case.searchable.get(name) != kept:
            rows.add(SET, (case.id, name, *kept))
    for name in case.searchable.keys() - now.keys():
        rows.add(DROP, (case.id, name))
    case.searchable = now
