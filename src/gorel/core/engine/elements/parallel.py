"""Parallel gateway: waits for a token on every incoming flow, then sends one on every outgoing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gorel.core.engine.elements import joins
from gorel.core.engine.elements.behaviour import Behaviour

if TYPE_CHECKING:
    from gorel.core.engine.program import Flow, Node
    from gorel.core.engine.run import Run


class ParallelGateway(Behaviour):
    def arrive(self, run: Run, node: Node, scope: int, flow: Flow | None) -> None:
        if flow is not None and len(node.incoming) > 1:
            joins.park(run, node, scope, flow)
            parked = joins.parked_at(run, node, scope)
            if len(parked) < len(node.incoming):
                return
            joins.unpark(run, node, scope, list(parked))
        run.effects.append(node.passed)
        run.take(node.out, scope)
