"""Ad-hoc subprocess: a box of work in no drawn order.

What is opened: the elements that `activeElementsCollection` names, or else everything inside without an incoming flow –
all at once, or one after the other where the ordering is sequential. It ends when nothing is left, or as soon as its
completion condition holds after a piece of work; what is still open is then cancelled, unless the picture says not to.
What each piece of work gave is collected in a list of the subprocess, which goes to what is around it at the end. Where
an answer or the condition cannot be had, the piece of work stands still at its end: an instance of the subprocess
inside itself holds its token.

Where answers are collected, or a robot chooses, each element that is opened gets a scope of its own, see `choosing`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gorel.core.engine import waiting
from gorel.core.engine.elements.choosing import AdHocRule, Opening, opened_in
from gorel.core.engine.errors import Trouble
from gorel.core.engine.state import BOXES, SCOPE, Instance
from gorel.core.engine.values import truth, unfit
from gorel.core.problems import Place, Problem

if TYPE_CHECKING:
    from gorel.core.engine.program import Node
    from gorel.core.engine.run import Run


class AdHocSubProcess(Opening):
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


def scope_in(run: Run, scope: int) -> int:
    """Return where a person's token goes that is put into *scope*; it is not counted yet."""
    rule = run.node_of(run.instances[scope]).more
    if not isinstance(rule, AdHocRule) or not rule.has_scopes(run.state.flags):
        return scope
    fresh = opened_in(run, run.node_of(run.instances[scope]), scope)
    run.instances[fresh].tokens = 0
    run.instances[scope].tokens += 1
    return fresh


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
