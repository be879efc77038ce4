"""Values under dotted keys: `person.name` is `{"person": {"name": …}}`, `people[0].name` the first of a list's rows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_ROW = re.compile(r"(.*)\[(\d+)\]")


def find(values: Mapping[str, Any], path: str) -> Any:
    """Return the value at *path*, None when there is none."""
    here: Any = values
    for step in path.split("."):
        name, row = _step(step)
        here = here.get(name) if isinstance(here, Mapping) else None
        if row is not None:
            here = here[row] if isinstance(here, list) and row < len(here) else None
        if here is None:
            return None
    return here


def put(values: dict[str, Any], path: str, value: Any) -> None:
    """Set the value at *path* in *values*, making the dictionaries and rows on the way."""
    *way, last = path.split(".")
    here = values
    for step in way:
        here = _inside(here, step)
    name, row = _step(last)
    if row is None:
        here[last] = value
    else:
        _rows(here, name, row)[row] = value


def copy(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return *values* with dictionaries and rows of their own, so that `put` changes nobody else's."""
    return {key: _copied(value) for key, value in values.items()}


def _step(step: str) -> tuple[str, int | None]:
    match = _ROW.fullmatch(step)
    return (match[1], int(match[2])) if match else (step, None)


def _inside(here: dict[str, Any], step: str) -> dict[str, Any]:
    name, row = _step(step)
    if row is None:
        inner: Any = here.get(name)
        if not isinstance(inner, dict):
            inner = here[name] = {}
    else:
        rows = _rows(here, name, row)
        if not isinstance(rows[row], dict):
            rows[row] = {}
        inner = rows[row]
    found: dict[str, Any] = inner
    return found


def _rows(here: dict[str, Any], name: str, row: int) -> list[Any]:
    rows = here.get(name)
    if not isinstance(rows, list):
        rows = here[name] = []
    rows.extend({} for _missing in range(row + 1 - len(rows)))
    return rows


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return copy(value)
    return [_copied(one) for one in value] if isinstance(value, list) else value
