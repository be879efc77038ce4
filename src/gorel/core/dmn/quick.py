"""The short cut of `Model.evaluate`: a decision that is one table over inputs of the model, with constant answers.

Most tables of a municipality are just that. Their answer depends on nothing but the inputs, and warnings are not asked
for, so a look-up in the table's index is all the work there is.
"""

from __future__ import annotations

from typing import Any

from gorel.core.dmn import model as m
from gorel.core.dmn.graph import Key
from gorel.core.dmn.hits import SINGLE
from gorel.core.dmn.program import Answer, CompiledElement, Program
from gorel.core.dmn.table.compile import NOT_CONSTANT, Table
from gorel.core.dmn.table.emit import emit_quick
from gorel.core.feel import types as t
from gorel.core.feel.conform import MISFIT, coerce


def quick_answer(program: Program, key: Key, slow: Answer) -> Answer | None:
    """Return the short cut for a decision, or None when it needs the whole way. *slow* is the whole way."""
    compiled = program.compiled(key)
    element = compiled.element
    if not isinstance(element, m.Decision) or not isinstance(element.logic, m.DecisionTable):
        return None
    if element.logic.hit_policy not in SINGLE or not element.logic.inputs or key[0] != program.graph.main.namespace:
        return None
    table = program.tables[id(element.logic)]
    inputs = _inputs(program, compiled, table)
    answers = [_answer(table, row, compiled.type) for row in table.constants]
    otherwise = None if table.default is None else _answer(table, table.default, compiled.type)
    if inputs is None or table.unclear or NOT_CONSTANT in answers or otherwise is NOT_CONSTANT:
        return None
    return emit_quick(table, inputs, answers, otherwise, slow)


def _inputs(program: Program, compiled: CompiledElement, table: Table) -> list[str] | None:
    """Return the name of the input that each column asks; None when one asks for more than a plain input."""
    plain = {}
    for need in compiled.needs:
        type_ = program.static_type(need.key)
        if not need.under and isinstance(program.graph.elements[need.key], m.InputData):
            plain[need.name] = type_
    found = []
    for column in table.columns:
        if column.allowed is not None or column.kind is None or column.name not in plain:
            return None
        if plain[column.name] not in (t.ANY, t.Simple(column.kind)):
            return None
        found.append(column.name)
    return found


def _answer(table: Table, outputs: tuple[Any, ...], type_: t.Type) -> Any:
    """Return the constant that a row answers, as the decision's variable holds it."""
    if len(outputs) != 1 or NOT_CONSTANT in outputs:
        return NOT_CONSTANT
    found = coerce(outputs[0], type_)
    if found is MISFIT:
        return None
    return NOT_CONSTANT if isinstance(found, list | dict) else found
