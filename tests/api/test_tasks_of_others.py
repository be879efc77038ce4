"""Tasks as others' task lists use them: lent and given back, found by any of several things, looked up afterwards."""

from __future__ import annotations

from typing import Any

import pytest

from api.models import HEAD

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]

# Two tasks side by side, and a robot's job.
BESIDE = f"""{HEAD}<process id="beside" isExecutable="true" camunda:historyTimeToLive="P1D"><startEvent id="s"/>
<sequenceFlow id="a" sourceRef="s" targetRef="fork"/><parallelGateway id="fork"/>
<sequenceFlow id="b" sourceRef="fork" targetRef="read"/><userTask id="read" name="Read" camunda:assignee="kim"/>
<sequenceFlow id="c" sourceRef="fork" targetRef="sign"/><userTask id="sign" name="Sign" camunda:priority="70"
 camunda:candidateGroups="law"/><boundaryEvent id="late" attachedToRef="sign"><messageEventDefinition messageRef="m"/>
</boundaryEvent><sequenceFlow id="d" sourceRef="fork" targetRef="do"/>
<serviceTask id="do" camunda:type="external" camunda:topic="do"/></process><message id="m" name="too late"/>
</definitions>""".encode()


@pytest.fixture
def engine(robot: Any) -> Any:
    one = robot("/engine-rest")
    one.deploy("/deployment/create", {"beside.bpmn": BESIDE}, deployment_source="the registry")
    return one


def start(engine: Any, **variables: Any) -> str:
    given = {"businessKey": "K", "variables": {name: {"value": value} for name, value in variables.items()}}
    return str(engine("POST", "/process-definition/key/beside/start", given)["id"])


def names(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(one["name"] for one in rows)


def test_a_task_is_lent_and_comes_back_to_who_owns_it(engine: Any) -> None:
    start(engine)
    (task,) = engine("GET", "/task", assignee="kim")
    place = f"/task/{task['id']}"
    assert "not delegated" in engine("POST", place + "/resolve", {}, status=400)["message"]
    assert "userId" in engine("POST", place + "/delegate", {}, status=400)["message"]
    engine("POST", place + "/delegate", {"userId": "eva"}, status=204)
    engine("POST", place + "/delegate", {"userId": "bo"}, status=204)
    told = engine("GET", place)
    assert (told["assignee"], told["owner"], told["delegationState"]) == ("bo", "kim", "PENDING")
    assert names(engine("GET", "/task", delegationState="PENDING")) == ["Read"]
    engine("POST", place + "/resolve", {"variables": {"opinion": {"value": "good"}}}, status=204)
    told = engine("GET", place)
    assert (told["assignee"], told["owner"], told["delegationState"]) == ("kim", "kim", "RESOLVED")
    assert engine("GET", place + "/variables/opinion")["value"] == "good"
    assert "not delegated" in engine("POST", place + "/resolve", {}, status=400)["message"]
    engine("POST", place + "/complete", {}, status=204)
    (past,) = engine("GET", "/history/task", taskOwner="kim")
    assert (past["id"], past["assignee"], past["deleteReason"]) == (task["id"], "kim", "completed")


def test_past_tasks_say_how_long_they_took_and_how_they_ended(engine: Any) -> None:
    case = start(engine, town="Borås")
    (read,) = engine("GET", "/task", assignee="kim")
    engine("POST", f"/task/{read['id']}/complete", {}, status=204)
    engine("POST", "/message", {"messageName": "too late", "businessKey": "K"}, status=204)
    found = {one["name"]: one for one in engine("GET", "/history/task", processInstanceId=case)}
    assert {name: one["deleteReason"] for name, one in found.items()} == {"Read": "completed", "Sign": "deleted"}
    assert all(one["duration"] >= 0 and one["endTime"] >= one["startTime"] for one in found.values())
    (activity,) = engine("GET", "/history/activity-instance", activityId="read", processInstanceId=case)
    assert (activity["taskId"], activity["id"]) == (found["Read"]["id"], found["Read"]["activityInstanceId"])
    start(engine, town="Kinna")
    for filters, expected in (
        ({"unfinished": "true"}, ["Read", "Sign"]),
        ({"finished": "true", "taskAssignee": "kim"}, ["Read"]),
        ({"taskHadCandidateGroup": "law"}, ["Sign", "Sign"]),
        ({"taskDeleteReason": "deleted"}, ["Sign"]),
        ({"taskDeleteReason": "eaten"}, []),
        ({"processVariables": "town_eq_Kinna"}, ["Read", "Sign"]),
        ({"taskDefinitionKeyIn": "read,other"}, ["Read", "Read"]),
        ({"finishedBefore": "2020-01-01T00:00:00.000+0000"}, []),
    ):
        assert names(engine("GET", "/history/task", **filters)) == expected, filters
        assert engine("GET", "/history/task/count", **filters) == {"count": len(expected)}


def test_any_filter_of_an_or_query_will_do_and_the_rest_must_fit(engine: Any) -> None:
    first, second = start(engine, town="Borås"), start(engine, town="Kinna")

    def tasks(*queries: dict[str, Any], **more: Any) -> list[str]:
        return names(engine("POST", "/task", {"orQueries": list(queries), **more}))

    assert tasks({"assignee": "kim", "name": "Sign"}) == ["Read", "Read", "Sign", "Sign"]
    assert tasks({"assignee": "kim", "name": "Sign"}, processInstanceId=first) == ["Read", "Sign"]
    assert tasks({"assignee": "nobody", "minPriority": 60}) == ["Sign", "Sign"]
    assert tasks({"candidateGroup": "law", "unassigned": False}) == ["Sign", "Sign"]
    assert tasks({"name": "Read", "minPriority": 60}, {"assignee": "kim", "name": "None"}) == ["Read", "Read"]
    town = {"name": "town", "operator": "eq"}
    towns = {"processVariables": [{**town, "value": "Borås"}, {**town, "value": "KINNA"}]}
    assert tasks(towns) == ["Read", "Sign"]
    assert tasks({**towns, "variableValuesIgnoreCase": True}) == ["Read", "Read", "Sign", "Sign"]
    for wrong in ({"sortBy": "name"}, {"firstResult": 1}, {}, {"unassigned": False}):
        assert engine("POST", "/task", {"orQueries": [wrong]}, status=400)
    cases = {"orQueries": [{"processInstanceIds": [first], "businessKey": "other"}]}
    for path in ("/process-instance", "/history/process-instance"):
        given = cases if path[1] == "p" else {"orQueries": [{"processInstanceId": first, "finished": True}]}
        assert [one["id"] for one in engine("POST", path, given)] == [first]
        either = {"orQueries": [{"variables": [{**town, "value": "Kinna"}, {**town, "value": "Skene"}]}]}
        assert [one["id"] for one in engine("POST", path, either)] == [second]


def test_a_job_says_since_when_it_waits_and_why_it_failed_last(engine: Any) -> None:
    start(engine)
    asked = {"workerId": "w", "maxTasks": 1, "topics": [{"topicName": "do", "lockDuration": 600_000}]}
    (job,) = engine("POST", "/external-task/fetchAndLock", asked)
    (entered,) = engine("GET", "/history/activity-instance", activityId="do")
    assert (job["createTime"], job["errorDetails"]) == (entered["startTime"], None)
    failed = {"workerId": "w", "retries": 2, "retryTimeout": 0, "errorMessage": "no", "errorDetails": "line 1\nline 2"}
    engine("POST", f"/external-task/{job['id']}/failure", failed, status=204)
    details = engine("GET", f"/external-task/{job['id']}/errorDetails")
    assert details.content == b"line 1\nline 2"
    (line,) = engine("GET", "/history/external-task-log", failureLog="true")
    assert engine("GET", f"/history/external-task-log/{line['id']}/error-details").content == details.content
    (again,) = engine("POST", "/external-task/fetchAndLock", asked)
    assert (again["errorMessage"], again["errorDetails"]) == ("no", "line 1\nline 2")


def test_a_deployment_says_where_it_comes_from(engine: Any) -> None:
    assert [one["source"] for one in engine("GET", "/deployment", source="the registry")] == ["the registry"]
    assert engine("GET", "/deployment/count", withoutSource="true") == {"count": 0}
