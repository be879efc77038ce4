"""Call activity: another process runs as a case of its own; its end comes back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gorel.core.engine.effects import StartCase
from gorel.core.engine.elements.behaviour import Activity
from gorel.core.engine.mappings import put
from gorel.core.engine.state import CALL, CALLS_SPEAK
from gorel.core.engine.values import Value, wanted_text, with_extra
from gorel.core.problems import Place

if TYPE_CHECKING:
    from gorel.core.engine.program import Node
    from gorel.core.engine.run import Run
    from gorel.core.engine.state import Instance


class CallRule:
    """A call as drawn, compiled."""

    __slots__ = ("all_in", "all_out", "binding", "business_key", "ins", "local_in", "local_out", "outs", "process")

    def __init__(self, process: Value, binding: str) -> None:
        self.process = process
        self.binding = binding
        self.all_in = True
        self.all_out = True
        self.local_in = False
        self.local_out = False
        self.business_key: Value | None = None
        self.ins: tuple[tuple[str, Value], ...] = ()
        self.outs: tuple[tuple[str, Value], ...] = ()


class CallActivity(Activity):
    """Shape: `node.more` is a CallRule."""

    def start(self, run: Run, node: Node, key: int, instance: Instance) -> None:
        rule: CallRule = node.more
        where = Place(node.id, node.name or None)
        process = wanted_text(rule.process, run, key, where)
        if rule.all_in and not rule.local_in:
            variables = dict(run.scope_of(key))
        elif node.merges and not rule.all_in and run.state.flags & CALLS_SPEAK:
            variables = {}  # in the older dialect what is mapped in for the call itself is not passed
        else:
            variables = dict(instance.variables or {})
        for target, value in rule.ins:
            put(variables, target, value.of(run, key))
        business_key = None
        if rule.business_key is not None:
            answer = rule.business_key.of(run, key)
            business_key = None if answer is None else str(answer)
        instance.status = CALL
        run.effects.append(
            StartCase(
                key=key,
                element=node.id,
                process=process,
                binding=rule.binding,
                variables=variables,
                business_key=business_key,
            )
        )


def ended(run: Run, node: Node, key: int, instance: Instance, variables: Mapping[str, Any]) -> None:
    """The called case is over: what it had comes back as the call says."""
    rule: CallRule = node.more
    if node.outputs and not rule.all_out:
        run.set_local(key, variables)
    found = brought(run, node, key, variables)
    if rule.local_out:
        run.set_local(key, found)
        found = {}
    run.finish(node, key, instance, found)


def brought(run: Run, node: Node, key: int, variables: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of the called case's variables comes back, as the call says. Errors: Trouble."""
    rule: CallRule = node.more
    found: dict[str, Any] = dict(variables) if rule.all_out else {}
    for target, value in rule.outs:
        put(found, target, with_extra(value, run, key, variables))
    return found
