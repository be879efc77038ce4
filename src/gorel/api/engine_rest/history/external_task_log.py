"""What happened to the jobs that robots fetch."""

from __future__ import annotations

from collections.abc import Iterator

from gorel.api.engine_rest import ids, kinds
from gorel.api.engine_rest.history.looking import MOST, cases, root
from gorel.api.engine_rest.shapes import Count, Listed, four, in_order, page
from gorel.api.errors import NotFound
from gorel.api.route import Call, Raw, Route, Shape
from gorel.cases import programs, queries
from gorel.cases.models import Case, LogEntry
from gorel.cases.values import from_json


class JobLine(Shape, kw_only=True):
    """Something that happened to a job that robots fetch."""

    id: str
    removal_time: str | None
    timestamp: str | None
    external_task_id: str
    topic_name: str | None
    worker_id: str | None
    retries: int | None
    priority: int
    error_message: str | None
    activity_id: str
    activity_instance_id: str
    execution_id: str
    process_instance_id: str
    process_definition_id: str
    process_definition_key: str
    tenant_id: str | None
    creation_log: bool
    failure_log: bool
    success_log: bool
    deletion_log: bool
    root_process_instance_id: str


class AskedJobLines(Listed, kw_only=True):
    """Filters."""

    log_id: str | None = None
    external_task_id: str | None = None
    topic_name: str | None = None
    worker_id: str | None = None
    error_message: str | None = None
    activity_id_in: list[str] | None = None
    activity_instance_id_in: list[str] | None = None
    execution_id_in: list[str] | None = None
    process_instance_id: str | None = None
    process_definition_id: str | None = None
    process_definition_key: str | None = None
    creation_log: bool | None = None
    failure_log: bool | None = None
    success_log: bool | None = None
    deletion_log: bool | None = None
    tenant_id_in: list[str] | None = None


def _job_lines(call: Call, asked: AskedJobLines) -> Iterator[JobLine]:
    if asked.external_task_id is not None:
        asked.process_instance_id = str(ids.parse(asked.external_task_id)[0])
    for case in cases(call, asked)[:MOST]:
        for one in _lines_of(case):
            wrong = (
                asked.log_id is not None and one.id != asked.log_id,
                asked.external_task_id is not None and one.external_task_id != asked.external_task_id,
                asked.topic_name is not None and one.topic_name != asked.topic_name,
                asked.worker_id is not None and one.worker_id != asked.worker_id,
                asked.error_message is not None and one.error_message != asked.error_message,
                asked.activity_id_in is not None and one.activity_id not in asked.activity_id_in,
                asked.activity_instance_id_in is not None
                and one.activity_instance_id not in asked.activity_instance_id_in,
                asked.execution_id_in is not None and one.execution_id not in asked.execution_id_in,
                bool(asked.creation_log) and not one.creation_log,
                bool(asked.failure_log) and not one.failure_log,
                bool(asked.success_log) and not one.success_log,
                bool(asked.deletion_log) and not one.deletion_log,
            )
            if not any(wrong):
                yield one


def _lines_of(case: Case) -> Iterator[JobLine]:
    program = programs.known(case.process_id).program
    topics, loops = kinds.topics_of(program), kinds.loops_of(program)
    visits = queries.visits(case)
    bodies = {visits[place].key for place in kinds.bodies(visits, loops)}  # a loop's body is no job of its own
    elements: dict[int, str] = {}
    lines = LogEntry.objects.filter(case=case, kind__in=("entered", "left", "cancelled", "failed", "incident")).exclude(
        key=None
    )
    for line in lines.order_by("pk"):
        key = line.key or 0
        if line.kind == "entered" and line.element in topics and key not in bodies:
            elements[key] = line.element
        if key not in elements:
            continue
        detail = from_json(line.detail) if line.detail else {}
        name = ids.of(case.uid, key)
        yield JobLine(
            id=str(line.pk),
            removal_time=None,
            timestamp=ids.moment(line.at),
            external_task_id=name,
            topic_name=topics[elements[key]],
            worker_id=detail.get("worker"),
            retries=detail.get("retries"),
            priority=0,
            error_message=detail.get("message"),
            activity_id=elements[key],
            activity_instance_id=name,
            execution_id=name,
            process_instance_id=str(case.uid),
            process_definition_id=ids.definition(case.process),
            process_definition_key=case.process.key,
            tenant_id=case.process.space or None,
            creation_log=line.kind == "entered",
            failure_log=line.kind == "failed",
            success_log=line.kind == "left",
            deletion_log=line.kind == "cancelled",
            root_process_instance_id=root(case),
        )


def job_lines(call: Call) -> list[JobLine]:
    """Return what happened to the jobs that robots fetch."""
    sorts = {
        "timestamp": "timestamp",
        "externalTaskId": "external_task_id",
        "topicName": "topic_name",
        "activityId": "activity_id",
        "processInstanceId": "process_instance_id",
        "retries": "retries",
    }
    asked = call.body or call.query
    found = in_order(list(_job_lines(call, asked)), asked, sorts)
    return list(page(found, asked, call.query if call.body else None))


def count_job_lines(call: Call) -> Count:
    """Return how many there are."""
    return Count(count=sum(1 for _ in _job_lines(call, call.body or call.query)))


def job_line(call: Call) -> JobLine:
    """Return one."""
    name = call.path["id"]
    number = int(name) if name.isascii() and name.isdigit() and len(name) < 18 else 0
    case = (
        LogEntry.objects.filter(pk=number, case__organisation_id=call.organisation_id).values_list("case__uid").first()
    )
    if case is not None:
        asked = AskedJobLines(log_id=name, process_instance_id=str(case[0]))
        found = next(_job_lines(call, asked), None)
        if found is not None:
            return found
    raise NotFound(f"Historic external task log with id {name[:40]} does not exist")


def error_details(call: Call) -> Raw | None:
    """Return what a robot said of a failed try at length; nothing when it said no more."""
    line = LogEntry.objects.get(pk=int(job_line(call).id))
    details = str((from_json(line.detail) if line.detail else {}).get("details") or "")
    return Raw(details.encode(), "text/plain; charset=utf-8") if details else None


ROUTES = (
    *four(
        "/history/external-task-log",
        job_lines,
        count_job_lines,
        AskedJobLines,
        AskedJobLines,
        JobLine,
        "what happened to external tasks",
    ),
    Route("GET", "/history/external-task-log/{id}", job_line, "read", "Get a line of it", answer=JobLine),
    Route(
        "GET",
        "/history/external-task-log/{id}/error-details",
        error_details,
        "read",
        "Get what went wrong",
        answer=Raw | None,
    ),
)
