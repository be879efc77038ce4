"""How a case begins: at its start, where its first event came, or where a person puts its tokens."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gorel.core.engine import events as e
from gorel.core.engine import modify
from gorel.core.engine.elements import listening, starting, subprocess
from gorel.core.engine.errors import IllegalEvent, Trouble
from gorel.core.engine.events import Activation
from gorel.core.engine.program import Node, Program
from gorel.core.engine.run import Run
from gorel.core.engine.state import FLAGS, LISTENS, State, new_state
from gorel.core.problems import Problem


def begin(program: Program, event: e.CaseStarted) -> tuple[State, Run]:
    """Return a new case with its first token on its way. Errors: IllegalEvent."""
    node = None if event.activate else _start_node(program, event)
    flags = FLAGS if event.flags is None else event.flags
    state = new_state(program.process_id, dict(event.variables), event.business_key, flags)
    run = Run(program, state, event.now, event.seed)
    root = state.instances[0]
    memory: dict[str, Any] = {}
    if event.called:
        memory["called"] = True
    if event.initiator is not None:
        memory["initiator"] = event.initiator
        asks = () if node is None else (program.process.nodes[node.index].initiator,)
        for name in asks or {drawn.initiator for drawn in program.process.nodes if not drawn.scope}:
            if name:
                run.set_local(0, {name: event.initiator})
    if node is not None:
        kind, name = event.came or (("message", event.message) if event.message is not None else ("", ""))
        together = starting.which(program, node, kind, name)
        if together is not None:
            memory["came"] = list(together)
    root.memory = memory or None
    if node is None:
        problems = list(modify.reasons(run, event.activate, "CaseStarted"))
        if problems:
            raise IllegalEvent(*problems)
        begin_case_at(run, event.activate)
        return state, run
    if program.root.listeners.get("start") and flags & LISTENS:
        listening.hold_start(run, node.id)
        return state, run
    try:
        for listener in program.root.listeners.get("start", ()):
            if listener.expression is not None:
                listener.expression.of(run, 0)
    except Trouble as trouble:
        root.tokens = 1
        run.raise_incident(0, "events", program.process_id, trouble.problem)
        send_first(run, node)
    else:
        begin_case(run, node)
    return state, run


def _start_node(program: Program, event: e.CaseStarted) -> Node:
    if event.element is not None:
        index = program.index.get(event.element)
        node = None if index is None else program.nodes[index]
        if node is None or node.scope >= 0 or node.is_event_subprocess or node.kind == "boundaryEvent":
            raise _no_start(event.element)
        return node
    for start in program.starts:
        fits = start.kind == "none" if event.message is None else (start.kind, start.name) == ("message", event.message)
        if fits:
            return program.node(start.element)
    raise _no_start(event.message or "")


def _no_start(element: str) -> IllegalEvent:
    return IllegalEvent(Problem("engine.no-such-start", values={"event": "CaseStarted", "element": element}))


def begin_case(run: Run, node: Node) -> None:
    """The case begins at *node*; the event subprocesses of the process wait from now on."""
    root = run.instances[0]
    tokens = max(root.tokens, 1)  # a person may have put some in while listeners were heard
    try:
        subprocess.open_scope(run, run.program.root, 0, root)
    except Trouble as trouble:
        run.raise_incident(0, "events", run.program.process_id, trouble.problem)
    root.tokens = tokens
    send_first(run, node)


def begin_case_at(run: Run, activations: Iterable[Activation]) -> None:
    """The case begins where a person puts its tokens; listeners of its start are not heard."""
    try:
        subprocess.open_scope(run, run.program.root, 0, run.instances[0])
    except Trouble as trouble:
        run.raise_incident(0, "events", run.program.process_id, trouble.problem)
    run.instances[0].tokens = 0
    run.changed = run.program.has_conditions
    modify.activate(run, activations)


def send_first(run: Run, node: Node) -> None:
    run.changed = run.program.has_conditions
    root = run.instances[0]
    if root.memory is not None and "came" in root.memory:
        waits, number = root.memory["came"]
        root.memory = {name: value for name, value in root.memory.items() if name != "came"} or None
        starting.wait_for_others(run, run.program.node(waits), number)
        if waits == node.id:
            return
    if node.kind in ("intermediateCatchEvent", "receiveTask"):  # the event has just come
        run.happen(node, 0, None)
    else:
        run.send(node, 0)
