"""The decisions of a case as a person reads them: which rules hit and why, and the whole motivation behind it.

A rule may bring its own sentence in both languages: an output and one with its name and `_en`, as `text` and `text_en`.
Otherwise its outputs are said as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from gorel.cases import queries
from gorel.cases.models import Case
from gorel.core import dmn
from gorel.core.dmn.words import say_value
from gorel.core.say import Language
from gorel.desk.steps import steps

FEW = 3  # conditions that are named one by one; more are counted


@dataclass(frozen=True, slots=True)
class Hit:
    """One rule that answered: what it said, and because of what."""

    text: str
    because: str


@dataclass(frozen=True, slots=True)
class Told:
    """One decision. Shape: motivation is the whole of it in sentences; hits is empty where no table answered."""

    at: datetime
    name: str
    element: str
    hits: tuple[Hit, ...]
    motivation: str
    version: int | None


def decisions_of(case: Case, language: Language) -> list[Told]:
    """Return the decisions of a case, the latest first. One query."""
    known = steps(case.process)
    rows = case.decisions.select_related("resource", "case__personal").defer("resource__content").order_by("-pk")
    found = []
    for row in rows:
        explanation = queries.explanation(row)
        if explanation is None:
            continue  # erased
        found.append(
            Told(
                at=row.at,
                name=known.find(row.element).said,
                element=row.element,
                hits=tuple(hits_of(explanation, language)),
                motivation=dmn.explain(explanation, language),
                version=row.resource.version if row.resource else None,
            )
        )
    return found


def hits_of(explanation: Mapping[str, Any], language: Language) -> Iterator[Hit]:
    """Yield the rules that answered, each with what it said and why."""
    for step in explanation.get("steps", ()):
        for table in step.get("tables", ()):
            answering = [hit for hit in table["hits"] if hit["answers"]]
            values = table["value"] if isinstance(table["value"], list) else [table["value"]]
            told = values if len(values) == len(answering) else [None] * len(answering)
            for hit, value in zip(answering, told, strict=True):
                yield Hit(_said(hit, value, language), _because(hit, table, language))


def _said(hit: Mapping[str, Any], value: Any, language: Language) -> str:
    """Return the rule's own sentence, or its outputs."""
    if isinstance(value, Mapping):
        for name in value:
            if f"{name}_en" in value:
                own = value[f"{name}_en"] if language == "en" else value[name]
                if isinstance(own, str) and own:
                    return own
    outputs = hit["outputs"]
    if len(outputs) == 1:
        return str(say_value(outputs[0]["value"], language))
    return "; ".join(f"{output['name']}: {say_value(output['value'], language)}" for output in outputs)


def _because(hit: Mapping[str, Any], table: Mapping[str, Any], language: Language) -> str:
    values = {column["title"]: column["value"] for column in table["columns"]}
    titles = [condition["column"] for condition in hit["conditions"]]
    if not titles:
        return _("Rule %(row)s, in every case.") % {"row": hit["row"]}
    if len(titles) > FEW:
        return _("Rule %(row)s, because all %(count)s conditions hold.") % {"row": hit["row"], "count": len(titles)}
    reasons = ", ".join(f"{title}: {say_value(values.get(title), language)}" for title in titles)
    return _("Rule %(row)s, because: %(reasons)s.") % {"row": hit["row"], "reasons": reasons}
