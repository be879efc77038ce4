"""FEEL numbers: IEEE 754 decimal128, 34 digits, half-even, no NaN and no infinity.

Source: DMN 1.5 §10.3.2.3.1. Arithmetic happens in `CONTEXT`, set for the length of an evaluation and put back;
a signal (overflow, invalid operation) raises and becomes null where it happened.
"""

from __future__ import annotations

import re
from decimal import (
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)
from decimal import (
    DecimalException as DecimalException,
)

PRECISION = 34
CONTEXT = Context(
    prec=PRECISION,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    clamp=1,
    flags=[],
    traps=[InvalidOperation, DivisionByZero, Overflow],
)
# Wide enough to hold any FEEL number and its neighbours exactly while rounding to a given scale.
WIDE = Context(prec=13000, rounding=ROUND_HALF_EVEN, Emin=-20000, Emax=20000, traps=[InvalidOperation])
LARGEST_SCALE, SMALLEST_SCALE = 6176, -6111

ZERO, ONE = Decimal(0), Decimal(1)

_NUMBER = re.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,9})?", re.ASCII)


def parse_number(text: str) -> Decimal | None:
    """Return the number that *text* writes, rounded to 34 digits, or None when it is none or lies out of range."""
    if not _NUMBER.fullmatch(text):
        return None
    try:
        return CONTEXT.create_decimal(text)
    except DecimalException:
        return None


def number(value: int | float) -> Decimal | None:
    """Return a Python number as a FEEL number; None when it has no place among them."""
    try:
        found = CONTEXT.create_decimal(value if isinstance(value, int) else repr(value))
    except DecimalException:
        return None
    return found if found.is_finite() else None


def integer(value: object) -> int | None:
    """Return the number as an int when it is integral (3, 3.0), else None."""
    if type(value) is int:
        return value
    if type(value) is Decimal and value == value.to_integral_value():
        return int(value) if value.adjusted() < 400 else None
    return None


def text_of(value: Decimal | int) -> str:
    """Return the number as `string()` writes it: plain digits, no exponent, no sign on zero."""
    if type(value) is int:
        return str(value)
    assert isinstance(value, Decimal)
    if not value:
        value = abs(value)
    return f"{value:f}"
