"""What is wrong or doubtful in a draft, each finding with its file and element: the checks of deployment, and more.

Besides what deployment refuses: forms' own faults, and what a picture names that is nowhere – forms, rules, processes,
abilities and what these must be given.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import msgspec
from django.db.models import Q

from gorel import forms
from gorel.ability import fields, registry
from gorel.accounts.models import Organisation
from gorel.cases import deployment
from gorel.cases.models import DecisionRule, Process, Resource
from gorel.core import dmn
from gorel.core.bpmn.model import Node
from gorel.core.problems import ModelError, Place, Problem
from gorel.core.say import Language, say
from gorel.desk.workshop import elements, tables
from gorel.desk.workshop import files as sets

DOUBTS = frozenset({"forms.schema.no-english"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding as a person reads it. Shape: element is "" where it is about the whole file.

    rules are the numbers of the rules of a table that it is about, from 1; cells are those of a rule that mends it.
    """

    file: str
    element: str
    text: str
    is_error: bool
    code: str
    rules: tuple[int, ...] = ()
    cells: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        return sets.kind_of(self.file)


def findings(files: Mapping[str, bytes], organisation: Organisation, language: Language) -> list[Finding]:
    """Return everything that is wrong or doubtful, what stops a release first."""
    found = [_told(problem, str(problem.values.get("file", "")), language) for problem in _deployment(files)]
    found += [_told(problem, name, language) for name, problem in _more(files, organisation)]
    unfinished = list(_unfinished(files))
    found = [one for one in found if not any(row.is_of(one) for row in unfinished)]
    found += [_told(row.problem, row.file, language) for row in unfinished]
    return sorted(dict.fromkeys(found), key=lambda one: not one.is_error)


@dataclass(frozen=True, slots=True)
class _Unfinished:
    """A rule without an answer. Shape: beside are the ids of its table's rules."""

    file: str
    number: int
    beside: frozenset[str]
    is_empty: bool
    problem: Problem

    def is_of(self, finding: Finding) -> bool:
        """Return whether the finding only says that a rule without words fits everything."""
        return (
            self.is_empty and finding.file == self.file and finding.element in self.beside
            and self.number in finding.rules
        )  # fmt: skip


def _unfinished(files: Mapping[str, bytes]) -> Iterator[_Unfinished]:
    for file, data in sets.of_kind(files, "rules").items():
        try:
            shown = [tables.Editing(data, key).shown() for key, _name in tables.tables(data)]
        except (elements.NotATable, tables.NotATable):
            continue
        for table in shown:
            beside = frozenset(rule for rule, *_words in table.rules)
            for number, (rule, tests, answers, _note) in enumerate(table.rules, 1):
                if any(answers):
                    continue
                is_empty = all(test in ("", "-") for test in tests)
                severity = "error" if is_empty and len(table.rules) > 1 else "warning"
                place = Place(element=rule, name=table.name or None)
                problem = Problem("workshop.rule-unanswered", place, {"rule": number}, severity)
                yield _Unfinished(file, number, beside, is_empty, problem)


def _deployment(files: Mapping[str, bytes]) -> list[Problem]:
    return deployment.check(sets.deployable(files))


def _told(problem: Problem, file: str, language: Language) -> Finding:
    is_error = problem.severity == "error" and problem.code not in DOUBTS
    text = say(msgspec.structs.replace(problem, where=_place(problem.where)), language)
    if problem.code.startswith("forms."):
        text = forms.say(problem, language)
        text = f"{problem.where.name}: {text}" if problem.where.name else text
    rules = tuple(problem.values[name] for name in ("rule", "other", "earlier") if name in problem.values)
    is_of_rules = problem.code.startswith(("dmn.", "workshop.")) and all(isinstance(number, int) for number in rules)
    return Finding(
        file, problem.where.element or "", text, is_error, problem.code, rules if is_of_rules else (),
        tuple(problem.values.get("cells", ())),
    )  # fmt: skip


def _place(where: Place) -> Place:
    """Return a place without what only a file's reader needs: whoever draws knows a step by its name."""
    if not where.name:
        return where
    part = None if where.part and where.part.startswith("#") else where.part  # the sentence names the rule
    return msgspec.structs.replace(where, element=None, part=part, line=None, column=None)


def _more(files: Mapping[str, bytes], organisation: Organisation) -> Iterator[tuple[str, Problem]]:
    name = sets.picture_name(files)
    if not name:
        yield "", Problem("workshop.no-picture")
    for path, data in sets.of_kind(files, "form").items():
        for problem in _form(data):
            yield path, problem
    for path, data in sets.of_kind(files, "test").items():
        try:
            is_test = isinstance(json.loads(data), dict)
        except ValueError:
            is_test = False
        if not is_test:
            yield path, Problem("workshop.test-unreadable")
    drawn = sets.definitions(files)
    process = drawn.process() if drawn else None
    if process is not None:
        for problem in _named(process.nodes, files, organisation):
            yield name, problem


def _form(data: bytes) -> list[Problem]:
    try:
        schema = json.loads(data)
    except ValueError:
        return []  # deployment's own check has said so
    return forms.check(schema) if isinstance(schema, dict) else []


def _named(nodes: Iterable[Node], files: Mapping[str, bytes], organisation: Organisation) -> Iterator[Problem]:
    """What the picture leans on, and that is not there. Three queries."""
    drafted, ruled = form_ids(files), decisions(files)
    ours = Q(organisation=organisation) | Q(organisation=None)
    used_forms = set(Resource.objects.filter(ours, kind="form", space="").values_list("key", flat=True))
    used_rules = set(DecisionRule.objects.filter(ours, space="").values_list("key", flat=True))
    processes = set(Process.objects.filter(ours, space="").values_list("key", flat=True))
    for node in nodes:
        where = Place(node.id, node.name or None)
        form = node.user.form if node.user else None
        if form and form.language == "text" and form.text not in {*drafted, *used_forms}:
            yield Problem("workshop.form-missing", where, {"form": form.text})
        rule = node.rule.decision if node.rule else None
        if rule and rule.language == "text" and rule.text and rule.text not in {*ruled, *used_rules}:
            yield Problem("workshop.rule-missing", where, {"rule": rule.text})
        called = node.call.process if node.call else None
        if called and called.language == "text" and called.text and called.text not in processes:
            yield Problem("workshop.process-missing", where, {"process": called.text}, "warning")
        if node.kind == "task":
            yield Problem("workshop.step-undecided", where, severity="warning")
        user = node.user
        if node.kind == "userTask" and user and not (user.assignee or user.candidate_groups or user.candidate_users):
            yield Problem("workshop.task-for-nobody", where, severity="warning")
        yield from _ability(node, where)


def _ability(node: Node, where: Place) -> Iterator[Problem]:
    if node.job is None or node.job.type.language != "text" or not node.job.type.text:
        return
    ability = registry.find(node.job.type.text)
    if ability is None:
        yield Problem("workshop.ability-unknown", where, {"ability": node.job.type.text}, "warning")
        return
    given = {one.target.partition(".")[0] for one in node.inputs}
    if not node.inputs:
        given = set()
    for field in fields.fields_of(ability.takes):
        if field.required and field.name not in given:
            values = {"ability": ability.type, "field": field.title("sv")}
            yield Problem("workshop.input-missing", where, values, "warning")


def form_ids(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the draft's forms: file by the id that a task names."""
    found = {}
    for path, data in sets.of_kind(files, "form").items():
        try:
            schema = json.loads(data)
        except ValueError:
            continue
        if isinstance(schema, dict):
            found[str(schema.get("id") or path.removesuffix(".form"))] = path
    return found


def decisions(files: Mapping[str, bytes]) -> dict[str, tuple[str, str]]:
    """Return the draft's decisions: (file, name) by the id that a step names."""
    found: dict[str, tuple[str, str]] = {}
    for path, data in sets.of_kind(files, "rules").items():
        try:
            model = dmn.read(data)
        except ModelError:
            continue
        found |= {decision.id: (path, decision.name) for decision in model.decisions}
    return found
