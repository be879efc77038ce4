"""Variables as this door says them: `{value, type, valueInfo}`.

A case's variables are plain JSON values, which carry their type in themselves but for some: a date, a Long that is
small, an object's class, a file. What they were given as is remembered beside the case, with a digest of the value.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec

from gorel.api.engine_rest import ids
from gorel.api.errors import BadRequest
from gorel.api.models import GivenType, VariableFile
from gorel.api.route import Body, Shape
from gorel.cases.models import Case
from gorel.cases.values import from_json, to_json

INTEGERS = {"Short": 2**15, "Integer": 2**31, "Long": 2**63}
FILE = "gorel.file"  # the field of a variable's value that names its file


class Typed(Body, kw_only=True):
    """A variable as it is given."""

    value: Any = None
    type: str | None = None
    value_info: dict[str, Any] | None = None
    local: bool | None = None


class Variable(Shape, kw_only=True):
    """A variable as it is told."""

    value: Any
    type: str
    value_info: dict[str, Any]


Given = dict[str, Typed]
Told = dict[str, Variable]


@dataclass(frozen=True, slots=True)
class Known:
    """The type that a value was given with."""

    type: str
    info: Mapping[str, Any]
    digest: str


class Reader:
    """Reads the variables of one call; what is to be remembered is written by `remember` when the case is known."""

    def __init__(self, organisation_id: int) -> None:
        self._organisation_id = organisation_id
        self._types: dict[str, tuple[str, dict[str, Any], Any]] = {}
        self._files: list[VariableFile] = []

    def read(self, given: Mapping[str, Typed] | None) -> dict[str, Any]:
        """Return plain values. Errors: BadRequest, which names the variable."""
        return {name: self._one(name, typed) for name, typed in (given or {}).items()}

    @property
    def has_more(self) -> bool:
        """Whether there is anything to remember."""
        return bool(self._types or self._files)

    def remember(self, case_id: int) -> None:
        """Write down types and files for the case. Writes at most a row per variable."""
        for file in self._files:
            file.case_id = case_id
            file.save()
        for name, (type, info, value) in self._types.items():
            row = {"type": type, "info": info, "digest": digest(value)}
            GivenType.objects.update_or_create(case_id=case_id, name=name[:255], defaults=row)

    def _one(self, name: str, typed: Typed) -> Any:
        type = typed.type or ""
        info = dict(typed.value_info or {})
        if not type:
            return typed.value
        proper = type[:1].upper() + type[1:]
        reading = READERS.get(proper)
        if typed.value is None and proper != "File" and reading is not None:
            value = None
        elif proper == "File":
            value, info = self._file(name, typed.value, info)
        elif reading is None:
            raise BadRequest(
                f"Variable {name}: there is no type {type[:60]!r}. There are {', '.join(sorted([*READERS, 'File']))}"
            )
        else:
            try:
                value = reading(typed.value, info)
            except (ValueError, TypeError, ArithmeticError, msgspec.DecodeError, RecursionError) as error:
                raise BadRequest(f"Variable {name}: {_short(typed.value)} is no {proper}. {error}") from None
        if derived(value) != proper:
            self._types[name] = proper, info, value
        return value

    def _file(self, name: str, value: Any, info: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        try:
            content = base64.b64decode(value or "", validate=False)
        except (binascii.Error, ValueError, TypeError):
            raise BadRequest(f"Variable {name}: the value of a File is its content in base64") from None
        filename = info.get("filename") or info.get("fileName")
        if not isinstance(filename, str) or not filename:
            raise BadRequest(f"Variable {name}: a File needs valueInfo.filename")
        return self.file(
            content, filename, str(info.get("mimeType") or info.get("mimetype") or ""), str(info.get("encoding") or "")
        )

    def file(self, content: bytes, filename: str, type: str, encoding: str) -> tuple[Any, dict[str, Any]]:
        """Take a file in; return the value that the case holds, and what is told of it."""
        row = VariableFile(
            organisation_id=self._organisation_id, name=filename[:255], type=type[:120], encoding=encoding[:40],
            content=content,
        )  # fmt: skip
        self._files.append(row)
        info = {"filename": row.name, "mimeType": row.type or None, "encoding": row.encoding or None}
        return {FILE: str(row.uid), **info}, info

    def upload(self, name: str, content: bytes, *, filename: str, type: str, kind: str) -> Any:
        """Take in what was uploaded for a variable: a File, or Bytes."""
        if kind == "Bytes":
            value: Any = base64.b64encode(content).decode()
            self._types[name] = "Bytes", {}, value
            return value
        value, info = self.file(content, filename, type, "")
        self._types[name] = "File", info, value
        return value


def _whole(value: Any, limit: int) -> int:
    number = int(value) if isinstance(value, str) else value
    if isinstance(number, Decimal) and number == number.to_integral_value():
        number = int(number)
    if isinstance(number, bool) or not isinstance(number, int) or not -limit <= number < limit:
        raise ValueError(f"Expected a whole number from {-limit} to {limit - 1}")
    return number


def _text(value: Any, _info: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("Expected a text")
    return value


def _double(value: Any, _info: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise ValueError("Expected a number")
    number = Decimal(value)
    if not number.is_finite():
        raise ValueError("Expected a number")
    return number if number != number.to_integral_value() or abs(number) >= 10**15 else number.quantize(Decimal("0.1"))


def _boolean(value: Any, _info: Any) -> bool:
    if value in ("true", "false"):
        return bool(value == "true")
    if not isinstance(value, bool):
        raise ValueError("Expected true or false")
    return value


def _date(value: Any, _info: Any) -> str:
    try:
        return ids.to_moment(_text(value, None), "Date").isoformat(timespec="milliseconds")
    except BadRequest as error:
        raise ValueError(error.detail) from None


def _json(value: Any, _info: Any) -> Any:
    return from_json(value) if isinstance(value, str) else value


def _object(value: Any, info: Mapping[str, Any]) -> Any:
    form = info.get("serializationDataFormat") or "application/json"
    return from_json(value) if isinstance(value, str) and form == "application/json" else value


def _bytes(value: Any, _info: Any) -> str:
    base64.b64decode(_text(value, None), validate=True)
    return str(value)


READERS = {
    "String": _text,
    "Boolean": _boolean,
    "Double": _double,
    "Date": _date,
    "Json": _json,
    "Object": _object,
    "Bytes": _bytes,
    "Xml": _text,
    "Null": lambda _value, _info: None,
    "Short": lambda value, _info: _whole(value, INTEGERS["Short"]),
    "Integer": lambda value, _info: _whole(value, INTEGERS["Integer"]),
    "Long": lambda value, _info: _whole(value, INTEGERS["Long"]),
}


def derived(value: Any) -> str:
    """Return the type that a value says itself."""
    if value is None:
        return "Null"
    if isinstance(value, bool):
        return "Boolean"
    if isinstance(value, int):
        return "Integer" if -INTEGERS["Integer"] <= value < INTEGERS["Integer"] else "Long"
    if isinstance(value, Decimal):
        return "Double"
    return "String" if isinstance(value, str) else "Json"


def digest(value: Any) -> str:
    """Return a short mark of a value."""
    return hashlib.sha256(to_json(value).encode()).hexdigest()


Types = dict[tuple[int, str], Known]


def types_of(cases: Collection[int], names: Iterable[str] | None = None) -> Types:
    """Return what is remembered of these cases' variables. One query."""
    rows = GivenType.objects.filter(case_id__in=cases)
    if names is not None:
        rows = rows.filter(name__in=list(names))
    return {(row.case_id, row.name): Known(row.type, row.info, row.digest) for row in rows}


def tell(name: str, value: Any, known: Known | None, *, deserialize: bool = True) -> Variable:
    """Return a variable in this door's shape. Shape: Json is always text; an Object is text unless *deserialize*."""
    type = derived(value)
    info: dict[str, Any] = {}
    if known is not None and known.digest == digest(value):
        type, info = known.type, dict(known.info)
    if type == "File" or value is None:
        value = None
    elif type == "Date":
        value = ids.moment_as_given(str(value))
    elif type == "Json" or (type == "Object" and not deserialize and not isinstance(value, str)):
        value = to_json(value)
    return Variable(value=value, type=type, value_info=info)


def tell_all(case: int, values: Mapping[str, Any], types: Types, *, deserialize: bool = True) -> Told:
    """Return the variables of a case."""
    return {name: tell(name, value, types.get((case, name)), deserialize=deserialize) for name, value in values.items()}


def tell_case(case: Case, values: Mapping[str, Any], *, deserialize: bool = True) -> Told:
    """Return variables of one case. One query."""
    return tell_all(case.pk, values, types_of([case.pk]), deserialize=deserialize)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) < 60 else text[:57] + "…"
