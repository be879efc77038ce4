"""Lists whose rows people add and take away: each row is the list's own fields once more, under `list[0].field`.

A schema with lists is spread out over the rows that there are before it is read or shown; to all else a row's fields
are fields as any other. Rows are added and taken away by buttons that send the whole form, so that it works without
script; nothing is sent further then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gorel.forms import paths
from gorel.forms.schema import LIST, ROW, Component, Schema

MOST_ROWS = 50
COUNT, ADD, TAKE = ".rows", "add-row", "take-row"  # of a list's hidden field, and the names of the buttons


def spread(schema: Schema, counts: Mapping[str, int]) -> Schema:
    """Return the schema with each list spread over its rows. Shape: counts are by the list's whole key."""
    return _by(schema, lambda one: counts.get(one.key, 0))


def once(schema: Schema) -> Schema:
    """Return the schema with one row in each list: all that may be asked."""
    return _by(schema, lambda _one: 1)


def shown(schema: Schema, values: Mapping[str, Any]) -> Schema:
    """Return the schema spread over the rows of *values*; a list that nobody has answered has its first rows."""
    return _by(schema, lambda one: len(found) if isinstance(found := paths.find(values, one.key), list) else first(one))


def sent(schema: Schema, post: Mapping[str, Any]) -> Schema:
    """Return the schema spread over the rows that were sent."""
    return _by(schema, lambda one: _count(post.get(one.key + COUNT)))


def edited(schema: Schema, post: Mapping[str, Any], values: dict[str, Any]) -> bool:
    """Add or take away the row that a button asks for, in *values*. Return whether one did."""
    lists = {one.key: one for one in schema.walk() if one.kind == LIST}
    if (key := post.get(ADD)) in lists:
        rows = paths.find(values, key)
        rows = rows if isinstance(rows, list) else []
        paths.put(values, key, [*rows, {}][:MOST_ROWS])
        return True
    key, _sign, number = str(post.get(TAKE) or "").rpartition("#")
    if key in lists and number.isdecimal():
        rows = paths.find(values, key)
        rows = rows if isinstance(rows, list) else []
        paths.put(values, key, [row for at, row in enumerate(rows) if at != int(number)])
        return True
    return False


def first(component: Component) -> int:
    """Return how many rows a list begins with."""
    said = component.raw.get("defaultRepetitions", 1)
    return min(int(said), MOST_ROWS) if isinstance(said, int) and said >= 0 else 1


def _by(schema: Schema, count: Any) -> Schema:
    """Spread the outer lists first: the rows of a list in a list are known once their own row is."""
    done: dict[str, int] = {}
    for _depth in range(4):
        lists = [one for one in schema.walk() if one.kind == LIST and one.key not in done]
        if not lists:
            break
        done |= {one.key: count(one) for one in lists}
        schema = Schema(schema.id, tuple(_spread(one, done) for one in schema.components))
    return schema


def _count(said: Any) -> int:
    return min(int(said), MOST_ROWS) if isinstance(said, str) and said.isdecimal() and len(said) < 5 else 0


def _spread(component: Component, counts: Mapping[str, int]) -> Component:
    if component.kind != LIST or component.template is None:
        return replace(component, children=tuple(_spread(one, counts) for one in component.children))
    if component.key not in counts:
        return component
    rows = tuple(_row(component, number) for number in range(counts[component.key]))
    return replace(component, children=tuple(_spread(one, counts) for one in rows))


def _row(component: Component, number: int) -> Component:
    scope = f"{component.key}[{number}]"
    children = tuple(_under(one, component.key, scope) for one in component.template or ())
    return Component(ROW, "", component.raw, children=children, scope=scope)


def _under(component: Component, key: str, scope: str) -> Component:
    """Return a component of a list's row: its key, and all keys in it, begin with the row's."""
    inner = tuple(_under(one, key, scope) for one in component.children)
    template = None if component.template is None else tuple(_under(one, key, scope) for one in component.template)
    moved = f"{scope}{component.key.removeprefix(key)}" if component.key else ""
    return replace(component, key=moved, children=inner, template=template, scope=scope)
