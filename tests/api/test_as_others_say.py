"""Small print of others' engines that robots rely on: scopes, empty values, names, methods and formats."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from api.models import BILL, HEAD, ORDER

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]

# Waits for "paid" with an output of what came with it; beside it a robot's job.
HEARS = f"""{HEAD}<message id="m" name="paid"/><process id="hears" isExecutable="true"
 camunda:historyTimeToLive="P1D"><startEvent id="s"/><sequenceFlow id="a" sourceRef="s" targetRef="wait"/>
<intermediateCatchEvent id="wait"><extensionElements><camunda:inputOutput>
<camunda:outputParameter name="payer">${{who}}</camunda:outputParameter></camunda:inputOutput></extensionElements>
<messageEventDefinition messageRef="m"/></intermediateCatchEvent>
<sequenceFlow id="b" sourceRef="wait" targetRef="do"/>
<serviceTask id="do" camunda:type="external" camunda:topic="do"/></process></definitions>""".encode()


@pytest.fixture
def engine(robot: Any) -> Any:
    one = robot("/engine-rest")
    one.deploy("/deployment/create", {"bill.bpmn": BILL, "hears.bpmn": HEARS})
    return one


def start(engine: Any, key: str, **variables: Any) -> str:
    given = {name: value if isinstance(value, dict) else {"value": value} for name, value in variables.items()}
    return str(engine("POST", f"/process-definition/key/{key}/start", {"variables": given})["id"])


def test_what_a_message_brings_for_itself_stays_in_what_waited(engine: Any) -> None:
    case = start(engine, "hears")
    said = {
        "messageName": "paid", "processVariables": {"sum": {"value": 5}},
        "processVariablesLocal": {"who": {"value": "bank"}},
    }  # fmt: skip
    engine("POST", "/message", said, status=204)
    held = engine("GET", f"/process-instance/{case}/variables")
    assert {name: one["value"] for name, one in held.items()} == {"sum": 5, "payer": "bank"}
    scoped = {**said, "processVariablesToTriggeredScope": {"x": {"value": 1}}}
    assert (
        "processVariablesToTriggeredScope is not offered" in engine("POST", "/message", scoped, status=400)["message"]
    )


def test_what_a_failed_try_found_out_is_the_cases_and_what_was_local_stays(engine: Any) -> None:
    case = start(engine, "bill", seen=1)
    topics = [{"topicName": "check-bill", "lockDuration": 600_000}]
    (job,) = engine("POST", "/external-task/fetchAndLock", {"workerId": "w", "maxTasks": 1, "topics": topics})
    assert job["retries"] is None
    failed = {
        "workerId": "w", "retries": 2, "retryTimeout": 0, "errorMessage": "no answer",
        "variables": {"seen": {"value": 2}}, "localVariables": {"try": {"value": 1}},
    }  # fmt: skip
    engine("POST", f"/external-task/{job['id']}/failure", failed, status=204)
    held = engine("GET", f"/process-instance/{case}/variables")
    assert {name: one["value"] for name, one in held.items()} == {"seen": 2}
    assert engine("GET", f"/execution/{job['id']}/localVariables")["try"]["value"] == 1
    (told,) = engine("GET", "/external-task")
    assert (told["retries"], told["errorMessage"]) == (2, "no answer")
    (again,) = engine("POST", "/external-task/fetchAndLock", {"workerId": "w", "maxTasks": 1, "topics": topics})
    assert (again["retries"], again["errorMessage"]) == (2, "no answer")
    order = {
        "workerId": "w",
        "maxTasks": 1,
        "topics": topics,
        "sorting": [{"sortBy": "createTime", "sortOrder": "desc"}],
    }
    assert "not offered" in engine("POST", "/external-task/fetchAndLock", order, status=400)["message"]


def test_a_value_that_is_missing_keeps_its_type(engine: Any) -> None:
    case = start(engine, "bill", town={"value": None, "type": "String"}, due={"value": None, "type": "Date"}, x=None)
    held = engine("GET", f"/process-instance/{case}/variables")
    assert {name: (one["value"], one["type"]) for name, one in held.items()} == {
        "town": (None, "String"), "due": (None, "Date"), "x": (None, "Null"),
    }  # fmt: skip


def test_cases_and_tasks_are_found_by_what_they_hold_whatever_the_letters(engine: Any) -> None:
    first, _second = start(engine, "bill", Town="Borås"), start(engine, "bill", Town="Kinna")
    asked = {"variables": "town_eq_BORÅS", "variableNamesIgnoreCase": "true", "variableValuesIgnoreCase": "true"}
    for path in ("/process-instance", "/history/process-instance"):
        assert [one["id"] for one in engine("GET", path, **asked)] == [first]
        assert engine("GET", path, variables="town_eq_BORÅS") == []
    for job in engine("GET", "/external-task"):
        engine("POST", f"/external-task/{job['id']}/lock", {"workerId": "w", "lockDuration": 600_000})
        engine("POST", f"/external-task/{job['id']}/complete", {"workerId": "w"})
    (task,) = engine("GET", "/task", processVariables="Town_like_B%")
    assert task["processInstanceId"] == first
    engine("PUT", f"/task/{task['id']}/localVariables/note", {"value": 3}, status=204)
    assert [one["id"] for one in engine("GET", "/task", taskVariables="note_gteq_3")] == [task["id"]]
    by_post = {"processVariables": [{"name": "Town", "operator": "neq", "value": "Borås"}]}
    assert engine("POST", "/task/count", by_post) == {"count": 1}


def test_methods_and_formats_that_are_not_calls_of_their_own(engine: Any) -> None:
    start(engine, "bill")
    more = {"HTTP_AUTHORIZATION": f"Bearer {engine.secret}"}
    whole = Client().get("/engine-rest/process-instance", **more)
    head = Client().head("/engine-rest/process-instance", **more)
    assert (head.status_code, head.content, head.headers["Content-Length"]) == (200, b"", str(len(whole.content)))
    options = Client().options("/engine-rest/process-instance", **more)
    assert (options.status_code, options.headers["Allow"]) == (204, "GET, HEAD, OPTIONS, POST")
    hal = Client().get("/engine-rest/process-instance", HTTP_ACCEPT="application/hal+json", **more)
    assert (hal.status_code, hal.json()["message"]) == (
        406, "application/hal+json is not offered by Görel. Ask for application/json",
    )  # fmt: skip
    both = Client().get("/engine-rest/process-instance", HTTP_ACCEPT="application/hal+json, application/json", **more)
    assert both.status_code == 200
    assert engine("GET", "/execution", status=400, sortBy="colour")["type"] == "InvalidRequestException"
    missing = engine("POST", "/process-definition/key/none/start", {}, status=404)
    assert (missing["type"], missing["message"]) == (
        "RestException", "No matching process definition with key: none and no tenant-id",
    )  # fmt: skip


def test_searches_compare_moments_and_not_their_letters(robot: Any) -> None:
    cluster = robot("/v2")
    cluster.deploy("/deployments", {"order.bpmn": ORDER}, field="resources")
    cluster("POST", "/process-instances", {"processDefinitionId": "order", "variables": {"bill": "b"}})
    (one,) = cluster("POST", "/process-instances/search", {})["items"]

    def count(**filters: Any) -> int:
        found: int = cluster("POST", "/process-instances/search", {"filter": filters})["page"]["totalItems"]
        return found

    began = one["startDate"]
    elsewhere = began.replace("Z", "+00:00")
    assert [count(startDate=began), count(startDate={"$gte": elsewhere}), count(startDate={"$gt": elsewhere})] == [
        1,
        1,
        0,
    ]
    assert [count(variables=[{"name": "bill", "value": value}]) for value in ('"b"', '"c"', {"$in": ['"b"']})] == [
        1,
        0,
        1,
    ]
    assert [count(**{"$or": [{"state": "COMPLETED"}, {"processDefinitionId": key}]}) for key in ("order", "other")] == [
        1,
        0,
    ]
    said = {"page": {"from": 0, "after": "MA=="}}
    assert cluster("POST", "/process-instances/search", said, status=400)["title"] == "INVALID_ARGUMENT"
    kept = {"name": "paid", "correlationKey": "x", "timeToLive": 60_000, "messageId": "m1"}
    cluster("POST", "/messages/publication", kept)
    assert cluster("POST", "/messages/publication", kept, status=409)["title"] == "ALREADY_EXISTS"
