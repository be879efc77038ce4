"""Cells of a file to the values that a decision asks for, and answers to what an expected cell says."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from gorel.core.feel import types as t

YES, NO = ("ja", "true", "sant", "yes", "x", "1"), ("nej", "false", "falskt", "no", "0")
NOTHING = ("null", "inget svar", "no answer")
_NUMBER = re.compile(r"[-+−]?\d{1,3}(?:[  ]\d{3})+(?:[.,]\d+)?|[-+−]?\d+(?:[.,]\d+)?", re.ASCII)
MISSING: Any = object()


def parse(cell: Any, type_: t.Type) -> Any:
    """Return a cell as a JSON value of the type; MISSING when it is empty."""
    if cell is None or cell == "":
        return MISSING
    base = t.base_of(type_)
    if isinstance(base, t.ListType) and isinstance(cell, str):
        if cell.lstrip().startswith("["):
            return _json(cell)
        return [_parse_text(part.strip(), base.element) for part in re.split(r"[,;|]", cell)]
    return _parse_text(cell.strip(), type_) if isinstance(cell, str) else _as_type(cell, base)


def _as_type(cell: Any, base: t.Type | None) -> Any:
    """Return a spreadsheet's own value: a number where the decision wants a text is its digits."""
    if base == t.STRING and isinstance(cell, int | Decimal) and not isinstance(cell, bool):
        return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
    return cell


def _parse_text(text: str, type_: t.Type) -> Any:
    base = t.base_of(type_)
    if text.lower() in NOTHING:
        return None
    if base == t.STRING:
        return text
    if base == t.BOOLEAN or base == t.ANY:
        if base == t.BOOLEAN and text.lower() in YES:
            return True
        if base == t.BOOLEAN and text.lower() in NO:
            return False
        if text.lower() in ("ja", "true", "nej", "false"):
            return text.lower() in YES
    if base in (t.NUMBER, t.ANY) and _NUMBER.fullmatch(text):
        return number(text)
    if isinstance(base, t.ContextType) and text.startswith("{"):
        return _json(text)
    return text


def number(text: str) -> Decimal:
    """Return a number written the Swedish or the English way: 12 500,5 or 12500.5."""
    return Decimal(text.replace(" ", "").replace("\N{NO-BREAK SPACE}", "").replace("−", "-").replace(",", "."))


def _json(text: str) -> Any:
    try:
        return json.loads(text, parse_float=Decimal)
    except json.JSONDecodeError:
        return text


def inputs_of(row: Mapping[str, Any], wanted: Mapping[str, t.Type]) -> tuple[dict[str, Any], list[str]]:
    """Return the inputs that a row gives, and the columns that no input is called after.

    A heading `Sökande.ålder` gives the entry `ålder` of the input `Sökande`. With nothing wanted by name, every
    column is an input.
    """
    given: dict[str, Any] = {}
    unused = []
    for heading, cell in row.items():
        name, dot, entry = heading.partition(".")
        if heading in wanted or not wanted:
            value = parse(cell, wanted.get(heading, t.ANY))
            if value is not MISSING:
                given[heading] = value
        elif dot and name in wanted:
            value = parse(cell, t.fields_of(wanted[name]).get(entry, t.ANY))
            if value is not MISSING:
                given.setdefault(name, {})[entry] = value
        else:
            unused.append(heading)
    if not wanted:
        _nest(given)
    return given, unused


def _nest(given: dict[str, Any]) -> None:
    for heading in [heading for heading in given if "." in heading]:
        name, _, entry = heading.partition(".")
        holder = given.setdefault(name, {})
        if isinstance(holder, dict):
            holder[entry] = given.pop(heading)


def is_expected(cell: Any, found: Any) -> bool:
    """Return whether an answer is what the cell of a test case says."""
    if isinstance(cell, str):
        text = cell.strip()
        if text.lower() in NOTHING:
            return found is None
        if isinstance(found, bool):
            return text.lower() in (YES if found else NO)
        if isinstance(found, int | Decimal):
            return _NUMBER.fullmatch(text) is not None and number(text) == found
        if isinstance(found, list | dict):
            expected = _json(text)
            if isinstance(expected, str) and isinstance(found, list):
                parts = [part.strip() for part in re.split(r"[,;|]", text)]
                return len(parts) == len(found) and all(map(is_expected, parts, found))
            return bool(expected == found)
        return bool(text == found)
    if isinstance(cell, bool) or isinstance(found, bool):
        return cell is found
    return bool(cell == found)
