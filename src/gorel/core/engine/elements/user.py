"""User task: work for a person. Who, by when and with which form are asked when the task opens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gorel.core.engine.effects import OpenTask
from gorel.core.engine.elements.behaviour import Activity
from gorel.core.engine.errors import Trouble
from gorel.core.engine.state import TASK
from gorel.core.engine.values import Value, text_of, unfit, whole
from gorel.core.problems import Place, Problem
from gorel.core.times import add, parse_duration, parse_moment

if TYPE_CHECKING:
    from gorel.core.engine.program import Node
    from gorel.core.engine.run import Run
    from gorel.core.engine.state import Instance


class UserRule:
    """A user task as drawn, compiled; None where the picture says nothing."""

    __slots__ = ("assignee", "candidate_groups", "candidate_users", "due", "follow_up", "form", "priority", "proposed")

    def __init__(self) -> None:
        self.assignee: Value | None = None
        self.candidate_groups: Value | None = None
        self.candidate_users: Value | None = None
        self.due: Value | None = None
        self.follow_up: Value | None = None
        self.priority: Value | None = None
        self.form: Value | None = None
        self.proposed: tuple[str, ...] = ()  # the lane, where the picture names nobody


class UserTask(Activity):
    """Shape: `node.more` is a UserRule."""

    def start(self, run: Run, node: Node, key: int, instance: Instance) -> None:
        rule: UserRule = node.more
        assignee = _text(rule.assignee, run, key)
        users = _names(rule.candidate_users, run, key, node, "candidate users")
        groups = _names(rule.candidate_groups, run, key, node, "candidate groups")
        if not (assignee or users or groups):
            groups = rule.proposed
        effect = OpenTask(
            key=key,
            element=node.id,
            name=node.name or node.id,
            assignee=assignee,
            candidate_users=users,
            candidate_groups=groups,
            form=_text(rule.form, run, key),
            due_at=_moment(rule.due, run, key, node, "due date"),
            follow_up_at=_moment(rule.follow_up, run, key, node, "follow-up date"),
            priority=_priority(rule.priority, run, key, node),
        )
        instance.status = TASK
        run.effects.append(effect)


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
