"""What a call can see: rows of its token's organisation, of processes that its scopes reach. Nothing else is found."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from gorel.accounts.tokens import fits
from gorel.api.errors import Forbidden, NotFound
from gorel.api.route import Call
from gorel.cases import outside, queries
from gorel.cases.models import Case, DecisionRule, Incident, Job, Process, Subscription, Task, Timer


class Facts(NamedTuple):
    """What never changes about a case."""

    id: int
    uid: UUID
    organisation_id: int | None
    process_id: int
    process: str
    space: str


# By uid and by id. What they say never changes, so that a robot's answer need not ask for it.
_known: dict[UUID | int, Facts] = {}
MOST_KNOWN = 100_000


def remember(known: Facts) -> None:
    """Keep the facts of a case at hand."""
    if len(_known) > MOST_KNOWN:
        _known.clear()
    _known[known.uid] = _known[known.id] = known


def _facts(column: str, value: UUID | int) -> Facts:
    if value in _known:
        return _known[value]
    columns = "pk", "uid", "organisation_id", "process_id", "process__key", "process__space"
    found = Case.objects.filter(**{column: value}).values_list(*columns).first()
    if found is None:
        raise NotFound(f"There is no process instance {value}")
    remember(Facts(*found))
    return _known[value]


def of_taken(job: outside.Taken) -> Facts:
    """Return what a job that was just fetched says of its case."""
    return Facts(job.name[0], UUID(job.case), job.organisation, job.process_id, job.process, job.space)


def facts(call: Call, *, uid: UUID | None = None, id: int | None = None) -> Facts:
    """Return what is known of a case that the call reaches. Errors: NotFound, also for another organisation's;
    Forbidden when the token's scopes do not reach its process.
    """
    found = _facts("uid", uid) if uid is not None else _facts("pk", id or 0)
    if found.organisation_id != call.organisation_id:
        raise NotFound(f"There is no process instance {uid or id}")
    call.need(found.process)
    return found


def case(call: Call, *, uid: UUID | None = None, id: int | None = None) -> Case:
    """Return the case. Errors: as `facts`."""
    known = facts(call, uid=uid, id=id)
    found = Case.objects.filter(pk=known.id).select_related("process").first()
    if found is None:  # purged since
        _known.clear()
        raise NotFound(f"There is no process instance {uid or id}")
    return found


def state(case_id: int) -> Any:
    """Return the engine's state of a case. Errors: NotFound."""
    found = queries.states([case_id]).get(case_id)
    if found is None:
        raise NotFound("There is no such process instance")
    return found


def scope(call: Call, column: str, *, verb: str = "") -> Q:
    """Return the condition that *column*, a process's key, is one that the token reaches."""
    patterns = call.grant.patterns(verb or call.route.verb)
    if patterns is None or any(process == "*" for process, _type in patterns):
        return Q()
    may = Q(pk=None)
    for process, _type in patterns:
        may |= Q(**{f"{column}__startswith": process[:-1]}) if process.endswith("*") else Q(**{column: process})
    return may


def cases(call: Call) -> QuerySet[Case]:
    """Return all cases that the call reaches."""
    return Case.objects.filter(scope(call, "process__key"), organisation_id=call.organisation_id)


def _below(rows: QuerySet[Any], call: Call) -> Any:
    return rows.filter(scope(call, "case__process__key"), case__organisation_id=call.organisation_id)


def tasks(call: Call) -> QuerySet[Task]:
    """Return the tasks of those cases."""
    return _below(Task.objects.all(), call)


def incidents(call: Call) -> QuerySet[Incident]:
    """Return the incidents of those cases."""
    return _below(Incident.objects.all(), call)


def jobs(call: Call) -> QuerySet[Job]:
    """Return the open jobs of those cases, of the types that the token reaches."""
    rows = _below(Job.objects.all(), call)
    patterns = call.grant.patterns(call.route.verb)
    if patterns is None or any(type == "*" for _process, type in patterns):
        return rows
    may = Q(pk=None)
    for _process, type in patterns:
        may |= Q(type__startswith=type[:-1]) if type.endswith("*") else Q(type=type)
    return rows.filter(may)


def timers(call: Call) -> QuerySet[Timer]:
    """Return the timers of those cases."""
    return _below(Timer.objects.all(), call)


def subscriptions(call: Call) -> QuerySet[Subscription]:
    """Return what those cases listen for."""
    return _below(Subscription.objects.all(), call)


def processes(call: Call) -> QuerySet[Process]:
    """Return the versions of processes that the organisation can start: its own and everybody's."""
    owner = Q(organisation_id=call.organisation_id) | Q(organisation_id=None)
    return Process.objects.filter(owner, scope(call, "key"))


def decisions(call: Call) -> QuerySet[DecisionRule]:
    """Return the decision rules that the organisation can ask."""
    owner = Q(organisation_id=call.organisation_id) | Q(organisation_id=None)
    return DecisionRule.objects.filter(owner)


def newest(rows: QuerySet[Any], call: Call, key: str, space: str, *, what: str = "definition") -> Any:
    """Return the newest version of *key* in *space*: the organisation's own, or everybody's. Errors: NotFound."""
    found = rows.filter(key=key, space=space).order_by("-version")
    best = found.filter(organisation_id=call.organisation_id).first() or found.filter(organisation_id=None).first()
    if best is None:
        where = f" and tenant-id: {space}" if space else " and no tenant-id"
        raise NotFound(f"No matching {what} with key: {key}{where}", type="RestException")
    return best


def keys_of(call: Call, wanted: list[str] | None = None) -> list[str] | None:
    """Return the keys of processes whose jobs the token may fetch, among *wanted*; None for all there are."""
    patterns = call.grant.patterns(call.route.verb)
    if patterns is None or any(process == "*" for process, _type in patterns):
        return wanted
    known = wanted if wanted is not None else list(Process.objects.values_list("key", flat=True).distinct())
    found = [key for key in known if any(fits(process, key) for process, _type in patterns)]
    if not found:
        raise Forbidden("This token reaches none of these processes")
    return found
