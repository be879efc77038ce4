"""Functions of contexts. Source: DMN 1.5 §10.3.4.9."""

from __future__ import annotations

from typing import Any

from gorel.core.feel.compare import kind_of
from gorel.core.feel.problems import Failure
from gorel.core.feel.registry import builtin
from gorel.core.feel.run import Run


@builtin("get value", "m: context, key: string")
def get_value(run: Run, m: dict[str, Any], key: str) -> Any:
    return m.get(key)


@builtin("get entries", "m: context")
def get_entries(run: Run, m: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"key": key, "value": value} for key, value in m.items()]


@builtin("context", "entries: list")
def context(run: Run, entries: list[Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    run.charge(len(entries))
    for entry in entries:
        if not isinstance(entry, dict) or "key" not in entry or "value" not in entry:
            raise Failure("feel.context-entry")
        key = entry["key"]
        if not isinstance(key, str):
            raise Failure("feel.context-entry")
        if key in made:
            raise Failure("feel.duplicate-key", name=key)
        made[key] = entry["value"]
    return made


@builtin("context put", "context: context, key: string, value: any")
def context_put(run: Run, context: dict[str, Any], key: str, value: Any) -> dict[str, Any]:
    run.charge(len(context))
    return {**context, key: value}


@builtin("context put", "context: context, keys: list, value: any")
def context_put_path(run: Run, context: dict[str, Any], keys: list[Any], value: Any) -> dict[str, Any]:
    """Put the value at a path of entries that are contexts."""
    return put_at(run, context, keys, value, makes_contexts=False)


def put_at(run: Run, context: dict[str, Any], keys: list[Any], value: Any, *, makes_contexts: bool) -> dict[str, Any]:
    """Return the context with a value at a path; contexts that the path lacks may be made."""
    if not keys or not all(isinstance(key, str) for key in keys):
        raise Failure("feel.context-keys")
    run.charge(len(context) + len(keys))
    key, rest = keys[0], keys[1:]
    if not rest:
        return {**context, key: value}
    inner = context.get(key)
    if inner is None and makes_contexts:
        inner = {}
    if not isinstance(inner, dict):
        raise Failure("feel.context-keys")
    return {**context, key: put_at(run, inner, rest, value, makes_contexts=makes_contexts)}


@builtin("context merge", "contexts: list")
def context_merge(run: Run, contexts: list[Any]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for one in contexts:
        if not isinstance(one, dict):
            raise Failure("feel.item-type", name="context merge", expected="context", found=kind_of(one))
        run.charge(len(one))
        merged.update(one)
    return merged
