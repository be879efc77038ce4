"""What the picture of a case shows: where it stands, the way it came, where it is stuck; and the same as a list."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count

from gorel.cases import programs
from gorel.cases.models import Case
from gorel.desk.standing import Standing
from gorel.desk.steps import Step, steps


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
    def json(self) -> str:
        """Return what the viewer marks, as it wants it."""
        return json.dumps({"here": self.here, "taken": self.taken, "incident": self.stuck})


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


def _state(element: str, here: list[str], stuck: list[str], counts: dict[str, dict[str, int]]) -> str:
    if element in stuck:
        return "stuck"
    if element in here:
        return "here"
    kinds = counts.get(element, {})
    if kinds.get("left"):
        return "done"
    return "cancelled" if kinds.get("cancelled") else ""
