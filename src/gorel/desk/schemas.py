"""The form of a task, the newest of its organisation or else of everybody; and the values that it starts from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from gorel import forms
from gorel.cases import queries
from gorel.cases.models import Case, Resource, Task
from gorel.core import engine


def form_of(task: Task) -> forms.Schema:
    """Return the task's form; an empty one when it has none, or names one that is not deployed."""
    return named(task.form, task.case.organisation_id)


def named(form: str, organisation_id: int | None) -> forms.Schema:
    """Return the form of that id, the organisation's own or else everybody's; an empty one when there is none."""
    if not form:
        return forms.parse({"components": []})
    known = Resource.objects.filter(kind="form", key=form).order_by("-version")
    own = known.filter(organisation_id=organisation_id).first() if organisation_id else None
    found = own or known.filter(organisation=None).first()
    return forms.parse(json.loads(bytes(found.content)) if found else {"components": []})


def variables(case: Case, key: int | None = None) -> Mapping[str, Any]:
    """Return the variables of a case, or those that the work with *key* in it sees; the case's when that is over."""
    try:
        return queries.variables(case, key)
    except engine.IllegalEvent:  # it was closed between the reading of its row and of its case
        return queries.variables(case)


def start_values(schema: forms.Schema, seen: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the form starts with: the case's own values under the keys of its fields, and all for conditions.

    A task that comes a second time must not start with the answers of the first.
    """
    answered = {key.split(".")[0] for key, field in schema.fields.items() if not field.raw.get("readonly")}
    return {name: value for name, value in seen.items() if name not in answered}
