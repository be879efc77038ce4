"""A decision table to one Python function.

The function looks each input up in its column's index, `&`s what the columns leave, tests by FEEL the few cells that no
index can hold, and answers by the hit policy. It is built as a syntax tree (`emit`) from names of ours alone; texts of
the model are only ever constants. `table.Table` keeps the parts, for explanations and for the self-checks.
"""

from __future__ import annotations

from typing import Any

from gorel.core.dmn import model as m
from gorel.core.dmn.boxed.compiler import Compiler, Names, always_null, compiles
from gorel.core.dmn.boxed.literals import constant_of, parse_text
from gorel.core.dmn.hits import Rows, policy_of
from gorel.core.dmn.run import Evaluated, Run, Scope
from gorel.core.dmn.table.column import compile_column, listed_values
from gorel.core.dmn.table.emit import emit_table
from gorel.core.dmn.table.table import NOT_CONSTANT, Table
from gorel.core.problems import ModelError

_GATHERING = frozenset({m.HitPolicy.COLLECT, m.HitPolicy.RULE_ORDER, m.HitPolicy.OUTPUT_ORDER})


@compiles(m.DecisionTable)
def compile_table(compiler: Compiler, node: m.DecisionTable, names: Names) -> Evaluated:
    """Return the function that evaluates the table."""
    table = compiler.tables[id(node)] = build_table(compiler, node, names)
    return emit_table(table)


def build_table(compiler: Compiler, node: m.DecisionTable, names: Names) -> Table:
    """Return the table's compiled parts."""
    columns = tuple(
        compile_column(compiler, clause, [(rule, rule.inputs[number]) for rule in node.rules], names)
        for number, clause in enumerate(node.inputs)
    )
    cells: list[list[Evaluated]] = []
    constants: list[tuple[Any, ...]] = []
    outputs = _Outputs(compiler, names)
    for rule in node.rules:
        made = [outputs.compile(literal, f"#{rule.number}") for literal in rule.outputs]
        cells.append([cell for cell, _ in made])
        constants.append(tuple(constant for _, constant in made))
    default = None
    default_constants = None
    if any(clause.default is not None for clause in node.outputs):
        made = [
            outputs.compile(clause.default, "default") if clause.default is not None else (always_null, None)
            for clause in node.outputs
        ]
        default = [cell for cell, _ in made]
        default_constants = tuple(constant for _, constant in made)
    rows = Rows(
        names=[clause.name or clause.label for clause in node.outputs],
        cells=cells,
        default=default,
        priorities=[listed_values(compiler, clause, names) for clause in node.outputs],
        ids=[(rule.number, rule.id) for rule in node.rules],
        place=compiler.at(node),
        gathers=node.hit_policy in _GATHERING,
    )
    return Table(
        model=node,
        place=compiler.at(node),
        columns=columns,
        rows=rows,
        policy=policy_of(node.hit_policy, node.aggregation),
        constants=tuple(constants),
        default=default_constants,
        output_types=tuple(compiler.type_of(clause.type_ref) for clause in node.outputs),
    )


class _Outputs:
    """Compiles output entries, each text once."""

    def __init__(self, compiler: Compiler, names: Names) -> None:
        self.compiler = compiler
        self.names = names
        self.known: dict[str, tuple[Evaluated, Any]] = {}

    def compile(self, literal: m.Literal, part: str) -> tuple[Evaluated, Any]:
        """Return what evaluates the entry, and its value when that is a constant."""
        text = (literal.text or "").strip()
        if not text or text == "-":
            return always_null, None
        found = self.known.get(text)
        if found is None:
            found = self.known[text] = self._compile(literal, text, part)
        return found

    def _compile(self, literal: m.Literal, text: str, part: str) -> tuple[Evaluated, Any]:
        compiler = self.compiler
        if compiler.is_feel(literal.language):
            try:
                node = parse_text(text, self.names, compiler.types.scope(compiler.home), compiler.dialect)
            except ModelError:
                node = None  # noted below, when the text is compiled
            is_constant, value = constant_of(node)
            if is_constant:
                return constantly(value), value
        return compiler.literal(literal, self.names, part), NOT_CONSTANT


def constantly(value: Any) -> Evaluated:
    """Return what evaluates to *value*."""

    def constant(scope: Scope, run: Run) -> Any:
        return value

    return constant
