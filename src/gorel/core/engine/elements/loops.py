"""Multi-instance and standard loops: a body instance, and one instance below it per round.

The body remembers: total (how many rounds, -1 for a standard loop), next (the number of the next round), done, and the
items and outputs. What one round costs does not depend on how many there were.
Sequential rounds and standard loops open the next when one ends; parallel ones open all at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gorel.core.engine.errors import Trouble
from gorel.core.engine.state import LOOP, OWN_OUTPUT
from gorel.core.engine.values import Value, truth, unfit, whole
from gorel.core.problems import Place, Problem

if TYPE_CHECKING:
    from gorel.core.engine.program import Node
    from gorel.core.engine.run import Run
    from gorel.core.engine.state import Instance

MAX_ROUNDS = 100_000


class LoopRule:
    """A loop as drawn, compiled."""

    __slots__ = (
        "cardinality", "collection", "condition", "element", "first", "kind", "maximum", "output_collection",
        "output_element", "output_name", "test_before",
    )  # fmt: skip

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.cardinality: Value | None = None
        self.collection: Value | None = None
        self.element = ""
        self.output_collection = ""
        self.output_element: Value | None = None
        self.output_name = ""  # the variable that the output element is, or is a part of
        self.condition: Value | None = None
        self.first = 1
        self.maximum: Value | None = None
        self.test_before = False


def start(run: Run, node: Node, key: int, body: Instance) -> None:
    """Open the first round, or all. Errors: Trouble when the collection or cardinality cannot be had."""
    rule: LoopRule = node.loop
    memory: dict[str, Any] = {"next": 0, "done": 0}
    if rule.kind == "standard":
        memory["total"] = (
            -1 if rule.maximum is None else whole(rule.maximum, run, key, Place(node.id, node.name or None, "maximum"))
        )
        body.memory = memory
        if rule.test_before and not _once_more(run, node, key, body):
            _end(run, node, key, body)
            return
        _open_round(run, node, key, body)
        return
    items = None
    if rule.collection is not None:
        items = rule.collection.of(run, key)
        if not isinstance(items, list):
            raise unfit(
                "engine.list-expected", Place(node.id, node.name or None, "collection"), rule.collection, items, run
            )
        total = len(items)
    elif rule.cardinality is not None:
        total = whole(rule.cardinality, run, key, Place(node.id, node.name or None, "cardinality"))
    else:
        raise Trouble(Problem("engine.loop-without-count", Place(node.id, node.name or None)))
    if total > MAX_ROUNDS:
        where = Place(node.id, node.name or None)
        raise Trouble(Problem("engine.too-many-rounds", where, {"count": total, "limit": MAX_ROUNDS}))
    memory["total"] = total
    if items is not None and (rule.element or rule.kind == "sequential"):
        memory["items"] = items
    if rule.output_collection:
        memory["outputs"] = [None] * total
    body.memory = memory
    if total == 0:
        _end(run, node, key, body)
    elif rule.kind == "sequential":
        _open_round(run, node, key, body)
    else:
        for _ in range(total):
            _open_round(run, node, key, body)
            if key not in run.instances:
                return  # the completion condition held already
        memory.pop("items", None)


def next_round(run: Run, node: Node, key: int) -> None:
    """The turn of a sequential loop's next round has come (it waits for it in the queue, so that loops may be long)."""
    body = run.instances[key]
    body.tokens -= 1
    _open_round(run, node, key, body)


def _queue_round(run: Run, node: Node, key: int, body: Instance) -> None:
    body.tokens += 1
    run.send(node, key)


def _open_round(run: Run, node: Node, key: int, body: Instance) -> None:
    rule: LoopRule = node.loop
    memory = body.memory
    assert memory is not None
    number = memory["next"]
    memory["next"] = number + 1
    body.tokens += 1
    inner = run.open(node, key, inner=True)
    variables: dict[str, Any] = {"loopCounter": number + rule.first}
    if rule.output_name and run.state.flags & OWN_OUTPUT:
        variables[rule.output_name] = None  # what rounds give must not meet outside
    if rule.element and "items" in memory:
        variables[rule.element] = memory["items"][number]
    if rule.first == 0:
        _show_counts(run, key, memory, body.tokens)
    instance = run.instances[inner]
    instance.variables = variables
    instance.memory = {"round": number}
    run.enter(node, inner, instance)


def round_done(run: Run, node: Node, key: int, instance: Instance) -> None:
    """A round ended: keep its output, then open the next, end the loop, or wait for the others."""
    rule: LoopRule = node.loop
    body_key = instance.parent
    body = run.instances[body_key]
    memory = body.memory
    assert memory is not None
    try:
        output = None if rule.output_element is None else rule.output_element.of(run, key)
        counts = _counts(memory, body.tokens)
        ends = (
            rule.kind != "standard"
            and rule.condition is not None
            and truth(rule.condition, run, key, Place(node.id, node.name or None, "completion condition"), counts)
        )
    except Trouble as trouble:
        run.stick(key, "leave", trouble.problem)
        return
    number = (instance.memory or {}).get("round", 0)
    run.close(key, instance)
    memory["done"] += 1
    body.tokens -= 1
    if "outputs" in memory:
        memory["outputs"][number] = output
    if rule.first == 0:
        _show_counts(run, body_key, memory, body.tokens)
    try:
        if rule.kind == "standard":
            more = (memory["total"] < 0 or memory["next"] < memory["total"]) and _once_more(run, node, body_key, body)
            _queue_round(run, node, body_key, body) if more else _end(run, node, body_key, body)
        elif ends or _is_over(memory):
            _end(run, node, body_key, body)
        elif rule.kind == "sequential":
            _queue_round(run, node, body_key, body)
    except Trouble as trouble:
        run.stick(body_key, "round", trouble.problem)


def join_alone(run: Run, node: Node, around: int, body_key: int | None) -> int:
    """Open one more round, or a loop of one, that a person puts a token into; return the round, which has not begun."""
    rule: LoopRule = node.loop
    if body_key is None:
        body_key = run.new_instance(node, around)
        body = run.instances[body_key]
        body.status = LOOP
        body.memory = {"next": 0, "done": 0, "total": 0, **({"outputs": []} if rule.output_collection else {})}
    body = run.instances[body_key]
    memory = body.memory
    assert memory is not None
    number = memory["next"]
    memory["next"] = number + 1
    if memory["total"] >= 0:
        memory["total"] += 1
    if "outputs" in memory:
        memory["outputs"].append(None)
    body.tokens += 1
    key = run.new_instance(node, body_key)
    instance = run.instances[key]
    instance.variables, instance.memory = {"loopCounter": number + rule.first}, {"round": number}
    return key


def round_cancelled(run: Run, node: Node, key: int) -> None:
    """A person has ended a round: the next one begins, the loop ends, or it waits for the others."""
    body_key = run.instances[key].parent
    body = run.instances[body_key]
    memory = body.memory
    assert memory is not None
    run.cancel(key)
    memory["gone"] = memory.get("gone", 0) + 1
    body.tokens -= 1
    if _is_over(memory) or (memory["total"] < 0 and body.tokens == 0):
        _end(run, node, body_key, body)
    elif node.loop.kind != "parallel":
        _queue_round(run, node, body_key, body)


def _is_over(memory: dict[str, Any]) -> bool:
    return bool(memory["done"] + memory.get("gone", 0) == memory["total"])


def go_on(run: Run, node: Node, key: int, body: Instance) -> None:
    """After an incident between two rounds: ask again whether there is another."""
    body.status = LOOP
    try:
        _queue_round(run, node, key, body) if _once_more(run, node, key, body) else _end(run, node, key, body)
    except Trouble as trouble:
        run.stick(key, "round", trouble.problem)


def _show_counts(run: Run, key: int, memory: dict[str, Any], active: int) -> None:
    """The older dialect's expressions see these in every round."""
    counts = {
        "nrOfInstances": memory["total"],
        "nrOfActiveInstances": active,
        "nrOfCompletedInstances": memory["done"],
    }
    run.set_local(key, counts)


def _counts(memory: dict[str, Any], active: int) -> dict[str, Any]:
    """The names of both dialects, as they are when the round that ended is counted."""
    done = memory["done"] + 1
    return {
        "numberOfInstances": memory["total"], "nrOfInstances": memory["total"],
        "numberOfActiveInstances": active - 1, "nrOfActiveInstances": active - 1,
        "numberOfCompletedInstances": done, "nrOfCompletedInstances": done,
        "numberOfTerminatedInstances": memory.get("gone", 0),
    }  # fmt: skip


def _once_more(run: Run, node: Node, key: int, body: Instance) -> bool:
    rule: LoopRule = node.loop
    assert body.memory is not None
    if rule.condition is None:
        return bool(body.memory["total"] >= 0 and body.memory["next"] < body.memory["total"])
    counter = {"loopCounter": body.memory["next"]}
    return truth(rule.condition, run, key, Place(node.id, node.name or None, "loop condition"), counter)


def _end(run: Run, node: Node, key: int, body: Instance) -> None:
    rule: LoopRule = node.loop
    run.cancel_inside(key)
    if rule.output_collection:
        assert body.memory is not None
        run.set_variables(body.parent, {rule.output_collection: body.memory.get("outputs", [])})
    run.finish_loop(node, key, body)
