"""Cases that call other processes: starting them, cancelling them, hearing of their end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gorel.cases import programs
from gorel.cases.models import Case, Process
from gorel.cases.store.held import Held
from gorel.cases.store.sql import allocate
from gorel.cases.turn import Turn
from gorel.core import engine
from gorel.core.engine import effects, events
from gorel.core.problems import Place, Problem
from gorel.ground import ids


def begin(
    turn: Turn, process: programs.Known, *, variables: Mapping[str, Any], business_key: str = "",
    organisation_id: int | None = None, by: str = "", element: str | None = None, message: str | None = None,
    parent: tuple[int, int] | None = None,
) -> Held:  # fmt: skip
    """Start a case and take it in hand. Errors: engine.IllegalEvent when the process has no such start."""
    event = events.CaseStarted(
        now=turn.now, seed=turn.seed(), variables=variables, element=element, message=message,
        business_key=business_key or None,
    )  # fmt: skip
    state, asked = engine.step(process.program, None, event)
    parent_id, parent_key = parent or (None, None)
    case = Held(
        id=allocate("cases_case", 1)[0], uid=ids.uid().hex, process=process, organisation_id=organisation_id,
        business_key=business_key[:255], word=Case.RUNNING, started_at=turn.now, parent_id=parent_id,
        parent_key=parent_key, state=state, is_new=True,
    )  # fmt: skip
    turn.add(case)
    turn.log(case, "started", by=by)
    turn.write_effects(case, asked)
    return case


def start(turn: Turn, case_id: int, effect: effects.StartCase) -> None:
    """Start the called process; one that does not exist is an incident of the caller."""
    case = turn.hold(case_id)
    process = _bound(case, effect)
    if process is None:
        problem = Problem(
            "call.unknown-process",
            Place(element=effect.element),
            {"process": effect.process, "binding": effect.binding},
        )
        _fail(turn, case, effect.key, problem)
        return
    begin(
        turn, programs.known(process.pk), variables=effect.variables, business_key=effect.business_key or "",
        organisation_id=case.organisation_id, parent=(case.id, effect.key),
    )  # fmt: skip


def cancel(turn: Turn, case_id: int, effect: effects.CancelCase) -> None:
    """Cancel the called case and, through its own effects, what it called."""
    turn.write()
    for child_id in Case.objects.filter(parent_id=case_id, parent_key=effect.key).values_list("pk", flat=True):
        child = turn.hold(child_id)
        if child.word in Case.OPEN:
            turn.step(child, events.CaseCancelled(now=turn.now, seed=turn.seed(), reason="caller"))


def tell(turn: Turn, parent_id: int | None, key: int | None, effect: effects.EndCase) -> None:
    """Tell the caller how the called case ended."""
    if parent_id is None or key is None:
        return
    parent = turn.hold(parent_id)
    event: events.Event
    if effect.outcome == "threw":
        event = events.CalledCaseThrew(
            now=turn.now, seed=turn.seed(), key=key, kind=effect.error_kind, code=effect.error_code,
            variables=effect.variables,
        )  # fmt: skip
    else:
        event = events.CalledCaseEnded(now=turn.now, seed=turn.seed(), key=key, variables=effect.variables)
    try:
        turn.step(parent, event)
    except engine.IllegalEvent:
        return  # the caller has gone on without it


def _bound(case: Held, effect: effects.StartCase) -> Process | None:
    kind, _, which = effect.binding.partition(":")
    if kind == "version":
        versions = Process.objects.filter(key=effect.process, version=int(which))
        own = versions.filter(organisation_id=case.organisation_id).first()
        return own or versions.filter(organisation_id=None).first()
    if kind == "deployment":
        found = Process.objects.filter(key=effect.process, resource__deployment_id=case.process.deployment_id).first()
        if found is not None:
            return found
    return programs.newest(effect.process, case.organisation_id)


def _fail(turn: Turn, case: Held, key: int, problem: Problem) -> None:
    """Stand still at the call. The engine has no event for a call that could not begin: it fails like a job."""
    event = events.JobFailed(
        now=turn.now, seed=turn.seed(), key=key, retries=0, code=problem.code, values=problem.values
    )
    try:
        turn.step(case, event)
    except engine.IllegalEvent:
        turn.log(case, "failed", element=problem.where.element or "", key=key, detail={"code": problem.code})
