"""Reads what somebody sent: every field checked on the server, whatever the page let through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gorel.core.problems import Problem
from gorel.forms import conditions, paths
from gorel.forms.kinds import KINDS
from gorel.forms.schema import Component, Schema, parse
from gorel.forms.shown import Wrong


@dataclass(frozen=True, slots=True)
class Answer:
    """What was sent.

    Shape: values are nested as the keys' dots say; where a problem is, the value is the text as it was typed, so that
    it can be shown again. Use them only when `is_good`. Hidden fields are None; fields that only show are left out.
    """

    values: dict[str, Any]
    problems: dict[str, Problem] = field(default_factory=dict)

    @property
    def is_good(self) -> bool:
        return not self.problems


def read(
    schema: Schema | Mapping[str, Any], post: Mapping[str, Any], *, known: Mapping[str, Any] | None = None
) -> Answer:
    """Return the values of *post* (a QueryDict, or a plain dictionary) with a problem per wrong field.

    Shape: *known* is what conditions may speak of beside the fields: the values that the form was shown with.
    """
    schema, known = parse(schema), known or {}
    values: dict[str, Any] = {}
    problems: dict[str, Problem] = {}
    for key, component in schema.fields.items():
        if conditions.is_readonly(component, known):
            continue
        given = _texts(post, key)
        try:
            value = KINDS[component.kind].read(component, given)
        except Wrong as wrong:
            problems[key] = wrong.problem
            value = _as_typed(component, given)
        paths.put(values, key, value)
    gone = conditions.hidden(schema, {**known, **values})
    cleared = conditions.cleared(schema, gone)
    for key in cleared:
        if paths.find(values, key) is not None:
            paths.put(values, key, None)
    return Answer(values=values, problems={key: one for key, one in problems.items() if key not in cleared})


def _texts(post: Mapping[str, Any], key: str) -> list[str]:
    given = post.getlist(key) if hasattr(post, "getlist") else post.get(key)
    if given is None:
        return []
    if isinstance(given, Sequence) and not isinstance(given, str):
        return [str(one) for one in given]
    return [str(given)]


def _as_typed(component: Component, given: list[str]) -> Any:
    if component.kind == "checklist":
        return given[: len(component.options)]
    if component.kind == "checkbox":
        return False
    return given[0][:20_000] if given else None
