"""A municipality's own integration at this door, with its own models in the older dialect, from start to history."""

from __future__ import annotations

import base64
from collections import Counter
from typing import Any

import pytest

from api.models import HEAD

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]

# check (topic, with inputs and outputs, an error caught) → approve (person) or not → rows of a list (topic, in a
# subprocess with a time limit and a condition beside it) → a message and a condition, joined → a called process.
ORDER = f"""{HEAD}<message id="m" name="paymentReceived"/><message id="c" name="cancelOrder"/>
<error id="e" errorCode="REJECTED"/>
<process id="order" name="Order" isExecutable="true" camunda:historyTimeToLive="P180D" camunda:versionTag="1.2">
<startEvent id="start"/><sequenceFlow id="f1" sourceRef="start" targetRef="check"/>
<serviceTask id="check" camunda:type="external" camunda:topic="check" camunda:taskPriority="${{prio}}">
<extensionElements><camunda:inputOutput>
<camunda:inputParameter name="double">${{amount * 2}}</camunda:inputParameter>
<camunda:inputParameter name="mapped"><camunda:map><camunda:entry key="k">${{customer}}</camunda:entry></camunda:map>
</camunda:inputParameter>
<camunda:outputParameter name="verdict">${{result}}</camunda:outputParameter></camunda:inputOutput>
<camunda:properties><camunda:property name="system" value="ERP"/></camunda:properties></extensionElements></serviceTask>
<boundaryEvent id="rejected" attachedToRef="check">
<errorEventDefinition errorRef="e" camunda:errorCodeVariable="code" camunda:errorMessageVariable="msg"/></boundaryEvent>
<sequenceFlow id="f2" sourceRef="rejected" targetRef="endRejected"/><endEvent id="endRejected"/>
<sequenceFlow id="f3" sourceRef="check" targetRef="gw"/><exclusiveGateway id="gw" default="fsmall"/>
<sequenceFlow id="fbig" sourceRef="gw" targetRef="approve"><conditionExpression xsi:type="tFormalExpression">
${{amount &gt;= 1000 &amp;&amp; verdict == 'ok'}}</conditionExpression></sequenceFlow>
<sequenceFlow id="fsmall" sourceRef="gw" targetRef="sub"/>
<userTask id="approve" name="Approve ${{customer}}" camunda:candidateGroups="economy,management"
 camunda:assignee="${{who}}" camunda:dueDate="${{due}}" camunda:formKey="embedded:a.html" camunda:priority="70"/>
<sequenceFlow id="f4" sourceRef="approve" targetRef="sub"/>
<subProcess id="sub"><startEvent id="subStart"/><sequenceFlow id="s1" sourceRef="subStart" targetRef="row"/>
<serviceTask id="row" camunda:type="external" camunda:topic="row">
<multiInstanceLoopCharacteristics camunda:collection="${{items}}" camunda:elementVariable="item"/></serviceTask>
<sequenceFlow id="s2" sourceRef="row" targetRef="subEnd"/><endEvent id="subEnd"/></subProcess>
<boundaryEvent id="late" attachedToRef="sub"><timerEventDefinition><timeDuration>PT1H</timeDuration>
</timerEventDefinition></boundaryEvent>
<sequenceFlow id="f6" sourceRef="late" targetRef="endLate"/>
<endEvent id="endLate"><terminateEventDefinition/></endEvent>
<boundaryEvent id="hot" attachedToRef="sub" cancelActivity="false"><conditionalEventDefinition
 camunda:variableName="urgent" camunda:variableEvents="create,update">
<condition xsi:type="tFormalExpression">${{urgent}}</condition></conditionalEventDefinition></boundaryEvent>
<sequenceFlow id="f7" sourceRef="hot" targetRef="notify"/>
<userTask id="notify" camunda:candidateUsers="kim"/><sequenceFlow id="f8" sourceRef="notify" targetRef="endNotify"/>
<endEvent id="endNotify"/><sequenceFlow id="f5" sourceRef="sub" targetRef="fork"/><inclusiveGateway id="fork"/>
<sequenceFlow id="i1" sourceRef="fork" targetRef="wait"><conditionExpression xsi:type="tFormalExpression">
${{amount &gt; 1}}</conditionExpression></sequenceFlow>
<sequenceFlow id="i2" sourceRef="fork" targetRef="cond"><conditionExpression xsi:type="tFormalExpression">
${{items.size() &gt; 1}}</conditionExpression></sequenceFlow>
<receiveTask id="wait" messageRef="m"/><intermediateCatchEvent id="cond"><conditionalEventDefinition>
<condition xsi:type="tFormalExpression">${{stock &gt;= 2}}</condition></conditionalEventDefinition>
</intermediateCatchEvent>
<sequenceFlow id="j1" sourceRef="wait" targetRef="join"/><sequenceFlow id="j2" sourceRef="cond" targetRef="join"/>
<inclusiveGateway id="join"/><sequenceFlow id="f9" sourceRef="join" targetRef="call"/>
<callActivity id="call" calledElement="ship"><extensionElements>
<camunda:in businessKey="#{{execution.processBusinessKey}}"/><camunda:in source="customer" target="to"/>
<camunda:in sourceExpression="${{amount * 3}}" target="weight"/><camunda:out source="parcel" target="tracking"/>
</extensionElements></callActivity><sequenceFlow id="f10" sourceRef="call" targetRef="end"/><endEvent id="end"/>
<subProcess id="cancelling" triggeredByEvent="true">
<startEvent id="cancelStart"><messageEventDefinition messageRef="c"/></startEvent>
<sequenceFlow id="x1" sourceRef="cancelStart" targetRef="cancelEnd"/><endEvent id="cancelEnd"/></subProcess>
</process></definitions>""".encode()

SHIP = f"""{HEAD}<process id="ship" isExecutable="true" camunda:historyTimeToLive="P180D"><startEvent id="s"/>
<sequenceFlow id="f" sourceRef="s" targetRef="pack"/>
<serviceTask id="pack" camunda:type="external" camunda:topic="pack"/>
<sequenceFlow id="g" sourceRef="pack" targetRef="e"/><endEvent id="e"/></process></definitions>""".encode()

CALLER = f"""{HEAD}<signal id="sig" name="stop"/>
<process id="caller" isExecutable="true" camunda:historyTimeToLive="P1D"><startEvent id="s"/>
<sequenceFlow id="a" sourceRef="s" targetRef="call"/><callActivity id="call" calledElement="ship"/>
<sequenceFlow id="b" sourceRef="call" targetRef="e"/><endEvent id="e"/>
<boundaryEvent id="now" attachedToRef="call"><signalEventDefinition signalRef="sig"/></boundaryEvent>
<sequenceFlow id="c" sourceRef="now" targetRef="t"/><endEvent id="t"><terminateEventDefinition/></endEvent>
</process></definitions>""".encode()

START = "/process-definition/key/order/tenant-id/north/start"
HASH = {"objectTypeName": "java.util.HashMap", "serializationDataFormat": "application/json"}
FILE = {"filename": "a.txt", "mimetype": "text/plain", "encoding": "UTF-8"}


@pytest.fixture
def engine(robot: Any) -> Any:
    """The models, deployed for the tenant north."""
    one = robot("/engine-rest")
    files = {"order.bpmn": ORDER, "ship.bpmn": SHIP}
    filtered = {"deployment_name": "orders", "tenant_id": "north", "enable_duplicate_filtering": "true"}
    first = one.deploy("/deployment/create", files, **filtered)
    again = one.deploy("/deployment/create", files, **filtered)
    assert (again["id"], again["deployedProcessDefinitions"]) == (first["id"], None)
    return one


def take(engine: Any, topic: str, **more: Any) -> list[dict[str, Any]]:
    topics = [{"topicName": topic, "lockDuration": 10_000, "includeExtensionProperties": True, **more}]
    return engine("POST", "/external-task/fetchAndLock", {"workerId": "w", "maxTasks": 5, "topics": topics})


def told(variables: dict[str, Any]) -> dict[str, tuple[Any, str]]:
    return {name: (one["value"], one["type"]) for name, one in variables.items()}


def activities(engine: Any, case: str) -> Counter[tuple[str, str, bool]]:
    found = engine("GET", "/history/activity-instance", processInstanceId=case)
    assert all(one["endTime"] for one in found)
    return Counter((one["activityId"], one["activityType"], one["canceled"]) for one in found)


def start(engine: Any, key: str) -> str:
    given = {"amount": {"value": 1}, "prio": {"value": 1}, "customer": {"value": "B"},
             "items": {"value": "[]", "type": "Json"}}  # fmt: skip
    return engine("POST", START, {"businessKey": key, "variables": given})["id"]


def test_an_order_goes_from_its_start_by_tenant_to_its_history(engine: Any) -> None:
    given = {
        "customer": {"value": "Åsa", "type": "String"}, "amount": {"value": 1500, "type": "Long"},
        "prio": {"value": 7, "type": "Integer"}, "items": {"value": '["x","y","z"]', "type": "Json"},
        "due": {"value": "2030-01-02T03:04:05.000+0200", "type": "Date"}, "who": {"value": "anna"},
        "rate": {"value": 2.5, "type": "Double"}, "flag": {"value": True, "type": "Boolean"},
        "nothing": {"value": None, "type": "Null"},
        "obj": {"value": '{"a":[1,2]}', "type": "Object", "valueInfo": HASH},
        "doc": {"value": base64.b64encode(b"hej").decode(), "type": "File", "valueInfo": FILE},
    }  # fmt: skip
    begun = engine("POST", START, {"businessKey": "O-1", "withVariablesInReturn": True, "variables": given})
    case = begun["id"]
    assert begun["tenantId"] == "north"
    as_given = {name: (one["value"], one.get("type", "String")) for name, one in given.items()}
    assert told(begun["variables"]) == as_given | {"doc": (None, "File")}, "objects come as their text"

    (job,) = take(engine, "check")
    assert (job["priority"], job["businessKey"], job["tenantId"]) == (7, "O-1", "north")
    assert (job["extensionProperties"], job["processDefinitionVersionTag"]) == ({"system": "ERP"}, "1.2")
    assert told(job["variables"])["double"] == (3000, "Integer")
    assert told(job["variables"])["mapped"] == ('{"k":"Åsa"}', "Json")
    engine("PUT", f"/process-instance/{case}/variables/stock", {"value": 1, "type": "Integer"}, status=204)
    changes = {"modifications": {"amount": {"value": 2000, "type": "Long"}}, "deletions": ["nothing"]}
    engine("POST", f"/process-instance/{case}/variables", changes, status=204)
    done = {"workerId": "w", "localVariables": {"result": {"value": "ok"}}}
    engine("POST", f"/external-task/{job['id']}/complete", done, status=204)

    (task,) = engine("GET", "/task", processInstanceId=case)
    assert (task["name"], task["assignee"], task["priority"]) == ("Approve Åsa", "anna", 70)
    assert (task["due"], task["formKey"]) == ("2030-01-02T02:04:05.000+0100", "embedded:a.html")
    engine("POST", f"/task/{task['id']}/complete", {"variables": {"ok": {"value": True}}}, status=204)
    tree = engine("GET", f"/process-instance/{case}/activity-instances")
    (inner,) = tree["childActivityInstances"]
    (body,) = inner["childActivityInstances"]
    assert [inner["activityId"], body["activityId"]] == ["sub", "row#multiInstanceBody"]
    assert [one["activityId"] for one in body["childActivityInstances"]] == ["row"] * 3

    found = take(engine, "row", localVariables=True)
    assert sorted(told(one["variables"])["item"][0] for one in found) == ["x", "y", "z"]
    engine("PUT", f"/process-instance/{case}/variables/urgent", {"value": True, "type": "Boolean"}, status=204)
    for one in found:
        engine("POST", f"/external-task/{one['id']}/complete", {"workerId": "w"}, status=204)
    heard = {(one["eventType"], one["activityId"]) for one in engine("GET", "/event-subscription")}
    assert heard == {("message", "cancelStart"), ("message", "wait"), ("conditional", "cond")}
    keys = {"customer": {"value": "Åsa", "type": "String"}}
    said = {"messageName": "paymentReceived", "businessKey": "O-1", "correlationKeys": keys, "tenantId": "north"}
    assert engine("POST", "/message", {**said, "resultEnabled": True})[0]["resultType"] == "Execution"
    assert engine("GET", "/process-instance", superProcessInstance=case) == [], "the condition does not hold yet"
    engine("PUT", f"/process-instance/{case}/variables/stock", {"value": 2, "type": "Integer"}, status=204)
    (parcel,) = take(engine, "pack")
    assert (parcel["businessKey"], told(parcel["variables"])) == (
        "O-1", {"to": ("Åsa", "String"), "weight": (6000, "Integer")},
    )  # fmt: skip
    done = {"workerId": "w", "variables": {"parcel": {"value": "P1"}}}
    engine("POST", f"/external-task/{parcel['id']}/complete", done, status=204)
    (task,) = engine("GET", "/task", processInstanceId=case)
    engine("POST", f"/task/{task['id']}/complete", {}, status=204)

    ended = engine("GET", f"/history/process-instance/{case}")
    assert (ended["state"], ended["startActivityId"], ended["tenantId"]) == ("COMPLETED", "start", "north")
    once = {
        "start": "startEvent", "check": "serviceTask", "gw": "exclusiveGateway", "approve": "userTask",
        "sub": "subProcess", "subStart": "startEvent", "row#multiInstanceBody": "multiInstanceBody",
        "hot": "boundaryConditional", "notify": "userTask", "endNotify": "noneEndEvent", "subEnd": "noneEndEvent",
        "fork": "inclusiveGateway", "wait": "receiveTask", "cond": "intermediateConditional", "call": "callActivity",
        "end": "noneEndEvent",
    }  # fmt: skip
    several = {("row", "serviceTask", False): 3, ("join", "inclusiveGateway", False): 2}
    assert activities(engine, case) == Counter({(*one, False): 1 for one in once.items()} | several)
    kept = {one["name"]: one["value"] for one in engine("GET", "/history/variable-instance", processInstanceId=case)}
    assert (kept["tracking"], kept["stock"], kept["amount"], kept["verdict"]) == ("P1", 2, 2000, "ok")
    log = engine("GET", "/history/external-task-log", processInstanceId=case)
    lines = Counter((one["topicName"], one["creationLog"], one["successLog"]) for one in log)
    assert lines == {("check", True, False): 1, ("check", False, True): 1, ("row", True, False): 3,
                     ("row", False, True): 3}  # fmt: skip


def test_a_failure_is_an_incident_until_it_is_retried_and_an_error_is_caught(engine: Any) -> None:
    case = start(engine, "O-2")
    (job,) = take(engine, "check", businessKey="O-2")
    failed = {"workerId": "w", "errorMessage": "boom", "errorDetails": "trace", "retries": 0, "retryTimeout": 0}
    engine("POST", f"/external-task/{job['id']}/failure", failed, status=204)
    (incident,) = engine("GET", "/incident", processInstanceId=case)
    assert (incident["incidentType"], incident["incidentMessage"]) == ("failedExternalTask", "boom")
    assert take(engine, "check", businessKey="O-2") == []
    engine("PUT", f"/external-task/{job['id']}/retries", {"retries": 1}, status=204)
    (job,) = take(engine, "check", businessKey="O-2")
    assert (job["retries"], job["errorMessage"]) == (1, "boom"), "the robot hears what went wrong before"
    threw = {"workerId": "w", "errorCode": "REJECTED", "errorMessage": "no", "variables": {"why": {"value": "x"}}}
    engine("POST", f"/external-task/{job['id']}/bpmnError", threw, status=204)
    assert activities(engine, case) == {
        ("start", "startEvent", False): 1, ("check", "serviceTask", True): 1, ("rejected", "boundaryError", False): 1,
        ("endRejected", "noneEndEvent", False): 1,
    }  # fmt: skip
    kept = {one["name"]: one["value"] for one in engine("GET", "/history/variable-instance", processInstanceId=case)}
    assert (kept["code"], kept["msg"], kept["why"]) == ("REJECTED", "no", "x")


def test_a_message_ends_an_order_by_the_process_beside_it(engine: Any) -> None:
    case = start(engine, "O-3")
    engine("POST", "/message", {"messageName": "cancelOrder", "processInstanceId": case}, status=204)
    assert activities(engine, case) == {
        ("start", "startEvent", False): 1, ("check", "serviceTask", True): 1, ("cancelling", "subProcess", False): 1,
        ("cancelStart", "messageStartEvent", False): 1, ("cancelEnd", "noneEndEvent", False): 1,
    }  # fmt: skip
    assert take(engine, "check") == []


def test_history_says_how_a_case_ended_as_others_say_it(robot: Any) -> None:
    engine = robot("/engine-rest")
    engine.deploy("/deployment/create", {"caller.bpmn": CALLER, "ship.bpmn": SHIP})
    by_signal, by_hand = (engine("POST", "/process-definition/key/caller/start", {})["id"] for _ in range(2))
    engine("DELETE", f"/process-instance/{by_hand}", status=204)
    engine("POST", "/signal", {"name": "stop"}, status=204)
    found = engine("GET", "/history/process-instance")
    assert {(one["processDefinitionKey"], one["rootProcessInstanceId"]): one["state"] for one in found} == {
        ("caller", by_signal): "COMPLETED", ("ship", by_signal): "INTERNALLY_TERMINATED",
        ("caller", by_hand): "EXTERNALLY_TERMINATED", ("ship", by_hand): "EXTERNALLY_TERMINATED",
    }  # fmt: skip
    inner = engine("GET", "/history/process-instance", internallyTerminated="true")
    assert [one["processDefinitionKey"] for one in inner] == ["ship"]
    assert len(engine("GET", "/history/process-instance", externallyTerminated="true")) == 2
