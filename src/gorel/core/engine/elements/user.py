"""User task: work for a person. Who, by when and with which form are asked when the task opens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gorel.core.engine import waiting
from gorel.core.engine.effects import OpenTask
from gorel.core.engine.elements import listening
from gorel.core.engine.elements.behaviour import Activity
from gorel.core.engine.errors import Trouble
from gorel.core.engine.state import TASK
from gorel.core.engine.values import Value, text_of, unfit, whole
from gorel.core.problems import Place, Problem
from gorel.core.times import add, parse_duration, parse_moment

if TYPE_CHECKING:
    from gorel.core.engine.program import Node
    from gorel.core.engine.run import Run
    from gorel.core.engine.state import Instance, Wait


class UserRule:
    """A user task as drawn, compiled; None where the picture says nothing."""

    __slots__ = ("assignee", "candidate_groups", "candidate_users", "due", "follow_up", "form", "priority", "proposed",
                 "title")  # fmt: skip

    def __init__(self) -> None:
        self.assignee: Value | None = None
        self.candidate_groups: Value | None = None
        self.candidate_users: Value | None = None
        self.due: Value | None = None
        self.follow_up: Value | None = None
        self.priority: Value | None = None
        self.form: Value | None = None
        self.title: Value | None = None
        self.proposed: tuple[str, ...] = ()  # the lane, where the picture names nobody


class UserTask(Activity):
    """Shape: `node.more` is a UserRule; its catches are the times of its listeners."""

    def assignee(self, run: Run, node: Node, key: int) -> str | None:
        """Return who gets the task: as drawn, or as a listener said. Errors: Trouble."""
        said = (run.instances[key].memory or {}).get("task", {})
        return said["assignee"] if "assignee" in said else _text(node.more.assignee, run, key)

    def fired(self, run: Run, node: Node, key: int, wait: Wait, result: Mapping[str, Any]) -> None:
        """The time of a listener has come."""
        owner = run.instances[wait.owner]
        waiting.set_again(run, key, wait, node.catches[wait.catch])
        if owner.status == TASK:  # else another listener is at work, and this one's time has passed
            listening.time_out(run, node, wait.owner, owner, wait)

    def start(self, run: Run, node: Node, key: int, instance: Instance) -> None:
        effect = self.opening(run, node, key, instance)
        ready = waiting.look_at(run, (node,), key) if node.catches else ()
        instance.status = TASK
        run.effects.append(effect)
        waiting.set_all(run, key, ready)

    def opening(self, run: Run, node: Node, key: int, instance: Instance) -> OpenTask:
        """Return the task as drawn, and as its listeners said. Errors: Trouble."""
        rule: UserRule = node.more
        said: dict[str, Any] = (instance.memory or {}).get("task", {})
        assignee = self.assignee(run, node, key)
        if "candidate_users" in said:
            users = tuple(said["candidate_users"])
        else:
            users = _names(rule.candidate_users, run, key, node, "candidate users") + tuple(said.get("users", ()))
        if "candidate_groups" in said:
            groups = tuple(said["candidate_groups"])
        else:
            groups = _names(rule.candidate_groups, run, key, node, "candidate groups") + tuple(said.get("groups", ()))
            if not (assignee or users or groups):
                groups = rule.proposed
        return OpenTask(
            key=key,
            element=node.id,
            name=said.get("name") or _text(rule.title, run, key) or node.name or node.id,
            assignee=assignee,
            candidate_users=users,
            candidate_groups=groups,
            form=_text(rule.form, run, key),
            due_at=said["due"] if "due" in said else _moment(rule.due, run, key, node, "due date"),
            follow_up_at=said["follow_up"]
            if "follow_up" in said
            else _moment(rule.follow_up, run, key, node, "follow-up date"),
            priority=said["priority"] if "priority" in said else _priority(rule.priority, run, key, node),
        )


def _text(value: Value | None, run: Run, key: int) -> str | None:
    answer = None if value is None else value.of(run, key)
    return None if answer is None or answer == "" else str(answer)


def _names(value: Value | None, run: Run, key: int, node: Node, part: str) -> tuple[str, ...]:
    answer: Any = None if value is None else value.of(run, key)
    if answer is None:
        return ()
    if isinstance(answer, str):
        return tuple(name.strip() for name in answer.split(",") if name.strip())
    if isinstance(answer, list) and all(isinstance(name, str) for name in answer):
        return tuple(answer)
    assert value is not None
    raise unfit("engine.names-expected", Place(node.id, node.name or None, part), value, answer, run)


def _moment(value: Value | None, run: Run, key: int, node: Node, part: str) -> int | None:
    answer = None if value is None else value.of(run, key)
    if answer is None or answer == "":
        return None
    assert value is not None
    try:
        text = answer.strip() if isinstance(answer, str) else ""
        if text.startswith("P"):
            return add(run.now, parse_duration(text))
        return parse_moment(text)
    except (ValueError, OverflowError) as error:
        values = {"kind": "date", "value": text_of(value), "reason": str(error)}
        raise Trouble(Problem("engine.timer-value", Place(node.id, node.name or None, part), values)) from None


def _priority(value: Value | None, run: Run, key: int, node: Node) -> int:
    if value is None or value.of(run, key) in (None, ""):
        return 50
    return whole(value, run, key, Place(node.id, node.name or None, "priority"))
