"""Values under dotted keys: `person.name` is `{"person": {"name": …}}`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def find(values: Mapping[str, Any], path: str) -> Any:
    """Return the value at *path*, None when there is none."""
    here: Any = values
    for step in path.split("."):
        if not isinstance(here, Mapping):
            return None
        here = here.get(step)
    return here


def put(values: dict[str, Any], path: str, value: Any) -> None:
    """Set the value at *path* in *values*, making the dictionaries on the way."""
    *way, last = path.split(".")
    here = values
    for step in way:
        inner = here.get(step)
        if not isinstance(inner, dict):
            inner = here[step] = {}
        here = inner
    here[last] = value


def copy(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return *values* with dictionaries of their own, so that `put` changes nobody else's."""
    return {key: copy(value) if isinstance(value, Mapping) else value for key, value in values.items()}
