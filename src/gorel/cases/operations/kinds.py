"""The changes that can be made to many cases: how each is done to one, and how it is taken back, where it can be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from gorel.cases import steering
from gorel.cases.models import Case, Incident, Operation, Process

Told = dict[str, Any]


class BadPlan(ValueError):
    """The plan lacks something, or names what is not there; the text says what."""


class CannotUndo(ValueError):
    """What was done cannot be taken back."""


@dataclass(frozen=True)
class Kind:
    """One kind of change.

    Shape: do(case, plan, operation) changes one case and returns what undoing needs; undo(case, told, operation) takes
    it back, None where that cannot be; check(plan) raises BadPlan.
    """

    do: Callable[[Case, Mapping[str, Any], Operation], Told]
    undo: Callable[[Case, Told, Operation], Told] | None = None
    check: Callable[[Mapping[str, Any]], None] = lambda _plan: None


def _why(operation: Operation) -> str:
    return f"{operation.reason} ({operation.uid})"


def _retry(case: Case, plan: Mapping[str, Any], operation: Operation) -> Told:
    from gorel.cases import runtime

    stuck = Incident.objects.filter(case=case, state=Incident.OPEN).order_by("pk")
    if plan.get("code"):
        stuck = stuck.filter(code=plan["code"])
    if plan.get("element"):
        stuck = stuck.filter(element=plan["element"])
    elements = []
    for incident in stuck:
        runtime.retry(incident, by=operation.by, retries=int(plan.get("retries", 1)), reason=_why(operation))
        elements.append(incident.element)
    return {"elements": elements}


def _cancel(case: Case, _plan: Mapping[str, Any], operation: Operation) -> Told:
    from gorel.cases import runtime

    runtime.cancel(case, by=operation.by, reason=_why(operation))
    return {}


def _suspend(case: Case, _plan: Mapping[str, Any], operation: Operation) -> Told:
    steering.suspend(case, by=operation.by, reason=_why(operation))
    return {}


def _resume(case: Case, _plan: Mapping[str, Any], operation: Operation) -> Told:
    steering.resume(case, by=operation.by, reason=_why(operation))
    return {}


def _modify(case: Case, plan: Mapping[str, Any], operation: Operation) -> Told:
    steering.modify(
        case, activate=plan.get("activate", ()), terminate=plan.get("terminate", ()), by=operation.by,
        reason=_why(operation),
    )  # fmt: skip
    return {}


def _check_modify(plan: Mapping[str, Any]) -> None:
    if not plan.get("activate") and not plan.get("terminate"):
        raise BadPlan("say which elements begin (activate) or end (terminate)")


def _migrate(case: Case, plan: Mapping[str, Any], operation: Operation) -> Told:
    before = case.process_id
    mapping = plan.get("mapping") or {}
    steering.migrate(
        case, _version(plan), mapping=mapping, by=operation.by, reason=_why(operation)
    )  # fmt: skip
    return {"from": before, "mapping": mapping}


def _migrate_back(case: Case, told: Told, operation: Operation) -> Told:
    before = Process.objects.get(pk=told["from"])
    back = {new: old for old, new in told["mapping"].items()}
    steering.migrate(case, before, mapping=back, by=operation.by, reason=_why(operation))
    return {}


def _version(plan: Mapping[str, Any]) -> Process:
    to = plan.get("to")
    found = Process.objects.filter(uid=to).first() if to else None
    if found is None:
        raise BadPlan("say which version the cases move to (to: the version's uid)")
    return found


def _check_migrate(plan: Mapping[str, Any]) -> None:
    _version(plan)


KINDS: dict[str, Kind] = {
    "retry": Kind(_retry),
    "cancel": Kind(_cancel),
    "suspend": Kind(_suspend, undo=lambda case, _told, operation: _resume(case, {}, operation)),
    "resume": Kind(_resume, undo=lambda case, _told, operation: _suspend(case, {}, operation)),
    "modify": Kind(_modify, check=_check_modify),
    "migrate": Kind(_migrate, undo=_migrate_back, check=_check_migrate),
}
