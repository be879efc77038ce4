"""What this door calls the kinds of elements, in trees and in history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

SHORT = {
    "intermediateCatchEvent": "intermediate{}Catch",
    "intermediateThrowEvent": "intermediate{}Throw",
    "boundaryEvent": "boundary{}",
    "endEvent": "{}EndEvent",
    "startEvent": "{}StartEvent",
}
EVENTS = {
    "message": "Message",
    "timer": "Timer",
    "signal": "Signal",
    "error": "Error",
    "escalation": "Escalation",
    "conditional": "Conditional",
    "compensation": "Compensation",
    "cancel": "Cancel",
    "link": "Link",
    "terminate": "Terminate",
}
# What is not called as the others of its kind are.
ALONE = {
    ("intermediateCatchEvent", "timer"): "intermediateTimer",
    ("intermediateCatchEvent", "conditional"): "intermediateConditional",
    ("intermediateThrowEvent", "message"): "intermediateMessageThrowEvent",
    ("intermediateThrowEvent", "escalation"): "intermediateEscalationThrowEvent",
    ("intermediateThrowEvent", "compensation"): "intermediateCompensationThrowEvent",
    ("boundaryEvent", "compensation"): "compensationBoundaryCatch",
    ("boundaryEvent", "cancel"): "cancelBoundaryCatch",
    ("startEvent", "timer"): "startTimerEvent",
}
PLAIN = {
    "endEvent": "noneEndEvent",
    "startEvent": "startEvent",
    "intermediateThrowEvent": "intermediateNoneThrowEvent",
    "intermediateCatchEvent": "intermediateCatchEvent",
    "boundaryEvent": "boundaryEvent",
    "subProcess": "subProcess",
}


def activity_type(info: Any, events: Mapping[str, str] | None = None) -> str:
    """Return the kind of an element; *events* gives the event that it is about."""
    if info is None:
        return "activity"
    kind = str(info.kind)
    about = (events or {}).get(info.id, "")
    if kind in SHORT and about:
        text = ALONE.get((kind, about)) or SHORT[kind].format(EVENTS.get(about, ""))
        return text[:1].lower() + text[1:]
    return PLAIN.get(kind, kind)


def events_of(program: Any) -> dict[str, str]:
    """Return what each event of a picture is about, by element."""
    return {node.id: node.events[0].kind for node in program.process.nodes if node.events}


def ends_by_cancelling(info: Any, events: Mapping[str, str]) -> bool:
    """Whether an end is cancelled with the scope that it ends: others say so of one that throws an error."""
    return info is not None and info.kind == "endEvent" and events.get(info.id) in ("error", "cancel")


def last_of(program: Any) -> frozenset[str]:
    """Return the elements that nothing follows: a token that is done there ends in its scope. Not what undoes."""
    sources = {flow.source for flow in program.process.flows}
    return frozenset(node.id for node in program.process.nodes if node.id not in sources) - undoing_of(program)


def undoing_of(program: Any) -> frozenset[str]:
    """Return the elements that undo what another has done."""
    return frozenset(node.id for node in program.process.nodes if node.is_for_compensation)


def is_told(info: Any, events: Mapping[str, str]) -> bool:
    """Whether others tell of an element at all: a link that throws is only a way to the one that catches."""
    return info is None or info.kind != "intermediateThrowEvent" or events.get(info.id) != "link"


def scopes_of(program: Any) -> dict[str, str]:
    """Return the subprocess that each element stands in."""
    return {node.id: node.scope for node in program.process.nodes if node.scope}


def loops_of(program: Any) -> frozenset[str]:
    """Return the elements that are done once for each of several."""
    return frozenset(
        node.id for node in program.process.nodes if node.loop is not None and node.loop.kind != "standard"
    )


def bodies(visits: Sequence[Any], loops: frozenset[str]) -> frozenset[int]:
    """Return the places of those visits that are a loop's body: the first of its element while none is open."""
    found: set[int] = set()
    until: dict[str, tuple[Any, Any]] = {}
    for place, visit in enumerate(visits):
        if visit.element not in loops:
            continue
        end = until.get(visit.element)
        if (
            end is None
            or (end[0] is not None and visit.entered_at > end[0])
            or (end[1] is not None and visit.key is not None and visit.key < end[1])
        ):
            found.add(place)
            until[visit.element] = visit.left_at, visit.key
    return frozenset(found)


def joins_of(program: Any) -> dict[str, int]:
    """Return the gateways at which tokens wait for each other, with how many may come."""
    incoming = Counter(flow.target for flow in program.process.flows)
    kinds = ("parallelGateway", "inclusiveGateway")
    return {
        node.id: incoming[node.id] for node in program.process.nodes if node.kind in kinds and incoming[node.id] > 1
    }


def topics_of(program: Any) -> dict[str, str]:
    """Return the type of job of each element that robots do; "" where it is told by an expression."""
    found = {}
    for node in program.process.nodes:
        job = node.job or next((event.job for event in node.events if event.job is not None), None)
        if job is not None:
            found[node.id] = job.type.text if job.type.language == "text" else ""
    return found
