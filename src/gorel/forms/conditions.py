"""What is hidden or read-only, by FEEL over the values that the form knows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from gorel.core import feel
from gorel.forms import paths
from gorel.forms.schema import Component, Schema
from gorel.ground import clock


def holds(condition: str, values: Mapping[str, Any]) -> bool:
    """Return whether a FEEL condition (`=…`) is true of *values*; null and everything else is not."""
    result = _compiled(condition.removeprefix("=")).evaluate(_Known(values), now=clock.instant())
    return result.value is True


def trouble(condition: str) -> str:
    """Return why a condition cannot be read, or nothing."""
    try:
        _compiled(condition.removeprefix("="))
    except Exception as error:  # the text is anybody's; whatever the reader says is what is wrong
        return str(error) or type(error).__name__
    return ""


def is_readonly(component: Component, values: Mapping[str, Any]) -> bool:
    """Return whether the field only shows its value."""
    given = component.raw.get("readonly") or component.raw.get("disabled") or False
    return holds(given, values) if isinstance(given, str) else bool(given)


def hidden(schema: Schema, values: Mapping[str, Any]) -> set[str]:
    """Return the ids of all components that *values* hide.

    A hidden field has no value, which may hide others: repeated until nothing changes, at most once per component.
    """
    conditioned = [component for component in schema.walk() if component.hide]
    gone: set[str] = set()
    for _ in range(len(conditioned) + 1):
        known = without(schema, values, gone)
        now_gone = {component.id for component in conditioned if holds(component.hide, around(component, known))}
        if now_gone == gone:
            break
        gone = now_gone
    return gone


def around(component: Component, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a condition of *component* may speak of: all values, and before them those of its own row.

    Shape: `this` is the row and `parent` what it stands in, as form-js calls them.
    """
    if not component.scope:
        return values
    row = paths.find(values, component.scope)
    row = row if isinstance(row, dict) else {}
    outer = paths.find(values, component.scope.rpartition(".")[0]) if "." in component.scope else values
    return {**values, **row, "this": row, "parent": outer or {}}


def without(schema: Schema, values: Mapping[str, Any], gone: set[str]) -> dict[str, Any]:
    """Return *values* with those of hidden fields, and of fields in hidden groups, as None."""
    known = paths.copy(values)
    for component in _inside(schema.components, gone, is_gone=False):
        if component.key and paths.find(known, component.key) is not None:
            paths.put(known, component.key, None)
    return known


def cleared(schema: Schema, gone: set[str]) -> set[str]:
    """Return the keys of all fields that are hidden themselves or by their group."""
    return {component.key for component in _inside(schema.components, gone, is_gone=False) if component.key}


def asks(schema: Schema, condition: str, scope: str = "") -> list[Component]:
    """Return the fields of the same form, and of the same row, that *condition* speaks of."""
    fields = [one for one in schema.fields.values() if one.scope in ("", scope)]
    return [
        one for one in fields
        if re.search(rf"(?<![\w.])(?:this\.)?{re.escape(one.local)}(?!\w)", condition)
    ]  # fmt: skip


@lru_cache(maxsize=1024)
def _compiled(text: str) -> feel.Expression:
    return feel.compile(text)


class _Known(dict[str, Any]):
    """Values where a name that nobody has given is null, as form-js sees it."""

    def __missing__(self, key: str) -> None:
        return None

    def __contains__(self, key: object) -> bool:
        return True


def _inside(components: tuple[Component, ...], gone: set[str], *, is_gone: bool) -> list[Component]:
    found = []
    for component in components:
        here = is_gone or component.id in gone
        if here:
            found.append(component)
        found += _inside(component.children, gone, is_gone=here)
    return found
