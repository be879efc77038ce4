"""Errors and escalations on their way outwards: who catches them.

From where it was thrown outwards, in each scope: an event subprocess first, then a boundary event; a specific code
before one that catches all. An event subprocess that is running does not catch what comes out of itself.
Source: BPMN 2.0.2, 10.5.7 Handling Events; precedence as users of Camunda know it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from gorel.core.engine import waiting
from gorel.core.engine.effects import Escalate
from gorel.core.engine.elements import boundary, choosing, subprocess
from gorel.core.engine.state import CALLS_SPEAK, LOOP

if TYPE_CHECKING:
    from gorel.core.engine.program import Catch, Node
    from gorel.core.engine.run import Run


class Catcher(NamedTuple):
    node: Node
    catch: Catch
    at: int  # the scope of an event subprocess, or the host of a boundary event


def find(run: Run, kind: str, code: str, key: int) -> Catcher | None:
    """Return who catches what was thrown in or by the instance *key*."""
    nodes = run.program.nodes
    came_from: Node | None = None
    while key >= 0:
        instance = run.instances[key]
        if choosing.is_inside_itself(instance):
            key = instance.parent
            continue
        node = run.node_of(instance)
        is_scope = instance.status != LOOP and not (instance.memory or {}).get("interrupted")
        if node.event_starts and is_scope:
            starts = [nodes[i] for i in node.event_starts]
            if came_from is not None:
                starts = [start for start in starts if nodes[start.scope] is not came_from]
            caught = _match(starts, kind, code, run, key)
            if caught is not None:
                return caught
        if node.boundaries and not run.is_round(instance):
            caught = _match([nodes[i] for i in node.boundaries], kind, code, run, key)
            if caught is not None:
                return caught
        came_from = node
        key = instance.parent
    return None


def can_catch(run: Run, kind: str, code: str, key: int) -> bool:
    return find(run, kind, code, key) is not None


def throw(run: Run, kind: str, code: str, message: str, variables: Mapping[str, Any], key: int) -> Node | None:
    """Let it be caught, and return the event that did; None when nobody did. From a called case it then goes up."""
    caught = find(run, kind, code, key)
    if caught is None:
        if kind == "error" and is_called(run):
            run.set_variables(0, variables)
            run.end_case("threw", kind, code, message)
        elif kind == "escalation" and is_called(run) and run.state.flags & CALLS_SPEAK:
            run.effects.append(Escalate(code=code, variables=dict(run.instances[0].variables or {})))
        elif kind == "escalation" and is_called(run):
            root = run.instances[0]
            root.memory = {**(root.memory or {}), "escalated": code}  # an old case: heard of when it ends
        return None
    found = waiting.merge_code(caught.catch, code, message, dict(variables))
    if caught.node.kind == "boundaryEvent":
        boundary.trigger(run, caught.node, caught.at, found)
    else:
        subprocess.trigger(run, caught.node, caught.at, found)
    return caught.node


def is_called(run: Run) -> bool:
    """Return whether another case called this one."""
    return bool((run.instances[0].memory or {}).get("called"))


def _match(nodes: list[Node], kind: str, code: str, run: Run, key: int) -> Catcher | None:
    catch_all = None
    for node in nodes:
        for catch in node.catches:
            if catch.kind != kind:
                continue
            wanted = None if catch.code is None else catch.code.of(run, key)
            if wanted == code and code:
                return Catcher(node, catch, key)
            if wanted is None and catch_all is None:
                catch_all = Catcher(node, catch, key)
    return catch_all
