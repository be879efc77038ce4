"""What a version of a process leans on: decision rules as tables, forms with their questions, and times by hand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from gorel.accounts.models import Organisation
from gorel.benefits.baselines import Baseline, baselines
from gorel.cases import programs
from gorel.cases.models import Process, Resource
from gorel.core import bpmn
from gorel.core.dmn.model import Decision, DecisionTable, HitPolicy
from gorel.core.problems import ModelError
from gorel.desk.steps import in_language, steps

POLICIES = {
    HitPolicy.UNIQUE: _("One rule at most fits."),
    HitPolicy.FIRST: _("The first rule that fits decides."),
    HitPolicy.ANY: _("All rules that fit say the same."),
    HitPolicy.PRIORITY: _("Of the rules that fit, the weightiest answer counts."),
    HitPolicy.COLLECT: _("The answers of all rules that fit are put together."),
    HitPolicy.RULE_ORDER: _("The answers of all rules that fit come in their order."),
    HitPolicy.OUTPUT_ORDER: _("The answers of all rules that fit come by their weight."),
}


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table. Shape: a row is its conditions, its answers and its notes; "-" holds always. An answer is its
    text and its language: English in a column whose name ends with `_en`, else that of those who wrote the rules.
    """

    name: str
    policy: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    notes: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...], tuple[tuple[str, str], ...], tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules that a step asks. Shape: version is None when none are deployed."""

    step: str
    key: str
    version: int | None
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """The form of a step, and what it asks for. Shape: version is None when it is not deployed."""

    step: str
    key: str
    version: int | None
    questions: tuple[str, ...] = ()


def rules_of(version: Process, organisation: Organisation) -> list[Rules]:
    """Return the rules that *version* asks in cases of *organisation*, in their newest version."""
    known = steps(version)
    return [_rules(step.said, step.rule, version, organisation) for step in known.by_id.values() if step.rule]


def forms_of(version: Process, organisation: Organisation) -> list[Form]:
    """Return the forms of *version* as they are now."""
    drawn = bpmn.read(version.bpmn).process(version.key)
    wanted = {node.id: node.user.form.text for node in drawn.nodes if node.user and node.user.form} if drawn else {}
    rows = Resource.objects.filter(kind="form", key__in=set(wanted.values()), space="").order_by("version")
    found: dict[str, Resource] = {}
    for row in sorted(rows, key=lambda one: one.organisation_id is not None):
        if row.organisation_id in (None, organisation.pk):
            found[row.key] = row
    return [_form(steps(version).find(element).said, key, found.get(key)) for element, key in wanted.items()]


def by_hand(version: Process) -> list[tuple[str, Baseline]]:
    """Return the steps that have a time by hand, by name, with where it comes from."""
    known = steps(version)
    return [(known.find(element).said, one) for element, one in baselines(version).items() if one.minutes]


def _rules(step: str, key: str, version: Process, organisation: Organisation) -> Rules:
    row = programs.newest_rule(key, organisation.pk, version.space)
    if row is None:
        return Rules(step, key, None)
    try:
        decisions: Iterable[Decision] = programs.model_of(row).definitions.decisions
    except ModelError:
        return Rules(step, key, row.version)
    return Rules(
        step, key, row.version, tuple(_table(one) for one in decisions if isinstance(one.logic, DecisionTable))
    )


def _table(decision: Decision) -> Table:
    logic = decision.logic
    assert isinstance(logic, DecisionTable)
    languages = tuple("en" if column.name.endswith("_en") else "sv" for column in logic.outputs)
    return Table(
        name=decision.name,
        policy=str(POLICIES[logic.hit_policy]),
        inputs=tuple(column.title for column in logic.inputs),
        outputs=tuple(column.title or decision.name for column in logic.outputs),
        notes=tuple(logic.annotations),
        rows=tuple(
            (
                rule.number,
                tuple(test.text for test in rule.inputs),
                tuple(zip((one.text or "" for one in rule.outputs), languages, strict=True)),
                tuple(rule.annotations),
            )
            for rule in logic.rules
        ),
    )


def _form(step: str, key: str, row: Resource | None) -> Form:
    if row is None:
        return Form(step, key, None)
    return Form(step, key, row.version, tuple(_questions(json.loads(bytes(row.content)).get("components", ()))))


def _questions(components: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    for one in components:
        if one.get("key") and one.get("label"):
            yield in_language(str(one["label"]), str(one.get("properties", {}).get("label.en", "")))
        yield from _questions(one.get("components", ()))
