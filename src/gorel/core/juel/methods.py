"""The named list of harmless methods that expressions may call on texts, lists, maps and moments; nothing else."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec

from gorel.core.feel.problems import Failure
from gorel.core.feel.regex import compile_pattern
from gorel.core.feel.run import LimitReached
from gorel.core.juel.coerce import boolean, number, text
from gorel.core.juel.errors import error
from gorel.core.juel.moments import Moment

Method = Callable[..., Any]
MAX_TEXT = 1_000_000
_JSON = msgspec.json.Decoder(float_hook=Decimal)


def call(target: Any, name: str, arguments: list[Any]) -> Any:
    """Return `target.name(arguments)`. Errors: JuelError "juel.unknown-method", "juel.bad-arguments"."""
    if isinstance(target, Moment):
        return target.call(name, arguments)
    table = _table(target)
    method = table.get(name)
    if method is None:
        raise error("juel.unknown-method", name=name)
    try:
        return method(target, *arguments)
    except (TypeError, ValueError, IndexError, KeyError, ArithmeticError, Failure, LimitReached):
        raise error("juel.bad-arguments", name=name) from None


def read_json(value: Any) -> Any:
    """Return what a text says as JSON; what is JSON already stays. Errors: JuelError "juel.bad-arguments"."""
    if not isinstance(value, str):
        return value
    try:
        return _JSON.decode(value)
    except msgspec.DecodeError:
        raise error("juel.bad-arguments", name="S") from None


def _table(target: Any) -> dict[str, Method]:
    if isinstance(target, str):
        return TEXT
    if isinstance(target, list):
        return LIST
    if isinstance(target, dict):
        return MAP
    if isinstance(target, bool) or target is None:
        return ANY
    return NUMBER


def _index(target: list[Any], at: Any) -> Any:
    place = int(number(at))
    if place < 0:
        raise IndexError
    return target[place]


def _substring(target: str, begin: Any, end: Any = None) -> str:
    first, last = int(number(begin)), len(target) if end is None else int(number(end))
    if not 0 <= first <= last <= len(target):
        raise IndexError
    return target[first:last]


def _replace(target: str, old: Any, new: Any) -> str:
    found = target.replace(text(old), text(new))
    if len(found) > MAX_TEXT:
        raise ValueError
    return found


def _equals(target: Any, other: Any) -> bool:
    return bool(type(target) is type(other) and target == other)


def _concat(target: str, other: Any) -> str:
    if len(target) > MAX_TEXT:
        raise ValueError
    return target + text(other)


def _matches(target: str, pattern: Any) -> bool:
    return compile_pattern(f"^(?:{text(pattern)})$").search(target) is not None


ANY: dict[str, Method] = {
    "toString": text,
    "equals": _equals,
    # What was read as JSON answers as the older dialect's wrapper of it (Spin) does.
    "value": lambda it: it,
    "stringValue": text,
    "numberValue": number,
    "boolValue": boolean,
}
TEXT: dict[str, Method] = {
    **ANY,
    "length": len,
    "isEmpty": lambda s: s == "",
    "isBlank": lambda s: s.strip() == "",
    "trim": str.strip,
    "strip": str.strip,
    "toLowerCase": str.lower,
    "toUpperCase": str.upper,
    "contains": lambda s, part: text(part) in s,
    "startsWith": lambda s, part: s.startswith(text(part)),
    "endsWith": lambda s, part: s.endswith(text(part)),
    "indexOf": lambda s, part: s.find(text(part)),
    "lastIndexOf": lambda s, part: s.rfind(text(part)),
    "equalsIgnoreCase": lambda s, other: isinstance(other, str) and s.casefold() == other.casefold(),
    "substring": _substring,
    "replace": _replace,
    "concat": _concat,
    "charAt": lambda s, at: _substring(s, at, int(number(at)) + 1),
    "compareTo": lambda s, other: (s > text(other)) - (s < text(other)),
    "split": lambda s, by: s.split(text(by)),
    "matches": _matches,
}
LIST: dict[str, Method] = {
    **ANY,
    "size": len,
    "isEmpty": lambda items: not items,
    "contains": lambda items, item: item in items,
    "get": _index,
    "indexOf": lambda items, item: items.index(item) if item in items else -1,
    "subList": lambda items, begin, end: items[int(number(begin)) : int(number(end))],
    "elements": list,
}
MAP: dict[str, Method] = {
    **ANY,
    "size": len,
    "isEmpty": lambda entries: not entries,
    "get": lambda entries, key: entries.get(text(key)),
    "getOrDefault": lambda entries, key, other: entries.get(text(key), other),
    "containsKey": lambda entries, key: text(key) in entries,
    "containsValue": lambda entries, value: value in entries.values(),
    "keySet": lambda entries: list(entries),
    "values": lambda entries: list(entries.values()),
    "prop": lambda entries, key: entries[text(key)],
    "hasProp": lambda entries, key: text(key) in entries,
    "fieldNames": list,
}
NUMBER: dict[str, Method] = {
    **ANY,
    "intValue": lambda n: int(number(n)),
    "longValue": lambda n: int(number(n)),
    "doubleValue": lambda n: Decimal(n),
    "compareTo": lambda n, other: (n > number(other)) - (n < number(other)),
}
