"""Event-based gateway: whichever of the events behind it comes first decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gorel.core.engine import waiting
from gorel.core.engine.elements.behaviour import Activity
from gorel.core.engine.state import EVENT

if TYPE_CHECKING:
    from gorel.core.engine.program import Node
    from gorel.core.engine.run import Run
    from gorel.core.engine.state import Instance


class EventBasedGateway(Activity):
    def start(self, run: Run, node: Node, key: int, instance: Instance) -> None:
        targets = [run.program.nodes[flow.target] for flow in node.out]
        ready = waiting.look_at(run, targets, key)
        instance.status = EVENT
        waiting.set_all(run, key, ready)
