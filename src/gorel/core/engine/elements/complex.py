"""Complex gateway: joins as its activation condition says, then swallows the tokens that come too late.

The condition sees `activationCount`, how many tokens are parked here. After firing, the flows that had none yet are
remembered; their next token ends quietly, and when all have come the gateway begins anew. Without a condition it joins
on the first token. It splits as an inclusive gateway.
Source: BPMN 2.0.2, 13.4.5 Complex Gateway.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gorel.core.engine.elements import joins
from gorel.core.engine.elements.behaviour import Behaviour
from gorel.core.engine.values import truth
from gorel.core.problems import Place

if TYPE_CHECKING:
    from gorel.core.engine.program import Flow, Node
    from gorel.core.engine.run import Run


class ComplexGateway(Behaviour):
    """Shape: `node.more` is the activation condition, or None."""

    def arrive(self, run: Run, node: Node, scope: int, flow: Flow | None) -> None:
        if flow is None or len(node.incoming) < 2:
            super().arrive(run, node, scope, flow)
            return
        memory = run.instances[scope].memory or {}
        late: list[str] = memory.get(f"late {node.id}", [])
        if flow.id in late:
            rest = [name for name in late if name != flow.id]
            run.instances[scope].memory = _with(memory, f"late {node.id}", rest)
            run.end_token(scope)
            return
        parked = joins.parked_at(run, node, scope)
        if node.more is not None:
            count = {"activationCount": sum(parked.values()) + 1}
            where = Place(node.id, node.name or None, "activation condition")
            holds = truth(node.more, run, scope, where, count)
        else:
            holds = True
        joins.park(run, node, scope, flow)
        if not holds:
            return
        come = list(joins.parked_at(run, node, scope))
        joins.unpark(run, node, scope, come)
        rest = [name for name in node.incoming if name not in come]
        run.instances[scope].memory = _with(memory, f"late {node.id}", rest)
        joins.pass_inclusive(run, node, scope)


def _with(memory: dict[str, object], name: str, value: list[str]) -> dict[str, object] | None:
    fresh = {key: inner for key, inner in memory.items() if key != name}
    if value:
        fresh[name] = value
    return fresh or None
