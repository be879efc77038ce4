"""A compiled table: its parts, kept for explanations and for the self-checks, and the plain way to evaluate them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gorel.core.dmn import model as m
from gorel.core.dmn.hits import Policy, Rows
from gorel.core.dmn.run import Run, Scope
from gorel.core.dmn.table.column import CompiledColumn
from gorel.core.dmn.table.grid import bits
from gorel.core.dmn.values import is_equal, to_json
from gorel.core.feel import types as t
from gorel.core.problems import Place

NOT_CONSTANT: Any = object()


@dataclass(frozen=True, slots=True)
class Table:
    """A compiled table. Shape: constants[rule][output] is NOT_CONSTANT where only an evaluation can tell."""

    model: m.DecisionTable
    place: Place
    columns: tuple[CompiledColumn, ...]
    rows: Rows
    policy: Policy
    constants: tuple[tuple[Any, ...], ...]
    default: tuple[Any, ...] | None
    output_types: tuple[t.Type, ...]

    @property
    def all_rules(self) -> int:
        return (1 << len(self.model.rules)) - 1

    @property
    def unclear(self) -> int:
        """The rules with a cell that only FEEL can tell."""
        found = 0
        for column in self.columns:
            found |= column.unclear
        return found

    def inputs(self, scope: Scope, run: Run) -> list[Any]:
        """Return the values of the input expressions."""
        return [column.evaluated(scope, run) for column in self.columns]

    def matching(self, values: list[Any], scope: Scope, run: Run) -> list[int]:
        """Return the matching rules, in order."""
        left = self.all_rules
        for column, value in zip(self.columns, values, strict=True):
            left &= column.mask(value, scope, run)
        return list(bits(self.refined(left, values, scope, run)))

    def refined(self, left: int, values: Any, scope: Scope, run: Run) -> int:
        """Return the rules of *left* whose unclear cells match too; under FIRST no more than the first is sought."""
        stop_at_first = self.model.hit_policy is m.HitPolicy.FIRST
        for rule in bits(left & self.unclear):
            if stop_at_first and left & ((1 << rule) - 1):
                return left
            for column, value in zip(self.columns, values, strict=True):
                test = column.unclear_tests.get(rule)
                if test is not None and test(value, scope, run) is not True:
                    left ^= 1 << rule
                    break
        return left

    def allowed(self, values: list[Any], scope: Scope, run: Run) -> bool:
        """Return whether each input is one of its column's input values; a value that is not stops the table."""
        return all(column.is_allowed(value, scope, run) for column, value in zip(self.columns, values, strict=True))

    def evaluate(self, scope: Scope, run: Run) -> Any:
        """Evaluate the plain way, and record what happened for the explanation."""
        values = self.inputs(scope, run)
        hits: list[int] = []
        answer = None
        if self.allowed(values, scope, run):
            hits = self.matching(values, scope, run)
            answer = self.policy(hits, self.rows, scope, run) if hits else self.rows.otherwise(scope, run)
        if run.trace is not None:
            run.tables.append(self._record(values, hits, answer, scope, run))
        return answer

    def _record(self, values: list[Any], hits: list[int], answer: Any, scope: Scope, run: Run) -> dict[str, Any]:
        answering = self._answering(hits, answer, scope, run)
        return {
            "name": self.place.name or "",
            "policy": self.model.hit_policy.value,
            "columns": [
                {"title": clause.title, "value": to_json(value)}
                for clause, value in zip(self.model.inputs, values, strict=True)
            ],
            "hits": [self._hit(hit, hit in answering, scope, run) for hit in hits],
            "default": not hits and self.rows.has_default,
            "value": to_json(answer),
        }

    def _answering(self, hits: list[int], answer: Any, scope: Scope, run: Run) -> list[int]:
        if self.model.hit_policy is m.HitPolicy.FIRST:
            return hits[:1]
        if self.model.hit_policy is m.HitPolicy.PRIORITY:
            return [hit for hit in hits if is_equal(self.rows.answer(hit, scope, run), answer)][:1]
        return hits

    def _hit(self, hit: int, answers: bool, scope: Scope, run: Run) -> dict[str, Any]:
        rule = self.model.rules[hit]
        return {
            "rule": rule.id,
            "row": rule.number,
            "answers": answers,
            "conditions": [
                {"column": clause.title, "test": " ".join(cell.text.split())}
                for clause, cell in zip(self.model.inputs, rule.inputs, strict=True)
                if cell.text.strip() != "-"
            ],
            "outputs": [
                {"name": clause.title, "value": to_json(value)}
                for clause, value in zip(self.model.outputs, self.rows.outputs(hit, scope, run), strict=True)
            ],
            "annotations": [note for note in rule.annotations if note],
        }
