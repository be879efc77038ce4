"""Abilities to try the worker with, and a record of what they did."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from gorel.ability import BusinessError, Context, Doubt, Refused, ability

NOW = datetime(2020, 10, 1, 7, 0, tzinfo=UTC)

CALLS: list[tuple[str, str]] = []  # (what, job key) in the order of doing
FAIL: dict[str, int] = {}  # what -> how many more times it fails


class Nothing(msgspec.Struct):
    """Takes no variable."""


class Number(msgspec.Struct):
    """Takes and gives one number."""

    n: int


def _try(what: str, context: Context) -> None:
    CALLS.append((what, context.job_key))
    if FAIL.get(what, 0) > 0:
        FAIL[what] -= 1
        raise RuntimeError(f"{what} fails for anna@example.org")


@ability("try.outside", title={"en": "Outside"}, about={"en": "Does nothing outside."})
def outside(given: Nothing, context: Context) -> None:
    _try("outside", context)


@ability("try.inside", title={"en": "Inside"}, about={"en": "Does nothing inside."}, transactional=True)
def inside(given: Nothing, context: Context) -> None:
    _try("inside", context)


@ability("try.count", title={"en": "Count"}, about={"en": "Adds one."}, transactional=True)
def count(given: Number, context: Context) -> Number:
    _try("count", context)
    return Number(n=given.n + 1)


@ability("try.doubt", title={"en": "Doubt"}, about={"en": "Doubts."})
def doubt(given: Nothing, context: Context) -> Doubt:
    _try("doubt", context)
    return Doubt(code="try.unsure", text={"sv": "Osäker.", "en": "Not sure."}, data={"seen": [1, 2]})


@ability("try.refuse", title={"en": "Refuse"}, about={"en": "Refuses."})
def refuse(given: Nothing, context: Context) -> None:
    _try("refuse", context)
    raise Refused("bertil@example.org is unknown", sv="bertil@example.org är okänd")


@ability("try.error", title={"en": "Err"}, about={"en": "Throws a business error."})
def error(given: Nothing, context: Context) -> None:
    _try("error", context)
    raise BusinessError("too-late")
