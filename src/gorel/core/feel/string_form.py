"""How `string()` writes a value. Source: DMN 1.5 §10.3.4.1, §10.3.2.13.3 table 59 ."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from gorel.core.feel.functions import Function
from gorel.core.feel.numbers import text_of
from gorel.core.feel.ranges import Range
from gorel.core.feel.scanner import escape, is_plain_name


def string_of(value: Any) -> str:
    """Return the text of a value; a string is itself."""
    return value if isinstance(value, str) else literal_of(value)


def literal_of(value: Any) -> str:
    """Return the text of a value inside another one, where strings stand in quotes."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal | int):
        return text_of(value)
    if isinstance(value, str):
        return escape(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(literal_of, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)}: {literal_of(item)}" for key, item in value.items()) + "}"
    if isinstance(value, Range):
        return _range(value)
    if isinstance(value, Function):
        return repr(value)
    return str(value)


def _key(key: str) -> str:
    return key if is_plain_name(key) else escape(key)


def _range(value: Range) -> str:
    if value.form != "..":
        return f"{value.form} {literal_of(value.start if value.start is not None else value.end)}"
    start, end = "[" if value.start_included else "(", "]" if value.end_included else ")"
    return f"{start}{literal_of(value.start)}..{literal_of(value.end)}{end}"
