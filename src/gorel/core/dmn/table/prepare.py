"""Finds a model's tables, wherever they stand, and prepares them for the self-checks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from gorel.core.dmn import model as m
from gorel.core.dmn.boxed.compiler import Compiler
from gorel.core.dmn.program import Program
from gorel.core.dmn.table.checks.checked import UNKNOWN, CheckedTable
from gorel.core.dmn.table.grid import Grid, make_column
from gorel.core.dmn.table.table import NOT_CONSTANT, Table
from gorel.core.feel import types as t


def checked_tables(program: Program) -> Iterator[CheckedTable]:
    """Yield every table of the model's decisions and knowledge, prepared."""
    for key, element in program.graph.elements.items():
        logic = getattr(element, "logic", None)
        if logic is None:
            continue
        program.compiled(key)
        for table in tables_in(logic):
            type_ref = element.type_ref if table is logic else None
            yield checked(program.tables[id(table)], program.compiler(key), type_ref)


def tables_in(node: Any) -> Iterator[m.DecisionTable]:
    """Yield the tables inside an expression."""
    if isinstance(node, m.DecisionTable):
        yield node
    elif isinstance(node, m.Node):
        for field in fields(node):
            part = getattr(node, field.name)
            for inner in part if isinstance(part, tuple) else (part,):
                yield from tables_in(inner)
    elif isinstance(node, tuple):
        for inner in node:
            yield from tables_in(inner)


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
