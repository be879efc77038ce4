"""Which kind of element has which behaviour."""

from __future__ import annotations

from gorel.core.bpmn.model import Node as Drawn
from gorel.core.engine.elements.ad_hoc import AdHocSubProcess
from gorel.core.engine.elements.behaviour import Behaviour, Pass
from gorel.core.engine.elements.boundary import BoundaryEvent
from gorel.core.engine.elements.call import CallActivity
from gorel.core.engine.elements.catch import CatchEvent
from gorel.core.engine.elements.compensation import CancelEnd, CompensationThrow
from gorel.core.engine.elements.complex import ComplexGateway
from gorel.core.engine.elements.event_gateway import EventBasedGateway
from gorel.core.engine.elements.exclusive import ExclusiveGateway
from gorel.core.engine.elements.inclusive import InclusiveGateway
from gorel.core.engine.elements.job import JobTask
from gorel.core.engine.elements.none import NoneEvent
from gorel.core.engine.elements.parallel import ParallelGateway
from gorel.core.engine.elements.rule import BusinessRuleTask
from gorel.core.engine.elements.script import ScriptTask
from gorel.core.engine.elements.starting import TogetherStart
from gorel.core.engine.elements.subprocess import EventStart, SubProcess
from gorel.core.engine.elements.throw import (
    ErrorEnd,
    EscalationThrow,
    LinkThrow,
    MessageThrow,
    MultipleThrow,
    SignalThrow,
    TerminateEnd,
)  # fmt: skip
from gorel.core.engine.elements.user import UserTask

BY_KIND: dict[str, Behaviour] = {
    "task": Pass(),
    "manualTask": Pass(),
    "userTask": UserTask(),
    "receiveTask": CatchEvent(),
    "callActivity": CallActivity(),
    "subProcess": SubProcess(),
    "transaction": SubProcess(),
    "adHocSubProcess": AdHocSubProcess(),
    "exclusiveGateway": ExclusiveGateway(),
    "parallelGateway": ParallelGateway(),
    "inclusiveGateway": InclusiveGateway(),
    "complexGateway": ComplexGateway(),
    "eventBasedGateway": EventBasedGateway(),
    "boundaryEvent": BoundaryEvent(),
}
BY_THROWN: dict[str, Behaviour] = {
    "message": MessageThrow(),
    "signal": SignalThrow(),
    "link": LinkThrow(),
    "escalation": EscalationThrow(),
    "error": ErrorEnd(),
    "terminate": TerminateEnd(),
    "compensation": CompensationThrow(),
    "cancel": CancelEnd(),
}
MULTIPLE, TOGETHER = MultipleThrow(), TogetherStart()
JOB, SCRIPT, RULE, NONE, CATCH, EVENT_START = (
    JobTask(), ScriptTask(), BusinessRuleTask(), NoneEvent(), CatchEvent(), EventStart(),
)  # fmt: skip


def behaviour_of(drawn: Drawn, *, in_event_subprocess: bool) -> Behaviour | None:
    """Return what *drawn* does, or None when nothing here runs it."""
    kind = drawn.kind
    if kind in ("serviceTask", "sendTask", "businessRuleTask", "scriptTask"):
        if drawn.job is not None:
            return JOB
        if drawn.rule is not None:
            return RULE
        if drawn.script is not None or drawn.expression is not None:
            return SCRIPT
        return BY_THROWN["message"] if kind == "sendTask" and drawn.message else None
    if kind == "userTask" and drawn.job is not None:
        return JOB
    if kind == "startEvent":
        is_together = drawn.parallel_multiple and len(drawn.events) > 1
        return EVENT_START if in_event_subprocess else TOGETHER if is_together else NONE
    if kind == "intermediateCatchEvent":
        return NONE if any(event.kind == "link" for event in drawn.events) else CATCH
    if kind in ("intermediateThrowEvent", "endEvent"):
        if drawn.job is not None or any(event.job is not None for event in drawn.events):
            return JOB
        if any(event.expression is not None for event in drawn.events):
            return SCRIPT
        if len(drawn.events) > 1:
            return MULTIPLE if all(event.kind in MULTIPLE.kinds for event in drawn.events) else None
        return BY_THROWN.get(drawn.events[0].kind) if drawn.events else NONE
    return BY_KIND.get(kind)
