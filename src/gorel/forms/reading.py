"""Reads what somebody sent: every field checked on the server, whatever the page let through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gorel.core.problems import Problem
from gorel.forms import conditions, paths, repeating
from gorel.forms.kinds import KINDS
from gorel.forms.schema import FILES, LIST, Component, Schema, parse
from gorel.forms.shown import Wrong


@dataclass(frozen=True, slots=True)
class Answer:
    """What was sent.

    Shape: values are nested as the keys' dots say; where a problem is, the value is the text as it was typed, so that
    it can be shown again. Use them only when `is_good`. Hidden fields are None; fields that only show are left out.
    """

    values: dict[str, Any]
    problems: dict[str, Problem] = field(default_factory=dict)
    asks_again: bool = False  # a row was added or taken away: show the form with these values, and send nothing

    @property
    def is_good(self) -> bool:
        return not self.problems and not self.asks_again


def read(
    schema: Schema | Mapping[str, Any],
    post: Mapping[str, Any],
    *,
    known: Mapping[str, Any] | None = None,
    files: Mapping[str, Any] | None = None,
) -> Answer:
    """Return the values of *post* (a QueryDict, or a plain dictionary) with a problem per wrong field.

    Shape: *known* is what conditions may speak of beside the fields: the values that the form was shown with;
    *files* is `received.files(request)`.
    Side effects: files that can be taken are kept, loose until `bind_files`, also when something else is wrong.
    """
    schema, known = repeating.sent(parse(schema), post), known or {}
    values: dict[str, Any] = {}
    problems: dict[str, Problem] = {}
    for key, component in schema.fields.items():
        if conditions.is_readonly(component, conditions.around(component, known)):
            continue
        given = _files(post, files, key) if component.kind == FILES else _texts(post, key)
        try:
            value = KINDS[component.kind].read(component, given)
        except Wrong as wrong:
            problems[key] = wrong.problem
            value = wrong.value if component.kind == FILES else _as_typed(component, given)
        paths.put(values, key, value)
    gone = conditions.hidden(schema, {**known, **values})
    cleared = conditions.cleared(schema, gone)
    for key in cleared:
        if paths.find(values, key) is not None:
            paths.put(values, key, None)
    problems = {key: one for key, one in problems.items() if key not in cleared}
    _have_lists(schema, values, cleared)
    if repeating.edited(schema, post, values):
        return Answer(values=values, asks_again=True)
    _drop_empty(schema, values, problems)
    return Answer(values=values, problems=problems)


def _have_lists(schema: Schema, values: dict[str, Any], cleared: set[str]) -> None:
    """Give each list its rows, those that hold nothing but read-only fields too."""
    for component in schema.walk():
        if component.kind == LIST and component.key not in cleared:
            rows = paths.find(values, component.key) or []
            missing = len(component.children) - len(rows)
            paths.put(values, component.key, [*rows, *({} for _row in range(missing))])


def _drop_empty(schema: Schema, values: dict[str, Any], problems: dict[str, Problem]) -> None:
    """Take away rows at the end of a list in which nobody has written anything, and what is wrong with them."""
    for component in reversed(list(schema.walk())):
        if component.kind != LIST:
            continue
        rows = paths.find(values, component.key)
        while rows and _is_empty(rows[-1]):
            rows.pop()
            scope = f"{component.key}[{len(rows)}]"
            for key in [key for key in problems if key.startswith(scope)]:
                del problems[key]


def _is_empty(value: Any) -> bool:
    if isinstance(value, dict):
        return all(_is_empty(one) for one in value.values())
    if isinstance(value, list):
        return all(_is_empty(one) for one in value)
    return value in (None, "", False)


def _texts(post: Mapping[str, Any], key: str) -> list[str]:
    given = post.getlist(key) if hasattr(post, "getlist") else post.get(key)
    if given is None:
        return []
    if isinstance(given, Sequence) and not isinstance(given, str):
        return [str(one) for one in given]
    return [str(given)]


def _files(post: Mapping[str, Any], files: Mapping[str, Any] | None, key: str) -> list[Any]:
    """Return the tokens of kept files that are not to be left out, and after them the new files."""
    dropped = _texts(post, f"{key}.without")
    new = files.getlist(key) if files is not None and hasattr(files, "getlist") else []
    return [*(one for one in _texts(post, key) if one not in dropped), *new]


def _as_typed(component: Component, given: list[str]) -> Any:
    if component.kind == "checklist":
        return given[: len(component.options)]
    if component.kind == "checkbox":
        return False
    return given[0][:20_000] if given else None
