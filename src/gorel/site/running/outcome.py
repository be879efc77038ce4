"""What became of each row, as a sheet and as a summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from gorel import ability
from gorel.benefits.freed import minutes_freed
from gorel.cases import queries
from gorel.cases.models import Case, Incident, Process
from gorel.cases.values import to_json
from gorel.core import engine
from gorel.desk.troubles import troubles
from gorel.ground import clock
from gorel.site.running.rows import Row

CHUNK = 500
WORDS = {
    "sv": {
        "row": "Rad", "outcome": "Utfall", "what": "Att se över", Case.COMPLETED: "klart", Case.CANCELLED: "stoppat",
        Case.TERMINATED: "avslutat i förtid", Case.THREW: "slutade med ett fel som ingen tog hand om",
        Case.INCIDENT: "avvikelse", Case.SUSPENDED: "pausat", "task": "väntar på en människa", "timer": "väntar till",
        "message": "väntar på besked", "job": "ingen här kan göra", "not": "inte startat", "other": "väntar",
    },
    "en": {
        "row": "Row", "outcome": "Outcome", "what": "To look at", Case.COMPLETED: "done", Case.CANCELLED: "stopped",
        Case.TERMINATED: "ended early", Case.THREW: "ended with an error that nobody caught",
        Case.INCIDENT: "incident", Case.SUSPENDED: "paused", "task": "waits for a person", "timer": "waits until",
        "message": "waits for word", "job": "nobody here can do", "not": "not started", "other": "waits",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Result:
    """What became of a row. Shape: kind is a state of a case, or what it waits for."""

    row: Row
    kind: str
    outcome: str
    variables: dict[str, Any]
    trouble: str = ""


def results(process: Process, rows: Sequence[Row], language: str) -> Iterator[Result]:
    """Yield what became of each row, in order; a few queries per five hundred."""
    for at in range(0, len(rows), CHUNK):
        chunk = rows[at : at + CHUNK]
        keys = [row.key for row in chunk]
        cases = {
            case.business_key: case
            for case in Case.objects.filter(process__key=process.key, parent=None, business_key__in=keys)
        }
        states = queries.states([case.pk for case in cases.values()])
        stuck: dict[int, list[str]] = {}
        open_ = Incident.objects.filter(case__in=cases.values(), state=Incident.OPEN).select_related("case__process")
        for trouble in troubles(open_, "sv" if language == "sv" else "en"):
            stuck.setdefault(trouble.incident.case_id, []).append(f"{trouble.step}: {trouble.text}")
        for row in chunk:
            case = cases.get(row.key)
            if case is None:
                yield Result(row, "not", WORDS[language]["not"], {})
                continue
            variables = engine.variables(states[case.pk]) if case.pk in states else {}
            kind, said = _said(case, language)
            yield Result(row, kind, said, variables, "\n".join(stuck.get(case.pk, [])))


def _said(case: Case, language: str) -> tuple[str, str]:
    words = WORDS[language]
    if case.state != Case.RUNNING:
        return case.state, words[case.state]
    waits = queries.waits(case)
    for kind in ("task", "message", "signal", "timer", "job"):
        found = [wait for wait in waits if wait.kind == kind]
        if not found:
            continue
        name = found[0].name
        if kind == "timer" and found[0].due_at is not None:
            return kind, f"{words['timer']} {found[0].due_at.astimezone(clock.ZONE):%Y-%m-%d %H:%M}: {name}"
        return kind, f"{words['message' if kind == 'signal' else kind]}: {name}"
    return "other", words["other"]


def table(found: Sequence[Result], headings: Sequence[str], language: str) -> tuple[list[str], list[dict[str, Any]]]:
    """Return (headings, rows) of the result sheet: the row as it was given, the outcome, and what came of it."""
    words = WORDS[language]
    made = dict.fromkeys(
        name for result in found for name, value in result.variables.items()
        if name not in headings and not isinstance(value, list | dict)
    )  # fmt: skip
    changed = [
        name for name in headings if any(result.variables.get(name, result.row.variables[name])
                                         != result.row.variables[name] for result in found)
    ]  # fmt: skip
    nested = dict.fromkeys(
        name for result in found for name, value in result.variables.items()
        if name not in headings and name not in made and value not in ([], {})
    )  # fmt: skip
    columns = [
        words["row"],
        *headings,
        words["outcome"],
        words["what"],
        *(f"{name} *" for name in changed),
        *made,
        *nested,
    ]
    rows = [
        {
            **_plain(result.variables, [*made, *nested]),
            **{f"{name} *": result.variables.get(name) for name in changed},
            **result.row.variables,
            words["row"]: result.row.number,
            words["outcome"]: result.outcome,
            words["what"]: result.trouble,
        }
        for result in found
    ]
    return columns, rows


def _plain(variables: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    found = {name: variables.get(name) for name in names}
    return {name: to_json(value) if isinstance(value, list | dict) else value for name, value in found.items()}


@dataclass(frozen=True)
class Summary:
    """The run in numbers. Units: minutes_freed is baseline less what people spent, as the picture states it."""

    rows: int
    by_outcome: Counter[str]
    minutes_freed: Decimal
    without_ability: dict[str, int]

    @property
    def is_whole(self) -> bool:
        """Whether every row came to its end."""
        return self.by_outcome[Case.COMPLETED] == self.rows


def summary(found: Sequence[Result]) -> Summary:
    """Return the run in numbers."""
    lacking = {
        type: count for type, count in queries.health().types_without_ability.items() if ability.find(type) is None
    }
    return Summary(len(found), Counter(result.kind for result in found), minutes_freed(), lacking)
