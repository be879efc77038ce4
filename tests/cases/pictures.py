"""Small BPMN files for tests, written as a few words: what stands in a row runs in a row."""

from __future__ import annotations

from itertools import pairwise

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="defs" targetNamespace="https://gorel.test">'
)


def job(id: str, type: str, *, retries: int = 3) -> str:
    """A service task."""
    return (
        f'<serviceTask id="{id}" name="{id}"><extensionElements><zeebe:taskDefinition type="{type}"'
        f' retries="{retries}"/></extensionElements></serviceTask>'
    )


def task(id: str, *, groups: str = "editor", users: str = "") -> str:
    """A user task."""
    return (
        f'<userTask id="{id}" name="{id}"><extensionElements><zeebe:userTask/>'
        f'<zeebe:assignmentDefinition candidateGroups="{groups}" candidateUsers="{users}"/>'
        f"</extensionElements></userTask>"
    )


def timer(id: str, duration: str) -> str:
    """An event that waits."""
    return (
        f'<intermediateCatchEvent id="{id}"><timerEventDefinition><timeDuration>{duration}</timeDuration>'
        f"</timerEventDefinition></intermediateCatchEvent>"
    )


def catch(id: str, kind: str, ref: str) -> str:
    """An event that waits for the message or signal *ref*."""
    return f'<intermediateCatchEvent id="{id}"><{kind}EventDefinition {kind}Ref="{ref}"/></intermediateCatchEvent>'


def throw(id: str, ref: str) -> str:
    """An event that sends the signal *ref*."""
    return f'<intermediateThrowEvent id="{id}"><signalEventDefinition signalRef="{ref}"/></intermediateThrowEvent>'


def call(id: str, process: str) -> str:
    """A call activity."""
    return (
        f'<callActivity id="{id}"><extensionElements><zeebe:calledElement processId="{process}"'
        f' propagateAllChildVariables="true"/></extensionElements></callActivity>'
    )


def start(id: str = "start", inner: str = "") -> str:
    """A start event."""
    return f'<startEvent id="{id}">{inner}</startEvent>'


def message(id: str, name: str, key: str = "") -> str:
    """A declared message; *key* is its correlation key."""
    subscription = f'<extensionElements><zeebe:subscription correlationKey="{key}"/></extensionElements>' if key else ""
    return f'<message id="{id}" name="{name}">{subscription}</message>'


def signal(id: str, name: str) -> str:
    """A declared signal."""
    return f'<signal id="{id}" name="{name}"/>'


def row(
    key: str,
    *nodes: str,
    declared: str = "",
    boundary: str = "",
    begin: str = "",
    properties: dict[str, str] | None = None,
    attributes: str = "",
) -> bytes:
    """One process: a start, *nodes* in a row, an end. *boundary* is XML of what hangs on them."""
    said = "".join(f'<zeebe:property name="{name}" value="{value}"/>' for name, value in (properties or {}).items())
    extensions = f"<extensionElements><zeebe:properties>{said}</zeebe:properties></extensionElements>" if said else ""
    whole = [begin or start(), *nodes, '<endEvent id="end"/>']
    ids = [node.split('id="', 1)[1].split('"', 1)[0] for node in whole]
    flows = "".join(
        f'<sequenceFlow id="to_{target}" sourceRef="{source}" targetRef="{target}"/>'
        for source, target in pairwise(ids)
    )
    inner = f"{extensions}{''.join(whole)}{flows}{boundary}"
    body = f'<process id="{key}" name="{key}" isExecutable="true"{attributes}>{inner}</process>'
    return f"{_HEAD}{declared}{body}</definitions>".encode()
