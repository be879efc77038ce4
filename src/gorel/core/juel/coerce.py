"""JUEL's coercions: null is 0, "" and false; texts that look like numbers are numbers.

Source: Expression Language 2.2, 1.18 Type Conversion; 1.8, 1.9 operators.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Context, Decimal, InvalidOperation
from typing import Any

from gorel.core.juel.errors import error

Number = int | Decimal
CONTEXT = Context(prec=34)
MAX_DIGITS = 40
MAX_TEXT = 400  # of a text that may be a number


def number(value: Any) -> Number:
    if value is None or value == "":
        return 0
    if isinstance(value, bool):
        raise error("juel.not-a-number", value=str(value).lower())
    if isinstance(value, int | Decimal):
        if isinstance(value, Decimal) and value.adjusted() > MAX_DIGITS:
            raise error("juel.number-too-big")
        return value
    if isinstance(value, str):
        try:
            found = Decimal(value.strip()[:MAX_TEXT])
        except InvalidOperation:
            raise error("juel.not-a-number", value="text") from None
        if not found.is_finite():
            raise error("juel.not-a-number", value="text")
        if found.adjusted() > MAX_DIGITS:
            raise error("juel.number-too-big")
        return int(found) if found == found.to_integral_value() and "." not in value else found
    raise error("juel.not-a-number", value=type(value).__name__)


def boolean(value: Any) -> bool:
    if value is None or value == "":
        return False
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return value.strip().lower() == "true"
    raise error("juel.not-a-boolean", value=type(value).__name__)


def text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ", ".join(text(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}={text(item)}" for key, item in value.items()) + "}"
    return str(value)


def is_number(value: Any) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def equal(left: Any, right: Any) -> bool:
    if left is None or right is None:
        return left is right
    if is_number(left) or is_number(right):
        return number(left) == number(right)
    if isinstance(left, bool) or isinstance(right, bool):
        return boolean(left) == boolean(right)
    if isinstance(left, str) or isinstance(right, str):
        return text(left) == text(right)
    return bool(left == right)


def compare(left: Any, right: Any, holds: Callable[[Any, Any], bool]) -> bool:
    """Return whether `left < right` or the like holds; with null nothing does but <= and >= of two nulls."""
    if left is None or right is None:
        return left is right and holds(0, 0)
    if is_number(left) or is_number(right):
        return holds(number(left), number(right))
    if isinstance(left, str) or isinstance(right, str):
        return holds(text(left), text(right))
    raise error("juel.not-comparable", value=type(left).__name__)


def is_empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


def calculate(operator: str, left: Any, right: Any) -> Number:
    one, other = number(left), number(right)
    if operator in "/%" and other == 0:
        raise error("juel.division-by-zero")
    if isinstance(one, int) and isinstance(other, int) and operator != "/":
        found: Number
        if operator == "+":
            found = one + other
        elif operator == "-":
            found = one - other
        elif operator == "*":
            found = one * other
        else:
            found = abs(one) % abs(other) * (-1 if one < 0 else 1)  # Java's remainder keeps the first sign
        if abs(found) >= 10**34:
            raise error("juel.number-too-big")
        return found
    a, b = Decimal(one), Decimal(other)
    try:
        if operator == "+":
            return CONTEXT.add(a, b)
        if operator == "-":
            return CONTEXT.subtract(a, b)
        if operator == "*":
            return CONTEXT.multiply(a, b)
        if operator == "/":
            return _plain(CONTEXT.divide(a, b))
        return CONTEXT.remainder(a, b)
    except ArithmeticError:
        raise error("juel.number-too-big") from None


def _plain(value: Decimal) -> Number:
    return int(value) if value == value.to_integral_value() and abs(value) < 10**34 else value
