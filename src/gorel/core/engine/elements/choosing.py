"""What an ad-hoc subprocess opens in a scope of its own, and the robot that chooses it.

Each element that is opened has an instance of the subprocess inside itself (memory "opened"); the robot's job another
(memory "asking"): when the subprocess begins, and again whenever what it opened has ended, an open job being taken back
first. It says what is opened next, or that it is enough.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gorel.core.engine.elements import job
from gorel.core.engine.elements.behaviour import Activity
from gorel.core.engine.errors import Trouble
from gorel.core.engine.events import Chosen
from gorel.core.engine.state import ANSWERS, Instance
from gorel.core.engine.values import Value
from gorel.core.problems import Place, Problem

if TYPE_CHECKING:
    from gorel.core.engine.elements.job import JobRule
    from gorel.core.engine.program import Node
    from gorel.core.engine.run import Run

ELEMENTS = "adHocSubProcessElements"  # the variable that tells the robot what it may open


class AdHocRule:
    """An ad-hoc subprocess as drawn, compiled. Shape: inside are the ids that may be opened."""

    __slots__ = (
        "active",
        "answer",
        "answer_name",
        "cancels",
        "collects",
        "condition",
        "inside",
        "job",
        "sequential",
        "told",
    )

    def __init__(self) -> None:
        self.active: Value | None = None
        self.condition: Value | None = None
        self.collects = ""  # the variable that the answers are in
        self.answer: Value | None = None
        self.answer_name = ""  # the variable that it is, or is a part of
        self.cancels = True
        self.sequential = False
        self.inside: tuple[str, ...] = ()
        self.job: JobRule | None = None  # of the robot that chooses
        self.told: list[dict[str, Any]] = []  # what it is told of the elements

    def has_scopes(self, flags: int) -> bool:
        """Return whether each element that is opened has a scope of its own."""
        return bool(self.job is not None or (self.collects and flags & ANSWERS))


class Opening(Activity):
    """An ad-hoc subprocess that opens elements in scopes of their own. Shape: `node.more` is an AdHocRule."""

    def open(self, run: Run, node: Node, key: int, element: str, rule: AdHocRule, variables: Any = None) -> None:
        """Open an element; its token is counted already."""
        first = run.program.node(element)
        if rule.has_scopes(run.state.flags):
            own = {rule.answer_name: None} if rule.answer_name else {}
            run.send(first, opened_in(run, node, key, {**own, **(variables or {})}))
        else:
            run.send(first, key)

    def opened_ended(self, run: Run, node: Node, key: int, inner: Instance) -> None:
        """The last token of what was opened has ended."""
        rule: AdHocRule = node.more
        around = inner.parent
        box = run.instances[around]
        if rule.collects:
            try:
                answer = None if rule.answer is None else rule.answer.of(run, key)
            except Trouble as trouble:
                run.stick(key, "opened", trouble.problem)
                return
            known = (box.variables or {}).get(rule.collects)
            run.set_local(around, {rule.collects: [*(known or ()), answer]})
        run.drop_waits(inner)
        del run.instances[key]
        box.tokens -= 1
        self.go_on(run, node, around, box)

    def go_on(self, run: Run, node: Node, key: int, box: Instance) -> None:
        """What was opened is no more: ask the robot what is next, or look at the condition."""
        rule: AdHocRule = node.more
        if rule.job is not None and not (box.memory or {}).get("enough"):
            self.ask(run, node, key, box, rule)
        elif (rule.job is not None or not self.look(run, node, key, box)) and key in run.instances and box.tokens == 0:
            self.scope_done(run, node, key, box)

    def ask(self, run: Run, node: Node, key: int, box: Instance, rule: AdHocRule) -> None:
        """Ask the robot what is opened next."""
        assert rule.job is not None
        for asking in [k for k, i in run.instances.items() if i.parent == key and "asking" in (i.memory or {})]:
            run.cancel(asking)
            box.tokens -= 1
        if ELEMENTS not in (box.variables or ()):
            run.set_local(key, {ELEMENTS: rule.told})
        box.tokens += 1
        fresh = run.new_key()
        run.instances[fresh] = instance = Instance(node.id, key, memory={"asking": True})
        try:
            job.open_job(run, node, fresh, instance, rule.job)
        except Trouble as trouble:
            run.stick(fresh, "job", trouble.problem)

    def chosen(self, run: Run, node: Node, key: int, variables: Mapping[str, Any], chosen: Chosen | None) -> None:
        """The robot has answered its job *key*."""
        rule: AdHocRule = node.more
        around = run.instances[key].parent
        box = run.instances[around]
        del run.instances[key]
        box.tokens -= 1
        if variables:
            run.set_local(around, variables)
        chosen = chosen or Chosen()
        if chosen.is_enough:
            box.memory = {**(box.memory or {}), "enough": True}
            if chosen.cancels:
                run.cancel_inside(around)
            if box.tokens == 0:
                self.scope_done(run, node, around, box)
            return
        box.tokens += len(chosen.activate)
        for one in chosen.activate:
            self.open(run, node, around, one.element, rule, one.variables)
        if box.tokens == 0:
            box.tokens = 1
            run.stop_token(node, around, "asked", Problem("engine.nothing-chosen", Place(node.id, node.name or None)))

    def look(self, run: Run, node: Node, key: int, instance: Instance) -> bool:
        """After a piece of work: end where the condition holds, or open the next; return whether it ended."""
        raise NotImplementedError


def opened_in(run: Run, node: Node, key: int, variables: Mapping[str, Any] | None = None) -> int:
    """Return a new scope inside an ad-hoc subprocess, for one element; its one token is counted in both."""
    fresh = run.new_key()
    run.instances[fresh] = Instance(node.id, key, tokens=1, memory={"opened": True})
    if variables:
        run.set_local(fresh, variables)
    return fresh


def reason_against(run: Run, node: Node, instance: Instance, chosen: Chosen) -> Problem | None:
    """Return why a job's answer cannot be taken; None when it can."""
    where, values = Place(node.id, node.name or None), {"event": "JobCompleted"}
    if "asking" not in (instance.memory or {}):
        return Problem("engine.cannot-choose", where, values)
    if chosen.is_enough and chosen.activate:
        return Problem("engine.chosen-and-enough", where, values)
    for one in chosen.activate:
        if one.element not in run.program.index or run.program.node(one.element).scope != node.index:
            return Problem("engine.no-such-element", where, {**values, "element": one.element})
    return None


def is_inside_itself(instance: Instance) -> bool:
    """Return whether it is an instance of an ad-hoc subprocess for what it opens, or for the robot that chooses."""
    return instance.memory is not None and ("opened" in instance.memory or "asking" in instance.memory)
