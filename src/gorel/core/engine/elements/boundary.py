"""Boundary event: leaves its activity by another way, ending it or beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gorel.core.engine import waiting
from gorel.core.engine.elements.behaviour import Behaviour

if TYPE_CHECKING:
    from gorel.core.engine.program import Node
    from gorel.core.engine.run import Run
    from gorel.core.engine.state import Wait


class BoundaryEvent(Behaviour):
    def fired(self, run: Run, node: Node, key: int, wait: Wait, result: Mapping[str, Any]) -> None:
        host = wait.owner
        if not waiting.all_come(run, node, key, wait, result):
            return
        if not node.interrupting:
            waiting.set_again(run, key, wait, node.catches[wait.catch])
        trigger(run, node, host, result)


def trigger(run: Run, node: Node, host: int, result: Mapping[str, Any]) -> None:
    """The boundary event *node* of the instance *host* happens."""
    if run.is_round(run.instances[host]):
        host = run.instances[host].parent  # the event of a loop ends all its rounds
    scope = run.instances[host].parent
    if node.interrupting:
        run.cancel(host)
    else:
        run.instances[scope].tokens += 1
    run.happen(node, scope, result)
