"""The decisions of a case as a person reads them: what the rules saw, which hit, what came out, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gorel.cases.models import Case
from gorel.cases.values import from_json
from gorel.core.say import Language
from gorel.desk.steps import steps


@dataclass(frozen=True, slots=True)
class Told:
    """One decision. Shape: text is the motivation in sentences; raw is what was recorded."""

    at: datetime
    name: str
    element: str
    text: str
    version: int | None
    raw: Mapping[str, Any]


def decisions_of(case: Case, language: Language) -> list[Told]:
    """Return the decisions of a case, the latest first. One query."""
    known = steps(case.process)
    rows = case.decisions.select_related("resource").defer("resource__content").order_by("-pk")
    return [
        Told(
            at=row.at,
            name=known.find(row.element).said,
            element=row.element,
            text=_motivation(row.explanation, language),
            version=row.resource.version if row.resource else None,
            raw=from_json(row.explanation),
        )
        for row in rows
    ]


def _motivation(explanation: str, language: Language) -> str:
    from gorel.core import dmn

    return dmn.explain(from_json(explanation), language)
