"""What the picture of a case shows: where it stands, the way it came, where it is stuck; and the same as a list."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from gorel.cases import programs
from gorel.cases.models import Case
from gorel.core.bpmn.picture import Overlay, way_of
from gorel.desk import pictures
from gorel.desk.standing import Standing
from gorel.desk.steps import Step, process_name, steps
from gorel.ground import diagrams


@dataclass(frozen=True, slots=True)
class Passed:
    """A step of the list beside the picture. Shape: state is "here", "stuck", "done", "cancelled" or ""."""

    step: Step
    state: str
    times: int
    waiting: str = ""


@dataclass(frozen=True)
class Marks:
    """What is drawn onto the picture, by element id, and the list for those who do not see it."""

    here: list[str]
    taken: list[str]
    stuck: list[str]
    steps: tuple[Passed, ...]

    @property
    def overlay(self) -> Overlay:
        """Return the same as the picture shows it: dots where the case stands, and how often where it came by again."""
        times = {one.step.id: one.times for one in self.steps}
        return way_of({one: times.get(one, 1) for one in [*self.taken, *self.here]}, self.here, self.stuck)


def marks(case: Case, standing: Standing) -> Marks:
    """Return what the picture of *case* shows. One query."""
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for row in case.log.exclude(element="").values("element", "kind").annotate(count=Count("pk")).order_by():
        counts[row["element"]][row["kind"]] = row["count"]
    stuck = sorted({wait.element for wait in standing.waits if wait.kind == "incident"})
    here = [element for element in standing.elements if element not in stuck]
    only_ways = programs.only_ways(case.process_id)
    implied = {only_ways[element] for element, kinds in counts.items() if "left" in kinds and element in only_ways}
    told = {element for element, kinds in counts.items() if kinds.keys() & {"entered", "left", "took"}}
    taken = sorted(told | implied)
    waiting = {wait.element: wait.text for wait in (*standing.waits, *standing.meanwhile)}
    listed = [
        Passed(step, _state(step.id, here, stuck, counts), counts[step.id].get("left", 0), waiting.get(step.id, ""))
        for step in steps(case.process).by_id.values()
        if step.name
    ]
    return Marks(here, [element for element in taken if element not in here], stuck, tuple(listed))


def shown(case: Case, standing: Standing, *, is_blind: bool) -> dict[str, Any]:
    """Return what the picture's part of a page needs. Whoever gives an opinion of their own is shown nothing."""
    if is_blind:
        return {"marks": None}
    found = marks(case, standing)
    label = _("The process “%(name)s” as a picture. The same stands in the list of steps.")
    label %= {"name": process_name(case.process)}
    return {"marks": found, "drawing": diagrams.show(pictures.picture(case.process), label, found.overlay)}


def _state(element: str, here: list[str], stuck: list[str], counts: dict[str, dict[str, int]]) -> str:
    if element in stuck:
        return "stuck"
    if element in here:
        return "here"
    kinds = counts.get(element, {})
    if kinds.get("left"):
        return "done"
    return "cancelled" if kinds.get("cancelled") else ""
