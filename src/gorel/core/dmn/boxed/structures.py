"""Boxed context, list and relation."""

from __future__ import annotations

from typing import Any

from gorel.core.dmn import model as m
from gorel.core.dmn.boxed.compiler import Compiler, Names, compiles
from gorel.core.dmn.run import Evaluated, Run, Scope
from gorel.core.feel import types as t


@compiles(m.Context)
def compile_context(compiler: Compiler, node: m.Context, names: Names) -> Evaluated:
    """A context: each entry sees those before it; the entry without a name is the whole box's value."""
    known = dict(names)
    entries: list[tuple[str, Evaluated]] = []
    result: Evaluated | None = None
    for entry in node.entries:
        part = compiler.inside(entry.name) if entry.name else compiler
        evaluated = part.expression(entry.value, known)
        if entry.name is None:
            result = evaluated
            continue
        type_ = compiler.type_of(entry.type_ref)
        entries.append((entry.name, part.coerced(evaluated, type_, entry)))
        known[entry.name] = static_type(compiler, entry.value) if type_ == t.ANY else type_

    def context(scope: Scope, run: Run) -> Any:
        inner = dict(scope)
        made: dict[str, Any] = {}
        for name, evaluated in entries:
            inner[name] = made[name] = evaluated(inner, run)
        return made if result is None else result(inner, run)

    return context


@compiles(m.ListOf)
def compile_list(compiler: Compiler, node: m.ListOf, names: Names) -> Evaluated:
    """A list of boxed expressions."""
    items = [compiler.expression(item, names) for item in node.items]
    return lambda scope, run: [item(scope, run) for item in items]


@compiles(m.Relation)
def compile_relation(compiler: Compiler, node: m.Relation, names: Names) -> Evaluated:
    """A list of contexts, one per row."""
    columns = [(column.name, compiler.type_of(column.type_ref)) for column in node.columns]
    rows = [
        [
            (name, compiler.coerced(compiler.expression(cell, names), type_, node, name))
            for (name, type_), cell in zip(columns, row, strict=False)
        ]
        for row in node.rows
    ]
    return lambda scope, run: [{name: cell(scope, run) for name, cell in row} for row in rows]


def static_type(compiler: Compiler, node: m.Expression | None) -> t.Type:
    """Return what is known of the type of a box without evaluating it."""
    if node is None:
        return t.ANY
    declared = compiler.type_of(node.type_ref)
    if declared != t.ANY:
        return declared
    if isinstance(node, m.Context) and all(entry.name is not None for entry in node.entries):
        return t.ContextType(
            {
                entry.name: compiler.type_of(entry.type_ref) if entry.type_ref else static_type(compiler, entry.value)
                for entry in node.entries
                if entry.name is not None
            }
        )
    if isinstance(node, m.Context) and node.entries:
        return static_type(compiler, node.entries[-1].value)
    if isinstance(node, m.Relation):
        return t.ListType(t.ContextType({c.name: compiler.type_of(c.type_ref) for c in node.columns}))
    if isinstance(node, m.DecisionTable) and len(node.outputs) > 1:
        row = t.ContextType({output.name: compiler.type_of(output.type_ref) for output in node.outputs})
        collects = node.hit_policy in (m.HitPolicy.COLLECT, m.HitPolicy.RULE_ORDER, m.HitPolicy.OUTPUT_ORDER)
        return t.ListType(row) if collects and node.aggregation is None else row
    return t.ANY
