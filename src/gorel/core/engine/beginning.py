"""How a case begins: at its start, where its first event came, or where a person puts its tokens."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from gorel.core.engine import modify
from gorel.core.engine.elements import subprocess
from gorel.core.engine.errors import Trouble
from gorel.core.engine.events import Activation
from gorel.core.engine.program import Node

if TYPE_CHECKING:
    from gorel.core.engine.run import Run


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
    if node.kind in ("intermediateCatchEvent", "receiveTask"):  # the event has just come
        run.happen(node, 0, None)
    else:
        run.send(node, 0)
