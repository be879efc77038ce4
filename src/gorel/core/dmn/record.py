"""What happened when a decision was made, as the data that `explain` says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gorel.core.dmn import model as m
from gorel.core.dmn.run import Scope
from gorel.core.dmn.values import to_json

if TYPE_CHECKING:
    from gorel.core.dmn.program import CompiledElement, Program


def step_of(
    program: Program, compiled: CompiledElement, scope: Scope, value: Any, tables: list[dict[str, Any]]
) -> dict[str, Any]:
    """Return one decision as a step of an explanation; its shape stands in `explain`."""
    element = compiled.element
    assert isinstance(element, m.Decision)
    home = program.graph.home[compiled.key]
    sources = []
    for href in element.sources:
        key = program.graph.resolve(href, home)
        source = program.graph.elements.get(key) if key is not None else None
        if isinstance(source, m.KnowledgeSource):
            sources.append({"name": source.name, "location": source.location})
    uses = []
    for need in compiled.needs:
        if isinstance(program.graph.elements[need.key], m.InputData | m.Decision):
            held = scope.get(need.under, {}) if need.under else scope
            uses.append({"name": program.title(need.key), "value": to_json(held.get(need.name))})
    step: dict[str, Any] = {
        "decision": {"id": element.id, "name": element.label or element.name},
        "kind": "table" if isinstance(element.logic, m.DecisionTable) else "expression",
        "uses": uses,
        "tables": tables,
        "sources": sources,
        "value": to_json(value),
    }
    if isinstance(element.logic, m.Literal):
        step["text"] = element.logic.text or ""
    if element.question:
        step["question"] = element.question
    return step
