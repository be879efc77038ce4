"""Answering: what a robot, or who looks after them, says about one job."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from gorel.api import reach
from gorel.api.engine_rest import ids
from gorel.api.engine_rest.external_tasks.owners import owner_of
from gorel.api.engine_rest.incidents import ROBOTS
from gorel.api.engine_rest.variables import Given, Reader
from gorel.api.errors import BadRequest, NotFound
from gorel.api.route import Body, Call, Nothing, Route, Together
from gorel.cases import outside
from gorel.cases.models import Incident, Job


class Answered(Body, kw_only=True):
    """A job is done."""

    worker_id: str
    variables: Given | None = None
    local_variables: Given | None = None


class Failed(Answered, kw_only=True):
    """A try failed."""

    error_message: str | None = None
    error_details: str | None = None
    retries: int | None = None
    retry_timeout: int | None = None


class Threw(Body, kw_only=True):
    """A business error."""

    worker_id: str
    error_code: str
    error_message: str | None = None
    variables: Given | None = None


class Extend(Body, kw_only=True):
    """More time."""

    worker_id: str
    new_duration: int


class Lock(Body, kw_only=True):
    """One job for one robot."""

    worker_id: str
    lock_duration: int


class Retries(Body, kw_only=True):
    """How many tries are left."""

    retries: int


class RetriesOfSeveral(Retries, kw_only=True):
    """How many tries are left of each of these, and of all of these cases."""

    external_task_ids: list[str] | None = None
    process_instance_ids: list[str] | None = None


class Priority(Body, kw_only=True):
    """How urgent a job is."""

    priority: int


def _name(call: Call) -> outside.Name:
    """The job that the address names, if the token reaches it. Errors: NotFound, Forbidden."""
    uid, key = ids.parse(call.path["id"])
    known = reach.facts(call, uid=uid)
    if call.grant.is_narrow:
        type = Job.objects.filter(case_id=known.id, key=key).values_list("type", flat=True).first()
        if type is not None:
            call.need(known.process, type)
    return known.id, key


def _answer(call: Call, act: Any, **what: Any) -> None:
    """Let the case see it."""
    name = _name(call)
    with _in_our_words(call):
        act(name, **what)


@contextmanager
def _in_our_words(call: Call) -> Iterator[None]:
    """Say what is wrong with an answer as this door does."""
    try:
        yield
    except outside.JobGone:
        raise NotFound(f"External task with id {call.path['id']} does not exist", type="RestException") from None
    except outside.NotYours:
        raise BadRequest(
            f"External Task {call.path['id']} cannot be answered by '{call.body.worker_id}': it is locked by another"
            " worker, or by none",
            type="RestException",
        ) from None
    except ValueError as error:
        raise BadRequest(str(error)) from None


def complete(call: Call) -> Together:
    """The job is done; the case goes on."""
    body: Answered = call.body
    reader = Reader(call.organisation_id)
    values, local = reader.read(body.variables), reader.read(body.local_variables)
    owner = owner_of(call, body.worker_id)
    _remember(call, reader)
    name = _name(call)
    with _in_our_words(call):
        yield outside.completing(name, worker=owner, variables=values, local=local, by=call.by)


def failure(call: Call) -> None:
    """This try failed."""
    body: Failed = call.body
    reader = Reader(call.organisation_id)
    values, local = reader.read(body.variables), reader.read(body.local_variables)
    if (body.retries is not None and not 0 <= body.retries < 2**31) or not 0 <= (body.retry_timeout or 0) < 2**45:
        raise BadRequest("retries and retryTimeout are 0 or more")
    owner = owner_of(call, body.worker_id)
    _remember(call, reader)
    _answer(
        call, outside.fail, worker=owner, retries=body.retries or 0,
        backoff_seconds=(body.retry_timeout or 0) / 1000, message=(body.error_message or "")[:666],
        details=(body.error_details or "")[:10_000], variables=local, around=values, by=call.by,
    )  # fmt: skip


def bpmn_error(call: Call) -> None:
    """A business error that the picture may catch."""
    body: Threw = call.body
    if not body.error_code:
        raise BadRequest("errorCode must not be empty")
    reader = Reader(call.organisation_id)
    values = reader.read(body.variables)
    owner = owner_of(call, body.worker_id)
    _remember(call, reader)
    _answer(
        call, outside.throw_error, worker=owner, code=body.error_code,
        message=body.error_message or "", variables=values, by=call.by,
    )  # fmt: skip


def _remember(call: Call, reader: Reader) -> None:
    if reader.has_more:
        reader.remember(_name(call)[0])


def extend(call: Call) -> None:
    """Let the lease end later."""
    _bounded(call.body.new_duration)
    owner = owner_of(call, call.body.worker_id)
    _answer(call, outside.extend, worker=owner, seconds=call.body.new_duration / 1000)


def lock(call: Call) -> None:
    """Give this one job to this robot."""
    _bounded(call.body.lock_duration)
    owner = owner_of(call, call.body.worker_id)
    _answer(call, outside.lock, worker=owner, seconds=call.body.lock_duration / 1000)


def unlock(call: Call) -> None:
    """Take the job back."""
    _answer(call, outside.unlock)


def retries(call: Call) -> None:
    """Say how many tries are left; more than none lets what stands still go on."""
    _countable(call.body.retries)
    _answer(call, outside.set_retries, retries=call.body.retries, by=call.by)


def retries_of_several(call: Call) -> None:
    """Say it of several, all or none."""
    body: RetriesOfSeveral = call.body
    _countable(body.retries)
    names = list(body.external_task_ids or [])
    cases = [ids.uid(one, "process instance") for one in body.process_instance_ids or []]
    if cases:
        found = reach.jobs(call).filter(case__uid__in=cases).values_list("case__uid", "key")
        stuck = reach.incidents(call).filter(
            case__uid__in=cases, state=Incident.OPEN, code__startswith=ROBOTS, about__isnull=False
        )
        names += [ids.of(uid, key) for uid, key in [*found, *stuck.values_list("case__uid", "about")]]
    if not names:
        raise BadRequest("externalTaskIds is empty, and there is nothing of the processInstanceIds")
    call.about = f"{len(names)} external tasks"
    with transaction.atomic():
        for name in dict.fromkeys(names):
            call.path = {"id": name}
            _answer(call, outside.set_retries, retries=body.retries, by=call.by)


def _countable(number: int) -> None:
    if not 0 <= number < 2**31:
        raise BadRequest("The number of retries is 0 or more")


def priority(call: Call) -> None:
    """Say how urgent it is."""
    if abs(call.body.priority) >= 2**31:
        raise BadRequest("priority must fit into 32 bits")
    _answer(call, outside.set_priority, priority=call.body.priority)


def _bounded(milliseconds: int) -> None:
    if not 0 < milliseconds <= outside.LONGEST_LEASE * 1000:
        raise BadRequest("A lock lasts more than 0 milliseconds and at most 30 days")


ONE = "/external-task/{id}"
ROUTES = (
    Route(
        "POST",
        ONE + "/complete",
        complete,
        "work",
        "Complete an external task",
        body=Answered,
        audit=False,
        is_together=True,
    ),
    Route("POST", ONE + "/failure", failure, "work", "Report a failure", body=Failed, audit=False),
    Route("POST", ONE + "/bpmnError", bpmn_error, "work", "Report a BPMN error", body=Threw, audit=False),
    Route("POST", ONE + "/extendLock", extend, "work", "Extend a lock", body=Extend, audit=False),
    Route("POST", ONE + "/lock", lock, "work", "Lock one external task", body=Lock),
    Route("POST", ONE + "/unlock", unlock, "work", "Unlock an external task", body=Nothing),
    Route(
        "PUT",
        "/external-task/retries",
        retries_of_several,
        "manage",
        "Set the retries of several external tasks",
        body=RetriesOfSeveral,
    ),
    Route("PUT", ONE + "/retries", retries, "manage", "Set the number of retries", body=Retries),
    Route("PUT", ONE + "/priority", priority, "manage", "Set the priority", body=Priority),
)
