"""The short cut of `Model.evaluate`: a decision that is one table over inputs of the model, with constant answers.

Most tables of a municipality are just that. Their answer depends on nothing but which rules match, and warnings are not
asked for, so a look-up in the table's index and one in the answers known so far is all the work there is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gorel.core.dmn import model as m
from gorel.core.dmn.boxed.compiler import fitted
from gorel.core.dmn.graph import Key
from gorel.core.dmn.program import Answer, CompiledElement, Program
from gorel.core.dmn.run import Run
from gorel.core.dmn.table.emit import emit_quick
from gorel.core.dmn.table.grid import bits
from gorel.core.dmn.table.table import NOT_CONSTANT, Table
from gorel.core.feel import types as t

KEPT = 10_000  # answers that a table remembers


def quick_answer(program: Program, key: Key, slow: Answer) -> Answer | None:
    """Return the short cut for a decision, or None when it needs the whole way. *slow* is the whole way."""
    compiled = program.compiled(key)
    element = compiled.element
    if not isinstance(element, m.Decision) or not isinstance(element.logic, m.DecisionTable):
        return None
    if not element.logic.inputs or key[0] != program.graph.main.namespace:
        return None
    table = program.tables[id(element.logic)]
    constants = [*table.constants, table.default or ()]
    inputs = _inputs(program, compiled, table)
    if inputs is None or table.unclear or any(NOT_CONSTANT in row for row in constants):
        return None
    known: dict[int, Any] = {}
    return emit_quick(table, inputs, known, _learner(table, compiled, known), slow)


def _learner(table: Table, compiled: CompiledElement, known: dict[int, Any]) -> Callable[[int], Any]:
    def learn(matching: int) -> Any:
        """Work out the answer for a set of matching rules, and keep it unless a caller could change it."""
        run = Run({})
        hits = list(bits(matching))
        answer = table.policy(hits, table.rows, {}, run) if hits else table.rows.otherwise({}, run)
        answer = fitted(answer, compiled.type, compiled.place, run)
        if not isinstance(answer, list | dict) and len(known) < KEPT:
            known[matching] = answer
        return answer

    return learn


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
