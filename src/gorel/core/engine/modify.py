"""Modifying a case: tokens put where a person wants them, and instances ended, in one step and checked as a whole.

A token may be put *before* an element, which then begins as ever, or *after* it, on its outgoing flows. Where the
subprocess around it is not running, it is opened first, its event subprocesses and boundary events with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gorel.core.engine import waiting
from gorel.core.engine.errors import IllegalEvent, Trouble
from gorel.core.problems import Place, Problem

if TYPE_CHECKING:
    from gorel.core.engine.events import Activation, CaseModified
    from gorel.core.engine.program import Node
    from gorel.core.engine.run import Run


def modify(run: Run, event: CaseModified) -> None:
    """Do what the event says. Errors: IllegalEvent with every reason why not; nothing has changed then."""
    problems = list(_reasons(run, event))
    if problems:
        raise IllegalEvent(*problems)
    for activation in event.activate:
        _activate(run, activation)
    for key in event.terminate:
        if key in run.instances:  # it may have gone with another one
            scope = run.instances[key].parent
            run.cancel(key)
            run.end_token(scope)


def _reasons(run: Run, event: CaseModified) -> Iterator[Problem]:
    for activation in event.activate:
        element = activation.element
        values = {"event": "CaseModified", "element": element}
        if element not in run.program.index:
            yield Problem("engine.no-such-element", Place(element), values)
            continue
        node = run.program.node(element)
        if node.kind == "boundaryEvent" or (node.kind == "startEvent" and node.catches) or node.is_event_subprocess:
            yield Problem("engine.cannot-begin-here", Place(element, node.name or None), values)
        elif _ambiguous(run, node):
            yield Problem("engine.several-scopes", Place(element, node.name or None), values)
    for key in event.terminate:
        if key == 0 or key not in run.instances:
            yield Problem("engine.nothing-waits", values={"event": "CaseModified", "key": key})


def _ambiguous(run: Run, node: Node) -> bool:
    """Return whether it is unclear in which of several scopes, or in which round of a loop, the element would begin."""
    around = node.scope
    while around >= 0:
        scope = run.program.nodes[around]
        count = len(_running(run, scope))
        if count > 1 or (count == 0 and (scope.loop is not None or scope.is_event_subprocess)):
            return True
        if count == 1:
            return False
        around = scope.scope
    return False


def _running(run: Run, scope: Node) -> list[int]:
    return [
        key
        for key, instance in run.instances.items()
        if instance.element == scope.id and (scope.loop is None or run.is_round(instance))
    ]


def _activate(run: Run, activation: Activation) -> None:
    node = run.program.node(activation.element)
    scope = _scope(run, node.scope)
    if activation.variables:
        run.set_variables(scope, activation.variables)
    run.instances[scope].tokens += 1
    if activation.where == "after":
        try:
            run.take(run.choose(node, scope), scope)
        except Trouble as trouble:
            run.stop_token(node, scope, "pass", trouble.problem)
    else:
        run.send(node, scope)


def _scope(run: Run, index: int) -> int:
    """Return the instance of the subprocess, opened with those around it where it does not run."""
    if index < 0:
        return 0
    node = run.program.nodes[index]
    running = _running(run, node)
    if running:
        return running[0]
    around = _scope(run, node.scope)
    run.instances[around].tokens += 1
    key = run.new_instance(node, around)
    try:
        ready = waiting.look_at(run, (run.program.nodes[i] for i in node.boundaries), key)
        waiting.set_all(run, key, [*ready, *waiting.scope_events(run, node, key)])
    except Trouble as trouble:
        run.raise_incident(key, "events", node.id, trouble.problem)
    return key
