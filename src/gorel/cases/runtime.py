"""What a page, a robot or the command line can ask of cases.

Each function works inside the caller's transaction and commits with it, or in one of its own. Whatever follows at
once – gateways, decisions, transactional abilities, messages to other cases – has happened when it returns, so that a
view's click has its whole consequence when the view commits. Everything else is left to the worker.

`by` names who asks: `person:<id>`, `robot:<token>`, or None for Görel herself. Variables hold ids of rows, never
names or addresses.
Errors: `engine.IllegalEvent` (nothing is changed) when the case has moved on, `UnknownProcess`, `Case.DoesNotExist`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from gorel.accounts.models import Organisation
from gorel.cases import calling, group, programs, speaking, steering
from gorel.cases.models import Case, Incident, Process, Task
from gorel.cases.speaking import Ambiguous, Heard
from gorel.cases.steering import Activation, migrate, modify, resume, suspend
from gorel.cases.store.held import Held
from gorel.cases.turn import Turn
from gorel.cases.values import plain
from gorel.core.engine import events
from gorel.ground import clock

__all__ = [
    "Activation", "Ambiguous", "Heard", "UnknownProcess", "assign", "broadcast", "cancel", "complete", "correlate",
    "migrate", "modify", "publish", "restart", "resume", "retry", "set_variables", "start", "suspend",
]  # fmt: skip

_MICROSECOND = timedelta(microseconds=1)


class UnknownProcess(LookupError):
    """No process with that key is deployed for the organisation, or for everybody."""


def start(
    process: str | Process,
    *,
    variables: Mapping[str, Any] | None = None,
    business_key: str = "",
    organisation: Organisation | int | None = None,
    by: str | None = None,
    at: Collection[str | events.Activation] = (),
    element: str | None = None,
    message: str | None = None,
) -> Case:
    """Start a case of *process*: its newest version (the organisation's own, or else everybody's), or the given one.

    Shape: without *organisation* the case belongs to the process's own, if it has one; *at* are elements to begin at,
    instead of the start event; *element* is one start event of several, and *message* what one waits for.
    Side effects: a case with its first rows; transactional abilities run.
    Errors: UnknownProcess; TypeError when a variable is no plain value.
    """
    organisation_id = organisation.pk if isinstance(organisation, Organisation) else organisation
    row = programs.newest(process, organisation_id) if isinstance(process, str) else process
    if row is None:
        raise UnknownProcess(f"no process {process!r} is deployed; `gorel deploy` takes its .bpmn file")
    organisation_id = organisation_id if organisation_id is not None else row.organisation_id
    given = plain(variables or {})
    activate = tuple(events.Activation(element=one) if isinstance(one, str) else one for one in at)

    stands: list[Case] = []

    def begin(turn: Turn) -> int:
        case_id = calling.begin(
            turn, programs.known(row.pk), variables=given, business_key=business_key,
            organisation_id=organisation_id, by=by or "", activate=activate, element=element, message=message,
        ).id  # fmt: skip
        turn.at_end.append(lambda: stands.append(_as_row(turn.hold(case_id))))
        return case_id

    case_id = group.ask(begin)
    case = stands[-1] if stands else Case.objects.get(pk=case_id)
    case.process = row
    return case


def complete(
    task: Task, *, variables: Mapping[str, Any] | None = None, by: str | None = None, seconds_spent: int | None = None
) -> None:
    """A person has done *task*, with these answers.

    Units: seconds_spent is the time that it took the person, as the page measured it.
    Side effects: the case goes on; the task's row says who and when.
    Errors: engine.IllegalEvent when the task is no longer open.
    """
    given = plain(variables or {})

    def finish(turn: Turn) -> None:
        case = turn.hold(task.case_id)
        turn.tasks_done[task.case_id, task.key] = by or "", seconds_spent
        try:
            turn.step(case, events.TaskCompleted(now=turn.now, seed=turn.seed(), key=task.key, variables=given))
        finally:
            turn.tasks_done.pop((task.case_id, task.key), None)
        turn.log(case, "completed", element=task.element, key=task.key, by=by or "")

    group.ask(finish, cases=(task.case_id,))


def assign(task: Task, assignee: str, *, by: str | None = None) -> None:
    """Give *task* to a person (`person:<id>`), or back to its group with "".

    Side effects: the task's row, when the listeners that the picture may have are done; a line in the log.
    Errors: engine.IllegalEvent when the task is not open, or is being changed already.
    """

    def give(turn: Turn) -> None:
        case = turn.hold(task.case_id)
        changes = {"assignee": assignee or None}
        turn.step(case, events.TaskChanged(now=turn.now, seed=turn.seed(), key=task.key, changes=changes))
        turn.log(case, "assigned", element=task.element, key=task.key, by=by or "", detail={"to": assignee})

    group.ask(give, cases=(task.case_id,))


def publish(
    name: str,
    correlation_key: str,
    variables: Mapping[str, Any] | None = None,
    *,
    time_to_live: timedelta = timedelta(0),
    message_id: str = "",
    organisation: Organisation | int | None = None,
    by: str | None = None,
    within: speaking.Within | None = None,
) -> int:
    """Give a message to the cases that wait for it by name and key; return how many it reached or started.

    At most one case of each process hears it; use `broadcast` to reach many. With a time to live it waits for those
    who are not there yet; a *message_id* is then used once while it lives.
    A case that it starts belongs to *organisation*, unless its process is one organisation's own. *within* lets one
    organisation alone hear it.
    """
    organisation_id = organisation.pk if isinstance(organisation, Organisation) else organisation
    if organisation_id is None and within is not None:
        organisation_id = within.organisation_id
    given = plain(variables or {})
    living = time_to_live // _MICROSECOND
    return group.ask(
        lambda turn: speaking.publish(
            turn,
            name,
            str(correlation_key),
            given,
            time_to_live=living,
            message_id=message_id,
            organisation_id=organisation_id,
            by=by or "",
            within=within,
        )
    )


def correlate(
    name: str,
    *,
    case: Case | None = None,
    business_key: str | None = None,
    matching: Mapping[str, Any] | None = None,
    organisations: Collection[int] | None = None,
    variables: Mapping[str, Any] | None = None,
    everybody: bool = False,
    by: str | None = None,
) -> list[Heard]:
    """Give a message to the case that waits for it, found by what is known about it; or else start one by it.

    Shape: *matching* are variables that the case must have; *organisations* None is all. Without *everybody* exactly
    one must fit. Answers who heard it; nobody is no error.
    Errors: Ambiguous when several fit; nothing is done then.
    """
    given, fits = plain(variables or {}), plain(matching or {})
    return group.ask(
        lambda turn: speaking.correlate(
            turn,
            name,
            given,
            case_id=case.pk if case is not None else None,
            business_key=business_key,
            matching=fits,
            organisations=organisations,
            everybody=everybody,
            by=by or "",
        )
    )


def restart(
    case: Case,
    *,
    activate: Sequence[Activation] = (),
    variables: Mapping[str, Any] | None = None,
    by: str | None = None,
) -> Case:
    """Begin again what is over, see `steering.restart`; return the new case."""
    return Case.objects.get(pk=steering.restart(case, activate=activate, variables=variables, by=by))


def broadcast(
    name: str,
    variables: Mapping[str, Any] | None = None,
    *,
    by: str | None = None,
    within: speaking.Within | None = None,
) -> int:
    """Give a signal to every case (*within* one organisation) that waits for it by name; return how many it reached or
    started.
    """
    given = plain(variables or {})
    return group.ask(lambda turn: speaking.broadcast(turn, name, given, by=by or "", within=within))


def set_variables(case: Case, variables: Mapping[str, Any], *, by: str | None, reason: str) -> None:
    """Correct variables of an open case. The log keeps who, why and which ones; never their values."""
    given = plain(variables)

    def correct(turn: Turn) -> None:
        held = turn.hold(case.pk)
        turn.step(held, events.VariablesSet(now=turn.now, seed=turn.seed(), variables=given))
        turn.log(held, "set", by=by or "", detail={"reason": reason, "names": sorted(given)})

    group.ask(correct, cases=(case.pk,))


def retry(incident: Incident, *, by: str | None, retries: int = 1, reason: str = "") -> None:
    """The cause is mended: the case tries again where it stopped. Errors: engine.IllegalEvent when it is closed."""
    told: dict[str, Any] = {"detail": {"reason": reason}} if reason else {}

    def resolve(turn: Turn) -> None:
        held = turn.hold(incident.case_id)
        if incident.key <= 0:  # the worker's own, see `worker.poison`: it tries again by itself
            ours = {"state": Incident.RESOLVED, "closed_at": turn.now, "closed_by": by or ""}
            Incident.objects.filter(pk=incident.pk, state=Incident.OPEN).update(**ours)
            turn.log(held, "resolved", element=incident.element, by=by or "", **told)
            return
        turn.incidents_resolved[incident.case_id, incident.key] = by or ""
        turn.step(
            held, events.IncidentResolved(now=turn.now, seed=turn.seed(), key=incident.key, retries=max(retries, 1))
        )
        turn.log(held, "resolved", element=incident.element, key=incident.key, by=by or "", **told)

    group.ask(resolve, cases=(incident.case_id,))


def cancel(case: Case, *, by: str | None, reason: str) -> None:
    """Stop an open case, and those that it called. Errors: engine.IllegalEvent when it is over."""

    def stop(turn: Turn) -> None:
        held = turn.hold(case.pk)
        if held.word not in Case.OPEN:
            turn.step(held, events.CaseCancelled(now=turn.now, seed=turn.seed()))  # refused
        turn.log(held, "cancelled", by=by or "", detail={"reason": reason})
        turn.step(held, events.CaseCancelled(now=turn.now, seed=turn.seed(), reason=reason))

    group.ask(stop, cases=(case.pk,))


def _as_row(held: Held) -> Case:
    """Return a case in hand as the ORM would read it."""
    values = {
        "id": held.id, "uid": UUID(hex=held.uid), "process_id": held.process.id,
        "organisation_id": held.organisation_id, "business_key": held.business_key, "state": held.word,
        "started_at": clock.from_instant(held.started_at),
        "ended_at": None if held.ended_at is None else clock.from_instant(held.ended_at),
        "parent_id": held.parent_id, "parent_key": held.parent_key,
    }  # fmt: skip
    return Case.from_db("default", list(values), list(values.values()))
