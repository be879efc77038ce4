"""What the history of a case says, element for element, where others say it in a way of their own."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from api.models import HEAD

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]

# Events of every kind: a choice of events, an error out of a subprocess, a signal, a link, an escalation, a terminate.
EVENTS = f"""{HEAD}<message id="m" name="go"/><error id="e" errorCode="E"/><escalation id="x" escalationCode="X"/>
<signal id="sg" name="sg"/><process id="events" isExecutable="true" camunda:historyTimeToLive="P1D">
<startEvent id="s"/><sequenceFlow id="a" sourceRef="s" targetRef="ev"/><eventBasedGateway id="ev"/>
<sequenceFlow id="b" sourceRef="ev" targetRef="msg"/>
<intermediateCatchEvent id="msg"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>
<sequenceFlow id="c" sourceRef="ev" targetRef="tim"/><intermediateCatchEvent id="tim"><timerEventDefinition>
<timeDuration>P1D</timeDuration></timerEventDefinition></intermediateCatchEvent>
<sequenceFlow id="c2" sourceRef="tim" targetRef="end"/><sequenceFlow id="d" sourceRef="msg" targetRef="sub"/>
<subProcess id="sub"><startEvent id="ss"/><sequenceFlow id="s1" sourceRef="ss" targetRef="f"/><parallelGateway id="f"/>
<sequenceFlow id="s2" sourceRef="f" targetRef="ee"/><sequenceFlow id="s3" sourceRef="f" targetRef="ut"/>
<userTask id="ut"/><endEvent id="ee"><errorEventDefinition errorRef="e"/></endEvent></subProcess>
<boundaryEvent id="be" attachedToRef="sub"><errorEventDefinition errorRef="e"/></boundaryEvent>
<sequenceFlow id="g" sourceRef="be" targetRef="call"/>
<intermediateThrowEvent id="call"><signalEventDefinition signalRef="sg"/></intermediateThrowEvent>
<sequenceFlow id="h" sourceRef="call" targetRef="lt"/>
<intermediateThrowEvent id="lt"><linkEventDefinition name="L"/></intermediateThrowEvent>
<intermediateCatchEvent id="lc"><linkEventDefinition name="L"/></intermediateCatchEvent>
<sequenceFlow id="i" sourceRef="lc" targetRef="sub2"/><subProcess id="sub2"><startEvent id="s2s"/>
<sequenceFlow id="t1" sourceRef="s2s" targetRef="t2"/><userTask id="t2"/>
<sequenceFlow id="t3" sourceRef="t2" targetRef="es"/>
<endEvent id="es"><escalationEventDefinition escalationRef="x"/></endEvent></subProcess>
<boundaryEvent id="bx" attachedToRef="sub2" cancelActivity="false"><escalationEventDefinition escalationRef="x"/>
</boundaryEvent><sequenceFlow id="j" sourceRef="bx" targetRef="end2"/><endEvent id="end2"/>
<sequenceFlow id="k" sourceRef="sub2" targetRef="fk"/><parallelGateway id="fk"/>
<sequenceFlow id="l" sourceRef="fk" targetRef="ut3"/><userTask id="ut3"/><sequenceFlow id="l2" sourceRef="fk"
 targetRef="te"/><endEvent id="te"><terminateEventDefinition/></endEvent><endEvent id="end"/>
</process></definitions>""".encode()

# A permit: robots gather side by side, an answer is waited for, and
# a withdrawal ends it all. Facts come as variables from another system.
PERMIT = f"""{HEAD}<process id="permit" name="Permit" isExecutable="true" camunda:historyTimeToLive="P1D">
<startEvent id="s" name="Applied"/><sequenceFlow id="a" sourceRef="s" targetRef="gather"/>
<subProcess id="gather" name="Gather"><multiInstanceLoopCharacteristics camunda:collection="${{registers}}"
 camunda:elementVariable="register"/><startEvent id="gs"/><sequenceFlow id="g1" sourceRef="gs" targetRef="look"/>
<serviceTask id="look" name="Look up" camunda:type="external" camunda:topic="look"/>
<sequenceFlow id="g2" sourceRef="look" targetRef="ge"/><endEvent id="ge"/></subProcess>
<sequenceFlow id="b" sourceRef="gather" targetRef="again"/><exclusiveGateway id="again" name="Complete?" default="d"/>
<sequenceFlow id="c" sourceRef="again" targetRef="reply"><conditionExpression xsi:type="tFormalExpression">
${{isComplete == false}}</conditionExpression></sequenceFlow>
<intermediateCatchEvent id="reply" name="Answered"><conditionalEventDefinition camunda:variableName="isComplete"
 camunda:variableEvents="update"><condition xsi:type="tFormalExpression">${{isComplete}}</condition>
</conditionalEventDefinition></intermediateCatchEvent><sequenceFlow id="e" sourceRef="reply" targetRef="decide"/>
<sequenceFlow id="d" sourceRef="again" targetRef="decide"/>
<userTask id="decide" name="Decide"/><sequenceFlow id="f" sourceRef="decide" targetRef="end"/><endEvent id="end"/>
<subProcess id="withdrawn" name="Withdrawn" triggeredByEvent="true"><startEvent id="ws"><conditionalEventDefinition>
<condition xsi:type="tFormalExpression">${{phase == 'withdrawn'}}</condition></conditionalEventDefinition></startEvent>
<sequenceFlow id="w1" sourceRef="ws" targetRef="tell"/>
<serviceTask id="tell" camunda:type="external" camunda:topic="tell"/><sequenceFlow id="w2" sourceRef="tell"
 targetRef="we"/><endEvent id="we"/></subProcess></process></definitions>""".encode()


def history(engine: Any, case: str) -> Counter[tuple[str, str, bool]]:
    found = engine("GET", "/history/activity-instance", processInstanceId=case)
    return Counter((one["activityId"], one["activityType"], one["canceled"]) for one in found)


def take(engine: Any, topic: str, many: int = 1) -> list[dict[str, Any]]:
    asked = {"workerId": "w", "maxTasks": 9, "topics": [{"topicName": topic, "lockDuration": 600_000}]}
    found: list[dict[str, Any]] = engine("POST", "/external-task/fetchAndLock", asked)
    assert len(found) == many
    return found


def test_events_are_told_by_their_kinds_and_in_what_they_stood(robot: Any) -> None:
    engine = robot("/engine-rest")
    engine.deploy("/deployment/create", {"events.bpmn": EVENTS})
    case = engine("POST", "/process-definition/key/events/start", {})["id"]
    engine("POST", "/message", {"messageName": "go"}, status=204)
    (task,) = engine("GET", "/task")
    engine("POST", f"/task/{task['id']}/complete", {}, status=204)
    assert engine("GET", f"/history/process-instance/{case}")["state"] == "COMPLETED"
    went = {
        "s": "startEvent", "ev": "eventBasedGateway", "msg": "intermediateMessageCatch", "ss": "startEvent",
        "f": "parallelGateway", "be": "boundaryError", "call": "intermediateSignalThrow",
        "lc": "intermediateLinkCatch", "sub2": "subProcess", "s2s": "startEvent", "t2": "userTask",
        "es": "escalationEndEvent", "bx": "boundaryEscalation", "end2": "noneEndEvent", "fk": "parallelGateway",
        "te": "terminateEndEvent",
    }  # fmt: skip
    ended = {"sub": "subProcess", "ee": "errorEndEvent", "ut3": "userTask"}
    assert history(engine, case) == Counter(
        [(*one, False) for one in went.items()] + [(*one, True) for one in ended.items()]
    )
    found = {one["activityId"]: one for one in engine("GET", "/history/activity-instance", processInstanceId=case)}
    for outer, *inner in (("sub", "ss", "f", "ee"), ("sub2", "s2s", "t2", "es")):
        assert {found[one]["parentActivityInstanceId"] for one in inner} == {found[outer]["id"]}
    assert found["sub"]["parentActivityInstanceId"] == case


@pytest.mark.parametrize("ends", ["by a decision", "by a withdrawal"])
def test_a_permit_goes_by_what_another_system_writes_into_it(robot: Any, ends: str) -> None:
    engine = robot("/engine-rest")
    engine.deploy("/deployment/create", {"permit.bpmn": PERMIT}, tenant_id="town")
    given = {
        "registers": {"value": '["people","houses"]', "type": "Json"}, "phase": {"value": "new", "type": "String"},
        "isComplete": {"value": False, "type": "Boolean"}, "caseNumber": {"value": 2**40, "type": "Long"},
    }  # fmt: skip
    case = engine("POST", "/process-definition/key/permit/tenant-id/town/start", {"variables": given})["id"]
    tree = engine("GET", f"/process-instance/{case}/activity-instances")
    (body,) = tree["childActivityInstances"]
    assert (body["activityId"], len(body["childActivityInstances"])) == ("gather#multiInstanceBody", 2)
    jobs = take(engine, "look", 2)
    assert sorted(job["variables"]["register"]["value"] for job in jobs) == ["houses", "people"]
    engine("PUT", f"/process-instance/{case}/variables/caseNumber", {"value": 5, "type": "Long"}, status=204)
    for job in jobs:
        found = {"found": {"value": job["variables"]["register"]["value"]}}
        engine("POST", f"/external-task/{job['id']}/complete", {"workerId": "w", "variables": found}, status=204)
    once = {"s": "startEvent", "gather#multiInstanceBody": "multiInstanceBody", "again": "exclusiveGateway"}
    gathered = Counter({(*one, False): 1 for one in once.items()})
    gathered += Counter({(one, kind, False): 2 for one, kind in (
        ("gather", "subProcess"), ("gs", "startEvent"), ("look", "serviceTask"), ("ge", "noneEndEvent"),
    )})  # fmt: skip
    waits = ("reply", "intermediateConditional")
    assert history(engine, case) == gathered + Counter([(*waits, False)])
    if ends == "by a decision":
        changes = {"modifications": {"isComplete": {"value": True, "type": "Boolean"}}}
        engine("POST", f"/process-instance/{case}/variables", changes, status=204)
        (task,) = engine("GET", "/task", processInstanceId=case)
        engine("POST", f"/task/{task['id']}/complete", {}, status=204)
        after = [(*waits, False), ("decide", "userTask", False), ("end", "noneEndEvent", False)]
    else:
        engine("PUT", f"/process-instance/{case}/variables/phase", {"value": "withdrawn", "type": "String"}, status=204)
        (job,) = take(engine, "tell")
        assert (job["variables"]["caseNumber"]["value"], job["tenantId"]) == (5, "town")
        engine("POST", f"/external-task/{job['id']}/complete", {"workerId": "w"}, status=204)
        after = [
            (*waits, True), ("withdrawn", "subProcess", False), ("ws", "conditionalStartEvent", False),
            ("tell", "serviceTask", False), ("we", "noneEndEvent", False),
        ]  # fmt: skip
    assert history(engine, case) == gathered + Counter(after)
    assert engine("GET", f"/history/process-instance/{case}")["state"] == "COMPLETED"
