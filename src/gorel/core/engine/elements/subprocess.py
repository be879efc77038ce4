"""Embedded subprocess: a scope of its own; and event subprocesses, which wait beside their scope's tokens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gorel.core.engine import waiting
from gorel.core.engine.elements.behaviour import Activity, Behaviour
from gorel.core.engine.errors import Trouble
from gorel.core.engine.state import SCOPE

if TYPE_CHECKING:
    from gorel.core.engine.program import Node
    from gorel.core.engine.run import Run
    from gorel.core.engine.state import Instance, Wait


class SubProcess(Activity):
    def start(self, run: Run, node: Node, key: int, instance: Instance) -> None:
        open_scope(run, node, key, instance)
        if node.inner_start < 0:
            instance.tokens = 0
            run.finish(node, key, instance)  # nothing drawn inside: it is done at once
        else:
            run.send(run.program.nodes[node.inner_start], key)


def open_scope(run: Run, node: Node, key: int, instance: Instance) -> None:
    """Make the instance a scope with one token, its event subprocesses waiting. Errors: Trouble; nothing is set."""
    ready = waiting.scope_events(run, node, key) if node.event_starts else ()
    instance.status = SCOPE
    instance.tokens = 1
    waiting.set_all(run, key, ready)


class EventStart(Behaviour):
    """The start event of an event subprocess."""

    def fired(self, run: Run, node: Node, key: int, wait: Wait, result: Mapping[str, Any]) -> None:
        scope = wait.owner
        if not waiting.all_come(run, node, key, wait, result):
            return
        if not node.interrupting:
            waiting.set_again(run, key, wait, node.catches[wait.catch])
        trigger(run, node, scope, result)


def _stop_listening(run: Run, instance: Instance) -> None:
    """No event subprocess of an interrupted scope begins any more; its boundary events still may happen."""
    for wait in list(instance.waits or ()):
        if run.program.node(run.waits[wait].element).kind == "startEvent":
            assert instance.waits is not None
            instance.waits.remove(wait)
            run.drop_wait(wait)
    instance.waits = instance.waits or None


def trigger(run: Run, node: Node, scope: int, result: Mapping[str, Any]) -> None:
    """The event subprocess whose start is *node* begins inside the scope instance *scope*."""
    instance = run.instances[scope]
    if node.interrupting:
        run.cancel_inside(scope)
        _stop_listening(run, instance)
        instance.memory = {**(instance.memory or {}), "interrupted": True}
    instance.tokens += 1
    around = run.program.nodes[node.scope]
    key = run.new_instance(around, scope)
    inside = run.instances[key]
    inside.tokens = 1
    if around.event_starts:
        try:
            waiting.set_all(run, key, waiting.scope_events(run, around, key))
        except Trouble as trouble:
            run.raise_incident(key, "events", around.id, trouble.problem)
    run.happen(node, key, result)
