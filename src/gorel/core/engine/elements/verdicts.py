"""What the job of a task's listener may say of what is happening to the task: that it shall not, or not quite so.

Denied, a task that was completed is open again, and one that was assigned or changed stays as it was; a new one that
its picture gives to somebody is opened for nobody. Corrected, the task becomes what the listeners said last, and those
after see it so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from gorel.core.engine.errors import Trouble
from gorel.core.engine.events import TASK_FIELDS, Verdict
from gorel.core.engine.state import TASK
from gorel.core.problems import Problem

if TYPE_CHECKING:
    from gorel.core.engine.program import Node
    from gorel.core.engine.run import Run
    from gorel.core.engine.state import Instance

DENIABLE = ("assigning", "updating", "completing")
CORRECTABLE = (*DENIABLE, "creating")
# What a correction is called in what listeners said of a task that is not open yet.
SAID = {"due_at": "due", "follow_up_at": "follow_up"}


def reason_against(instance: Instance, verdict: Verdict) -> Problem | None:
    """Return why a job's answer cannot be taken; None when it can."""
    moment = (instance.memory or {}).get("listening", ("",))[0]
    values = {"event": "JobCompleted", "moment": moment or "job"}
    if verdict.is_denied and verdict.changes:
        return Problem("engine.denied-and-corrected", values=values)
    if verdict.is_denied and moment not in DENIABLE:
        return Problem("engine.cannot-deny", values=values)
    if verdict.changes and moment not in CORRECTABLE:
        return Problem("engine.cannot-correct", values=values)
    unknown = sorted(set(verdict.changes) - TASK_FIELDS)
    if unknown:
        return Problem("engine.no-such-field", values={"event": "JobCompleted", "name": ", ".join(unknown)})
    return None


def correct(instance: Instance, moment: str, changes: Mapping[str, Any]) -> None:
    """Keep what a listener corrected until the last one of its moment was heard."""
    memory = dict(instance.memory or {})
    if "open" in memory or moment == "completing":
        memory["change"] = {**memory.get("change", {}), **changes}
        if "assignee" in changes:
            memory["assignee"] = changes["assignee"]
    else:
        said = {SAID.get(name, name): value for name, value in changes.items()}
        memory["task"] = {**memory.get("task", {}), **said}
    instance.memory = memory


def deny(run: Run, node: Node, key: int, instance: Instance, moment: str) -> None:
    """What a person did, or the picture said, does not happen; listeners after this one are not heard."""
    memory = dict(instance.memory or {})
    memory.pop("change", None)
    memory.pop("result", None)
    if "open" in memory:
        del memory["open"]
        if "had" in memory:
            memory["assignee"] = memory.pop("had")
        elif moment == "assigning":
            memory.pop("assignee", None)
        instance.status = TASK
    elif moment == "assigning":
        memory["task"] = {**memory.get("task", {}), "assignee": None}
        instance.memory = memory
        run.begin_work(node, key, instance)
        return
    instance.memory = memory or None
    if moment == "completing":
        _open_again(run, node, key, instance)


def _open_again(run: Run, node: Node, key: int, instance: Instance) -> None:
    memory = instance.memory or {}
    try:
        effect = node.behaviour.opening(run, node, key, instance)
    except Trouble as trouble:
        run.stick(key, "task", trouble.problem)
        return
    if "assignee" in memory:
        effect = msgspec.structs.replace(effect, assignee=memory["assignee"])
    instance.status = TASK
    run.effects.append(effect)
