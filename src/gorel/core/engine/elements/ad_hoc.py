"""Ad-hoc subprocess: a box of work in no drawn order.

What is opened: the elements that `activeElementsCollection` names, or else everything inside without an incoming flow –
all at once, or one after the other where the ordering is sequential. It ends when nothing is left, or as soon as its
completion condition holds after a piece of work; what is still open is then cancelled, unless the picture says not to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gorel.core.engine import waiting
from gorel.core.engine.elements.behaviour import Activity
from gorel.core.engine.errors import Trouble
from gorel.core.engine.state import SCOPE
from gorel.core.engine.values import Value, truth, unfit
from gorel.core.problems import Place, Problem

if TYPE_CHECKING:
    from gorel.core.engine.program import Node
    from gorel.core.engine.run import Run
    from gorel.core.engine.state import Instance


class AdHocRule:
    """An ad-hoc subprocess as drawn, compiled. Shape: inside are the ids that may be opened."""

    __slots__ = ("active", "cancels", "condition", "inside", "sequential")

    def __init__(self) -> None:
        self.active: Value | None = None
        self.condition: Value | None = None
        self.cancels = True
        self.sequential = False
        self.inside: tuple[str, ...] = ()


class AdHocSubProcess(Activity):
    """Shape: `node.more` is an AdHocRule."""

    def start(self, run: Run, node: Node, key: int, instance: Instance) -> None:
        rule: AdHocRule = node.more
        elements = self.elements(run, node, key, rule)
        ready = waiting.scope_events(run, node, key)
        instance.status = SCOPE
        if not elements:
            run.finish(node, key, instance)
            return
        now = elements[:1] if rule.sequential else elements
        instance.memory = {**(instance.memory or {}), "ad hoc": elements[len(now) :]}
        instance.tokens = len(now)
        waiting.set_all(run, key, ready)
        for element in now:
            run.send(run.program.node(element), key)

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
        if rule.condition is not None:
            try:
                where = Place(node.id, node.name or None, "completion condition")
                holds = truth(rule.condition, run, key, where)
            except Trouble as trouble:
                run.raise_incident(key, "ad hoc", node.id, trouble.problem)
                return False
            if holds and (rule.cancels or instance.tokens == 0):
                run.cancel_inside(key)
                run.finish(node, key, instance)
                return True
        waiting_elements: list[str] = (instance.memory or {}).get("ad hoc", [])
        if instance.tokens == 0 and waiting_elements:
            instance.memory = {**(instance.memory or {}), "ad hoc": waiting_elements[1:]}
            instance.tokens = 1
            run.send(run.program.node(waiting_elements[0]), key)
        return False
