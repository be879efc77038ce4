"""Functions of numbers. Source: DMN 1.5 §10.3.4.6."""

from __future__ import annotations

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
    localcontext,
)
from typing import Any

from gorel.core.feel.arithmetic import decimal, negate
from gorel.core.feel.numbers import CONTEXT, LARGEST_SCALE, SMALLEST_SCALE, WIDE
from gorel.core.feel.problems import Failure
from gorel.core.feel.registry import builtin, quick
from gorel.core.feel.run import Run


def rounded(value: Any, scale: Any, rounding: str) -> Decimal:
    """Return *value* with *scale* decimals. Errors: Failure feel.scale-out-of-range."""
    places = int(scale) if abs(scale) <= LARGEST_SCALE + 1 else LARGEST_SCALE + 1
    if not SMALLEST_SCALE <= places <= LARGEST_SCALE or abs(scale) > LARGEST_SCALE:
        raise Failure("feel.scale-out-of-range", scale=str(scale), least=SMALLEST_SCALE, most=LARGEST_SCALE)
    number = decimal(value)
    if -number.as_tuple().exponent <= places:  # type: ignore[operator]
        return number
    with localcontext(WIDE):
        found = number.quantize(Decimal(1).scaleb(-places), rounding=rounding)
    return CONTEXT.create_decimal(found)


@builtin("decimal", "n: number, scale: number")
def decimal_(run: Run, n: Any, scale: Any) -> Decimal:
    return rounded(n, scale, ROUND_HALF_EVEN)


@builtin("floor", "n: number")
@builtin("floor", "n: number, scale: number")
def floor(run: Run, n: Any, scale: Any = 0) -> Decimal:
    return rounded(n, scale, ROUND_FLOOR)


@builtin("ceiling", "n: number")
@builtin("ceiling", "n: number, scale: number")
def ceiling(run: Run, n: Any, scale: Any = 0) -> Decimal:
    return rounded(n, scale, ROUND_CEILING)


@builtin("round up", "n: number, scale: number")
def round_up(run: Run, n: Any, scale: Any) -> Decimal:
    return rounded(n, scale, ROUND_UP)


@builtin("round down", "n: number, scale: number")
def round_down(run: Run, n: Any, scale: Any) -> Decimal:
    return rounded(n, scale, ROUND_DOWN)


@builtin("round half up", "n: number, scale: number")
def round_half_up(run: Run, n: Any, scale: Any) -> Decimal:
    return rounded(n, scale, ROUND_HALF_UP)


@builtin("round half down", "n: number, scale: number")
def round_half_down(run: Run, n: Any, scale: Any) -> Decimal:
    return rounded(n, scale, ROUND_HALF_DOWN)


@builtin("abs", "n: number|days and time duration|years and months duration")
def absolute(run: Run, n: Any) -> Any:
    if isinstance(n, Decimal | int):
        return abs(decimal(n))
    size = n.nanoseconds if hasattr(n, "nanoseconds") else n.months
    return negate(n) if size < 0 else n


@builtin("modulo", "dividend: number, divisor: number")
def modulo(run: Run, dividend: Any, divisor: Any) -> Decimal:
    """The remainder has the divisor's sign: dividend − divisor × floor(dividend / divisor)."""
    if not divisor:
        raise Failure("feel.division-by-zero")
    numerator, denominator = decimal(dividend), decimal(divisor)
    with localcontext(WIDE):
        rest = numerator % denominator
        if rest and (rest < 0) != (denominator < 0):
            rest += denominator
    return CONTEXT.create_decimal(rest)


@builtin("sqrt", "number: number")
def square_root(run: Run, number: Any) -> Decimal:
    if number < 0:
        raise Failure("feel.number-out-of-range", operator="sqrt")
    return CONTEXT.sqrt(decimal(number))


@builtin("log", "number: number")
def logarithm(run: Run, number: Any) -> Decimal:
    if number <= 0:
        raise Failure("feel.number-out-of-range", operator="log")
    return CONTEXT.ln(decimal(number))


@builtin("exp", "number: number")
def exponential(run: Run, number: Any) -> Decimal:
    return CONTEXT.exp(decimal(number))


@builtin("odd", "number: number")
def odd(run: Run, number: Any) -> bool:
    return _remainder_of_two(number) == 1


@builtin("even", "number: number")
def even(run: Run, number: Any) -> bool:
    return _remainder_of_two(number) == 0


def _remainder_of_two(number: Any) -> Decimal:
    with localcontext(WIDE):
        return abs(decimal(number)) % 2


@quick("abs", 1)
def quick_abs(n: Any) -> Any:
    return abs(n) if type(n) is Decimal else NotImplemented
