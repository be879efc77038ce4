"""Inclusive gateway: one token on every flow whose condition holds; the join waits for all that may still come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gorel.core.engine.elements import joins
from gorel.core.engine.elements.behaviour import Behaviour

if TYPE_CHECKING:
    from gorel.core.engine.program import Flow, Node
    from gorel.core.engine.run import Run


class InclusiveGateway(Behaviour):
    def arrive(self, run: Run, node: Node, scope: int, flow: Flow | None) -> None:
        if flow is not None and len(node.incoming) > 1:
            joins.park(run, node, scope, flow)
        else:
            super().arrive(run, node, scope, flow)
