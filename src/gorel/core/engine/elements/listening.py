"""Listeners: expressions that are evaluated, and jobs that are waited for, at a moment of an element's life.

Moments: "start" (after inputs, before the work), "end" (after outputs, before the token goes on), and for a user task
"creating", "assigning", "updating", "completing", "canceling" and "timeout". While a listener's job runs, the instance
remembers which one it is: memory["listening"] = [moment, number]; "open" says that its task is open meanwhile, "change"
what will be changed about it. Elements that tokens pass at once open an instance only to listen ("passing"), events
that come have one ("happened").

A cancelled task is gone at once, so the jobs of its last listeners are done aside: by an instance directly in the case
("aside") that goes nowhere, and that the case waits for unless it is over itself. Listeners of the whole process are
heard by such an instance of the process too ("case"), before its first token moves and after its last one ended.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from gorel.core.engine.effects import ChangeTask, Log
from gorel.core.engine.elements import job, verdicts
from gorel.core.engine.errors import Trouble
from gorel.core.engine.state import ANSWERS, LISTENS, SCOPE, TASK, Instance

if TYPE_CHECKING:
    from gorel.core.engine.elements.job import JobRule
    from gorel.core.engine.events import Verdict
    from gorel.core.engine.program import Flow, Node
    from gorel.core.engine.run import Run
    from gorel.core.engine.state import Wait
    from gorel.core.engine.values import Value


class ListenerRule:
    """A listener as drawn, compiled: an expression or a job. Shape: timer is the number of its event, of a timeout."""

    __slots__ = ("expression", "job", "timer")

    def __init__(self, expression: Value | None, work: JobRule | None) -> None:
        self.expression = expression
        self.job = work
        self.timer = -1


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
        if moment == "timeout":
            break  # each has its own time
    return True


def job_done(
    run: Run, node: Node, key: int, instance: Instance, variables: Mapping[str, Any], verdict: Verdict | None = None
) -> None:
    """A listener's job is done: the next listener, or what the listeners held up."""
    moment, number = _forget(instance, "listening")
    instance.status = SCOPE
    run.set_variables(key, variables)
    if verdict is not None and verdict.is_denied:
        verdicts.deny(run, node, key, instance, moment)
        return
    if verdict is not None and verdict.changes:
        verdicts.correct(instance, moment, verdict.changes)
    if moment == "timeout":
        _back_to_the_task(run, key, instance)
    else:
        go_on(run, node, key, instance, moment, number + 1)


def go_on(run: Run, node: Node, key: int, instance: Instance, moment: str, number: int) -> None:
    """Listen from *number* on, then do what the moment holds up."""
    try:
        if not listen(run, node, key, instance, moment, number):
            return
    except Trouble as trouble:
        run.stick(key, f"listen {moment} {number}", trouble.problem)
        return
    memory = instance.memory or {}
    if "open" in memory:
        _back_to_the_task(run, key, instance)
    elif "aside" in memory:
        _gone(run, key, instance)
        run.end_token(0)
    elif "case" in memory:
        _case_listened(run, key, instance, moment)
    elif "passing" in memory:
        _pass(run, node, key, instance, moment)
    elif "happened" in memory:
        _forget(instance, "happened")
        go_on(run, node, key, instance, "end", 0)
    elif moment == "start":
        run.begin(node, key, instance)
    elif moment == "creating" and "assigning" in node.listeners and _is_given(run, node, key):
        go_on(run, node, key, instance, "assigning", 0)
    elif moment in ("creating", "assigning"):
        run.begin_work(node, key, instance)
    elif moment == "completing":
        result, changes = _forget(instance, "result"), _forget(instance, "change")
        if changes:
            run.effects.append(ChangeTask(key=key, changes=changes))
        run.finish(node, key, instance, result)
    else:
        run.depart(node, key, instance)


def _forget(instance: Instance, name: str) -> Any:
    memory = dict(instance.memory or {})
    value = memory.pop(name, None)
    instance.memory = memory or None
    return value


# ---- tasks ---------------------------------------------------------------------------------------------------------


def create(run: Run, node: Node, key: int, instance: Instance) -> None:
    """A task is about to be opened. Errors: Trouble."""
    if "creating" in node.listeners:
        go_on(run, node, key, instance, "creating", 0)
    elif _is_given(run, node, key):
        go_on(run, node, key, instance, "assigning", 0)
    else:
        node.behaviour.start(run, node, key, instance)


def _is_given(run: Run, node: Node, key: int) -> bool:
    """Return whether the new task has somebody: only then it is assigned."""
    if not run.state.flags & LISTENS:
        return True
    try:
        return bool(node.behaviour.assignee(run, node, key))
    except Trouble:
        return False  # opening the task tells of it


def complete(run: Run, node: Node, key: int, instance: Instance, result: Mapping[str, Any]) -> None:
    """A person has completed the task: its listeners act, then it is finished."""
    instance.memory = {**(instance.memory or {}), "result": dict(result)}
    go_on(run, node, key, instance, "completing", 0)


def change(run: Run, node: Node, key: int, instance: Instance, changes: Mapping[str, Any]) -> None:
    """Somebody takes or changes an open task: its listeners act, then it is so."""
    memory = {**(instance.memory or {}), "open": True, "change": dict(changes)}
    if "assignee" in changes and node.listeners:
        if "assignee" in memory and run.state.flags & ANSWERS:
            memory["had"] = memory["assignee"]  # for a listener that denies it
        memory["assignee"] = changes["assignee"]
    instance.memory = memory
    go_on(run, node, key, instance, "assigning" if "assignee" in changes else "updating", 0)


def time_out(run: Run, node: Node, key: int, instance: Instance, wait: Wait) -> None:
    """The time of one of the listeners of an open task has come; the task stays open."""
    number = next(n for n, rule in enumerate(node.listeners["timeout"]) if rule.timer == wait.catch)
    instance.memory = {**(instance.memory or {}), "open": True}
    go_on(run, node, key, instance, "timeout", number)


def _back_to_the_task(run: Run, key: int, instance: Instance) -> None:
    instance.status = TASK
    _forget(instance, "open")
    _forget(instance, "had")
    changes = _forget(instance, "change")
    if changes:
        run.effects.append(ChangeTask(key=key, changes=changes))


def cancelled(run: Run, node: Node, key: int) -> None:
    """A task is being cancelled: expressions have their last word now, jobs are done aside."""
    if not run.state.flags & LISTENS:
        return
    rules = node.listeners["canceling"]
    for rule in rules:
        if rule.expression is not None:
            with suppress(Trouble):  # what is cancelled does not stand still for it
                rule.expression.of(run, key)
    if any(rule.job is not None for rule in rules):
        run.farewells.append((node, dict(run.scope_of(key))))


def say_farewell(run: Run) -> None:
    """Open the jobs of the last listeners of tasks that were cancelled."""
    waiting, run.farewells = run.farewells, []
    for node, variables in waiting:
        run.instances[0].tokens += 1
        key = run.new_instance(node, 0)
        instance = run.instances[key]
        instance.variables, instance.memory = variables, {"aside": True}
        first = next(n for n, rule in enumerate(node.listeners["canceling"]) if rule.job is not None)
        go_on(run, node, key, instance, "canceling", first)


# ---- elements that are passed at once ------------------------------------------------------------------------------


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


def _gone(run: Run, key: int, instance: Instance) -> None:
    """An instance that only listened is no more."""
    del run.instances[key]
    run.effects.append(Log(kind="left", element=instance.element, key=key))


# ---- the whole process ---------------------------------------------------------------------------------------------


def hold_start(run: Run, first: str) -> None:
    """Listen before the case's first token moves; then it begins at the element *first*."""
    run.instances[0].tokens = 1
    _hold_case(run, "start", first)


def hold_end(run: Run, outcome: str) -> bool:
    """Listen before the case is over, where jobs do; False when there is nothing to wait for."""
    root = run.instances[0]
    rules = run.program.root.listeners.get("end", ())
    if not run.state.flags & LISTENS or all(rule.job is None for rule in rules):
        return False
    if (root.memory or {}).get("listened"):
        return False
    run.clear()
    root.tokens = 1
    root.memory = {**(root.memory or {}), "listened": True}
    _hold_case(run, "end", outcome)
    return True


def _hold_case(run: Run, moment: str, then: str) -> None:
    root = run.program.root
    key = run.new_instance(root, 0)
    instance = run.instances[key]
    instance.memory = {"case": then}
    go_on(run, root, key, instance, moment, 0)


def _case_listened(run: Run, key: int, instance: Instance, moment: str) -> None:
    then = (instance.memory or {})["case"]
    _gone(run, key, instance)
    if moment == "start":
        from gorel.core.engine.beginning import begin_case  # circular: beginnings listen

        begin_case(run, run.program.node(then))
    else:
        run.end_case("terminated" if then == "terminated" else "completed")  # the words themselves: equal bytes
