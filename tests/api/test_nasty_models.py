"""Models that others' engines are tested with, at their corners: what the history says of each step, as a multiset.

A step is told as `id type`, with `x` when it was cancelled and `!` when it ended the scope that it stood in.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from api.models import HEAD

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]

MODELS = f"""{HEAD}<message id="m" name="halt"/><message id="n" name="note"/><signal id="sg" name="sg"/>
<error id="x" errorCode="X"/>
<process id="trip" isExecutable="true"><startEvent id="s"/><sequenceFlow id="a" sourceRef="s" targetRef="tx"/>
<transaction id="tx"><startEvent id="ts"/><sequenceFlow id="b" sourceRef="ts" targetRef="fork"/>
<parallelGateway id="fork"/><sequenceFlow id="c" sourceRef="fork" targetRef="book"/>
<sequenceFlow id="d" sourceRef="fork" targetRef="wait"/><userTask id="wait"/>
<serviceTask id="book" camunda:type="external" camunda:topic="book"/>
<boundaryEvent id="undo" attachedToRef="book"><compensateEventDefinition/></boundaryEvent>
<serviceTask id="unbook" isForCompensation="true" camunda:type="external" camunda:topic="unbook"/>
<association id="as" associationDirection="One" sourceRef="undo" targetRef="unbook"/>
<sequenceFlow id="e" sourceRef="book" targetRef="stop"/>
<endEvent id="stop"><cancelEventDefinition/></endEvent></transaction>
<boundaryEvent id="off" attachedToRef="tx"><cancelEventDefinition/></boundaryEvent>
<sequenceFlow id="f" sourceRef="off" targetRef="tell"/><userTask id="tell"/></process>

<process id="board" isExecutable="true"><startEvent id="s"/><sequenceFlow id="a" sourceRef="s" targetRef="vote"/>
<userTask id="vote" camunda:assignee="${{who}}"><multiInstanceLoopCharacteristics camunda:collection="${{people}}"
 camunda:elementVariable="who"><completionCondition>${{nrOfCompletedInstances >= 1}}</completionCondition>
</multiInstanceLoopCharacteristics></userTask><sequenceFlow id="b" sourceRef="vote" targetRef="talk"/>
<subProcess id="talk"><multiInstanceLoopCharacteristics isSequential="true" camunda:collection="${{people}}"
 camunda:elementVariable="who"/><startEvent id="ts"/><sequenceFlow id="c" sourceRef="ts" targetRef="speak"/>
<userTask id="speak"/><sequenceFlow id="d" sourceRef="speak" targetRef="te"/><endEvent id="te"/></subProcess>
<boundaryEvent id="hush" attachedToRef="talk"><messageEventDefinition messageRef="m"/></boundaryEvent>
<sequenceFlow id="e" sourceRef="hush" targetRef="close"/><endEvent id="close"/></process>

<process id="outer" isExecutable="true"><startEvent id="s"/><sequenceFlow id="a" sourceRef="s" targetRef="call"/>
<callActivity id="call" calledElement="inner"/><boundaryEvent id="bad" attachedToRef="call">
<errorEventDefinition errorRef="x"/></boundaryEvent><sequenceFlow id="b" sourceRef="bad" targetRef="look"/>
<userTask id="look"/><sequenceFlow id="c" sourceRef="call" targetRef="e"/><endEvent id="e"/></process>
<process id="inner" isExecutable="true"><startEvent id="is"/><sequenceFlow id="ia" sourceRef="is" targetRef="if"/>
<parallelGateway id="if"/><sequenceFlow id="ib" sourceRef="if" targetRef="ask"/><userTask id="ask"/>
<sequenceFlow id="ic" sourceRef="if" targetRef="do"/><serviceTask id="do" camunda:type="external" camunda:topic="do"/>
<sequenceFlow id="id" sourceRef="do" targetRef="err"/>
<endEvent id="err"><errorEventDefinition errorRef="x"/></endEvent></process>

<process id="events" isExecutable="true"><startEvent id="s"/><sequenceFlow id="a" sourceRef="s" targetRef="sub"/>
<subProcess id="sub"><startEvent id="ss"/><sequenceFlow id="b" sourceRef="ss" targetRef="work"/><userTask id="work"/>
<boundaryEvent id="late" attachedToRef="work" cancelActivity="false"><timerEventDefinition>
<timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent>
<sequenceFlow id="c" sourceRef="late" targetRef="nudge"/><manualTask id="nudge"/>
<subProcess id="halted" triggeredByEvent="true"><startEvent id="hs"><messageEventDefinition messageRef="m"/>
</startEvent><sequenceFlow id="h" sourceRef="hs" targetRef="clean"/><userTask id="clean"/>
<sequenceFlow id="i" sourceRef="clean" targetRef="he"/><endEvent id="he"><signalEventDefinition signalRef="sg"/>
</endEvent></subProcess></subProcess><sequenceFlow id="d" sourceRef="sub" targetRef="pay"/><task id="pay"/>
<boundaryEvent id="back" attachedToRef="pay"><compensateEventDefinition/></boundaryEvent>
<userTask id="refund" isForCompensation="true"/>
<association id="as2" associationDirection="One" sourceRef="back" targetRef="refund"/>
<sequenceFlow id="e1" sourceRef="pay" targetRef="undo2"/>
<intermediateThrowEvent id="undo2"><compensateEventDefinition/></intermediateThrowEvent>
<sequenceFlow id="f1" sourceRef="undo2" targetRef="end"/><endEvent id="end"/>
<subProcess id="noted" triggeredByEvent="true"><startEvent id="ns" isInterrupting="false">
<messageEventDefinition messageRef="n"/></startEvent><sequenceFlow id="n1" sourceRef="ns" targetRef="ne"/>
<endEvent id="ne"/></subProcess></process>

<process id="regret" isExecutable="true"><startEvent id="s"/><sequenceFlow id="a" sourceRef="s" targetRef="buy"/>
<subProcess id="buy"><startEvent id="bs"/><sequenceFlow id="b" sourceRef="bs" targetRef="order"/>
<manualTask id="order"/><boundaryEvent id="bk" attachedToRef="order"><compensateEventDefinition/></boundaryEvent>
<userTask id="return" isForCompensation="true"/>
<association id="as3" associationDirection="One" sourceRef="bk" targetRef="return"/>
<sequenceFlow id="c" sourceRef="order" targetRef="be"/><endEvent id="be"/></subProcess>
<sequenceFlow id="d" sourceRef="buy" targetRef="think"/><userTask id="think"/>
<sequenceFlow id="e" sourceRef="think" targetRef="end"/><endEvent id="end"><compensateEventDefinition/></endEvent>
</process></definitions>""".replace(
    ' isExecutable="true"', ' isExecutable="true" camunda:historyTimeToLive="P1D"'
).encode()


@pytest.fixture
def engine(robot: Any) -> Any:
    one = robot("/engine-rest")
    one.deploy("/deployment/create", {"models.bpmn": MODELS})
    return one


def start(engine: Any, key: str, **variables: Any) -> str:
    given = {"businessKey": "K", "variables": variables}
    return str(engine("POST", f"/process-definition/key/{key}/start", given)["id"])


def robot_does(engine: Any, topic: str) -> None:
    asked = {"workerId": "w", "maxTasks": 1, "topics": [{"topicName": topic, "lockDuration": 600_000}]}
    (job,) = engine("POST", "/external-task/fetchAndLock", asked)
    engine("POST", f"/external-task/{job['id']}/complete", {"workerId": "w"}, status=204)


def person_does(engine: Any, element: str, **filters: str) -> None:
    (task,) = engine("GET", "/task", taskDefinitionKey=element, **filters)
    engine("POST", f"/task/{task['id']}/complete", {}, status=204)


def steps(engine: Any, case: str) -> Counter[str]:
    found = engine("GET", "/history/activity-instance", processInstanceId=case)
    assert all((one["endTime"] is None) == (one["durationInMillis"] is None) for one in found)
    assert all(one["durationInMillis"] is None or one["durationInMillis"] >= 0 for one in found)
    begun = [one["startTime"] for one in found]
    assert begun == sorted(begun)
    marks = ("canceled", " x"), ("completeScope", " !")
    return Counter(
        " ".join([one["activityId"], one["activityType"]])
        + "".join(mark for field, mark in marks if one[field])
        + ("" if one["endTime"] else " …")
        for one in found
    )


def test_a_cancelled_transaction_undoes_what_was_done(engine: Any) -> None:
    case = start(engine, "trip")
    robot_does(engine, "book")
    tree = engine("GET", f"/process-instance/{case}/activity-instances")
    (inside,) = tree["childActivityInstances"]
    assert inside["activityType"] == "transaction"
    assert sorted(one["activityId"] for one in inside["childActivityInstances"]) == ["stop", "unbook"]
    robot_does(engine, "unbook")
    person_does(engine, "tell")
    assert steps(engine, case) == Counter([
        "s startEvent", "tx transaction x", "ts startEvent", "fork parallelGateway", "book serviceTask",
        "wait userTask x", "stop cancelEndEvent x", "unbook serviceTask", "off cancelBoundaryCatch",
        "tell userTask !",
    ])  # fmt: skip
    found = {one["activityId"]: one for one in engine("GET", "/history/activity-instance", processInstanceId=case)}
    assert found["unbook"]["parentActivityInstanceId"] == found["tx"]["id"]


def test_loops_end_early_by_their_condition_and_by_an_event(engine: Any) -> None:
    case = start(engine, "board", people={"value": '["a","b","c"]', "type": "Json"})
    person_does(engine, "vote", assignee="b")
    person_does(engine, "speak")
    engine("POST", "/message", {"messageName": "halt"}, status=204)
    assert steps(engine, case) == Counter([
        "s startEvent", "vote#multiInstanceBody multiInstanceBody", "vote userTask x", "vote userTask !",
        "vote userTask x", "talk#multiInstanceBody multiInstanceBody x", "talk subProcess !", "ts startEvent",
        "speak userTask", "te noneEndEvent !", "talk subProcess x", "ts startEvent", "speak userTask x",
        "hush boundaryMessage", "close noneEndEvent !",
    ])  # fmt: skip


def test_an_error_out_of_a_called_process_ends_it_and_is_caught(engine: Any) -> None:
    case = start(engine, "outer")
    (called,) = engine("GET", "/process-instance", superProcessInstance=case)
    assert called["businessKey"] is None
    robot_does(engine, "do")
    assert steps(engine, case) == Counter([
        "s startEvent", "call callActivity x", "bad boundaryError", "look userTask …",
    ])  # fmt: skip
    assert steps(engine, called["id"]) == Counter([
        "is startEvent", "if parallelGateway", "ask userTask x", "do serviceTask", "err errorEndEvent x",
    ])  # fmt: skip
    inner = engine("GET", f"/history/process-instance/{called['id']}")
    assert (inner["state"], inner["superProcessInstanceId"], inner["rootProcessInstanceId"]) == (
        "INTERNALLY_TERMINATED", case, case,
    )  # fmt: skip
    for flag, expected in (("internallyTerminated", [called["id"]]), ("completed", []), ("active", [case])):
        assert [one["id"] for one in engine("GET", "/history/process-instance", **{flag: "true"})] == expected
    (step,) = engine("GET", "/history/activity-instance", activityId="call")
    assert step["calledProcessInstanceId"] == called["id"]


def test_event_subprocesses_beside_and_instead_and_what_undoes_later(engine: Any) -> None:
    case = start(engine, "events")
    (timer,) = engine("GET", "/job", timers="true")
    engine("POST", f"/job/{timer['id']}/execute", {}, status=204)
    for message in ("note", "halt"):
        engine("POST", "/message", {"messageName": message}, status=204)
    person_does(engine, "clean")
    person_does(engine, "refund")
    assert engine("GET", f"/history/process-instance/{case}")["state"] == "COMPLETED"
    assert steps(engine, case) == Counter([
        "s startEvent", "sub subProcess", "ss startEvent", "work userTask x", "late boundaryTimer",
        "nudge manualTask !", "noted subProcess !", "ns messageStartEvent", "ne noneEndEvent !", "halted subProcess !",
        "hs messageStartEvent", "clean userTask", "he signalEndEvent !", "pay task",
        "undo2 intermediateCompensationThrowEvent", "refund userTask", "end noneEndEvent !",
    ])  # fmt: skip


def test_what_a_finished_subprocess_did_is_undone_later_and_belongs_to_it(engine: Any) -> None:
    case = start(engine, "regret")
    person_does(engine, "think")
    person_does(engine, "return")
    assert steps(engine, case) == Counter([
        "s startEvent", "buy subProcess", "bs startEvent", "order manualTask", "be noneEndEvent !", "think userTask",
        "end compensationEndEvent !", "return userTask",
    ])  # fmt: skip
    found = {one["activityId"]: one for one in engine("GET", "/history/activity-instance", processInstanceId=case)}
    assert found["return"]["parentActivityInstanceId"] == found["buy"]["id"]


def test_what_stands_still_in_a_called_process_stands_still_in_its_caller_too(engine: Any) -> None:
    case = start(engine, "outer")
    (called,) = engine("GET", "/process-instance", superProcessInstance=case)
    assert engine("GET", "/process-instance", withIncident="true") == []
    asked = {"workerId": "w", "maxTasks": 1, "topics": [{"topicName": "do", "lockDuration": 600_000}]}
    (job,) = engine("POST", "/external-task/fetchAndLock", asked)
    failed = {"workerId": "w", "retries": 0, "errorMessage": "no answer"}
    engine("POST", f"/external-task/{job['id']}/failure", failed, status=204)
    below, above = engine("GET", "/incident", sortBy="activityId", sortOrder="desc")
    assert (below["activityId"], below["configuration"], below["incidentMessage"]) == ("do", job["id"], "no answer")
    assert below["id"] == below["causeIncidentId"] == below["rootCauseIncidentId"] == above["causeIncidentId"]
    assert (above["activityId"], above["incidentType"], above["incidentMessage"], above["processInstanceId"]) == (
        "call", "failedExternalTask", None, case,
    )  # fmt: skip
    (step,) = engine("GET", "/history/activity-instance", activityId="call")
    assert (above["executionId"], above["rootCauseIncidentId"]) == (step["id"], below["id"])
    for filters, expected in (
        ({"processInstanceId": case}, [above]), ({"processInstanceId": called["id"]}, [below]),
        ({"incidentId": above["id"]}, [above]), ({"activityId": "do"}, [below]), ({"incidentType": "failedJob"}, []),
        ({"maxResults": "1", "sortBy": "activityId"}, [above]), ({"incidentMessage": "no answer"}, [below]),
    ):  # fmt: skip
        assert engine("GET", "/incident", **filters) == expected, filters
        assert engine("GET", f"/incident/{expected[0]['id']}" if expected else "/version")
    assert engine("GET", "/incident/count") == {"count": 2}
    assert {one["id"] for one in engine("GET", "/process-instance", withIncident="true")} == {case, called["id"]}
    engine("PUT", f"/external-task/{job['id']}/retries", {"retries": 1}, status=204)
    assert engine("GET", "/incident") == []
    past = engine("GET", "/history/incident", resolved="true")
    assert Counter((one["activityId"], one["resolved"]) for one in past) == Counter([("do", True), ("call", True)])
    assert engine("GET", "/history/incident/count", processDefinitionKey="outer") == {"count": 1}
