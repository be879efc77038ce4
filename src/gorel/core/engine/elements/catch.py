"""Intermediate catch event and receive task: a token waits for a message, timer, signal or condition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gorel.core.engine import waiting
from gorel.core.engine.elements.behaviour import Activity
from gorel.core.engine.state import EVENT

if TYPE_CHECKING:
    from gorel.core.engine.program import Node
    from gorel.core.engine.run import Run
    from gorel.core.engine.state import Instance, Wait


class CatchEvent(Activity):
    def start(self, run: Run, node: Node, key: int, instance: Instance) -> None:
        ready = waiting.look_at(run, (node,), key)
        instance.status = EVENT
        waiting.set_all(run, key, ready)

    def fired(self, run: Run, node: Node, key: int, wait: Wait, result: Mapping[str, Any]) -> None:
        owner = run.instances[wait.owner]
        gateway = run.node_of(owner)
        if gateway is not node:
            if gateway.parallel_multiple:
                waiting.used_up(run, key, wait)
            self.behind_gateway(run, node, wait.owner, owner, gateway, result)
            return
        waiting.used_up(run, key, wait)
        if node.parallel_multiple and any(run.waits[w].element == node.id for w in owner.waits or ()):
            run.set_variables(wait.owner, result)
            return
        run.finish(node, wait.owner, owner, result)

    def behind_gateway(
        self, run: Run, node: Node, key: int, owner: Instance, gateway: Node, result: Mapping[str, Any]
    ) -> None:
        """The gateway's other events are no longer waited for, unless all must come; the token goes on behind this
        one."""
        flow = next(flow for flow in gateway.out if flow.target == node.index)
        scope = owner.parent
        if gateway.parallel_multiple and owner.waits:
            run.instances[scope].tokens += 1
        else:
            run.close(key, owner)
        run.effects.append(flow.took)
        run.happen(node, scope, result)
