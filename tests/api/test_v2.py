"""What robots and programs for Camunda 8 do through /v2: deploy, create, activate, answer, search."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

from api.models import BOX, FORM, HEARD, ORDER, RULES, SHORT

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cluster(robot: Any) -> Any:
    """A robot that may do all, with the models deployed."""
    one = robot("/v2")
    files = {"order.bpmn": ORDER, "short.bpmn": SHORT, "check.form": FORM, "rules.dmn": RULES}
    one.told = one.deploy("/deployments", files, field="resources")
    return one


def activate(cluster: Any, type: str = "pay", **more: Any) -> list[dict[str, Any]]:
    asked = {"type": type, "timeout": 60_000, "maxJobsToActivate": 5, "worker": "w", "requestTimeout": -1, **more}
    jobs: list[dict[str, Any]] = cluster("POST", "/jobs/activation", asked)["jobs"]
    return jobs


def test_deploying_twice_is_deploying_once(cluster: Any) -> None:
    kinds = [next(name for name, value in one.items() if value) for one in cluster.told["deployments"]]
    assert kinds == ["processDefinition", "processDefinition", "form", "decisionDefinition", "decisionRequirements"]
    assert cluster.told["tenantId"] == "<default>"
    again = cluster.deploy("/deployments", {"order.bpmn": ORDER}, field="resources")
    assert again["deployments"] == cluster.told["deployments"][:1]
    found = cluster(
        "POST", "/process-definitions/search", {"filter": {"processDefinitionId": "order", "isLatestVersion": True}}
    )
    assert [one["processDefinitionKey"] for one in found["items"]] == [
        again["deployments"][0]["processDefinition"]["processDefinitionKey"]
    ]


def test_a_case_goes_from_job_to_task_to_message(cluster: Any) -> None:
    made = cluster(
        "POST",
        "/process-instances",
        {"processDefinitionId": "order", "variables": {"bill": "b1", "amount": 2.5}, "businessId": "B"},
    )
    case = made["processInstanceKey"]
    (job,) = activate(cluster, fetchVariable=["amount"])
    assert (job["variables"], job["customHeaders"], job["retries"]) == ({"amount": 2.5}, {"bank": "one"}, 2)
    assert (job["processInstanceKey"], job["rootProcessInstanceKey"], job["businessId"]) == (case, case, "B")
    assert job["jobLeaseToken"] == job["leaseToken"]
    stale = cluster("POST", f"/jobs/{job['jobKey']}/completion", {"jobLeaseToken": "7"}, status=409)
    assert (stale["title"], stale["status"]) == ("INVALID_STATE", 409)
    cluster("PATCH", f"/jobs/{job['jobKey']}", {"changeset": {"timeout": 120_000}})
    cluster(
        "POST",
        f"/jobs/{job['jobKey']}/completion",
        {"variables": {"paid": True}, "jobLeaseToken": job["jobLeaseToken"]},
    )
    assert cluster("POST", f"/jobs/{job['jobKey']}/completion", {}, status=404)["title"] == "NOT_FOUND"
    found = cluster(
        "POST",
        "/user-tasks/search",
        {"filter": {"processInstanceKey": case, "state": "CREATED", "candidateGroup": "editor"}},
    )
    (task,) = found["items"]
    assert found["page"] == {"totalItems": 1, "hasMoreTotalItems": False, "startCursor": "MA==", "endCursor": "MQ=="}
    place = f"/user-tasks/{task['userTaskKey']}"
    assert cluster("GET", f"{place}/form")["formId"] == "check-form"
    cluster("POST", f"{place}/assignment", {"assignee": "anna"})
    assert (
        cluster("POST", f"{place}/assignment", {"assignee": "bo", "allowOverride": False}, status=409)["status"] == 409
    )
    cluster("PATCH", place, {"changeset": {"priority": 80, "dueDate": "2030-01-01T00:00:00Z"}})
    told = cluster("GET", place)
    assert (told["assignee"], told["priority"], told["dueDate"]) == ("anna", 80, "2030-01-01T00:00:00.000Z")
    cluster("POST", f"{place}/completion", {"variables": {"ok": True}})
    values = cluster("POST", "/variables/search", {"filter": {"processInstanceKey": case}, "sort": [{"field": "name"}]})
    assert [(one["name"], one["value"]) for one in values["items"]] == [
        ("amount", "2.5"), ("bill", '"b1"'), ("ok", "true"), ("paid", "true"),
    ]  # fmt: skip
    waits = {"filter": {"processInstanceKey": case}}
    (waiting,) = cluster("POST", "/message-subscriptions/search", waits)["items"]
    at = {"filter": {"processInstanceKey": case, "elementId": "wait"}}
    (stands,) = cluster("POST", "/element-instances/search", at)["items"]
    assert (waiting["messageName"], waiting["correlationKey"], waiting["elementId"]) == ("paid", "b1", "wait")
    assert (waiting["elementInstanceKey"], waiting["lastUpdatedDate"]) == (
        stands["elementInstanceKey"], stands["startDate"],
    )  # fmt: skip
    nobody = {"name": "paid", "correlationKey": "b2"}
    assert cluster("POST", "/messages/correlation", nobody, status=404)["title"] == "NOT_FOUND"
    heard = cluster("POST", "/messages/correlation", {"name": "paid", "correlationKey": "b1"})
    assert heard["processInstanceKey"] == case
    assert cluster("GET", f"/process-instances/{case}")["state"] == "COMPLETED"
    steps = cluster(
        "POST", "/element-instances/search", {"filter": {"processInstanceKey": case, "type": {"$like": "*_TASK"}}}
    )
    assert [(one["elementId"], one["state"]) for one in steps["items"]] == [
        ("pay", "COMPLETED"),
        ("check", "COMPLETED"),
    ]


def test_a_message_that_is_kept_counts_once(cluster: Any) -> None:
    said = {"name": "paid", "correlationKey": "b1", "timeToLive": 60_000, "messageId": "m1"}
    cluster("POST", "/messages/publication", said)
    assert cluster("POST", "/messages/publication", said, status=409)["status"] == 409


def test_failing_throwing_and_incidents(cluster: Any) -> None:
    case = cluster("POST", "/process-instances", {"processDefinitionId": "order", "variables": {"bill": "b"}})[
        "processInstanceKey"
    ]
    (job,) = activate(cluster)
    cluster("POST", f"/jobs/{job['jobKey']}/failure", {"retries": 0, "errorMessage": "no answer"})
    (incident,) = cluster("POST", "/incidents/search", {"filter": {"processInstanceKey": case, "state": "ACTIVE"}})[
        "items"
    ]
    assert (incident["errorType"], incident["errorMessage"], incident["jobKey"]) == (
        "JOB_NO_RETRIES",
        "no answer",
        job["jobKey"],
    )
    assert cluster("GET", f"/process-instances/{case}")["hasIncident"] is True
    for place, expected in ((incident["elementInstanceKey"], [incident]), (case, [incident])):
        assert cluster("POST", f"/element-instances/{place}/incidents/search", {})["items"] == expected
    cluster("POST", f"/incidents/{incident['incidentKey']}/resolution")
    (again,) = activate(cluster)
    cluster("POST", f"/jobs/{again['jobKey']}/error", {"errorCode": "no-money"})
    assert cluster("GET", f"/process-instances/{case}")["state"] == "COMPLETED"
    wrong = cluster("POST", "/process-instances", {"processDefinitionId": "order", "colour": 1}, status=400)
    assert set(wrong) == {"type", "title", "status", "detail", "instance"}


def test_whoever_awaits_the_end_gets_the_variables_or_is_told_that_it_takes_longer(cluster: Any) -> None:
    late = cluster(
        "POST",
        "/process-instances",
        {"processDefinitionId": "short", "awaitCompletion": True, "requestTimeout": 100},
        status=504,
    )
    assert late["title"] == "DEADLINE_EXCEEDED"
    (first,) = activate(cluster, "do")
    cluster("POST", f"/jobs/{first['jobKey']}/completion", {})

    def work() -> None:
        from django.db import connection

        until = time.monotonic() + 10
        while time.monotonic() < until:
            for job in activate(cluster, "do", requestTimeout=3000):
                cluster("POST", f"/jobs/{job['jobKey']}/completion", {"variables": {"x": 1, "y": 2}})
                connection.close()
                return

    helper = threading.Thread(target=work)
    helper.start()
    done = cluster(
        "POST",
        "/process-instances",
        {"processDefinitionId": "short", "awaitCompletion": True, "fetchVariables": ["x"], "requestTimeout": 10_000},
    )
    helper.join()
    assert done["variables"] == {"x": 1}


def test_a_case_is_moved_paused_and_ended(cluster: Any) -> None:
    case = cluster("POST", "/process-instances", {"processDefinitionId": "order", "variables": {"bill": "b"}})[
        "processInstanceKey"
    ]
    move = {
        "moveInstructions": [
            {"sourceElementInstruction": {"sourceType": "byId", "sourceElementId": "pay"}, "targetElementId": "check"}
        ]
    }
    cluster("POST", f"/process-instances/{case}/modification", move)
    (task,) = cluster("POST", "/user-tasks/search", {"filter": {"processInstanceKey": case}})["items"]
    cluster(
        "PUT", f"/element-instances/{task['elementInstanceKey']}/variables", {"variables": {"note": "x"}, "local": True}
    )
    scopes = cluster("POST", "/variables/search", {"filter": {"name": "note"}})["items"]
    assert [one["scopeKey"] for one in scopes] == [task["elementInstanceKey"]]
    cluster("POST", f"/process-instances/{case}/suspension")
    assert cluster("GET", f"/process-instances/{case}")["state"] == "SUSPENDED"
    cluster("POST", f"/process-instances/{case}/resumption")
    cluster("POST", f"/process-instances/{case}/cancellation")
    assert cluster("GET", f"/process-instances/{case}")["state"] == "TERMINATED"
    started = cluster(
        "POST",
        "/process-instances",
        {"processDefinitionId": "order", "variables": {"bill": "b"}, "startInstructions": [{"elementId": "check"}]},
    )
    assert activate(cluster) == []
    found = cluster("POST", "/process-instances/search", {"filter": {"state": "ACTIVE"}})
    assert [one["processInstanceKey"] for one in found["items"]] == [started["processInstanceKey"]]


def test_a_task_listeners_robot_denies_and_corrects(cluster: Any) -> None:
    cluster.deploy("/deployments", {"heard.bpmn": HEARD}, field="resources")
    cluster("POST", "/process-instances", {"processDefinitionId": "heard"})

    def heard(event: str, result: dict[str, Any]) -> dict[str, Any]:
        (job,) = activate(cluster, "hear")
        assert (job["kind"], job["listenerEventType"]) == ("TASK_LISTENER", event)
        cluster("POST", f"/jobs/{job['jobKey']}/completion", {"result": {"type": "userTask", **result}})
        told: dict[str, Any] = job["userTask"]
        return told

    (job,) = activate(cluster, "hear")
    cluster("POST", f"/jobs/{job['jobKey']}/completion", {"result": {"denied": True}}, status=409)
    wrong = {"result": {"corrections": {"priority": 101}}}
    cluster("POST", f"/jobs/{job['jobKey']}/completion", wrong, status=400)
    changed = {"candidateGroups": ["chief"], "dueDate": "2030-01-01T00:00:00Z", "assignee": None}
    cluster("POST", f"/jobs/{job['jobKey']}/completion", {"result": {"type": "userTask", "corrections": changed}})
    (task,) = cluster("POST", "/user-tasks/search", {"filter": {"elementId": "ask"}})["items"]
    assert task["dueDate"] == "2030-01-01T00:00:00.000Z"
    assert [name.partition("@")[0] for name in task["candidateGroups"]] == ["chief"]
    place = f"/user-tasks/{task['userTaskKey']}"
    cluster("POST", f"{place}/assignment", {"assignee": "anna"})
    told = heard("ASSIGNING", {"corrections": {"assignee": "bo"}})
    assert (told["action"], told["assignee"], told["changedAttributes"]) == ("assign", "anna", ["assignee"])
    assert cluster("GET", place)["assignee"] == "bo"
    cluster("POST", f"{place}/completion", {"variables": {"x": 1}})
    heard("COMPLETING", {"denied": True, "deniedReason": "not yet"})
    told = cluster("GET", place)
    assert (told["state"], told["assignee"], told["completionDate"]) == ("CREATED", "bo", None)
    cluster("POST", f"{place}/completion", {})
    heard("COMPLETING", {})
    assert cluster("GET", place)["state"] == "COMPLETED"


def test_a_robot_chooses_what_an_ad_hoc_subprocess_opens(cluster: Any) -> None:
    cluster.deploy("/deployments", {"box.bpmn": BOX}, field="resources")
    asked = {"processDefinitionId": "box", "awaitCompletion": True, "requestTimeout": 1}
    cluster("POST", "/process-instances", asked, status=504)
    (job,) = activate(cluster, "choose")
    assert job["kind"] == "AD_HOC_SUB_PROCESS"
    assert job["variables"]["adHocSubProcessElements"] == [{"elementId": "work", "elementName": "Work"}]
    place = f"/jobs/{job['jobKey']}/completion"
    wrong = {"type": "adHocSubProcess", "activateElements": [{"elementId": "end"}]}
    cluster("POST", place, {"result": wrong}, status=409)
    opened = [{"elementId": "work", "variables": {"who": name}} for name in ("a", "b")]
    cluster("POST", place, {"result": {"type": "adHocSubProcess", "activateElements": opened}})
    jobs = activate(cluster, "work")
    assert [one["variables"]["who"] for one in jobs] == ["a", "b"]
    for number, one in enumerate(jobs):
        cluster("POST", f"/jobs/{one['jobKey']}/completion", {"variables": {"n": number}})
    (job,) = activate(cluster, "choose")
    result = {"type": "adHocSubProcess", "isCompletionConditionFulfilled": True}
    cluster("POST", f"/jobs/{job['jobKey']}/completion", {"result": result})
    found = cluster("POST", "/variables/search", {"filter": {"name": "all"}})["items"]
    assert [one["value"] for one in found] == ["[0,1]"]


def test_decisions_and_expressions(cluster: Any) -> None:
    told = cluster(
        "POST", "/decision-definitions/evaluation", {"decisionDefinitionId": "size", "variables": {"amount": 12}}
    )
    assert (told["output"], told["failureMessage"]) == ('"large"', None)
    (step,) = told["evaluatedDecisions"]
    assert [(rule["ruleId"], rule["evaluatedOutputs"][0]["outputValue"]) for rule in step["matchedRules"]] == [
        ("r2", '"large"')
    ]
    value = cluster("POST", "/expression/evaluation", {"expression": "=a + 1", "variables": {"a": 0.1}})
    assert (value["result"], value["warnings"]) == (1.1, [])
    assert (
        len(cluster("POST", "/expression/evaluation", {"expression": '=a + "x"', "variables": {"a": 1}})["warnings"])
        == 1
    )


def test_what_a_client_asks_of_a_cluster(cluster: Any) -> None:
    assert cluster("GET", "/topology")["clusterSize"] == 1
    assert cluster("GET", "/license")["validLicense"] is True
    assert cluster("GET", "/authentication/me")["tenants"][0]["tenantId"] == "<default>"
    assert cluster("GET", "/status", status=204) is None
    assert cluster("PUT", "/clock", {"timestamp": 1}, status=403)["title"] == "FORBIDDEN"
    missing = cluster("POST", "/batch-operations/search", {}, status=501)
    assert missing["detail"] == "POST /v2/batch-operations/search is not offered by Görel"
