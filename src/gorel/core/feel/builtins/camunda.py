"""Functions that Camunda's FEEL adds to the standard's; off in plain DMN.

`is defined` is compiled in place, because it asks about a name instead of a value. `uuid` and `random number` are made
of the run's seed and a counter, so that a step done again draws the same.
Source: docs.camunda.io, FEEL built-in functions.
"""

from __future__ import annotations

import base64
import hashlib
import json
from decimal import Decimal
from typing import Any

from gorel.core.feel import limits
from gorel.core.feel.builtins import contexts, lists
from gorel.core.feel.builtins.patterns import extract as all_matches
from gorel.core.feel.builtins.strings import joined
from gorel.core.feel.numbers import CONTEXT, integer
from gorel.core.feel.problems import Failure
from gorel.core.feel.registry import CAMUNDA, builtin
from gorel.core.feel.run import LimitReached, Run
from gorel.core.feel.string_form import literal_of, string_of
from gorel.core.feel.temporal import Date, DateTime
from gorel.core.feel.temporal.calendar import SECOND, days_in_month
from gorel.core.feel.temporal.moments import from_local_nanoseconds, in_zone
from gorel.core.feel.temporal.zones import zone

_DEEPEST_JSON = 100


@builtin("is defined", "value: any", table=CAMUNDA)
def is_defined(run: Run, value: Any) -> bool:
    """As a value (in a variable, passed on) it can only see null."""
    return value is not None


@builtin("get or else", "value: any, default: any", table=CAMUNDA)
def get_or_else(run: Run, value: Any, default: Any) -> Any:
    return default if value is None else value


@builtin("assert", "value: any, condition: any", table=CAMUNDA)
@builtin("assert", "value: any, condition: any, cause: string", table=CAMUNDA)
def assert_(run: Run, value: Any, condition: Any, cause: str = "") -> Any:
    """The value, or null with the cause as a warning when the condition is not true."""
    if condition is True:
        return value
    raise Failure("feel.assertion", cause=cause)


@builtin("get value", "context: context, key: string", table=CAMUNDA)
def get_value(run: Run, context: dict[str, Any], key: str) -> Any:
    return context.get(key)


@builtin("get value", "context: context, keys: list", table=CAMUNDA)
def get_value_at(run: Run, context: dict[str, Any], keys: list[Any]) -> Any:
    found: Any = context
    for key in keys:
        if not isinstance(found, dict) or not isinstance(key, str):
            return None
        found = found.get(key)
    return found


@builtin("get entries", "context: context", table=CAMUNDA)
def get_entries(run: Run, context: dict[str, Any]) -> list[dict[str, Any]]:
    return contexts.get_entries(run, context)


@builtin("context put", "context: context, keys: list, value: any", table=CAMUNDA)
def context_put(run: Run, context: dict[str, Any], keys: list[Any], value: Any) -> dict[str, Any]:
    return contexts.put_at(run, context, keys, value, makes_contexts=True)


@builtin("context merge", "contexts: list", table=CAMUNDA)
@builtin("context merge", "context...2: context", table=CAMUNDA)
def context_merge(run: Run, contexts_: list[Any]) -> dict[str, Any]:
    return contexts.context_merge(run, contexts_)


@builtin("is empty", "list: list", table=CAMUNDA)
def is_empty(run: Run, items: list[Any]) -> bool:
    return not items


@builtin("is blank", "string: string", table=CAMUNDA)
def is_blank(run: Run, string: str) -> bool:
    return not string.strip()


@builtin("trim", "string: string", table=CAMUNDA)
def trim(run: Run, string: str) -> str:
    return string.strip()


@builtin("extract", "string: string, pattern: string", table=CAMUNDA)
def extract(run: Run, string: str, pattern: str) -> list[Any]:
    return all_matches(run, string, pattern)


@builtin("string join", "list: list, delimiter: string|null, prefix: string|null, suffix: string|null", table=CAMUNDA)
def string_join(run: Run, items: list[Any], delimiter: str | None, prefix: str | None, suffix: str | None) -> str:
    return (prefix or "") + joined(run, items, delimiter or "") + (suffix or "")


@builtin("duplicate values", "list: list", table=CAMUNDA)
def duplicate_values(run: Run, items: list[Any]) -> list[Any]:
    return lists.duplicates(run, items)


@builtin("partition", "list: list, size: number", table=CAMUNDA)
def partition(run: Run, items: list[Any], size: Any) -> list[list[Any]]:
    """Lists of *size* items each, the last perhaps shorter."""
    width = integer(size)
    if width is None or width < 1:
        raise Failure("feel.argument-value", name="partition", found=str(size))
    run.charge(len(items))
    return [items[at : at + width] for at in range(0, len(items), width)]


@builtin("last day of month", "date: date|date and time", table=CAMUNDA)
def last_day_of_month(run: Run, date: Date | DateTime) -> Date:
    return Date(date.year, date.month, days_in_month(date.year, date.month))


@builtin("date and time", "date: date and time, timezone: string", table=CAMUNDA)
def date_and_time_in_zone(run: Run, moment: DateTime, timezone: str) -> DateTime | None:
    """The same instant on another zone's clock; a local time is taken as that zone's."""
    if zone(timezone) is None:
        raise Failure("feel.unknown-zone", zone=timezone)
    if moment.is_local:
        return from_local_nanoseconds(moment.local_seconds * SECOND + moment.nanosecond, None, timezone)
    return in_zone(moment.nanoseconds, timezone)


@builtin("cycle", "interval: days and time duration|years and months duration", table=CAMUNDA)
def cycle(run: Run, interval: Any) -> str:
    """An ISO 8601 repetition for ever, as timers take it."""
    return f"R/{string_of(interval)}"


@builtin("cycle", "repetitions: number|null, interval: days and time duration|years and months duration", table=CAMUNDA)
def cycle_of(run: Run, repetitions: Any, interval: Any) -> str:
    """As many repetitions; null is for ever."""
    if repetitions is None:
        return cycle(run, interval)
    times = integer(repetitions)
    if times is None or times < 0:
        raise Failure("feel.argument-value", name="cycle", found=str(repetitions))
    return f"R{times}/{string_of(interval)}"


@builtin("to json", "value: any", table=CAMUNDA)
def to_json(run: Run, value: Any) -> str:
    text = _json_text(value, 0)
    if len(text) > limits.CHARACTERS:
        raise LimitReached("feel.string-too-long", limit=limits.CHARACTERS)
    return text


def _json_text(value: Any, depth: int) -> str:
    """JSON keeps numbers as digits, so that no decimal is lost on the way."""
    if depth > _DEEPEST_JSON:
        raise Failure("feel.too-deep", limit=_DEEPEST_JSON)
    if value is None or isinstance(value, bool | Decimal | int):
        return literal_of(value)
    if isinstance(value, list):
        return "[" + ",".join(_json_text(item, depth + 1) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(key)}:{_json_text(item, depth + 1)}" for key, item in value.items()) + "}"
    return json.dumps(value if isinstance(value, str) else literal_of(value), ensure_ascii=False)


@builtin("from json", "value: string", table=CAMUNDA)
def from_json(run: Run, value: str) -> Any:
    run.charge(len(value) // 10)
    try:
        return json.loads(
            value,
            parse_float=CONTEXT.create_decimal,
            parse_int=CONTEXT.create_decimal,
            parse_constant=_refuse_constant,
        )
    except (ValueError, ArithmeticError, RecursionError):
        raise Failure("feel.bad-json") from None


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


@builtin("to base64", "value: string", table=CAMUNDA)
def to_base64(run: Run, value: str) -> str:
    return base64.b64encode(value.encode("utf-8", "surrogatepass")).decode("ascii")


@builtin("from base64", "value: string", table=CAMUNDA)
def from_base64(run: Run, value: str) -> str:
    try:
        return base64.b64decode(value, validate=True).decode("utf-8")
    except ValueError:
        raise Failure("feel.argument-value", name="from base64", found=value[:60]) from None


def _draw(run: Run) -> bytes:
    """Return 32 bytes made of the seed and of how often this evaluation has drawn."""
    run.drawn += 1
    return hashlib.blake2b(f"{run.seed}:{run.drawn}".encode(), digest_size=32).digest()


@builtin("uuid", table=CAMUNDA)
def uuid(run: Run) -> str:
    """A version 4 shape; its bits come from the seed."""
    raw = bytearray(_draw(run)[:16])
    raw[6] = raw[6] & 0x0F | 0x40
    raw[8] = raw[8] & 0x3F | 0x80
    text = raw.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


@builtin("random number", table=CAMUNDA)
def random_number(run: Run) -> Decimal:
    """At least 0 and less than 1."""
    return CONTEXT.divide(Decimal(int.from_bytes(_draw(run)[:7], "big")), Decimal(2**56))


@builtin("fromAi", "value: any", table=CAMUNDA)
@builtin("fromAi", "value: any, description: any", table=CAMUNDA)
@builtin("fromAi", "value: any, description: any, type: any", table=CAMUNDA)
@builtin("fromAi", "value: any, description: any, type: any, schema: any", table=CAMUNDA)
@builtin("fromAi", "value: any, description: any, type: any, schema: any, options: any", table=CAMUNDA)
def from_ai(run: Run, value: Any, *described: Any) -> Any:
    """The value itself; the rest describes it to an agent."""
    return value
