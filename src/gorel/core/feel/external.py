"""Python equivalents for the external Java functions that models name; there is no JVM and no other way out.

A function of kind Java names a class and a method's signature (DMN 1.5 §10.3.2.13.3), in FEEL as
`function(a: number) external {java: {class: "java.lang.Math", method signature: "cos(double)"}}`, in a model as a boxed
function of that kind. Exactly the methods in `METHODS` are known, chosen as those that the conformance suite calls;
any other name gives null. Arguments are turned into the Java types of the signature (whole numbers are cut and must
fit), results back to FEEL's.
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from gorel.core.feel.functions import Function
from gorel.core.feel.numbers import CONTEXT
from gorel.core.feel.problems import Failure
from gorel.core.feel.types import Type

_SIGNATURE = re.compile(r"\s*([A-Za-z_$][\w$]*)\s*\(([^()]*)\)\s*")
_FORMAT = re.compile(r"%(?:(\d+)\$)?([-+ 0,(#]*)(\d+)?(?:\.(\d+))?([sSdfexXbcn%])")
WHOLE = {"byte": 8, "short": 16, "int": 32, "long": 64}
# The boxed classes convert as their primitive types do.
BOXED = {
    "java.lang.Byte": "byte",
    "java.lang.Short": "short",
    "java.lang.Integer": "int",
    "java.lang.Long": "long",
    "java.lang.Float": "float",
    "java.lang.Double": "double",
    "java.lang.Character": "char",
    "java.lang.Boolean": "boolean",
    "java.math.BigDecimal": "decimal",
}


class Unfit(Exception):
    """An argument that has no value of the Java type; the call gives null."""


def external_function(
    described: Any, parameters: Sequence[str], types: Sequence[Type | None], name: str = ""
) -> Function:
    """Return the function that a context with the entries `class` and `method signature` describes.

    Errors: calling it raises Failure feel.external-unknown or feel.external-arguments, which become null and a warning.
    """
    what = described if isinstance(described, dict) else {}
    shown = {"class": str(what.get("class")), "signature": str(what.get("method signature"))}
    method = find(what.get("class"), what.get("method signature"))

    def code(run: Any, *arguments: Any) -> Any:
        if method is None:
            raise Failure("feel.external-unknown", **shown)
        try:
            return method(arguments)
        except (Unfit, ArithmeticError, ValueError, TypeError):
            raise Failure("feel.external-arguments", **shown) from None

    return Function(parameters, code, types=types, name=name)


def find(class_name: object, signature: object) -> Callable[[Sequence[Any]], Any] | None:
    """Return the function that stands for the Java method, or None when there is none.

    Errors: what it returns raises Unfit for arguments that the method does not take.
    """
    if not isinstance(class_name, str) or not isinstance(signature, str):
        return None
    match = _SIGNATURE.fullmatch(signature)
    if match is None:
        return None
    types = [part.strip() for part in match[2].split(",")] if match[2].strip() else []
    known = [BOXED.get(name, name) for name in types]
    method = METHODS.get((class_name.strip(), match[1], len(types)))
    if method is None or not all(name in CONVERTERS or is_array(name) for name in known):
        return None

    def call(arguments: Sequence[Any]) -> Any:
        return _result(method(*_converted(known, arguments)))

    return call


def is_array(name: str) -> bool:
    """Return whether a type's name means an array: `[Ljava.lang.Object;` or `java.lang.Object[]` or `…`."""
    return name.startswith("[") or name.endswith(("[]", "..."))


def _converted(types: Sequence[str], arguments: Sequence[Any]) -> list[Any]:
    if types and is_array(types[-1]):
        fixed = len(types) - 1
        rest = list(arguments[fixed:])
        if len(rest) == 1 and isinstance(rest[0], list):
            rest = rest[0]
        arguments = [*arguments[:fixed], rest]
    if len(arguments) != len(types):
        raise Unfit("count")
    return [value if is_array(name) else CONVERTERS[name](value) for name, value in zip(types, arguments, strict=True)]


def _number(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise Unfit("number")
    return Decimal(value)


def _whole(bits: int) -> Callable[[Any], int]:
    def convert(value: Any) -> int:
        number = int(_number(value))
        if not -(1 << (bits - 1)) <= number < 1 << (bits - 1):
            raise Unfit("range")
        return number

    return convert


class Single(float):
    """A Java float. Its text is the shortest that reads back as the same float, as in Java."""

    def __repr__(self) -> str:
        for digits in range(1, 10):
            text = f"{float(self):.{digits}g}"
            if _rounded(float(text)) == float(self):
                return text
        return float.__repr__(self)


def _rounded(value: float) -> float:
    return float(struct.unpack("f", struct.pack("f", value))[0])


def _single(value: Any) -> Single:
    try:
        return Single(_rounded(float(_number(value))))
    except OverflowError:
        raise Unfit("range") from None


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise Unfit("string")
    return value


def _character(value: Any) -> str:
    text = _text(value)
    if len(text) != 1:
        raise Unfit("char")
    return text


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Unfit("boolean")
    return value


CONVERTERS: Mapping[str, Callable[[Any], Any]] = {
    **{name: _whole(bits) for name, bits in WHOLE.items()},
    "float": _single,
    "double": lambda value: float(_number(value)),
    "decimal": _number,
    "char": _character,
    "boolean": _truth,
    "java.lang.String": _text,
    "java.lang.Object": lambda value: value,
}


def _parsed(convert: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return valueOf: of a text it reads the number, of a number it is that number."""

    def value_of(value: Any) -> Any:
        if not isinstance(value, str):
            return convert(Decimal(repr(value)) if isinstance(value, float) else value)
        try:
            return convert(Decimal(value.strip()))
        except ArithmeticError:
            raise Unfit("number") from None

    return value_of


def _format(template: str, values: Sequence[Any]) -> str:
    """String.format for the conversions s, d, f, e, x, b, c, n and %."""
    state = {"next": 0}

    def one(match: re.Match[str]) -> str:
        index, flags, width, precision, kind = match.groups()
        if kind == "n":
            return "\n"
        if kind == "%":
            return "%"
        if index is None:
            place = state["next"]
            state["next"] += 1
        else:
            place = int(index) - 1
        if not 0 <= place < len(values) or int(width or 0) > 1000 or int(precision or 0) > 1000:
            raise Unfit("format")
        return _formatted(values[place], kind, flags, int(width or 0), precision)

    if "%" in _FORMAT.sub("", template):
        raise Unfit("format")
    return _FORMAT.sub(one, template)


def _formatted(value: Any, kind: str, flags: str, width: int, precision: str | None) -> str:
    if kind in "sS":
        text = _as_text(value)
        text = text if precision is None else text[: int(precision)]
        text = text.upper() if kind == "S" else text
    elif kind == "b":
        text = "false" if value is None or value is False else "true"
    elif kind == "c":
        text = _character(value)
    else:
        number = _number(value)
        sign = "+" if "+" in flags else " " if " " in flags else ""
        group = "," if "," in flags else ""
        if kind in "dxX":
            if number != number.to_integral_value():
                raise Unfit("format")
            text = format(int(number), f"{sign}{group if kind == 'd' else ''}{kind}")
        else:
            places = int(precision or 6)
            if kind == "f":
                number = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
            text = format(number, f"{sign}{group}.{places}{kind}")
        if "0" in flags and "-" not in flags:
            return text.zfill(width)
    return text.ljust(width) if "-" in flags else text.rjust(width)


def _as_text(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return "null" if value is None else "true" if value else "false"
    return str(value)


def _result(value: Any) -> Any:
    if isinstance(value, float):
        if not math.isfinite(value):
            raise Unfit("result")
        return CONTEXT.create_decimal(repr(value))
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    return value


# (class, method, number of parameters) -> function over converted arguments.
METHODS: Mapping[tuple[str, str, int], Callable[..., Any]] = {
    ("java.lang.Math", "abs", 1): abs,
    ("java.lang.Math", "cos", 1): math.cos,
    ("java.lang.Math", "max", 2): max,
    ("java.lang.Math", "min", 2): min,
    ("java.lang.Math", "sin", 1): math.sin,
    ("java.lang.Byte", "valueOf", 1): _parsed(_whole(8)),
    ("java.lang.Short", "valueOf", 1): _parsed(_whole(16)),
    ("java.lang.Integer", "valueOf", 1): _parsed(_whole(32)),
    ("java.lang.Long", "valueOf", 1): _parsed(_whole(64)),
    ("java.lang.Float", "valueOf", 1): _parsed(_single),
    ("java.lang.Double", "valueOf", 1): _parsed(CONVERTERS["double"]),
    ("java.lang.String", "valueOf", 1): _as_text,
    ("java.lang.String", "format", 2): _format,
}
