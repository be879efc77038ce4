"""Outputs of the wrong type, outputs that the list of output values does not name, and priorities without a list."""

from __future__ import annotations

from collections.abc import Iterator

from gorel.core.dmn.model import HitPolicy
from gorel.core.dmn.table.checks.checked import UNKNOWN, CheckedTable
from gorel.core.dmn.table.literals import write_literal
from gorel.core.dmn.values import is_equal
from gorel.core.feel.compare import kind_of
from gorel.core.problems import Problem


def find_wrong_outputs(table: CheckedTable) -> Iterator[Problem]:
    """Yield each constant output that its column does not allow."""
    ordered = table.model.hit_policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER)
    if ordered and not any(table.output_values):
        yield table.problem("dmn.no-priorities", None, "error", policy=table.model.hit_policy.value)
    for rule, outputs in enumerate(table.outputs):
        for clause, allowed, type_, value in zip(
            table.model.outputs, table.output_values, table.output_kinds, outputs, strict=True
        ):
            if value is UNKNOWN or value is None:
                continue
            column = clause.title or table.place.name or ""
            if type_ is not None and kind_of(value) != type_:
                yield table.problem(
                    "dmn.wrong-output-type", rule, "error", rule=table.number(rule), column=column,
                    value=write_literal(value), expected=type_, found=kind_of(value),
                )  # fmt: skip
            elif allowed and not any(is_equal(value, one) for one in allowed):
                yield table.problem(
                    "dmn.output-not-listed", rule, "error", rule=table.number(rule), column=column,
                    value=write_literal(value), allowed=", ".join(map(write_literal, allowed)),
                )  # fmt: skip
