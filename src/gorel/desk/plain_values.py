"""Values of a case as people read and write them."""

from __future__ import annotations

import json
from typing import Any

from gorel.cases.values import from_json, to_json
from gorel.core.time_words import say_moment
from gorel.ground.language import spoken


def read(text: str) -> Any:
    """Return the value that a person wrote: JSON, or else the text as it stands."""
    text = text.strip()
    try:
        return from_json(text) if text else None
    except ValueError:
        return text


def shown(value: Any) -> str:
    """Return a value as a person reads it where nobody writes it: a day or a moment in words."""
    return (say_moment(value, spoken()) if isinstance(value, str) else None) or write(value)


def write(value: Any) -> str:
    """Return a value as a person reads and writes it; `read` reads it back."""
    if isinstance(value, str) and read(value) == value:
        return value
    return json.dumps(json.loads(to_json(value)), ensure_ascii=False, indent=2)
