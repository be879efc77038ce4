"""Finds a model's tables, wherever they stand, and prepares them for the self-checks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gorel.core.dmn import model as m
from gorel.core.dmn.boxed.compiler import Compiler, Names
from gorel.core.dmn.program import Program
from gorel.core.dmn.table.checks.checked import UNKNOWN, CheckedTable
from gorel.core.dmn.table.compile import NOT_CONSTANT, Table, build_table
from gorel.core.dmn.table.grid import Grid, make_column
from gorel.core.feel import types as t


def checked_tables(program: Program) -> Iterator[CheckedTable]:
    """Yield every table of the model's decisions and knowledge, prepared."""
    for key, element in program.graph.elements.items():
        logic = getattr(element, "logic", None)
        if logic is None:
            continue
        # Faults of the texts are noted when the element itself is compiled; here they are only met again.
        compiler = Compiler(program.types, program.graph.home[key], program.compiler(key).place, [])
        names = dict(program.compiled(key).names)
        for table, compiler_inside, known in tables_in(logic, compiler, names):
            type_ref = element.type_ref if table is logic else None
            yield checked(build_table(compiler_inside, table, known), compiler_inside, type_ref)


def tables_in(node: Any, compiler: Compiler, names: Names) -> Iterator[tuple[m.DecisionTable, Compiler, Names]]:
    """Yield the tables inside an expression, with the names that they see."""
    if isinstance(node, m.DecisionTable):
        yield node, compiler, names
    elif isinstance(node, m.Context):
        known = dict(names)
        for entry in node.entries:
            inside = compiler.inside(entry.name) if entry.name else compiler
            yield from tables_in(entry.value, inside, known)
            if entry.name:
                known[entry.name] = compiler.type_of(entry.type_ref)
    elif isinstance(node, m.FunctionDefinition):
        parameters = {parameter.name: compiler.type_of(parameter.type_ref) for parameter in node.parameters}
        yield from tables_in(node.body, compiler, {**names, **parameters})
    elif isinstance(node, m.ListOf):
        for item in node.items:
            yield from tables_in(item, compiler, names)
    elif isinstance(node, m.Conditional):
        for part in (node.condition, node.then, node.otherwise):
            yield from tables_in(part, compiler, names)


def checked(table: Table, compiler: Compiler, type_ref: str | None) -> CheckedTable:
    """Return the table as the checks look at it."""
    columns = [make_column(column.title, column.cells, column.domain, column.kind) for column in table.columns]
    kinds = list(map(_simple_kind, table.output_types))
    if len(kinds) == 1 and kinds[0] is None:
        kinds = [_simple_kind(compiler.type_of(type_ref))]
    return CheckedTable(
        model=table.model,
        place=table.place,
        grid=Grid(tuple(columns), len(table.model.rules)),
        cells=tuple(column.cells for column in table.columns),
        outputs=tuple(tuple(UNKNOWN if value is NOT_CONSTANT else value for value in row) for row in table.constants),
        output_values=table.rows.priorities,
        output_kinds=tuple(kinds),
    )


def _simple_kind(type_: t.Type) -> str | None:
    """Return the name of a simple type that values can be compared with; None for any other."""
    base = t.base_of(type_)
    return base.name if isinstance(base, t.Simple) and base.name not in ("Any", "Null") else None
