"""Ad-hoc subprocess: a box of work in no drawn order.

What is opened: the elements that `activeElementsCollection` names, or else everything inside without an incoming flow –
all at once, or one after the other where the ordering is sequential. It ends when nothing is left, or as soon as its
completion condition holds after a piece of work; what is still open is then cancelled, unless the picture says not to.
What each piece of work gave is collected in a list of the subprocess, which goes to what is around it at the end. Where
an answer or the condition cannot be had, the piece of work stands still at its end: an instance of the subprocess
inside itself holds its token.

Where answers are collected, or a robot chooses, each element that is opened gets a scope of its own, an instance of the
subprocess inside itself (memory "opened"), so that what is opened may split, join and have variables of its own; its
answer is what it gave when its last token has ended. A robot that chooses (`zeebe:taskDefinition` on the subprocess)
has a job of its own beside them (memory "asking"): when the subprocess begins, and again whenever what it opened has
ended; a job that is still open then is taken back first. It says what is opened next, or that it is enough.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gorel.core.engine import waiting
from gorel.core.engine.elements import job
from gorel.core.engine.elements.behaviour import Activity
from gorel.core.engine.errors import Trouble
from gorel.core.engine.events import Chosen
from gorel.core.engine.state import ANSWERS, BOXES, SCOPE, Instance
from gorel.core.engine.values import Value, truth, unfit
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


class AdHocSubProcess(Activity):
    """Shape: `node.more` is an AdHocRule."""

    def start(self, run: Run, node: Node, key: int, instance: Instance) -> None:
        rule: AdHocRule = node.more
        elements = [] if rule.job is not None else self.elements(run, node, key, rule)
        ready = waiting.scope_events(run, node, key)
        instance.status = SCOPE
        if rule.collects:
            run.set_local(key, {rule.collects: []})
        if rule.job is not None:
            instance.memory = {**(instance.memory or {}), "ad hoc": []}
            waiting.set_all(run, key, ready)
            self.ask(run, node, key, instance, rule)
            return
        if not elements:
            self.scope_done(run, node, key, instance)
            return
        now = elements[:1] if rule.sequential else elements
        instance.memory = {**(instance.memory or {}), "ad hoc": elements[len(now) :]}
        instance.tokens = len(now)
        waiting.set_all(run, key, ready)
        for element in now:
            self.open(run, node, key, element, rule)

    def elements(self, run: Run, node: Node, key: int, rule: AdHocRule) -> list[str]:
        if rule.active is None:
            return list(rule.inside)
        where = Place(node.id, node.name or None, "active elements")
        found = rule.active.of(run, key)
        if not isinstance(found, list) or not all(isinstance(name, str) for name in found):
            raise unfit("engine.names-expected", where, rule.active, found, run)
        for name in found:
            if name not in run.program.index or run.program.node(name).scope != node.index:
                raise Trouble(Problem("engine.no-such-element", where, {"element": name}))
        return found

    def open(self, run: Run, node: Node, key: int, element: str, rule: AdHocRule, variables: Any = None) -> None:
        """Open an element; its token is counted already."""
        first = run.program.node(element)
        if rule.has_scopes(run.state.flags):
            own = {rule.answer_name: None} if rule.answer_name else {}
            run.send(first, opened_in(run, node, key, {**own, **(variables or {})}))
        else:
            run.send(first, key)

    def token_ended(self, run: Run, node: Node, key: int, instance: Instance) -> bool:
        """A piece of work inside is done; return whether that ended the subprocess."""
        rule: AdHocRule = node.more
        if rule.has_scopes(run.state.flags):
            memory = instance.memory or {}
            if instance.tokens == 0 and rule.job is not None and not ("enough" in memory or "interrupted" in memory):
                self.ask(run, node, key, instance, rule)  # what is beside its work has ended, and nothing else is open
                return True
            return False  # what is opened ends in a scope of its own
        if rule.collects:
            try:
                answer = None if rule.answer is None else rule.answer.of(run, key)
            except Trouble as trouble:
                self.hold(run, node, key, instance, "answer", trouble.problem)
                return False
            known = (instance.variables or {}).get(rule.collects)
            run.set_local(key, {rule.collects: [*(known or ()), answer]})
        return self.look(run, node, key, instance)

    def look(self, run: Run, node: Node, key: int, instance: Instance) -> bool:
        """After a piece of work: end where the condition holds, or open the next; return whether it ended."""
        rule: AdHocRule = node.more
        if rule.condition is not None:
            try:
                holds = truth(rule.condition, run, key, Place(node.id, node.name or None, "completion condition"))
            except Trouble as trouble:
                if run.state.flags & BOXES:
                    self.hold(run, node, key, instance, "box", trouble.problem)
                else:
                    run.raise_incident(key, "ad hoc", node.id, trouble.problem)
                return False
            if holds and (rule.cancels or instance.tokens == 0):
                run.cancel_inside(key)
                self.scope_done(run, node, key, instance)
                return True
        waiting_elements: list[str] = (instance.memory or {}).get("ad hoc", [])
        if instance.tokens == 0 and waiting_elements:
            instance.memory = {**(instance.memory or {}), "ad hoc": waiting_elements[1:]}
            instance.tokens = 1
            self.open(run, node, key, waiting_elements[0], rule)
        return False

    # ---- elements with scopes of their own, and the robot that chooses them -----------------------------------------

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

    def look_again(self, run: Run, node: Node, key: int, instance: Instance) -> None:
        """The condition that could not be had is asked again; the token it was asked for is no longer held."""
        instance.tokens -= 1
        if not self.look(run, node, key, instance) and instance.tokens == 0:
            run.end_scope(key)

    def hold(self, run: Run, node: Node, key: int, instance: Instance, phase: str, problem: Problem) -> None:
        instance.tokens += 1
        run.stop_token(node, key, phase, problem)

    def scope_done(self, run: Run, node: Node, key: int, instance: Instance) -> None:
        """What was collected goes to what is around."""
        if instance.memory is not None and "opened" in instance.memory:
            self.opened_ended(run, node, key, instance)
            return
        rule: AdHocRule = node.more
        if rule.collects:
            found = (instance.variables or {}).get(rule.collects)
            run.set_variables(instance.parent, {rule.collects: found})
        run.finish(node, key, instance)


def opened_in(run: Run, node: Node, key: int, variables: Mapping[str, Any] | None = None) -> int:
    """Return a new scope inside an ad-hoc subprocess, for one element; its one token is counted in both."""
    fresh = run.new_key()
    run.instances[fresh] = Instance(node.id, key, tokens=1, memory={"opened": True})
    if variables:
        run.set_local(fresh, variables)
    return fresh


def scope_in(run: Run, scope: int) -> int:
    """Return where a person's token goes that is put into *scope*; it is not counted yet."""
    rule = run.node_of(run.instances[scope]).more
    if not isinstance(rule, AdHocRule) or not rule.has_scopes(run.state.flags):
        return scope
    fresh = opened_in(run, run.node_of(run.instances[scope]), scope)
    run.instances[fresh].tokens = 0
    run.instances[scope].tokens += 1
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


def work_cancelled(run: Run, scope: int) -> None:
    """A person has ended an instance in *scope*: in a subprocess that collects answers it gives none."""
    around = run.instances[scope]
    box = run.node_of(around)
    rule = box.more
    if not isinstance(box.behaviour, AdHocSubProcess):
        run.end_token(scope)
    elif "opened" in (around.memory or {}):
        around.tokens -= 1
        if around.tokens == 0:
            outer = around.parent
            run.drop_waits(around)
            del run.instances[scope]
            run.instances[outer].tokens -= 1
            box.behaviour.go_on(run, box, outer, run.instances[outer])
        elif around.joins:
            run.joins_moved = True
    elif rule.has_scopes(run.state.flags):  # all of what was opened is ended, or the robot's job
        around.tokens -= 1
        box.behaviour.go_on(run, box, scope, around)
    elif rule.collects:
        box.behaviour.look_again(run, box, scope, around)
    else:
        run.end_token(scope)
