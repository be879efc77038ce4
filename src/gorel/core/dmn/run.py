"""What one evaluation of a model carries: FEEL's own run, and who is being evaluated, remembered and recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gorel.core.feel.run import Run as FeelRun
from gorel.core.feel.run import Site
from gorel.core.problems import Place, Problem

Scope = dict[str, Any]
PROBLEMS = 100  # problems that one evaluation keeps
NOWHERE = Place()


class Run(FeelRun):
    """One evaluation of a model.

    Shape: `at` is where in the model FEEL is working; `values` remembers what each element came to, by its address;
    `given` holds the caller's inputs; `trace` collects the steps of an explanation, or is None, and `tables` what the
    tables of the step at hand did.
    """

    __slots__ = ("at", "depth", "given", "is_json", "tables", "trace", "values")

    def __init__(
        self,
        given: Mapping[str, Any],
        *,
        now: int | None = None,
        seed: int = 0,
        zone: str = "UTC",
        trace: list[dict[str, Any]] | None = None,
        is_json: bool = False,
    ) -> None:
        super().__init__(now=now, seed=seed, zone=zone)
        self.at = NOWHERE
        self.depth = 0
        self.is_json = is_json
        self.given = given
        self.trace = trace
        self.tables: list[dict[str, Any]] = []
        self.values: dict[tuple[str, str], Any] = {}

    def warn(self, site: Site | None, code: str, **values: Any) -> None:
        """Note why FEEL made something null, and where in the model."""
        if len(self.warnings) < PROBLEMS:
            at = self.at
            if site:
                values.setdefault("text", site.text())
            position = site.node.start if site else None
            place = Place(element=at.element, name=at.name, part=at.part, line=at.line, position=position)
            self.warnings.append(Problem(code, place, values, severity="warning"))

    def note(self, code: str, place: Place, severity: str = "error", **values: Any) -> None:
        """Note what a table or the model itself could not answer."""
        if len(self.warnings) < PROBLEMS:
            self.warnings.append(Problem(code, place, values, severity))

    def note_not_allowed(self, place: Place, column: str, value: Any) -> None:
        """Note a value that the model does not allow; one that is empty is said to be so."""
        if value == "":
            self.note("dmn.input-empty", place, column=column)
        else:
            self.note("dmn.input-not-allowed", place, column=column, value=str(value))


Evaluated = Callable[[Scope, Run], Any]
"""Something compiled: called with the values in scope and the run, it answers a FEEL value and never raises."""
