"""Modifying a case: tokens put where a person wants them, and instances ended, in one step and checked as a whole.

A token may be put *before* an element, which then begins as ever, or *after* it, on its outgoing flows. Where the
subprocess around it is not running, it is opened first, its event subprocesses and boundary events with it; a loop is
then a loop of one round, and an event subprocess is opened without its event. Where several of them run, the token says
within which. A new case may begin so too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from gorel.core.engine import waiting
from gorel.core.engine.elements import ad_hoc, choosing, loops, subprocess
from gorel.core.engine.errors import IllegalEvent, Trouble
from gorel.core.engine.state import LOOP, SCOPE
from gorel.core.problems import Place, Problem

if TYPE_CHECKING:
    from gorel.core.engine.events import Activation, CaseModified
    from gorel.core.engine.program import Node
    from gorel.core.engine.run import Run


def modify(run: Run, event: CaseModified) -> None:
    """Do what the event says. Errors: IllegalEvent with every reason why not; nothing has changed then."""
    problems = list(reasons(run, event.activate, "CaseModified"))
    for key in event.terminate:
        if key == 0 or key not in run.instances:
            problems.append(Problem("engine.nothing-waits", values={"event": "CaseModified", "key": key}))
    if problems:
        raise IllegalEvent(*problems)
    activate(run, event.activate)
    for key in event.terminate:
        instance = run.instances.get(key)
        if instance is None:
            continue  # it has gone with another one
        if run.is_round(instance):
            loops.round_cancelled(run, run.node_of(instance), key)
        else:
            run.cancel(key)
            ad_hoc.work_cancelled(run, instance.parent)


def reasons(run: Run, activations: Iterable[Activation], event: str) -> Iterator[Problem]:
    """Yield why the tokens cannot be put in."""
    for activation in activations:
        element = activation.element
        values = {"event": event, "element": element}
        if element not in run.program.index:
            yield Problem("engine.no-such-element", Place(element), values)
            continue
        node = run.program.node(element)
        where = Place(element, node.name or None)
        is_event = node.kind == "boundaryEvent" or (node.kind == "startEvent" and bool(node.catches))
        if (is_event and activation.where != "after") or (node.is_event_subprocess and activation.where == "after"):
            yield Problem("engine.cannot-begin-here", where, values)
        elif activation.within is not None and not _is_around(run, node, activation.within):
            yield Problem("engine.no-such-scope", where, {**values, "key": activation.within})
        elif _is_ambiguous(run, node.scope, activation.within):
            yield Problem("engine.several-scopes", where, values)


def activate(run: Run, activations: Iterable[Activation]) -> None:
    """Put the tokens in: event subprocesses first, which may interrupt; then all others, which are counted before any
    of them moves, so that none ends a scope that another is to stand in."""
    placed = []
    for activation in activations:
        node = run.program.node(activation.element)
        if node.is_event_subprocess:
            _open_event_subprocess(run, node, activation)
        else:
            placed.append((activation, node))
    scopes = [None if _is_loop(run, node, one) else _scope(run, node.scope, _within(run, one)) for one, node in placed]
    scopes = [None if scope is None else ad_hoc.scope_in(run, scope) for scope in scopes]
    for scope, (activation, _) in zip(scopes, placed, strict=True):
        if scope is not None:
            run.instances[scope].tokens += 1
            run.set_variables(scope, activation.variables)
    for scope, (activation, node) in zip(scopes, placed, strict=True):
        if scope is None:
            _open_round(run, node, activation)
        elif activation.where == "after":
            _go_on_after(run, node, scope)
        else:
            run.send(node, scope)


def _go_on_after(run: Run, node: Node, scope: int) -> None:
    try:
        run.take(run.choose(node, scope), scope)
    except Trouble as trouble:
        run.stop_token(node, scope, "pass", trouble.problem)


def _is_around(run: Run, node: Node, key: int) -> bool:
    """Return whether the instance may have the element in it, or is its own loop, with room for one more round."""
    instance = run.instances.get(key)
    if instance is None or instance.status not in (SCOPE, LOOP):
        return False
    if instance.status == LOOP and instance.element == node.id:
        return bool(node.loop.kind == "parallel")
    around = node.scope
    while around >= 0:
        if run.program.nodes[around].id == instance.element:
            return True
        around = run.program.nodes[around].scope
    return key == 0


def _is_ambiguous(run: Run, scope: int, within: int | None) -> bool:
    """Return whether several instances of the scope run where the token is to go; or of one around it."""
    while scope >= 0:
        count = len(_running(run, run.program.nodes[scope], within))
        if count:
            return count > 1
        scope = run.program.nodes[scope].scope
    return False


def _running(run: Run, scope: Node, within: int | None) -> list[int]:
    """Return the instances of a scope – of a loop, its rounds – that are within the given one, or are it."""
    return [
        key
        for key, instance in run.instances.items()
        if instance.element == scope.id
        and instance.status == SCOPE
        and not choosing.is_inside_itself(instance)
        and (within is None or _is_below(run, key, within) or _is_below(run, within, key))
    ]


def _is_below(run: Run, key: int, above: int) -> bool:
    while key >= 0:
        if key == above:
            return True
        key = run.instances[key].parent
    return False


def _within(run: Run, activation: Activation) -> int | None:
    """Return within what the token goes; what an interrupting event subprocess has just ended no longer counts."""
    return activation.within if activation.within in run.instances else None


def _is_loop(run: Run, node: Node, activation: Activation) -> bool:
    """Return whether the token is one more round of a loop that runs."""
    within = _within(run, activation)
    body = None if within is None else run.instances[within]
    return body is not None and body.status == LOOP and body.element == node.id


def _open_round(run: Run, node: Node, activation: Activation) -> None:
    within = _within(run, activation)
    if within is None:
        return  # a token before this one has ended the loop
    key = loops.join_alone(run, node, run.instances[within].parent, within)
    run.set_local(key, activation.variables)
    run.enter(node, key, run.instances[key])


def _open_event_subprocess(run: Run, node: Node, activation: Activation) -> None:
    scope = _scope(run, node.scope, _within(run, activation))
    run.set_variables(scope, activation.variables)
    start = next(i for i in run.program.nodes[node.index + 1 :] if i.scope == node.index and i.kind == "startEvent")
    subprocess.trigger(run, start, scope, {})


def _scope(run: Run, index: int, within: int | None) -> int:
    """Return the instance of the subprocess, opened with those around it where it does not run."""
    if index < 0:
        return 0
    node = run.program.nodes[index]
    running = _running(run, node, within)
    if running:
        return running[0]
    around = _scope(run, node.scope, within)
    host = None
    if node.loop is None:
        run.instances[around].tokens += 1
        key = run.new_instance(node, around)
    else:
        body = next((k for k, i in run.instances.items() if i.element == node.id and i.status == LOOP), None)
        if body is None:
            run.instances[around].tokens += 1
        key = loops.join_alone(run, node, around, body)
        host = run.instances[key].parent if body is None else None
    try:
        if node.loop is None or host is not None:
            events = waiting.look_at(run, (run.program.nodes[i] for i in node.boundaries), key)
            waiting.set_all(run, key if host is None else host, events)
        waiting.set_all(run, key, waiting.scope_events(run, node, key))
    except Trouble as trouble:
        run.raise_incident(key, "events", node.id, trouble.problem)
    return key
