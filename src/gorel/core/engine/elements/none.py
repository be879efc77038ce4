"""None events: start, intermediate throw and end without a definition. Output mappings of a start are done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gorel.core.engine import mappings
from gorel.core.engine.elements.behaviour import Behaviour

if TYPE_CHECKING:
    from gorel.core.engine.program import Flow, Node
    from gorel.core.engine.run import Run


class NoneEvent(Behaviour):
    def arrive(self, run: Run, node: Node, scope: int, flow: Flow | None) -> None:
        if node.outputs:
            mappings.land_event(run, node, scope, None)
        super().arrive(run, node, scope, flow)
