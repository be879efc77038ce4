"""Giving her processes, decision rules and forms: checked whole, then put to use in one transaction.

A file whose content has not changed keeps its version, so that deploying twice is deploying once. Running cases keep
the version that they began with; new cases take the newest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
from django.apps import apps
from django.db import transaction

from gorel.accounts.models import Organisation
from gorel.cases import calling, programs
from gorel.cases.models import DecisionRule, Deployment, Process, Resource
from gorel.cases.taking import take
from gorel.cases.turn import Turn
from gorel.core import bpmn
from gorel.core.problems import ModelError, Place, Problem
from gorel.ground import clock
from gorel.ground.locks import hold_alone

File = tuple[str, bytes]
SUFFIXES = {".bpmn": "bpmn", ".dmn": "dmn", ".form": "form", ".json": "form"}


@dataclass(frozen=True)
class Deployed:
    """What a deployment did. Shape: deployment is None when nothing had changed."""

    deployment: Deployment | None
    processes: tuple[Process, ...] = ()
    resources: tuple[Resource, ...] = ()
    unchanged: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = ()

    def __str__(self) -> str:
        lines = [f"{row.name}: {row.kind} {row.key}, version {row.version}" for row in self.resources]
        return "\n".join([*lines, *(f"{name}: unchanged" for name in self.unchanged)])


@dataclass
class _Checked:
    """A file that may be deployed."""

    name: str
    data: bytes
    kind: str
    key: str
    digest: str
    contents: list[tuple[str, str]] = field(default_factory=list)  # (key, name) of processes, or of decisions
    tags: dict[str, str] = field(default_factory=dict)  # by key of process


def deploy(
    files: Sequence[File], *, organisation: Organisation | None = None, space: str = "", name: str = "",
    by: str | None = None, always: bool = False, source: str = "",
) -> Deployed:  # fmt: skip
    """Check all *files*, then put them to use together, for *organisation* (a *space* of it) or for everybody.

    Shape: each file is (name, content); the name's suffix says what it is: .bpmn, .dmn, .form. *name* is what the
    deployment is called, *source* where another system says that it comes from. *always* makes a new version of what
    has not changed, too.
    Side effects: new versions of what has changed; start events of the newest versions begin to wait.
    Errors: core.problems.ModelError with all problems of all files; nothing is deployed then.
    """
    checked, problems = _check_all(files)
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        raise ModelError(errors)
    with transaction.atomic():
        hold_alone("deployment")
        row = Deployment(organisation=organisation, space=space, name=name, by=by or "", source=source)
        deployed = _write(checked, row, problems, always)
    programs.forget()
    return deployed


def deploy_apps() -> list[Deployed]:
    """Deploy what lies in each room's `processes/` folder and has changed. Errors: as `deploy`."""
    done: list[Deployed] = []
    everybodys = Resource.objects.filter(organisation=None, space="").order_by("version")
    in_use = set(
        {(kind, key): digest for kind, key, digest in everybodys.values_list("kind", "key", "digest")}.values()
    )
    for app in apps.get_app_configs():
        folder = Path(app.path) / "processes"
        if app.name.startswith("gorel.") and folder.is_dir():
            files = [(path.name, path.read_bytes()) for path in sorted(folder.iterdir()) if path.suffix in SUFFIXES]
            if all(_digest(data) in in_use for _name, data in files):
                continue  # a start like the last one looks at nothing twice
            deployed = deploy(files)
            if deployed.deployment is not None:
                done.append(deployed)
    return done


def check(files: Iterable[File]) -> list[Problem]:
    """Return everything that is wrong or doubtful in *files*; `values["file"]` names the file."""
    return _check_all(files)[1]


def _check_all(files: Iterable[File]) -> tuple[list[_Checked], list[Problem]]:
    files = list(files)
    checked, problems = [], []
    for name, data in files:
        others = [other for path, other in files if path != name and path.lower().endswith(".dmn")]
        try:
            found, notes = _check(name, data, others)
            checked.append(found)
        except ModelError as error:
            notes = list(error.problems)
        problems += [_in_file(note, name) for note in notes]
    return checked, problems


def _check(name: str, data: bytes, others: Sequence[bytes]) -> tuple[_Checked, list[Problem]]:
    kind = SUFFIXES.get(Path(name).suffix.lower())
    found = _Checked(name, data, kind or "", "", _digest(data))
    if kind == "bpmn":
        return _check_bpmn(found)
    if kind == "dmn":
        return _check_dmn(found, others)
    if kind == "form":
        return _check_form(found)
    raise ModelError([Problem("deploy.unknown-kind", values={"suffixes": ", ".join(SUFFIXES)})])


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _check_bpmn(found: _Checked) -> tuple[_Checked, list[Problem]]:
    definitions, findings = _picture(found.data)
    notes = list(findings)
    found.contents = [(process.id, process.name) for process in definitions.processes if process.executable]
    found.tags = {process.id: process.version_tag for process in definitions.processes}
    if not found.contents:
        notes.append(Problem("deploy.no-process"))
    elif not any(note.severity == "error" for note in notes):
        for key, _name in found.contents:
            programs.compiled(found.data, key)
    found.key = found.contents[0][0] if found.contents else ""
    return found, notes


@lru_cache(maxsize=64)
def _picture(data: bytes) -> tuple[Any, tuple[Problem, ...]]:
    definitions = bpmn.read(data)
    return definitions, tuple(bpmn.check(definitions))


def _check_dmn(found: _Checked, others: Sequence[bytes]) -> tuple[_Checked, list[Problem]]:
    model = programs.rules(found.data)
    own = tuple(others) if model.definitions.imports else ()
    if own:
        model = programs.rules(found.data, own)
    found.contents = [(decision.id, decision.name) for decision in model.decisions]
    if not found.contents:
        raise ModelError([Problem("deploy.no-decision")])
    found.key = model.definitions.id or found.contents[0][0]
    return found, list(_findings(found.data, own))


@lru_cache(maxsize=64)
def _findings(data: bytes, others: tuple[bytes, ...]) -> tuple[Problem, ...]:
    return tuple(programs.rules(data, others).check())


def _check_form(found: _Checked) -> tuple[_Checked, list[Problem]]:
    try:
        schema: Any = msgspec.json.decode(found.data)
    except msgspec.DecodeError as error:
        raise ModelError([Problem("deploy.form-unreadable", values={"reason": str(error)})]) from None
    if not isinstance(schema, dict) or not isinstance(schema.get("components"), list):
        raise ModelError([Problem("deploy.form-without-components")])
    found.key = str(schema.get("id") or Path(found.name).stem)
    return found, []


def _in_file(problem: Problem, name: str) -> Problem:
    where = Place(problem.where.element, problem.where.name, problem.where.part, problem.where.line,
                  problem.where.column, problem.where.position)  # fmt: skip
    return Problem(problem.code, where, {"file": name, **problem.values}, problem.severity)


def _write(checked: list[_Checked], deployment: Deployment, notes: Iterable[Problem], always: bool) -> Deployed:
    changed, unchanged = [], []
    owner = {"organisation": deployment.organisation, "space": deployment.space}
    for found in checked:
        newest = _newest(Resource.objects.filter(kind=found.kind, key=found.key, **owner))
        if newest is not None and newest.digest == found.digest and not always:
            unchanged.append(found.name)
        else:
            changed.append((found, newest))
    warnings = tuple(note for note in notes if note.severity != "error")
    if not changed:
        return Deployed(None, unchanged=tuple(unchanged), warnings=warnings)
    deployment.at = clock.now()
    deployment.save()
    resources, processes = [], []
    for found, newest in changed:
        resource = Resource.objects.create(
            deployment=deployment, kind=found.kind, key=found.key, version=newest.version + 1 if newest else 1,
            name=found.name, digest=found.digest, content=found.data, **owner,
        )  # fmt: skip
        resources.append(resource)
        for key, name in found.contents:
            if found.kind == "bpmn":
                processes.append(_write_process(resource, key, name, found.tags.get(key, "")))
            else:
                DecisionRule.objects.create(resource=resource, key=key, name=name, version=resource.version, **owner)
    programs.forget()
    take(lambda turn: _schedule(turn, processes))
    return Deployed(deployment, tuple(processes), tuple(resources), tuple(unchanged), warnings)


def _write_process(resource: Resource, key: str, name: str, tag: str) -> Process:
    owner = {"organisation": resource.organisation, "space": resource.space}
    newest = _newest(Process.objects.filter(key=key, **owner))
    return Process.objects.create(
        resource=resource, key=key, name=name, version=newest.version + 1 if newest else 1, deployed_at=clock.now(),
        tag=tag[:255],
        **owner,
    )  # fmt: skip


def _schedule(turn: Turn, processes: list[Process]) -> None:
    for process in processes:
        calling.schedule(turn, process)


def _newest(rows: Any) -> Any:
    return rows.order_by("-version").first()
