"""What may stand in a case's variables, and how it becomes text for the database and comes back.

Variables are JSON: None, bool, int, Decimal, str, list, dict. A page or an ability may hand over more; it is made
plain here, once, on its way in. A float is taken at its shortest decimal text, so 0.1 means 0.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

import msgspec

try:
    from django.utils.functional import Promise
except ModuleNotFoundError:  # a robot on another machine has no web parts, and so no texts that are said later

    class Promise:  # type: ignore[no-redef]
        """Never met."""


_ENCODER = msgspec.json.Encoder(decimal_format="number")
_DECODER = msgspec.json.Decoder(float_hook=Decimal)


_AS_IT_IS = frozenset({int, str, bool, type(None)})
_PLAIN = _AS_IT_IS | {Decimal}


def plain(value: Any) -> Any:
    """Return *value* as JSON values.

    Shape: dates and moments become ISO 8601 texts with offset, durations seconds, a struct the dict of what it sets.
    Errors: TypeError for a moment without offset, and for what is no data (a model's row: give its uid).
    """
    kind = type(value)
    if kind in _PLAIN:
        return value
    # Nearly all is of just these kinds; to ask what else it could be takes several times as long.
    if kind is dict:
        return {str(key): item if type(item) in _PLAIN else plain(item) for key, item in value.items()}
    if kind is list or kind is tuple:
        return [item if type(item) in _PLAIN else plain(item) for item in value]
    if isinstance(value, str | int | Decimal):
        return value.value if isinstance(value, Enum) else value
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise TypeError(f"{value!r} has no offset; business time comes from gorel.ground.clock")
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return plain(value.total_seconds())
    if isinstance(value, UUID | Promise):
        return str(value)
    if isinstance(value, msgspec.Struct):
        fields = ((name, getattr(value, name)) for name in value.__struct_fields__)
        return {name: plain(field) for name, field in fields if field is not msgspec.UNSET}
    if isinstance(value, Enum):
        return plain(value.value)
    raise TypeError(f"a case cannot hold {value!r}; give plain values and the uids of rows")


def whole(value: Any) -> Any:
    """Return JSON values with every whole Decimal as an int, as typed Python code expects them."""
    if type(value) in _AS_IT_IS:
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and abs(value) < 10**34 else value
    if isinstance(value, Mapping):
        return {key: whole(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [whole(item) for item in value]
    return value


def to_json(value: Any) -> str:
    """Return *value* as JSON text; decimals are numbers with all their digits."""
    return _ENCODER.encode(value).decode()


def from_json(text: str) -> Any:
    """Return what `to_json` wrote; numbers with a fraction come back as Decimal."""
    return _DECODER.decode(text)
