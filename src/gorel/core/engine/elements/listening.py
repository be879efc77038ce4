"""Listeners: expressions that are evaluated, and jobs that are waited for, at a moment of an element's life.

Moments: "start" (after inputs, before the work), "end" (after outputs, before the token goes on), and for a user task
"creating", "assigning" and "completing". While a listener's job runs, the instance remembers which one it is:
memory["listening"] = [moment, number]. Elements that tokens pass at once open an instance only to listen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gorel.core.engine.elements import job
from gorel.core.engine.errors import Trouble
from gorel.core.engine.state import SCOPE

if TYPE_CHECKING:
    from gorel.core.engine.elements.job import JobRule
    from gorel.core.engine.program import Flow, Node
    from gorel.core.engine.run import Run
    from gorel.core.engine.state import Instance
    from gorel.core.engine.values import Value


class ListenerRule:
    """A listener as drawn, compiled: an expression or a job."""

    __slots__ = ("expression", "job")

    def __init__(self, expression: Value | None, work: JobRule | None) -> None:
        self.expression = expression
        self.job = work


def listen(run: Run, node: Node, key: int, instance: Instance, moment: str, number: int = 0) -> bool:
    """Let the listeners of *moment* act, from the given one on; False when one of their jobs is waited for.

    Errors: Trouble.
    """
    for at, listener in enumerate(node.listeners.get(moment, ())):
        if at < number:
            continue
        if listener.expression is not None:
            listener.expression.of(run, key)
        if listener.job is not None:
            job.open_job(run, node, key, instance, listener.job)
            instance.memory = {**(instance.memory or {}), "listening": [moment, at]}
            return False
    return True


def job_done(run: Run, node: Node, key: int, instance: Instance, variables: Mapping[str, Any]) -> None:
    """A listener's job is done: the next listener, or what the listeners held up."""
    assert instance.memory is not None
    memory = dict(instance.memory)
    moment, number = memory.pop("listening")
    instance.memory = memory or None
    instance.status = SCOPE
    run.set_variables(key, variables)
    go_on(run, node, key, instance, moment, number + 1)


def go_on(run: Run, node: Node, key: int, instance: Instance, moment: str, number: int) -> None:
    """Listen from *number* on, then do what the moment holds up."""
    try:
        if not listen(run, node, key, instance, moment, number):
            return
    except Trouble as trouble:
        run.stick(key, f"listen {moment} {number}", trouble.problem)
        return
    if (instance.memory or {}).get("passing"):
        _pass(run, node, key, instance, moment)
    elif moment == "start":
        run.begin(node, key, instance)
    elif moment in ("creating", "assigning"):
        following = "assigning" if moment == "creating" else None
        if following in node.listeners:
            go_on(run, node, key, instance, "assigning", 0)
        else:
            run.begin_work(node, key, instance)
    elif moment == "completing":
        memory = dict(instance.memory or {})
        result = memory.pop("result", None)
        instance.memory = memory or None
        run.finish(node, key, instance, result)
    else:
        run.depart(node, key, instance)


def complete(run: Run, node: Node, key: int, instance: Instance, result: Mapping[str, Any]) -> None:
    """A person has completed the task: its listeners act, then it is finished."""
    instance.memory = {**(instance.memory or {}), "result": dict(result)}
    go_on(run, node, key, instance, "completing", 0)


def hold(run: Run, node: Node, scope: int, flow: Flow | None) -> None:
    """A token comes to an element that it would pass at once: listen first."""
    key = run.new_instance(node, scope)
    instance = run.instances[key]
    instance.memory = {"passing": True, **({"flow": flow.id} if flow is not None else {})}
    go_on(run, node, key, instance, "start", 0)


def _pass(run: Run, node: Node, key: int, instance: Instance, moment: str) -> None:
    if moment == "start":
        go_on(run, node, key, instance, "end", 0)
        return
    flow = run.program.flow_index.get((instance.memory or {}).get("flow", ""))
    scope = instance.parent
    del run.instances[key]
    try:
        node.behaviour.arrive(run, node, scope, flow)
    except Trouble as trouble:
        run.stop_token(node, scope, "arrive", trouble.problem)
