"""Commit points of the older dialect: a case waits, with a job that anybody's worker takes at once, and then goes on.

What came before is written when the case waits, whatever happens to what comes after. Before an element the token waits
("commit": ["before", flow]), and the element has not begun; after one its work is done and nothing can interrupt it.
Elements that tokens pass at once have theirs before them. A loop has one for all its rounds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gorel.core.engine.effects import OpenJob
from gorel.core.engine.elements import listening
from gorel.core.engine.elements.behaviour import Activity
from gorel.core.engine.errors import Trouble
from gorel.core.engine.state import COMMITS, JOB, LOOP, SCOPE

if TYPE_CHECKING:
    from gorel.core.engine.program import Flow, Node
    from gorel.core.engine.run import Run
    from gorel.core.engine.state import Instance

CONTINUE = "case.continue"


def before(run: Run, node: Node, scope: int, flow: Flow | None) -> None:
    """A token waits before *node*."""
    key = run.new_instance(node, scope)
    instance = run.instances[key]
    instance.memory = {"commit": ["before", "" if flow is None else flow.id]}
    ask(run, node, key, instance)


def after(run: Run, node: Node, key: int, instance: Instance) -> bool:
    """Let what is done wait before its token goes on; False when it has, or need not."""
    memory = instance.memory or {}
    if "committed" in memory or not run.state.flags & COMMITS:
        return False
    run.drop_waits(instance)
    instance.memory = {**memory, "commit": ["after", "loop" if instance.status == LOOP else ""]}
    ask(run, node, key, instance)
    return True


def ask(run: Run, node: Node, key: int, instance: Instance) -> None:
    """Open the job that lets the case go on."""
    instance.status = JOB
    run.effects.append(OpenJob(key=key, element=node.id, type=CONTINUE))


def go_on(run: Run, node: Node, key: int, instance: Instance) -> None:
    """What came before is written."""
    assert instance.memory is not None
    memory = dict(instance.memory)
    where, what = memory.pop("commit")
    if where == "after":
        instance.memory = {**memory, "committed": True}
        instance.status = LOOP if what else SCOPE
        run.finish_loop(node, key, instance) if what else run.depart(node, key, instance)
        return
    scope = instance.parent
    del run.instances[key]
    flow = run.program.flow_index.get(what)
    if node.listeners and not isinstance(node.behaviour, Activity):
        listening.hold(run, node, scope, flow)
        return
    try:
        if flow is not None:
            for listener in flow.listeners:
                listener.of(run, scope)
        node.behaviour.arrive(run, node, scope, flow)
    except Trouble as trouble:
        run.stop_token(node, scope, "arrive", trouble.problem)
