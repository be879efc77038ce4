"""What an answer is made of: a word for each field, compared over the whole answer.

A word ends with `?` where null may stand in its place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.test import Client

BYTES, NOTHING = object(), None

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d{4}")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def _is_uuid(value: Any) -> bool:
    try:
        return str(UUID(value)) == value
    except (ValueError, AttributeError, TypeError):
        return False


def _is_place(value: Any) -> bool:
    """The uid of a case, alone or with the number of something in it."""
    if not isinstance(value, str):
        return False
    head, dot, tail = value.partition(".")
    return _is_uuid(head) and (not dot or tail.isdigit())


WORDS = {
    "id": _is_uuid,
    "place": _is_place,
    "moment": lambda value: isinstance(value, str) and _MOMENT.fullmatch(value) is not None,
    "instant": lambda value: isinstance(value, str) and _INSTANT.fullmatch(value) is not None,
    "key": lambda value: isinstance(value, str) and value.isdigit(),
    "text": lambda value: isinstance(value, str),
    "count": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "flag": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "list": lambda value: isinstance(value, list),
    "texts": lambda value: isinstance(value, list) and all(isinstance(one, str) for one in value),
    "map": lambda value: isinstance(value, dict),
    "any": lambda value: True,
}


def differences(value: Any, shape: Any, at: str = "") -> list[str]:
    """Return where *value* is not of *shape*, in a word each.

    Shape: a string is one of `WORDS`, or fields as `name:word name:word …`; a list is at least one of its first; a
    dictionary is fields by name.
    """
    if isinstance(shape, list):
        if not isinstance(value, list) or not value:
            return [f"{at}: at least one was expected, not {value!r}"]
        return [said for number, one in enumerate(value) for said in differences(one, shape[0], f"{at}[{number}]")]
    if isinstance(shape, str) and ":" in shape:
        shape = dict(pair.split(":") for pair in shape.split())
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            return [f"{at}: fields were expected, not {value!r}"]
        found = [f"{at}.{name} is missing" for name in shape if name not in value]
        found += [f"{at}.{name} is too much" for name in value if name not in shape]
        return found + [
            said
            for name, word in shape.items()
            if name in value
            for said in differences(value[name], word, f"{at}.{name}")
        ]
    word, may_lack = shape.removesuffix("?"), shape.endswith("?")
    if (value is None and may_lack) or WORDS[word](value):
        return []
    return [f"{at} is {value!r}, and not {shape}"]


def filled(what: Any, names: Mapping[str, Any]) -> Any:
    """Return *what* with names in the place of `{name}`; one that is nothing else becomes what it names."""
    if isinstance(what, str) and what.startswith("{") and what[1:-1] in names:
        return names[what[1:-1]]
    if isinstance(what, str):
        return what.format_map(names)
    if isinstance(what, list):
        return [filled(one, names) for one in what]
    return {key: filled(value, names) for key, value in what.items()} if isinstance(what, dict) else what


def asked(robot: Any, method: str, path: str, body: Any = None, *, files: dict[str, Any] | None = None) -> Any:
    """Call a robot's door as a robot does, with JSON or with *files*; return the whole answer."""
    url, more = robot.prefix + path, {"HTTP_AUTHORIZATION": f"Bearer {robot.secret}"}
    if files is not None:
        return Client().post(url, files, **more)
    data = b"" if body is None else json.dumps(body).encode()
    return Client().generic(method, url, data=data, content_type="application/json", **more)


def wrong(answer: Any, shape: Any, at: str) -> list[str]:
    """Return where an answer is not as it should be. Shape: NOTHING is 204, BYTES any content."""
    if answer.status_code != (204 if shape is NOTHING else 200):
        return [f"{at}: {answer.status_code} {answer.content.decode()[:300]}"]
    if shape is NOTHING:
        return [f"{at}: {answer.content!r}"] if answer.content else []
    if shape is BYTES:
        return [] if answer.content else [f"{at}: nothing"]
    if answer.headers["Content-Type"] != "application/json":
        return [f"{at}: {answer.headers['Content-Type']}"]
    return differences(answer.json(), shape, at)
