"""Service and send tasks, and all else that a robot does: a job is opened, and its result comes back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gorel.core.bpmn.retrying import parse_retries
from gorel.core.engine.effects import OpenJob
from gorel.core.engine.elements.behaviour import Activity
from gorel.core.engine.errors import Trouble
from gorel.core.engine.state import JOB
from gorel.core.engine.values import MAX_DIGITS, MAX_WHOLE, Value, kind_of, text_of, wanted_text, whole, with_extra
from gorel.core.problems import Place, Problem

if TYPE_CHECKING:
    from gorel.core.engine.program import Node
    from gorel.core.engine.run import Run
    from gorel.core.engine.state import Instance


class JobRule:
    """A job as drawn, compiled."""

    __slots__ = ("faults", "headers", "priority", "retries", "retries_value", "retry_after", "retry_cycle", "type")

    def __init__(self, kind: Value, retries: Value, headers: dict[str, str], priority: Value | None) -> None:
        self.type = kind
        text = (retries.constant or "").strip()
        self.retries = min(int(text), MAX_WHOLE) if text.isdigit() and len(text) <= MAX_DIGITS else None
        self.retries_value = retries
        self.headers = headers
        self.priority = priority
        self.retry_after: tuple[str, ...] = ()
        self.retry_cycle: Value | None = None  # says both, where it is an expression
        self.faults: tuple[tuple[Value, Value | None], ...] = ()  # (condition, error code) of an external task


class JobTask(Activity):
    """Shape: `node.more` is a JobRule."""

    def start(self, run: Run, node: Node, key: int, instance: Instance) -> None:
        open_job(run, node, key, instance, node.more)


def open_job(run: Run, node: Node, key: int, instance: Instance, rule: JobRule, retries: int | None = None) -> None:
    """Open the job of the instance. Errors: Trouble when type or retries cannot be had; nothing is opened."""
    kind = rule.type.constant or wanted_text(rule.type, run, key, Place(node.id, node.name or None, "job type"))
    waits: tuple[str, ...] = ()
    if rule.retry_cycle is not None:
        times, waits = _retry_cycle(run, node, key, rule.retry_cycle)
        retries = times if retries is None else retries
    if retries is None:
        retries = rule.retries
        if retries is None:
            retries = whole(rule.retries_value, run, key, Place(node.id, node.name or None, "retries"))
    if rule.priority is None:
        effect = OpenJob(key=key, element=node.id, type=kind, retries=retries, headers=rule.headers)
    else:
        effect = OpenJob(
            key=key, element=node.id, type=kind, retries=retries, headers=rule.headers,
            priority=whole(rule.priority, run, key, Place(node.id, node.name or None, "priority")),
        )  # fmt: skip
    if waits:
        instance.memory = {**(instance.memory or {}), "retry after": list(waits)}
    instance.status = JOB
    run.effects.append(effect)


def _retry_cycle(run: Run, node: Node, key: int, value: Value) -> tuple[int, tuple[str, ...]]:
    answer = value.of(run, key)
    where = Place(node.id, node.name or None, "retries")
    try:
        if isinstance(answer, str):
            return parse_retries(answer)
    except (ValueError, OverflowError):
        pass
    values = {"expression": text_of(value), "value": kind_of(answer)}
    raise Trouble(Problem("engine.retry-cycle", where, values))


class Report:
    """`externalTask` in an error definition of the older dialect: what the robot said."""

    def __init__(self, key: int, message: str, details: Any) -> None:
        self.known = {"id": str(key), "errorMessage": message, "errorDetails": details}

    def get(self, name: str) -> Any:
        return self.known[name]

    def call(self, name: str, arguments: list[Any]) -> Any:
        if arguments or not name.startswith("get"):
            raise KeyError(name)
        return self.known[name[3:4].lower() + name[4:]]


def thrown(run: Run, key: int, rule: JobRule, variables: Mapping[str, Any], message: str, details: Any) -> str | None:
    """Return the code of the error that the picture makes of a robot's answer, or None. Errors: Trouble."""
    for condition, code in rule.faults:
        extra = {**variables, "externalTask": Report(key, message, details)}
        if with_extra(condition, run, key, extra) is True:
            return "" if code is None else str(code.of(run, key))
    return None
