"""What can be wrong, as data: a stable code, a place, and values for a sentence that `core.say` says in two languages.

Findings of a model, incidents of a case and warnings of an expression share this one shape. Nothing here
formats text: the sentences stand in each package's `sentences.py` as {code: {"sv": template, "en": template}},
where a template is a `str.format_map` text over the values and the place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec


class Place(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a problem is; what does not apply is None.

    Shape: line and column count from 1; position is a 0-based offset into an expression's text.
    """

    element: str | None = None  # the id of a BPMN or DMN element
    name: str | None = None  # the name a person gave it
    part: str | None = None  # "condition", "input entry", "timer" …
    line: int | None = None
    column: int | None = None
    position: int | None = None


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that is wrong or doubtful.

    Shape: code is `area.kebab-case` and never changes its meaning; severity is "error" or "warning".
    """

    code: str
    where: Place = Place()
    values: Mapping[str, Any] = {}
    severity: str = "error"


class ModelError(Exception):
    """A model that cannot be used; carries all its problems at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(", ".join(sorted({problem.code for problem in self.problems})))
