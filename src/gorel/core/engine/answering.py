"""What a robot answers: done, failed, or a business error; and whether its answer fits what was asked."""

from __future__ import annotations

from collections.abc import Mapping

from gorel.core.engine import events as e
from gorel.core.engine.effects import CloseJob, CloseTask
from gorel.core.engine.elements import choosing, committing, faults, job, listening, verdicts
from gorel.core.engine.elements.ad_hoc import AdHocSubProcess
from gorel.core.engine.errors import IllegalEvent, Trouble
from gorel.core.engine.program import Node
from gorel.core.engine.run import Run
from gorel.core.engine.state import JOB, SCOPE, TASK, Instance
from gorel.core.problems import Place, Problem


def illegal(code: str, kind: type, **values: object) -> IllegalEvent:
    return IllegalEvent(Problem(code, values={"event": kind.__name__, **values}))


def waiting_instance(run: Run, event: e.Event, key: int, *statuses: int) -> tuple[Node, Instance]:
    """Return the instance that the event is about, and its element. Errors: IllegalEvent when it does not wait so."""
    instance = run.instances.get(key)
    if instance is None or instance.status not in statuses:
        raise illegal("engine.nothing-waits", type(event), key=key)
    return run.node_of(instance), instance


def job_completed(run: Run, event: e.JobCompleted) -> None:
    node, instance = waiting_instance(run, event, event.key, JOB)
    answer = event.answer
    if answer is not None:
        _check_answer(run, node, instance, answer)
    run.effects.append(CloseJob(key=event.key))
    if instance.memory is not None and "commit" in instance.memory:
        committing.go_on(run, node, event.key, instance)
        return
    if instance.memory is not None and "listening" in instance.memory:
        verdict = answer if isinstance(answer, e.Verdict) else None
        listening.job_done(run, node, event.key, instance, event.variables, verdict)
        return
    if isinstance(node.behaviour, AdHocSubProcess):
        chosen = answer if isinstance(answer, e.Chosen) else None
        node.behaviour.chosen(run, node, event.key, event.variables, chosen)
        return
    if _has_faults(node) and _made_an_error(run, node, event.key, event.variables, "", None):
        return
    instance.status = SCOPE
    run.finish(node, event.key, instance, event.variables)


def _check_answer(run: Run, node: Node, instance: Instance, answer: e.Verdict | e.Chosen) -> None:
    if isinstance(answer, e.Chosen):
        problem = choosing.reason_against(run, node, instance, answer)
    else:
        problem = verdicts.reason_against(instance, answer)
    if problem is not None:
        raise IllegalEvent(problem)


def _has_faults(node: Node) -> bool:
    return isinstance(node.more, job.JobRule) and bool(node.more.faults)


def _made_an_error(run: Run, node: Node, key: int, variables: e.Variables, message: str, details: object) -> bool:
    """Let the picture make an error of a robot's answer (older dialect); True when it did."""
    try:
        code = job.thrown(run, key, node.more, variables, message, details)
        if code is None:
            return False
        caught = faults.can_catch(run, "error", code, key)
    except Trouble as trouble:
        run.stick(key, "job", trouble.problem)
        return True
    if caught or faults.is_called(run):
        run.instances[key].status = SCOPE  # its row is closed already
        faults.throw(run, "error", code, message, variables, key)
    else:
        values = {"code": code, "message": message}
        run.stick(key, "job", Problem("engine.error-uncaught", Place(node.id, node.name or None), values))
    return True


def job_failed(run: Run, event: e.JobFailed) -> None:
    node, instance = waiting_instance(run, event, event.key, JOB)
    if _has_faults(node) and {"listening", "commit"}.isdisjoint(instance.memory or ()):
        run.effects.append(CloseJob(key=event.key))
        if _made_an_error(run, node, event.key, {}, event.message, event.values.get("details")):
            return
        run.effects.clear()
    if event.retries > 0:
        return
    run.effects.append(CloseJob(key=event.key))
    said = event.values.get("message")  # in each language, where whoever failed can say it so
    values = {**event.values, "message": said if isinstance(said, Mapping) else event.message}
    run.stick(event.key, "job", Problem(event.code, Place(node.id, node.name or None), values))


def error_thrown(run: Run, event: e.ErrorThrown) -> None:
    node, instance = waiting_instance(run, event, event.key, JOB, TASK)
    try:
        caught = faults.can_catch(run, "error", event.code, event.key)
    except Trouble as trouble:
        problem = trouble.problem
    else:
        if caught or faults.is_called(run):
            faults.throw(run, "error", event.code, event.message, event.variables, event.key)
            return
        values = {"code": event.code, "message": event.message}
        problem = Problem("engine.error-uncaught", Place(node.id, node.name or None), values)
    work = "job" if instance.status == JOB else "task"
    run.effects.append(CloseJob(key=event.key) if work == "job" else CloseTask(key=event.key))
    run.stick(event.key, work, problem)
