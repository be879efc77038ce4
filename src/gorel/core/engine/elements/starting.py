"""A case that begins by several events, all of which must come: the first begins it, and it waits for the others.

At a parallel multiple start event its token goes on when the last has come. Behind a parallel event-based gateway that
begins the process, each event goes its own way as it comes, and the case is not over before all have.
Source: BPMN 2.0.2, 10.5.2 Start Event and 10.6.6 Event-Based Gateway.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gorel.core.engine import waiting
from gorel.core.engine.elements.none import NoneEvent
from gorel.core.engine.errors import Trouble
from gorel.core.engine.state import EVENT, LISTENS

if TYPE_CHECKING:
    from gorel.core.engine.program import Node, Program
    from gorel.core.engine.run import Run
    from gorel.core.engine.state import Instance, Wait


class TogetherStart(NoneEvent):
    """The start event of several definitions that all must come."""

    def fired(self, run: Run, node: Node, key: int, wait: Wait, result: Mapping[str, Any]) -> None:
        owner = run.instances[wait.owner]
        waiting.used_up(run, key, wait)
        if owner.waits:
            run.set_variables(wait.owner, result)
            return
        if "start" in node.listeners and run.state.flags & LISTENS:
            owner.memory = {"happened": True}
        run.finish(node, wait.owner, owner, result)


def which(program: Program, node: Node, kind: str, name: str) -> tuple[str, int] | None:
    """Return who waits for the others when this event begins a case, and the number of what has come; None where
    nobody does."""
    if node.kind == "startEvent" and node.parallel_multiple and len(node.catches) > 1:
        for number, catch in enumerate(node.catches):
            if catch.kind == kind and (not name or catch.name is None or catch.name.constant == name):
                return node.id, number
        return None
    for gateway in program.nodes:
        if gateway.kind == "eventBasedGateway" and gateway.parallel_multiple and gateway.scope < 0:
            for number, flow in enumerate(gateway.out):
                if flow.target == node.index and kind:
                    return gateway.id, number
    return None


def wait_for_others(run: Run, node: Node, number: int) -> None:
    """Open the instance that waits for all but what has come."""
    key = run.new_instance(node, 0)
    if node.kind == "eventBasedGateway":
        run.instances[0].tokens += 1  # besides the one of the event that has come
    wait(run, node, key, run.instances[key], number)


def wait(run: Run, node: Node, key: int, instance: Instance, number: int) -> None:
    """Wait for all of the node's events but the one that has come."""
    instance.status = EVENT
    try:
        if node.kind == "eventBasedGateway":
            targets = [run.program.nodes[flow.target] for at, flow in enumerate(node.out) if at != number]
            ready = waiting.look_at(run, targets, key)
        else:
            ready = [one for one in waiting.look_at(run, (node,), key) if one.number != number]
    except Trouble as trouble:
        run.stick(key, f"others {number}", trouble.problem)
        return
    waiting.set_all(run, key, ready)
    if not ready:
        scope = instance.parent
        run.close(key, instance)
        run.end_token(scope)
