"""The names that conditions and texts of a draft may use, each with a sample: what forms ask, what rules answer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from gorel import forms
from gorel.core.bpmn.model import Expression
from gorel.desk.workshop import files as sets
from gorel.desk.workshop import tables

SAMPLES: dict[str, Any] = {"number": 12, "checkbox": True, "checklist": [], "datetime": "2021-10-04"}
FIELDS: dict[str, dict[str, Any]] = {  # how a form asks for what rules must be given, by its type
    "number": {"type": "number"},
    "boolean": {"type": "checkbox"},
    "date": {"type": "datetime", "subtype": "date"},
}


def names(files: Mapping[str, bytes]) -> dict[str, Any]:
    """Return the names by which the draft's cases know things, with a sample value each, in the order of the files."""
    found: dict[str, Any] = {}
    for name, value in (*_asked(files), *((one.name, _sample(one)) for one in _wanted(files)), *_answered(files)):
        found.setdefault(name, value)
    return found


def beginning(files: Mapping[str, bytes]) -> tuple[forms.Schema, dict[str, Any]]:
    """Return the questions that a case without a form of its own begins with, and a sample answer to each.

    Shape: one for each thing that rules must be given, but for what a step of the case finds out first.
    """
    later = {name for name, _value in (*_asked(files), *_answered(files))}
    wanted = {one.name: one for one in _wanted(files) if one.name not in later and "." not in one.name}
    asked = [
        {"key": one.name, "label": one.name}
        | (
            {"type": "select", "values": [{"value": text, "label": text} for text in one.allowed]}
            if one.allowed
            else FIELDS.get(one.type, {"type": "textfield"})
        )
        for one in wanted.values()
    ]
    return forms.parse({"components": asked}), {name: _sample(one) for name, one in wanted.items()}


def _asked(files: Mapping[str, bytes]) -> Iterator[tuple[str, Any]]:
    """Yield what forms ask people."""
    for data in sets.of_kind(files, "form").values():
        try:
            schema = forms.parse(json.loads(data))
        except (ValueError, AttributeError, TypeError):
            continue  # the findings say so
        for key, field in schema.fields.items():
            value = (
                field.options[0].value if field.options and field.kind != "checklist" else SAMPLES.get(field.kind, "")
            )
            yield key.partition(".")[0], {} if "." in key else value


def _wanted(files: Mapping[str, bytes]) -> Iterator[tables.Input]:
    """Yield what rules must be given."""
    for data in sets.of_kind(files, "rules").values():
        yield from tables.inputs(data)


def _answered(files: Mapping[str, bytes]) -> Iterator[tuple[str, Any]]:
    """Yield what steps save their answers as."""
    drawn = sets.definitions(files)
    process = drawn.process() if drawn else None
    for node in process.nodes if process else ():
        if node.rule and node.rule.result:
            yield node.rule.result, ""
        if node.script and node.script.result:
            yield node.script.result, 12
        for output in node.outputs:
            if isinstance(output.source, Expression):
                yield output.target.partition(".")[0], ""


def _sample(one: tables.Input) -> Any:
    return one.allowed[0] if one.allowed else {"number": 12, "boolean": True, "date": "2021-10-04"}.get(one.type, "")
