"""What a case brought with it to a task: what it began with and what colleagues answered, each as its own form says it.

Who decides reads the application here. What the process marks as personal is left out, and opened on the case's page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.safestring import SafeString

from gorel import forms
from gorel.cases.models import Task
from gorel.core.say import Language
from gorel.desk import masking, schemas
from gorel.desk.steps import steps
from gorel.forms.schema import Component


@dataclass(frozen=True, slots=True)
class Brought:
    """The answers to one form. Shape: title is the step's name; hides where something personal is left out."""

    title: str
    answers: SafeString
    hides: bool


def brought(task: Task, seen: Mapping[str, Any], language: Language, *, is_blind: bool = False) -> list[Brought]:
    """Return what *task*'s case has been told in forms before, in order. Two queries, and one for each form.

    Shape: *seen* are the variables that the task sees. Who gives a second opinion sees no colleague's answer.
    """
    known = steps(task.case.process)
    asked = {one.id: (one.said, one.form) for one in known.by_id.values() if one.kind == "startEvent" and one.form}
    if not is_blind:
        done = task.case.tasks.filter(state=Task.COMPLETED).exclude(form="").exclude(element=task.element)
        asked |= {one.element: (known.find(one.element).said, one.form) for one in done.order_by("closed_at", "pk")}
    if not asked:
        return []
    hidden = masking.names(task.case)
    found = []
    for title, form in asked.values():
        whole = schemas.named(form, task.case.organisation_id)
        if not any(_first(one) in seen for one in whole.walk()):
            continue  # the case began in another way than by this form
        shown = replace(whole, components=_without(whole.components, hidden))
        hides = any(_first(one) in hidden for one in whole.walk())
        found.append(Brought(title, forms.render(shown, dict(seen), language=language, readonly=True), hides))
    return found


def _first(component: Component) -> str:
    """Return the variable that the component's answer stands in; "" where nothing is answered."""
    return component.key.partition(".")[0]


def _without(components: tuple[Component, ...], hidden: frozenset[str]) -> tuple[Component, ...]:
    return tuple(
        replace(one, children=_without(one.children, hidden)) for one in components if _first(one) not in hidden
    )
