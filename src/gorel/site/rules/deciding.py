"""A decision made for each row of a file, and the rows of a test compared with what they expect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gorel.core import dmn
from gorel.core.say import Language, say
from gorel.site.rules import cells
from gorel.site.rules.rows import Row
from gorel.site.rules.words import WORDS

FIRST_ROW = 2  # the first line names the columns
NAME_COLUMNS = ("Fall", "Namn", "Case", "Name")


@dataclass(frozen=True)
class Answer:
    """What one row came to. Shape: number is the line that a spreadsheet shows."""

    number: int
    row: Row
    decided: dmn.Decided

    @property
    def has_trouble(self) -> bool:
        """Whether something is so wrong that a person must look."""
        return any(problem.severity == "error" for problem in self.decided.problems)


def decide_rows(model: dmn.Model, decision: str, rows: Iterable[Row], *, now: int | None) -> Iterator[Answer]:
    """Yield the answer for each row, in order."""
    wanted = model.inputs_of(decision)
    for number, row in enumerate(rows, start=FIRST_ROW):
        given, _ = cells.inputs_of(row, wanted)
        yield Answer(number, row, model.decide(decision, given, now=now))


def table_of(
    answers: Sequence[Answer], decision: str, *, with_reasons: bool, language: Language
) -> tuple[list[str], list[Row]]:
    """Return headings and rows: those of the file, then the answer, the rules that gave it, and what to look at."""
    words = WORDS[language]
    headings = list(dict.fromkeys(heading for answer in answers for heading in answer.row))
    added: dict[str, None] = {}
    rows = []
    for answer in answers:
        found = _outputs(decision, answer.decided.value)
        found[words["rule"]] = _rules(answer.decided.explanation)
        if with_reasons:
            found[words["reason"]] = dmn.explain(answer.decided.explanation, language)
        found[words["problem"]] = " ".join(say(problem, language) for problem in answer.decided.problems)
        added.update(dict.fromkeys(found))
        rows.append({**answer.row, **{_own(heading, headings): value for heading, value in found.items()}})
    last = [words["rule"], *([words["reason"]] if with_reasons else []), words["problem"]]
    outputs = [heading for heading in added if heading not in last]
    return headings + [_own(heading, headings) for heading in (*outputs, *last)], rows


def _outputs(decision: str, value: Any) -> Row:
    return {f"{decision}.{key}": item for key, item in value.items()} if isinstance(value, dict) else {decision: value}


def _own(heading: str, headings: Sequence[str]) -> str:
    """Return a heading that the file does not have already."""
    return f"{heading} (Görel)" if heading in headings else heading


def _rules(explanation: Mapping[str, Any]) -> str:
    """Return the rows of the last table that answered."""
    tables = explanation["steps"][-1]["tables"] if explanation["steps"] else []
    hits = tables[-1]["hits"] if tables else []
    return ", ".join(str(hit["row"]) for hit in hits if hit["answers"])


@dataclass(frozen=True)
class Case:
    """One expected answer and what came. Shape: failed cases have the explanation of what happened."""

    name: str
    number: int
    decision: str
    expected: Any
    found: Any
    explanation: dict[str, Any]
    passed: bool


def expectations(model: dmn.Model, headings: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return {heading: (decision, output)} for the columns that say what is expected; output is "" for the answer."""
    names = {name for decision in model.decisions for name in (decision.name, decision.id) if name}
    found = {}
    for heading in headings:
        name, _, output = heading.rpartition(".")
        if heading in names:
            found[heading] = (heading, "")
        elif name in names:
            found[heading] = (name, output)
    return found


def test_rows(model: dmn.Model, rows: Sequence[Row], *, now: int | None) -> Iterator[Case]:
    """Yield each expectation of each row, and whether it was met."""
    expected = expectations(model, dict.fromkeys(heading for row in rows for heading in row))
    for number, row in enumerate(rows, start=FIRST_ROW):
        name = next((str(row[column]) for column in NAME_COLUMNS if row.get(column)), str(number - 1))
        made: dict[str, dmn.Decided] = {}
        for heading, (decision, output) in expected.items():
            cell = row.get(heading)
            if cell in (None, ""):
                continue
            if decision not in made:
                given, _ = cells.inputs_of(
                    {key: value for key, value in row.items() if key not in expected and key not in NAME_COLUMNS},
                    model.inputs_of(decision),
                )
                made[decision] = model.decide(decision, given, now=now)
            value = made[decision].value
            if output:
                value = value.get(output) if isinstance(value, dict) else None
            yield Case(
                name, number, heading, cell, value, made[decision].explanation, cells.is_expected(cell, value)
            )  # fmt: skip


test_rows.__test__ = False  # type: ignore[attr-defined]  # no test of pytest's


def untested(model: dmn.Model, cases: Iterable[Case]) -> Iterator[tuple[str, list[int]]]:
    """Yield (table, rules) for each table of the decisions with rules that no case has met."""
    met: dict[str, set[str]] = {}
    seen: set[str] = set()
    for case in cases:
        for step in case.explanation["steps"]:
            seen.add(step["decision"]["id"])
            for table in step["tables"]:
                met.setdefault(step["decision"]["id"], set()).update(
                    hit["rule"] for hit in table["hits"] if hit["answers"]
                )
    for decision in model.decisions:
        rules = getattr(decision.logic, "rules", ())
        left = [rule.number for rule in rules if rule.id and rule.id not in met.get(decision.id, set())]
        if decision.id in seen and left:
            yield decision.label or decision.name, left
