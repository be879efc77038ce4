"""What a municipality's robots do through /engine-rest: start, fetch, answer, change, look."""

from __future__ import annotations

import base64
from collections import Counter
from typing import Any

import pytest

from api.models import BILL, LARGE, WAITING
from gorel.cases import runtime
from gorel.cases.models import Incident

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def engine(robot: Any) -> Any:
    """A robot that may do all, with both models deployed."""
    one = robot("/engine-rest")
    one.deploy("/deployment/create", {"bill.bpmn": BILL, "waiting.bpmn": WAITING}, deployment_name="tests")
    return one


def fetch(engine: Any, topic: str = "check-bill", worker: str = "w", **more: Any) -> list[dict[str, Any]]:
    topics = [{"topicName": topic, "lockDuration": 60_000, **more}]
    asked = {"workerId": worker, "maxTasks": 5, "topics": topics}
    found: list[dict[str, Any]] = engine("POST", "/external-task/fetchAndLock", asked)
    return found


def start(engine: Any, key: str = "bill", tenant: str = "", **body: Any) -> str:
    place = f"/process-definition/key/{key}" + (f"/tenant-id/{tenant}" if tenant else "")
    return str(engine("POST", f"{place}/start", body)["id"])


def test_typed_variables_come_back_as_they_were_given(engine: Any) -> None:
    given = {
        "town": {"value": "Borås", "type": "String"}, "small": {"value": 7, "type": "Long"},
        "count": {"value": 3, "type": "Integer"}, "share": {"value": 0.1, "type": "Double"},
        "whole": {"value": 5, "type": "Double"}, "yes": {"value": True, "type": "Boolean"},
        "due": {"value": "2026-11-22T09:00:00.000+0100", "type": "Date"}, "none": {"value": None, "type": "Null"},
        "rows": {"value": '[{"a": 1}]', "type": "Json"},
        "thing": {
            "value": '{"b": 2}', "type": "Object",
            "valueInfo": {"objectTypeName": "x.Y", "serializationDataFormat": "application/json"},
        },
        "paper": {
            "value": base64.b64encode(b"hello").decode(), "type": "File",
            "valueInfo": {"filename": "a.txt", "mimeType": "text/plain"},
        },
        "bare": {"value": {"c": [1, 2]}},
    }  # fmt: skip
    case = start(engine, variables=given, businessKey="K-1")
    told = engine("GET", f"/process-instance/{case}/variables", deserializeValues="false")
    assert {name: one["type"] for name, one in told.items()} == {
        "town": "String", "small": "Long", "count": "Integer", "share": "Double", "whole": "Double", "yes": "Boolean",
        "due": "Date", "none": "Null", "rows": "Json", "thing": "Object", "paper": "File", "bare": "Json",
    }  # fmt: skip
    assert told["due"]["value"] == "2026-11-22T09:00:00.000+0100"
    assert (told["share"]["value"], told["small"]["value"], told["rows"]["value"]) == (0.1, 7, '[{"a":1}]')
    assert told["thing"] == {"value": '{"b":2}', "type": "Object", "valueInfo": given["thing"]["valueInfo"]}
    assert told["paper"] == {
        "value": None,
        "type": "File",
        "valueInfo": {"filename": "a.txt", "mimeType": "text/plain", "encoding": None},
    }
    assert engine("GET", f"/process-instance/{case}/variables/paper/data").content == b"hello"
    assert engine("GET", f"/process-instance/{case}/variables/thing")["value"] == {"b": 2}
    wrong = engine(
        "POST", "/process-definition/key/bill/start", {"variables": {"x": {"value": "a", "type": "Long"}}}, status=400
    )
    assert wrong["type"] == "InvalidRequestException"
    assert wrong["message"].startswith("Variable x: 'a' is no Long")


def test_a_robot_fetches_and_completes_and_a_person_finishes(engine: Any) -> None:
    case = start(engine, variables={"amount": {"value": 120}}, businessKey="K-2")
    (job,) = fetch(engine, variables=["amount"])
    assert (job["activityId"], job["businessKey"], job["retries"]) == ("check", "K-2", None)
    assert job["variables"] == {"amount": {"value": 120, "type": "Integer", "valueInfo": {}}}
    assert fetch(engine, worker="other") == []
    engine("PUT", f"/process-instance/{case}/variables/note", {"value": "between", "type": "String"})
    engine("POST", f"/external-task/{job['id']}/extendLock", {"workerId": "w", "newDuration": 90_000})
    refused = engine("POST", f"/external-task/{job['id']}/complete", {"workerId": "other"}, status=400)
    assert refused["type"] == "RestException"
    engine("POST", f"/external-task/{job['id']}/complete", {"workerId": "w", "variables": {"ok": {"value": True}}})
    engine("POST", f"/external-task/{job['id']}/complete", {"workerId": "w"}, status=404)
    (task,) = engine("GET", "/task", processInstanceId=case, candidateGroup="editor")
    assert (task["taskDefinitionKey"], task["name"]) == ("approve", "Approve")
    assert engine("GET", f"/task/{task['id']}/form-variables").keys() == {"amount", "ok", "note"}
    engine("POST", f"/task/{task['id']}/claim", {"userId": "anna"})
    assert (
        engine("POST", f"/task/{task['id']}/claim", {"userId": "bo"}, status=409)["type"]
        == "TaskAlreadyClaimedException"
    )
    engine("POST", f"/task/{task['id']}/complete", {"variables": {"approved": {"value": True, "type": "Boolean"}}})
    engine("GET", f"/process-instance/{case}", status=404)
    told = engine("GET", f"/history/process-instance/{case}")
    assert (told["state"], told["businessKey"], told["endTime"] is not None) == ("COMPLETED", "K-2", True)
    steps = engine("GET", "/history/activity-instance", processInstanceId=case)
    assert Counter((one["activityId"], one["activityType"]) for one in steps) == Counter(
        {
            ("start", "startEvent"): 1,
            ("check", "serviceTask"): 1,
            ("approve", "userTask"): 1,
            ("end", "noneEndEvent"): 1,
        }
    )
    last = engine("GET", "/history/variable-instance", processInstanceId=case)
    assert {one["name"]: one["value"] for one in last} == {
        "amount": 120, "note": "between", "ok": True, "approved": True,
    }  # fmt: skip
    log = engine("GET", "/history/external-task-log", processInstanceId=case)
    assert [(one["creationLog"], one["successLog"], one["topicName"]) for one in log] == [
        (True, False, "check-bill"), (False, True, "check-bill"),
    ]  # fmt: skip


def test_failure_with_retries_ends_in_an_incident_that_can_be_mended(engine: Any) -> None:
    case = start(engine)
    (job,) = fetch(engine)
    said = {"workerId": "w", "errorMessage": "no answer", "errorDetails": "long", "retries": 1, "retryTimeout": 0}
    engine("POST", f"/external-task/{job['id']}/failure", said)
    (again,) = fetch(engine)
    assert (again["id"], again["retries"]) == (job["id"], 1)
    engine("POST", f"/external-task/{job['id']}/failure", {**said, "retries": 0})
    assert fetch(engine) == []
    (incident,) = engine("GET", "/incident", processInstanceId=case)
    told = incident["incidentType"], incident["incidentMessage"], incident["activityId"]
    assert told == (
        "failedExternalTask",
        "no answer",
        "check",
    )
    assert engine("GET", f"/external-task/{job['id']}")["retries"] == 0
    assert engine("GET", "/process-instance/count", withIncident="true") == {"count": 1}
    engine("PUT", f"/external-task/{job['id']}/retries", {"retries": 2})
    (mended,) = fetch(engine)
    assert (mended["retries"], engine("GET", "/incident/count")) == (2, {"count": 0})
    (past,) = engine("GET", "/history/incident", processInstanceId=case)
    assert (past["open"], past["resolved"]) == (False, True)
    engine(
        "POST",
        f"/external-task/{job['id']}/bpmnError",
        {"workerId": "w", "errorCode": "no-money", "variables": {"why": {"value": "poor"}}},
    )
    (task,) = engine("GET", "/task", processInstanceId=case)
    assert (task["name"], task["assignee"]) == ("Remind", "anna")


def test_tenants_have_versions_of_their_own(engine: Any) -> None:
    deployed = engine.deploy("/deployment/create", {"bill.bpmn": BILL}, tenant_id="north")
    assert deployed["tenantId"] == "north"
    case = start(engine, tenant="north", variables={"a": {"value": 1}})
    assert engine("GET", f"/process-instance/{case}")["tenantId"] == "north"
    assert fetch(engine, tenantIdIn=["south"]) == fetch(engine, withoutTenantId=True) == []
    assert [one["tenantId"] for one in fetch(engine, tenantIdIn=["north"])] == ["north"]
    missing = engine("POST", "/process-definition/key/bill/tenant-id/south/start", {}, status=404)
    assert missing["message"] == "No matching process definition with key: bill and tenant-id: south"
    same = engine.deploy(
        "/deployment/create", {"bill.bpmn": BILL}, tenant_id="north", enable_duplicate_filtering="true"
    )
    assert (same["id"], same["deployedProcessDefinitions"]) == (deployed["id"], None)
    again = engine.deploy("/deployment/create", {"bill.bpmn": BILL}, tenant_id="north")
    assert [one["version"] for one in again["deployedProcessDefinitions"].values()] == [2]
    assert engine("GET", "/process-definition/count", key="bill", tenantIdIn="north") == {"count": 2}


@pytest.mark.slow
def test_variables_release_conditions_and_messages_signals_and_timers_follow(engine: Any) -> None:
    case = start(engine, "waiting", variables={"amount": {"value": 1}}, businessKey="W")
    kinds = Counter(one["eventType"] for one in engine("GET", "/event-subscription", processInstanceId=case))
    assert kinds == {"conditional": 1, "message": 1, "signal": 1}
    engine(
        "POST", f"/process-instance/{case}/variables", {"modifications": {"amount": {"value": 500, "type": "Integer"}}}
    )
    tree = engine("GET", f"/process-instance/{case}/activity-instances")
    assert sorted(one["activityId"] for one in tree["childActivityInstances"]) == [
        "close",
        "join",
        "later",
        "payment",
    ] or sorted(one["activityId"] for one in tree["childActivityInstances"]) == ["close", "later", "payment"]
    wrong = engine("POST", "/message", {"messageName": "paid", "businessKey": "X"}, status=400)
    assert "MismatchingMessageCorrelationException" in wrong["message"]
    (heard,) = engine(
        "POST",
        "/message",
        {
            "messageName": "paid",
            "businessKey": "W",
            "resultEnabled": True,
            "processVariables": {"by": {"value": "bank"}},
        },
    )
    assert (heard["resultType"], heard["execution"]["processInstanceId"]) == ("Execution", case)
    engine("POST", "/signal", {"name": "closing"})
    (timer,) = engine("GET", "/job", processInstanceId=case)
    engine("PUT", f"/job/{timer['id']}/duedate", {"duedate": "2030-01-01T00:00:00.000+0000"})
    assert engine("GET", f"/job/{timer['id']}")["dueDate"] == "2030-01-01T01:00:00.000+0100"
    engine("POST", f"/job/{timer['id']}/execute")
    assert engine("GET", f"/history/process-instance/{case}")["state"] == "COMPLETED"
    steps = Counter(one["activityId"] for one in engine("GET", "/history/activity-instance", processInstanceId=case))
    assert steps == {"start": 1, "fork": 1, "high": 1, "payment": 1, "later": 1, "close": 1, "join": 4, "end": 1}


def test_instances_are_found_changed_moved_paused_and_ended(engine: Any) -> None:
    first = start(engine, variables={"town": {"value": "Borås"}, "n": {"value": 5}}, businessKey="one")
    second = start(engine, variables={"town": {"value": "Alingsås"}, "n": {"value": 9}}, businessKey="two")
    found = engine("GET", "/process-instance", variables="town_eq_Borås,n_lt_6")
    assert [one["id"] for one in found] == [first]
    by_post = {"variables": [{"name": "n", "operator": "gteq", "value": 9}], "sorting": [{"sortBy": "businessKey"}]}
    assert [one["id"] for one in engine("POST", "/process-instance", by_post)] == [second]
    engine("DELETE", f"/process-instance/{first}/variables/n")
    engine("GET", f"/process-instance/{first}/variables/n", status=404)
    engine("PUT", f"/process-instance/{first}/suspended", {"suspended": True})
    assert fetch(engine, businessKey="one") == []
    engine("PUT", f"/process-instance/{first}/suspended", {"suspended": False})
    move = {
        "instructions": [
            {"type": "startBeforeActivity", "activityId": "approve"},
            {"type": "cancel", "activityId": "check"},
        ]
    }
    engine("POST", f"/process-instance/{first}/modification", move)
    assert [one["taskDefinitionKey"] for one in engine("GET", "/task", processInstanceId=first)] == ["approve"]
    assert [one["businessKey"] for one in fetch(engine, processVariables={"town": "Alingsås"})] == ["two"]
    engine("DELETE", f"/process-instance/{second}")
    assert engine("GET", f"/history/process-instance/{second}")["state"] == "EXTERNALLY_TERMINATED"
    assert [one["operationType"] for one in engine("GET", "/history/user-operation", processInstanceId=first)][:1] == [
        "Create"
    ]
    engine("GET", "/process-instance", status=400, colour="blue")


def test_cases_move_to_another_version(engine: Any) -> None:
    case = start(engine)
    engine.deploy(
        "/deployment/create",
        {
            "bill.bpmn": BILL.replace(b'id="check" name="Check"', b'id="look" name="Look"').replace(
                b'"check"', b'"look"'
            )
        },
    )
    first, second = engine("GET", "/process-definition", key="bill", sortBy="version", sortOrder="asc")
    ends = {"sourceProcessDefinitionId": first["id"], "targetProcessDefinitionId": second["id"]}
    plan = engine("POST", "/migration/generate", ends)
    assert sorted(one["sourceActivityIds"][0] for one in plan["instructions"]) == ["approve", "poor", "remind"]
    bad = {**ends, "instructions": [{"sourceActivityIds": ["check"], "targetActivityIds": ["end"]}]}
    (report,) = engine("POST", "/migration/validate", bad)["instructionReports"]
    assert report["failures"] == ["Activities have incompatible types (serviceTask is not compatible with endEvent)"]
    good = {**ends, "instructions": [{"sourceActivityIds": ["check"], "targetActivityIds": ["look"]}]}
    engine("POST", "/migration/execute", {"migrationPlan": good, "processInstanceIds": [case]})
    assert [one["activityId"] for one in fetch(engine)] == ["look"]
    assert engine("GET", f"/process-instance/{case}")["definitionId"] == second["id"]


def test_a_condition_starts_what_begins_by_it(engine: Any) -> None:
    engine.deploy("/deployment/create", {"large.bpmn": LARGE})
    small = {"variables": {"amount": {"value": 7, "type": "Integer"}}}
    assert engine("POST", "/condition", small) == []
    large = {"variables": {"amount": {"value": 700, "type": "Long"}}, "businessKey": "L-1"}
    (case,) = engine("POST", "/condition", large)
    assert (case["businessKey"], case["definitionId"].split(":")[0]) == ("L-1", "large")
    assert engine("GET", f"/process-instance/{case['id']}/variables")["amount"]["type"] == "Long"
    assert [one["taskDefinitionKey"] for one in engine("GET", "/task", processInstanceId=case["id"])] == ["look"]
    begun = engine("GET", "/history/activity-instance", processInstanceId=case["id"], activityId="begin")
    assert len(begun) == 1
    assert engine("POST", "/condition", {**large, "tenantId": "north"}) == []
    engine("POST", "/condition", {**large, "processDefinitionId": "large:9:none"}, status=404)


def test_a_deployment_that_nothing_needs_goes_and_one_in_use_stays(engine: Any) -> None:
    first = engine("GET", "/deployment")[0]["id"]
    again = engine.deploy("/deployment/create", {"bill.bpmn": BILL.replace(b'name="Approve"', b'name="Agree"')})["id"]
    assert engine("GET", "/process-definition/key/bill")["version"] == 2
    engine("DELETE", f"/deployment/{again}", cascade="true", status=204)
    engine("GET", f"/deployment/{again}", status=404)
    assert engine("GET", "/process-definition/key/bill")["version"] == 1
    case = start(engine)
    said = engine("DELETE", f"/deployment/{first}", status=400)
    assert "1 open cases" in said["message"]
    said = engine("DELETE", f"/deployment/{first}", cascade="true", status=400)
    assert "cascade is not offered" in said["message"]
    assert engine("GET", f"/process-instance/{case}")["id"] == case


def test_a_case_may_start_before_or_after_a_step(engine: Any) -> None:
    before = start(engine, startInstructions=[{"type": "startBeforeActivity", "activityId": "remind"}])
    after = start(
        engine,
        startInstructions=[
            {"type": "startAfterActivity", "activityId": "check", "variables": {"sum": {"value": 5, "type": "Long"}}}
        ],
    )
    for case, task in ((before, "remind"), (after, "approve")):
        assert [one["taskDefinitionKey"] for one in engine("GET", "/task", processInstanceId=case)] == [task]
    assert engine("GET", f"/process-instance/{after}/variables")["sum"]["value"] == 5
    nowhere = [{"type": "startBeforeActivity", "activityId": "nowhere"}]
    engine("POST", "/process-definition/key/bill/start", {"startInstructions": nowhere}, status=400)


def test_a_task_whose_error_nobody_catches_is_open_again_when_it_is_mended(engine: Any) -> None:
    case = start(engine)
    (job,) = fetch(engine)
    engine("POST", f"/external-task/{job['id']}/complete", {"workerId": "w"})
    (task,) = engine("GET", "/task", processInstanceId=case)
    engine("POST", f"/task/{task['id']}/assignee", {"userId": "bo"})
    engine("POST", f"/task/{task['id']}/bpmnError", {"errorCode": "unheard-of"})
    assert engine("GET", "/task", processInstanceId=case) == []
    runtime.retry(Incident.objects.get(), by=None)
    (again,) = engine("GET", "/task", processInstanceId=case)
    assert (again["id"], again["assignee"]) == (task["id"], "bo")
    engine("POST", f"/task/{task['id']}/complete", {})
    assert engine("GET", f"/history/process-instance/{case}")["state"] == "COMPLETED"
