"""Asking decision rules from outside: what they answer, and the shape that others expect of an answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gorel.api.errors import BadRequest, sentences
from gorel.cases import programs
from gorel.cases.models import DecisionRule
from gorel.core.problems import ModelError
from gorel.ground import clock


def decide(rule: DecisionRule, values: Mapping[str, Any]) -> Any:
    """Return what the rules answer, and why. Errors: BadRequest when an input is what the rules cannot take."""
    try:
        decided = programs.model_of(rule).decide(rule.key, values, now=clock.instant(), zone=clock.ZONE.key)
    except ModelError as error:
        raise BadRequest(sentences(error.problems)) from None
    wrong = [problem for problem in decided.problems if problem.severity == "error"]
    if wrong:
        raise BadRequest(sentences(wrong))
    return decided


def output_name(decided: Any, rule: DecisionRule) -> str:
    """Return what the answer of a table with one output is called."""
    for step in decided.explanation.get("steps", ())[::-1]:
        for table in step["tables"]:
            for hit in table["hits"]:
                if len(hit["outputs"]) == 1:
                    return str(hit["outputs"][0]["name"] or rule.key)
    return rule.key


def lines(decided: Any, rule: DecisionRule) -> list[dict[str, Any]]:
    """Return the answer as one line of outputs for each rule that answered."""
    if decided.value is None:
        return []
    found = decided.value if isinstance(decided.value, list) else [decided.value]
    name = output_name(decided, rule)
    return [dict(one) if isinstance(one, Mapping) else {name: one} for one in found]
