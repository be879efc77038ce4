"""The steps that cases took."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from gorel.api import reach
from gorel.api.engine_rest import ids, kinds
from gorel.api.engine_rest.history.looking import MOST, cases, millis, root
from gorel.api.engine_rest.shapes import Count, Listed, four, in_order, page
from gorel.api.errors import NotFound
from gorel.api.route import Call, Route, Shape
from gorel.cases import programs, queries
from gorel.cases.models import Case, LogEntry, Task


class HistoricActivity(Shape, kw_only=True):
    """One time that a case was at an element."""

    id: str
    parent_activity_instance_id: str | None
    activity_id: str
    activity_name: str | None
    activity_type: str
    process_definition_key: str
    process_definition_id: str
    process_instance_id: str
    execution_id: str
    task_id: str | None
    assignee: str | None
    called_process_instance_id: str | None
    called_case_instance_id: str | None
    start_time: str | None
    end_time: str | None
    duration_in_millis: int | None
    canceled: bool
    complete_scope: bool
    tenant_id: str | None
    removal_time: str | None
    root_process_instance_id: str


class AskedActivities(Listed, kw_only=True):
    """Filters."""

    activity_instance_id: str | None = None
    process_instance_id: str | None = None
    process_instance_id_in: list[str] | None = None
    process_definition_id: str | None = None
    process_definition_key: str | None = None
    execution_id: str | None = None
    activity_id: str | None = None
    activity_name: str | None = None
    activity_type: str | None = None
    task_assignee: str | None = None
    finished: bool | None = None
    unfinished: bool | None = None
    canceled: bool | None = None
    complete_scope: bool | None = None
    tenant_id_in: list[str] | None = None
    without_tenant_id: bool | None = None
    started_before: str | None = None
    started_after: str | None = None
    finished_before: str | None = None
    finished_after: str | None = None


def _activities(call: Call, asked: AskedActivities) -> Iterator[HistoricActivity]:
    is_within = _within(asked)
    for case in cases(call, asked)[:MOST]:
        for one in _visits(case):
            wrong = (
                asked.activity_instance_id is not None and one.id != asked.activity_instance_id,
                asked.execution_id is not None and one.execution_id != asked.execution_id,
                asked.activity_id is not None and one.activity_id != asked.activity_id,
                asked.activity_name is not None and one.activity_name != asked.activity_name,
                asked.activity_type is not None and one.activity_type != asked.activity_type,
                asked.task_assignee is not None and one.assignee != asked.task_assignee,
                bool(asked.finished) and one.end_time is None,
                bool(asked.unfinished) and one.end_time is not None,
                bool(asked.canceled) and not one.canceled,
                bool(asked.complete_scope) and not one.complete_scope,
                not is_within(one),
            )
            if not any(wrong):
                yield one


def _within(asked: AskedActivities) -> Callable[[HistoricActivity], bool]:
    """Return whether one began and ended when it was asked for."""
    wanted = [
        (field, is_after, ids.to_moment(text, name))
        for name, text, field, is_after in (
            ("startedBefore", asked.started_before, "start_time", False),
            ("startedAfter", asked.started_after, "start_time", True),
            ("finishedBefore", asked.finished_before, "end_time", False),
            ("finishedAfter", asked.finished_after, "end_time", True),
        )
        if text is not None
    ]

    def is_within(one: HistoricActivity) -> bool:
        for field, is_after, at in wanted:
            told = getattr(one, field)
            if told is None or (ids.to_moment(told, field) > at) is not is_after:
                return False
        return True

    return is_within


def _visits(case: Case) -> Iterator[HistoricActivity]:
    program = programs.known(case.process_id).program
    about = kinds.events_of(program)
    tasks = {row.key: row for row in Task.objects.filter(case=case)}
    called = dict(Case.objects.filter(parent=case).values_list("parent_key", "uid"))
    scopes = kinds.scopes_of(program)
    loops, lasts, undoing = kinds.loops_of(program), kinds.last_of(program), kinds.undoing_of(program)
    visits = _with_arrivals(case, program, queries.visits(case))
    bodies = kinds.bodies(visits, loops)
    around: dict[tuple[str, bool], list[tuple[str, datetime | None]]] = {}
    for place, visit in enumerate(visits):
        info = program.elements.get(visit.element)
        if not kinds.is_told(info, about):
            continue
        key = visit.key
        name = ids.of(case.uid, key) if key else f"{case.uid}.0.{place}"
        is_body = place in bodies
        task = tasks.get(key) if key is not None and not is_body else None
        child = called.get(key) if key is not None else None
        scope = (
            (visit.element, True) if visit.element in loops and not is_body else (scopes.get(visit.element, ""), False)
        )
        around.setdefault((visit.element, is_body), []).append((name, visit.left_at))
        # Each round of a loop ends in the loop's body.
        is_last = visit.element in lasts or (visit.element in loops and not is_body)
        ends_badly = visit.state == "completed" and kinds.ends_by_cancelling(info, about)
        holder = _holder(around.get(scope, ()), visit, undoes=visit.element in undoing)
        yield HistoricActivity(
            id=name,
            parent_activity_instance_id=holder or str(case.uid),
            activity_id=visit.element + "#multiInstanceBody" if is_body else visit.element,
            activity_name=info.name or None if info else None,
            activity_type="multiInstanceBody" if is_body else kinds.activity_type(info, about),
            process_definition_key=case.process.key,
            process_definition_id=ids.definition(case.process),
            process_instance_id=str(case.uid),
            execution_id=name if key else str(case.uid),
            task_id=str(task.uid) if task else None,
            assignee=task.assignee or None if task else None,
            called_process_instance_id=str(child) if child else None,
            called_case_instance_id=None,
            start_time=ids.moment(visit.entered_at),
            end_time=ids.moment(visit.left_at),
            duration_in_millis=millis(visit.entered_at, visit.left_at),
            canceled=visit.state == "cancelled" or ends_badly,
            complete_scope=visit.state == "completed" and is_last and not ends_badly,
            tenant_id=case.process.space or None,
            removal_time=None,
            root_process_instance_id=root(case),
        )


def _holder(known: Sequence[tuple[str, datetime | None]], visit: queries.Visit, *, undoes: bool) -> str | None:
    """Return the name of what *visit* stood in: the last of those *known* that was open then.

    What *undoes* belongs to what it undoes, though that is over.
    """
    for name, left_at in reversed(known):
        if undoes or left_at is None or left_at >= visit.entered_at:
            return name
    return None


def _with_arrivals(case: Case, program: Any, visits: list[queries.Visit]) -> list[queries.Visit]:
    """Put in a visit for each token that came to a joining gateway, as others count them."""
    joins = kinds.joins_of(program)
    if not joins:
        return visits
    implied = programs.known(case.process_id).implied  # whose taking the log leaves out: their source was left
    ways = {
        flow.source if flow.id in implied else flow.id: flow.target
        for flow in program.process.flows
        if flow.target in joins
    }
    came: dict[str, list[datetime]] = {}
    lines = LogEntry.objects.filter(case=case, kind__in=("took", "left"), element__in=ways).order_by("pk")
    for element, at in lines.values_list("element", "at"):
        came.setdefault(ways[element], []).append(at)
    found = []
    for visit in visits:
        if visit.element in joins:
            here = came.get(visit.element, [])
            arrived = [here.pop(0) for _ in range(min(len(here), joins[visit.element]))] or [visit.entered_at]
            found += [replace(visit, entered_at=at) for at in arrived]
        else:
            found.append(visit)
    for element, times in came.items():
        info = program.elements[element]
        found += [queries.Visit(element, info.name or element, info.kind, None, at, None, "active") for at in times]
    return found


ACTIVITY_SORTS = {
    "activityInstanceId": "id",
    "instanceId": "process_instance_id",
    "executionId": "execution_id",
    "activityId": "activity_id",
    "activityName": "activity_name",
    "activityType": "activity_type",
    "startTime": "start_time",
    "endTime": "end_time",
    "duration": "duration_in_millis",
    "definitionId": "process_definition_id",
    "tenantId": "tenant_id",
    "occurrence": "",
}


def activities(call: Call) -> list[HistoricActivity]:
    """Return the steps that cases took, in the order in which they came."""
    asked = call.body or call.query
    found = in_order(list(_activities(call, asked)), asked, ACTIVITY_SORTS)
    return list(page(found, asked, call.query if call.body else None))


def count_activities(call: Call) -> Count:
    """Return how many there are."""
    return Count(count=sum(1 for _ in _activities(call, call.body or call.query)))


def activity(call: Call) -> HistoricActivity:
    """Return one."""
    uid, _, _rest = call.path["id"].partition(".")
    reach.facts(call, uid=ids.uid(uid, "activity instance"))
    asked = AskedActivities(activity_instance_id=call.path["id"], process_instance_id=uid)
    found = next(_activities(call, asked), None)
    if found is None:
        raise NotFound(f"Historic activity instance with id '{call.path['id'][:80]}' does not exist")
    return found


ROUTES = (
    *four(
        "/history/activity-instance",
        activities,
        count_activities,
        AskedActivities,
        AskedActivities,
        HistoricActivity,
        "activity instances",
    ),
    Route(
        "GET", "/history/activity-instance/{id}", activity, "read", "Get an activity instance", answer=HistoricActivity
    ),
)
