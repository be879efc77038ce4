"""A stand-in for an ability in tests: it checks its input as the real one does, notes it, and answers as told.

with double("http.request", {"status": 200, "json": {"paid": True}}) as calls:
    worker.drain()
assert calls[0].url == "https://economy.example/invoices/7"
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import msgspec

from gorel.ability import registry
from gorel.ability.declare import Context, Doubt
from gorel.ability.fields import FieldOf, fields_of

Answer = Mapping[str, Any] | Doubt | Exception | Callable[[Any], Any] | None
EXAMPLES: dict[str, Any] = {"text": "…", "number": 1, "boolean": True, "list": [], "map": {}, "any": None}


@contextmanager
def double(type: str, answer: Answer = None) -> Iterator[list[Any]]:
    """Let a stand-in do jobs of *type* within; yields the list of what it was given.

    Shape: *answer* is fields of the output (those left out are made up by their kinds), a doubt, an exception to raise,
    or a function of the input that returns one of these; None makes up all.
    Errors: LookupError for an unknown type; msgspec.ValidationError at once for an answer that the ability cannot give.
    """
    real = registry.find(type)
    if real is None:
        raise LookupError(f"no ability is called {type!r}; import the module that declares it")
    calls: list[Any] = []

    def formed(wanted: Any) -> Any:
        if isinstance(wanted, Exception):
            raise wanted
        if isinstance(wanted, Doubt) or real.gives is None:
            return wanted if isinstance(wanted, Doubt) else None
        whole = {field.name: _example(field) for field in fields_of(real.gives) if field.required}
        return msgspec.convert({**whole, **dict(wanted or {})}, real.gives)

    def run(given: Any, context: Context) -> Any:
        calls.append(given)
        return formed(answer(given) if callable(answer) else answer)

    if isinstance(answer, Mapping):
        formed(answer)
    registry.replace(msgspec.structs.replace(real, run=run))
    try:
        yield calls
    finally:
        registry.replace(real)


def _example(field: FieldOf) -> Any:
    if field.choices:
        return field.choices[0]
    return {"date": "2020-10-21", "moment": "2020-10-21T09:00:00+02:00"}.get(field.kind, EXAMPLES.get(field.kind))
