"""Functions of strings without regular expressions. Source: DMN 1.5 §10.3.4.3. Positions count characters."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from gorel.core.feel import limits
from gorel.core.feel.compare import kind_of
from gorel.core.feel.numbers import integer
from gorel.core.feel.problems import Failure
from gorel.core.feel.registry import builtin
from gorel.core.feel.run import LimitReached, Run


@builtin("substring", "string: string, start position: number")
@builtin("substring", "string: string, start position: number, length: number")
def substring(run: Run, string: str, start: Any, length: Any = None) -> str:
    """A fraction of a position or length is cut off."""
    first = int(start) if abs(start) < 10**12 else 0
    if first == 0 or abs(first) > len(string):
        raise Failure("feel.no-character", position=str(start), length=len(string))
    at = first - 1 if first > 0 else len(string) + first
    if length is None:
        return string[at:]
    if length < 1:
        raise Failure("feel.no-character", position=str(length), length=len(string))
    return string[at : at + int(min(length, len(string)))]


@builtin("string length", "string: string")
def string_length(run: Run, string: str) -> Decimal:
    return Decimal(len(string))


@builtin("upper case", "string: string")
def upper_case(run: Run, string: str) -> str:
    return string.upper()


@builtin("lower case", "string: string")
def lower_case(run: Run, string: str) -> str:
    return string.lower()


@builtin("substring before", "string: string, match: string")
def substring_before(run: Run, string: str, match: str) -> str:
    at = string.find(match)
    return string[:at] if at > 0 else ""


@builtin("substring after", "string: string, match: string")
def substring_after(run: Run, string: str, match: str) -> str:
    at = string.find(match)
    return string[at + len(match) :] if at >= 0 else ""


@builtin("contains", "string: string, match: string")
def contains(run: Run, string: str, match: str) -> bool:
    return match in string


@builtin("starts with", "string: string, match: string")
def starts_with(run: Run, string: str, match: str) -> bool:
    return string.startswith(match)


@builtin("ends with", "string: string, match: string")
def ends_with(run: Run, string: str, match: str) -> bool:
    return string.endswith(match)


@builtin("string join", "list: list")
@builtin("string join", "list: list, delimiter: string|null")
def string_join(run: Run, items: list[Any], delimiter: str | None = None) -> str:
    """Null items are left out; every other item must be a string."""
    return joined(run, items, delimiter or "")


def joined(run: Run, items: list[Any], delimiter: str) -> str:
    """Return the strings as one. Errors: Failure feel.item-type; LimitReached feel.string-too-long."""
    parts = [item for item in items if item is not None]
    for part in parts:
        if not isinstance(part, str):
            raise Failure("feel.item-type", name="string join", expected="string", found=kind_of(part))
    run.charge(len(parts))
    if sum(map(len, parts)) + len(delimiter) * len(parts) > limits.CHARACTERS:
        raise LimitReached("feel.string-too-long", limit=limits.CHARACTERS)
    return delimiter.join(parts)


__all__ = ["integer", "joined"]
