"""Exclusive gateway: the first flow whose condition holds, in drawing order; else the default; else an incident."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gorel.core.engine.elements.behaviour import Behaviour
from gorel.core.engine.errors import Trouble
from gorel.core.engine.values import truth
from gorel.core.problems import Place, Problem

if TYPE_CHECKING:
    from gorel.core.engine.program import Flow, Node
    from gorel.core.engine.run import Run


class ExclusiveGateway(Behaviour):
    def arrive(self, run: Run, node: Node, scope: int, flow: Flow | None) -> None:
        chosen = node.single or self.choose_one(run, node, scope)
        run.effects.append(node.passed)
        run.take((chosen,) if chosen is not None else (), scope)

    def choose_one(self, run: Run, node: Node, scope: int) -> Flow | None:
        """Return the flow to take, None where none goes out. Errors: Trouble."""
        for flow in node.out:
            if flow is node.default:
                continue
            if flow.condition is None or truth(flow.condition, run, scope, Place(flow.id, part="condition")):
                return flow
        if node.default is None and node.out:
            raise Trouble(Problem("engine.no-flow", Place(node.id, node.name or None)))
        return node.default
