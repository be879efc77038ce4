"""The names that conditions and texts of a draft may use, each with a sample: what forms ask, what rules answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from gorel import forms
from gorel.core.bpmn.model import Expression
from gorel.desk.workshop import files as sets
from gorel.desk.workshop import tables

SAMPLES: dict[str, Any] = {"number": 12, "checkbox": True, "checklist": [], "datetime": "2021-10-04"}


def names(files: Mapping[str, bytes]) -> dict[str, Any]:
    """Return the names by which the draft's cases know things, with a sample value each, in the order of the files."""
    found: dict[str, Any] = {}
    for data in sets.of_kind(files, "form").values():
        try:
            schema = forms.parse(json.loads(data))
        except (ValueError, AttributeError, TypeError):
            continue  # the findings say so
        for key, field in schema.fields.items():
            value = (
                field.options[0].value if field.options and field.kind != "checklist" else SAMPLES.get(field.kind, "")
            )
            found.setdefault(key.partition(".")[0], {} if "." in key else value)
    for data in sets.of_kind(files, "rules").values():
        for name, type_ in tables.inputs(data):
            found.setdefault(name, {"number": 12, "boolean": True, "date": "2021-10-04"}.get(type_, ""))
    drawn = sets.definitions(files)
    process = drawn.process() if drawn else None
    for node in process.nodes if process else ():
        if node.rule and node.rule.result:
            found.setdefault(node.rule.result, "")
        if node.script and node.script.result:
            found.setdefault(node.script.result, 12)
        for output in node.outputs:
            if isinstance(output.source, Expression):
                found.setdefault(output.target.partition(".")[0], "")
    return found
