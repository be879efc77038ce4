"""Görel's DMN engine as the DMN TCK's runner asks for it: `load(paths) -> model`, `model.evaluate(name, inputs, kind)`.

Values go over as they are, but for two of the runner's own: its years and months duration, and temporal values that
Python's types cannot hold, which it passes as text.
"""

from __future__ import annotations

import pathlib
import time
from collections.abc import Mapping, Sequence
from typing import Any

from gorel.core import dmn
from gorel.core.feel import temporal

PARSE = {
    "date": temporal.parse_date,
    "time": temporal.parse_time,
    "datetime": temporal.parse_date_time,
    "dtd": temporal.parse_duration,
}


class Adapter:
    """One loaded model."""

    def __init__(self, model: dmn.Model) -> None:
        self.model = model

    def evaluate(self, name: str, inputs: Mapping[str, Any], kind: str) -> Any:
        """Return what the model answers; trouble is null."""
        given = {_name(key): _value(value) for key, value in inputs.items()}
        return self.model.evaluate(name, given, kind, now=time.time_ns() // 1000)


def load(paths: Sequence[pathlib.Path]) -> Adapter:
    """Read the model under test (first) and the files that it may import."""
    return Adapter(dmn.read([pathlib.Path(path).read_bytes() for path in paths]))


def _name(key: str) -> str:
    namespace = getattr(key, "namespace", None)
    return f"{{{namespace}}}{key}" if namespace else str(key)


def _value(value: Any) -> Any:
    if isinstance(value, list):
        return [_value(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _value(item) for key, item in value.items()}
    if type(value).__name__ == "YearMonth":
        return temporal.YearsMonths(value.months)
    if type(value).__name__ == "Wide":
        return PARSE[value.kind](value.text)
    return value
