"""Tokens parked before joins, and what happens when nothing else can move.

Inclusive joins: a join fires when no token elsewhere in its scope can still reach one of its empty incoming flows
without passing the join itself, unless that token can as well reach a flow that already has one. The sets of
elements that can reach each flow are made at compile time (`Program.inclusive_reach`). Where inclusive joins wait for
each other and for nothing else, the first one fires.
Source: BPMN 2.0.2, 13.4.3 Inclusive Gateway.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gorel.core.engine.errors import Trouble
from gorel.core.engine.state import JOINS
from gorel.core.problems import Place, Problem

if TYPE_CHECKING:
    from gorel.core.engine.program import Flow, Node
    from gorel.core.engine.run import Run
    from gorel.core.engine.state import Instance


def park(run: Run, node: Node, scope: int, flow: Flow) -> None:
    """Hold a token that came over *flow* before *node*."""
    instance = run.instances[scope]
    if instance.joins is None:
        instance.joins = {}
    parked = instance.joins.setdefault(node.id, {})
    parked[flow.id] = parked.get(flow.id, 0) + 1
    run.joins_moved = True


def parked_at(run: Run, node: Node, scope: int) -> dict[str, int]:
    """Return how many tokens are parked before *node*, per incoming flow."""
    return (run.instances[scope].joins or {}).get(node.id, {})


def unpark(run: Run, node: Node, scope: int, flows: list[str]) -> None:
    """Take one token from each of *flows* and melt them into one."""
    instance = run.instances[scope]
    assert instance.joins is not None
    parked = instance.joins[node.id]
    for flow in flows:
        if parked[flow] == 1:
            del parked[flow]
        else:
            parked[flow] -= 1
    if not parked:
        del instance.joins[node.id]
        instance.joins = instance.joins or None
    instance.tokens -= len(flows) - 1


def release(run: Run) -> bool:
    """Fire the inclusive joins that wait for nothing more; raise incidents for parallel ones that wait in vain.

    Returns whether something moved.
    """
    for key, instance in list(run.instances.items()):
        if not instance.joins:
            continue
        for gateway in list(instance.joins):
            node = run.program.node(gateway)
            if node.kind == "inclusiveGateway" and _waits_for_nothing(run, node, key):
                _fire(run, node, key)
                return True
        waiting = sum(sum(flows.values()) for flows in instance.joins.values())
        if waiting == instance.tokens:
            inclusive = _inclusive(run, instance)
            if inclusive is not None:
                _fire(run, inclusive, key)
                return True
            _stop(run, key)
    return False


def _inclusive(run: Run, instance: Instance) -> Node | None:
    """Return an inclusive join that waits for tokens which wait before joins themselves: nothing else can come."""
    if not run.state.flags & JOINS:
        return None
    nodes = [run.program.node(gateway) for gateway in instance.joins or ()]
    return next((node for node in nodes if node.kind == "inclusiveGateway"), None)


def _waits_for_nothing(run: Run, node: Node, scope: int) -> bool:
    reach = run.program.inclusive_reach[node.id]
    parked = parked_at(run, node, scope)
    empty = [reach[flow] for flow in node.incoming if flow not in parked]
    straight = run.program.straight_reach[node.id] if run.state.flags & JOINS else reach
    full = [straight[flow] for flow in node.incoming if flow in parked]
    if (node.listeners or node.commits_before) and _held(
        run, node, scope, [flow for flow in node.incoming if flow not in parked]
    ):
        return False
    for place in _places(run, node, scope):
        if any(place in flow for flow in empty) and not any(place in flow for flow in full):
            return False
    return True


def _held(run: Run, node: Node, scope: int, flows: list[str]) -> bool:
    """Return whether a listener or commit point holds a token on one of *flows*, right before the join."""
    for instance in run.instances.values():
        if instance.parent == scope and instance.element == node.id:
            memory = instance.memory or {}
            if memory.get("flow") in flows or memory.get("commit", ("", ""))[1] in flows:
                return True
    return False


def _places(run: Run, node: Node, scope: int) -> set[str]:
    """Return where in the scope other tokens are."""
    joins = run.instances[scope].joins or {}
    places = {gateway for gateway in joins if gateway != node.id}
    places.update(i.element for key, i in run.instances.items() if i.parent == scope and key != 0 and not _aside(i))
    return places


def _aside(instance: Instance) -> bool:
    """Return whether the instance only listens beside the picture, and goes nowhere."""
    return instance.memory is not None and "aside" in instance.memory


def _fire(run: Run, node: Node, scope: int) -> None:
    unpark(run, node, scope, list(parked_at(run, node, scope)))
    pass_inclusive(run, node, scope)


def pass_inclusive(run: Run, node: Node, scope: int) -> None:
    """Send a token on through an inclusive gateway; where no flow fits, it stands still there."""
    try:
        flows = run.choose(node, scope)
    except Trouble as trouble:
        run.stop_token(node, scope, "pass", trouble.problem)
        return
    run.effects.append(node.passed)
    run.take(flows, scope)


def _stop(run: Run, scope: int) -> None:
    """Only tokens before joins that will never fire are left: say so, once."""
    if any(i.about == scope and i.phase == "join" for i in run.state.incidents.values()):
        return
    joins = run.instances[scope].joins or {}
    gateway = next(iter(joins))
    node = run.program.node(gateway)
    missing = [flow for flow in node.incoming if flow not in joins[gateway]]
    problem = Problem("engine.join-waits-in-vain", Place(node.id, node.name or None), {"flows": ", ".join(missing)})
    run.raise_incident(scope, "join", node.id, problem)
