"""Fetching: a robot gets jobs on lease, or waits for them."""

from __future__ import annotations

from typing import Any

from gorel.api import limits, presence, reach
from gorel.api.engine_rest import ids
from gorel.api.engine_rest.external_tasks import failures
from gorel.api.engine_rest.external_tasks.looking import ExternalTask
from gorel.api.engine_rest.external_tasks.owners import owner_of
from gorel.api.engine_rest.shapes import Sorting
from gorel.api.engine_rest.variables import Told, tell_all, types_of
from gorel.api.errors import BadRequest
from gorel.api.route import Body, Call, Route, Together
from gorel.cases import outside, programs

# Units: seconds that a robot may wait for work in one call; milliseconds everywhere else at this door.
LONGEST_WAIT = 60


class LockedTask(ExternalTask, kw_only=True):
    """A job with what the robot needs to do it."""

    error_details: str | None
    variables: Told
    extension_properties: dict[str, str] | None


class Topic(Body, kw_only=True):
    """What a robot can do, and what it wants to know for it."""

    topic_name: str
    lock_duration: int
    variables: list[str] | None = None
    local_variables: bool | None = None
    business_key: str | None = None
    process_definition_id: str | None = None
    process_definition_id_in: list[str] | None = None
    process_definition_key: str | None = None
    process_definition_key_in: list[str] | None = None
    process_definition_version_tag: str | None = None
    process_variables: dict[str, Any] | None = None
    tenant_id_in: list[str] | None = None
    without_tenant_id: bool | None = None
    deserialize_values: bool | None = None
    include_extension_properties: bool | None = None


class Fetch(Body, kw_only=True):
    """Which jobs a robot asks for. Shape: usePriority is always so: what is urgent comes first."""

    worker_id: str
    max_tasks: int
    topics: list[Topic] | None = None
    use_priority: bool | None = None
    async_response_timeout: int | None = None
    sorting: list[Sorting] | None = None


def fetch(call: Call) -> Together:
    """Give a robot jobs on lease; with none there, let it wait for one."""
    body: Fetch = call.body
    wait = (body.async_response_timeout or 0) / 1000
    if not 0 <= wait <= 1800:
        raise BadRequest("asyncResponseTimeout is from 0 to 1800000 milliseconds")
    for order in body.sorting or []:
        if (order.sort_by, order.sort_order) != ("createTime", "asc"):
            raise BadRequest(
                f"sorting by {order.sort_by[:40]} {order.sort_order[:10]} is not offered by Görel. What is urgent comes"
                " first, and then by createTime asc"
            )
    asked = {topic.topic_name: topic for topic in body.topics or []}
    topics = [_topic(call, topic) for topic in asked.values()]
    if not topics:
        return []
    wait = min(wait, LONGEST_WAIT)
    if wait <= 0:
        return (yield from _fetch(call, body, topics, asked, 0))
    with limits.waiting() as may_wait:
        return (yield from _fetch(call, body, topics, asked, wait if may_wait else 0))


def _fetch(call: Call, body: Fetch, topics: list[outside.Topic], asked: dict[str, Topic], wait: float) -> Together:
    try:
        taken: list[outside.Taken] = yield from outside.fetching(
            topics, worker=owner_of(call, body.worker_id), limit=min(body.max_tasks, 1000),
            organisations=[call.organisation_id], wait_seconds=wait, is_there=lambda: presence.is_there(call.request),
            version=call.request.headers.get("User-Agent", ""),
        )  # fmt: skip
    except ValueError as error:
        raise BadRequest(str(error)) from None
    types = types_of({one.name[0] for one in taken}) if taken else {}
    for one in taken:
        reach.remember(reach.of_taken(one))
    said = failures.said_of([one.name for one in taken if failures.may_have_failed(one)])
    return [_locked(one, asked[one.type], types, body.worker_id, said.get(one.name)) for one in taken]


def _topic(call: Call, topic: Topic) -> outside.Topic:
    call.need_type(topic.topic_name)
    if topic.lock_duration <= 0:
        raise BadRequest(f"lockDuration of topic {topic.topic_name} must be more than 0 milliseconds")
    wanted = [topic.process_definition_key] if topic.process_definition_key else topic.process_definition_key_in
    versions = [topic.process_definition_id] if topic.process_definition_id else topic.process_definition_id_in
    spaces = [""] if topic.without_tenant_id else topic.tenant_id_in
    return outside.Topic(
        topic.topic_name, lease_seconds=topic.lock_duration / 1000, variables=topic.variables,
        processes=tuple(reach.keys_of(call, wanted) or ()),
        versions=_versions(call, topic, versions, spaces), business_key=topic.business_key,
        holding=topic.process_variables or {}, is_local=bool(topic.local_variables),
    )  # fmt: skip


def _versions(call: Call, topic: Topic, wanted: list[str] | None, spaces: list[str] | None) -> frozenset[int] | None:
    tag = topic.process_definition_version_tag
    if wanted is None and spaces is None and not tag:
        return None
    found = reach.processes(call)
    if wanted is not None:
        found = found.filter(uid__in=[ids.uid(one.rpartition(":")[2], "process definition") for one in wanted])
    if spaces is not None:
        found = found.filter(space__in=spaces)
    mine = found.values_list("pk", flat=True)
    return frozenset(pk for pk in mine if not tag or programs.known(pk).program.version_tag == tag)


def _locked(one: outside.Taken, topic: Topic, types: Any, worker: str, said: failures.Said | None) -> LockedTask:
    case, key = one.case, one.name[1]
    told = tell_all(one.name[0], one.variables, types, deserialize=bool(topic.deserialize_values))
    return LockedTask(
        activity_id=one.element, activity_instance_id=ids.of(case, key), error_message=failures.message(said),
        error_details=(said and said.details) or None,
        execution_id=ids.of(case, key), id=ids.of(case, key), lock_expiration_time=ids.moment(one.lease_ends_at),
        create_time=ids.moment(one.opened_at),
        process_definition_id=f"{one.process}:{one.process_version}:{one.process_uid}",
        process_definition_key=one.process, process_definition_version_tag=one.version_tag or None,
        process_instance_id=case, retries=failures.told(one.retries, said), suspended=False, worker_id=worker,
        topic_name=one.type,
        tenant_id=one.space or None, priority=one.priority, variables=told, business_key=one.business_key or None,
        extension_properties=_properties(one) if topic.include_extension_properties else None,
    )  # fmt: skip


def _properties(one: outside.Taken) -> dict[str, str]:
    """The job's own headers, and in the older dialect what the picture says in its properties."""
    drawn = programs.known(one.process_id).program.elements.get(one.element)
    return {**(drawn.properties if drawn else {}), **one.headers}


ROUTES = (
    Route(
        "POST",
        "/external-task/fetchAndLock",
        fetch,
        "work",
        "Fetch and lock external tasks",
        body=Fetch,
        answer=list[LockedTask],
        is_long=True,
        audit=False,
        is_together=True,
    ),
)
