"""Who hears a message at `/engine-rest`: by business key, by what a case knows, by what only its step knows, or all."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from api.models import HEAD

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]

# A receive task for each of `items`, after which a condition releases the case; and a start by message.
TALK = f"""{HEAD}<message id="m" name="answer"/><message id="b" name="begin"/>
<process id="talk" isExecutable="true" camunda:historyTimeToLive="P1D">
<startEvent id="start"/><startEvent id="begun"><messageEventDefinition messageRef="b"/></startEvent>
<sequenceFlow id="f1" sourceRef="start" targetRef="hear"/><sequenceFlow id="f2" sourceRef="begun" targetRef="hear"/>
<receiveTask id="hear" messageRef="m">
<multiInstanceLoopCharacteristics camunda:collection="${{items}}" camunda:elementVariable="item"/></receiveTask>
<sequenceFlow id="f3" sourceRef="hear" targetRef="until"/>
<intermediateCatchEvent id="until"><conditionalEventDefinition>
<condition xsi:type="tFormalExpression">${{heard &gt;= 2}}</condition></conditionalEventDefinition>
</intermediateCatchEvent><sequenceFlow id="f4" sourceRef="until" targetRef="end"/><endEvent id="end"/>
</process></definitions>""".encode()


@pytest.fixture
def engine(robot: Any) -> Any:
    one = robot("/engine-rest")
    one.deploy("/deployment/create", {"talk.bpmn": TALK})
    return one


def begin(engine: Any, key: str, who: str) -> str:
    given = {"items": {"value": '["x","y"]', "type": "Json"}, "who": {"value": who}, "heard": {"value": 0}}
    return engine("POST", "/process-definition/key/talk/start", {"businessKey": key, "variables": given})["id"]


def waiting(engine: Any, case: str) -> int:
    return len(engine("GET", "/event-subscription", processInstanceId=case, eventType="message"))


def test_one_message_reaches_the_one_that_is_meant(engine: Any) -> None:
    first, second = begin(engine, "K1", "A"), begin(engine, "K2", "B")
    for unclear in ({}, {"businessKey": "K1"}, {"correlationKeys": {"who": {"value": "A"}}}):
        refused = engine("POST", "/message", {"messageName": "answer", **unclear}, status=400)
        assert refused["type"] == "RestException"
        assert "MismatchingMessageCorrelationException" in refused["message"]
    nobody = {"messageName": "answer", "businessKey": "K3"}
    assert engine("POST", "/message", nobody, status=400)["type"] == "RestException"
    assert (waiting(engine, first), waiting(engine, second)) == (2, 2), "a refused message changes nothing"

    local = {"localCorrelationKeys": {"item": {"value": "x"}}}
    engine("POST", "/message", {"messageName": "answer", "businessKey": "K1", **local}, status=204)
    assert (waiting(engine, first), waiting(engine, second)) == (1, 2)
    said = {"messageName": "answer", "correlationKeys": {"who": {"value": "B"}},
            "localCorrelationKeys": {"item": {"value": "y"}}, "processVariables": {"note": {"value": "från B"}},
            "resultEnabled": True, "variablesInResultEnabled": True}  # fmt: skip
    (heard,) = engine("POST", "/message", said)
    assert (heard["resultType"], heard["processInstance"]) == ("Execution", None)
    assert (heard["execution"]["processInstanceId"], heard["execution"]["ended"]) == (second, False)
    assert heard["variables"]["note"] == {"value": "från B", "type": "String", "valueInfo": {}}
    assert (waiting(engine, first), waiting(engine, second)) == (1, 1)

    everybody = engine("POST", "/message", {"messageName": "answer", "all": True, "resultEnabled": True})
    assert Counter(one["execution"]["processInstanceId"] for one in everybody) == {first: 1, second: 1}
    assert engine("POST", "/message", {"messageName": "answer", "all": True, "resultEnabled": True}) == []

    for case, enough in ((first, 1), (second, 2)):
        given = {"modifications": {"heard": {"value": enough, "type": "Integer"}}}
        engine("POST", f"/process-instance/{case}/variables", given, status=204)
    assert engine("GET", f"/history/process-instance/{first}")["state"] == "ACTIVE", "the condition does not hold yet"
    found = engine("GET", "/history/activity-instance", processInstanceId=second)
    assert Counter((one["activityId"], one["activityType"], one["canceled"]) for one in found) == {
        ("start", "startEvent", False): 1, ("hear#multiInstanceBody", "multiInstanceBody", False): 1,
        ("hear", "receiveTask", False): 2, ("until", "intermediateConditional", False): 1,
        ("end", "noneEndEvent", False): 1,
    }  # fmt: skip


def test_a_message_starts_a_case_and_says_which(engine: Any) -> None:
    given = {"items": {"value": "[1]", "type": "Json"}, "heard": {"value": 2, "type": "Long"}}
    said = {"messageName": "begin", "businessKey": "K9", "resultEnabled": True, "withoutTenantId": True,
            "processVariables": given}  # fmt: skip
    (heard,) = engine("POST", "/message", said)
    assert (heard["resultType"], heard["execution"]) == ("ProcessDefinition", None)
    case = heard["processInstance"]["id"]
    assert (heard["processInstance"]["businessKey"], heard["processInstance"]["tenantId"]) == ("K9", None)
    engine("POST", "/message", {"messageName": "answer", "processInstanceId": case}, status=204)
    ended = engine("GET", f"/history/process-instance/{case}")
    assert (ended["state"], ended["startActivityId"]) == ("COMPLETED", "begun")
    tenant = {"messageName": "begin", "tenantId": "north"}
    assert engine("POST", "/message", tenant, status=400)["type"] == "RestException"
