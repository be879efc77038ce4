"""A field as it is about to be shown, and what an answer may be refused with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from gorel.core.problems import Problem
from gorel.core.say import Language
from gorel.forms.schema import Component


class Wrong(Exception):
    """An answer that cannot be taken."""

    def __init__(self, problem: Problem, value: Any = None) -> None:
        self.problem, self.value = problem, value  # value: what of the answer can be kept
        super().__init__(problem.code)


@dataclass(frozen=True, slots=True)
class Shown:
    """One field on its way to the page. Shape: describedby lists the ids of its help and error."""

    component: Component
    value: Any
    language: Language
    describedby: tuple[str, ...] = ()
    is_wrong: bool = False

    def attributes(self, **more: object) -> SafeString:
        """Return the attributes that every control of the field has, and *more*; None and False are left out."""
        common = {
            "name": self.component.key,
            "autocomplete": self.component.properties.get("autocomplete"),
            "aria-describedby": " ".join(self.describedby) or None,
            "aria-invalid": "true" if self.is_wrong else None,
        }
        return flat({**common, **{name.replace("_", "-"): value for name, value in more.items()}})


def flat(attributes: dict[str, object]) -> SafeString:
    """Return attributes as HTML: True stands alone, None and False are left out."""
    parts = []
    for name, value in attributes.items():
        if value is True:
            parts.append(format_html(" {}", name))
        elif value is not None and value is not False:
            parts.append(format_html(' {}="{}"', name, value))
    return mark_safe("".join(parts))  # noqa: S308 - each part is escaped by format_html
