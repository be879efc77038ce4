"""Business rule task: a decision is asked at once, and what it rested on is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gorel.core import feel
from gorel.core.engine.effects import RecordDecision
from gorel.core.engine.elements.behaviour import Activity
from gorel.core.engine.errors import Trouble
from gorel.core.engine.values import ZONE, Value, wanted_text
from gorel.core.problems import Place, Problem

if TYPE_CHECKING:
    from gorel.core.engine.program import Node
    from gorel.core.engine.run import Run
    from gorel.core.engine.state import Instance


class DecisionRule:
    """A called decision as drawn, compiled."""

    __slots__ = ("decision", "mapping", "result")

    def __init__(self, decision: Value, result: str, mapping: str) -> None:
        self.decision = decision
        self.result = result
        self.mapping = mapping


class BusinessRuleTask(Activity):
    """Shape: `node.more` is a DecisionRule."""

    def start(self, run: Run, node: Node, key: int, instance: Instance) -> None:
        rule: DecisionRule = node.more
        where = Place(node.id, node.name or None)
        name = wanted_text(rule.decision, run, key, where)
        decision = run.program.decisions.get(name)
        if decision is None:
            raise Trouble(Problem("engine.unknown-decision", where, {"decision": name}))
        decided = decision.decide(run.scope_of(key), now=run.now, seed=run.next_seed(), zone=ZONE)
        faults = [problem for problem in decided.problems if problem.severity == "error"]
        if faults:
            first = faults[0]
            raise Trouble(
                Problem("engine.decision-failed", where, {"decision": name, "reason": first.code, **first.values})
            )
        run.effects.append(RecordDecision(element=node.id, decision=name, explanation=decided.explanation))
        value = mapped(feel.to_json(decided.value), rule.mapping, where)
        run.finish(node, key, instance, {rule.result: value} if rule.result else None)


def mapped(value: Any, mapping: str, where: Place) -> Any:
    """Return a decision's value as a camunda `mapDecisionResult` wants it; "" is as it is.

    Errors: Trouble "engine.decision-result" when there are more results than the mapping allows.
    """
    if not mapping:
        return value
    rows = [] if value is None else value if isinstance(value, list) else [value]
    if mapping == "resultList":
        return rows
    if mapping == "collectEntries":
        return [_single(row, mapping, where) for row in rows]
    if len(rows) > 1:
        raise Trouble(Problem("engine.decision-result", where, {"mapping": mapping, "count": len(rows)}))
    row = rows[0] if rows else None
    return _single(row, mapping, where) if mapping == "singleEntry" else row


def _single(row: Any, mapping: str, where: Place) -> Any:
    if not isinstance(row, dict):
        return row
    if len(row) > 1:
        raise Trouble(Problem("engine.decision-result", where, {"mapping": mapping, "count": len(row)}))
    return next(iter(row.values()), None)
