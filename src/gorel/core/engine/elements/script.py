"""Script task, and a service task that is one expression: evaluated at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gorel.core.engine.elements.behaviour import Activity
from gorel.core.engine.values import Value

if TYPE_CHECKING:
    from gorel.core.engine.program import Node
    from gorel.core.engine.run import Run
    from gorel.core.engine.state import Instance


class ScriptRule:
    """What is evaluated, and the variable its value goes to ("" = none)."""

    __slots__ = ("expression", "result")

    def __init__(self, expression: Value, result: str) -> None:
        self.expression = expression
        self.result = result


class ScriptTask(Activity):
    """Shape: `node.more` is a ScriptRule."""

    def start(self, run: Run, node: Node, key: int, instance: Instance) -> None:
        rule: ScriptRule = node.more
        value = rule.expression.of(run, key)
        run.finish(node, key, instance, {rule.result: value} if rule.result else None)
