"""Who may in: every path with no token, another organisation's, too narrow a scope, and the right one."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import urlencode

import msgspec
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from api import models
from api.models import BILL, ORDER, RULES, WAITING
from gorel.accounts import tokens
from gorel.accounts.models import RobotCommand, RobotToken
from gorel.api import asking, doors, limits, openapi
from gorel.api.route import OPEN, Route

pytestmark = [pytest.mark.db, pytest.mark.django_db]

HERE = [(door, route) for door in doors.DOORS for route in door.table.routes if route.verb != OPEN]


_CLIENT = Client()  # each new one puts all middleware together anew


def call(door: Any, route: Route, secret: str = "", ids: dict[str, str] | None = None) -> Any:
    """Call a route with the simplest body that it takes."""
    path = door.prefix + route.path.format_map({"id": "x", "key": "1", **(ids or {}), **_REST})
    more: dict[str, Any] = {"HTTP_AUTHORIZATION": f"Bearer {secret}"} if secret else {}
    if route.multipart:
        return _CLIENT.post(path, {"a": "b"}, **more)
    data = b"" if route.body is None else msgspec.json.encode(_SAID.get(route.path) or _least(route.body))
    return _CLIENT.generic(route.method, path, data=data, content_type="application/json", **more)


FORM = "application/x-www-form-urlencoded"
_SAID = {"/jobs/{key}": {"changeset": {"retries": 1}}}  # where the least is nothing, which is refused
_REST = {"name": "n", "tenant": "t", "resource": "1"}


def _least(body: Any) -> Any:
    """The smallest body: what must be there, as its type wants it."""
    found: dict[str, Any] = {}
    for field in msgspec.structs.fields(body):
        if field.required:
            found[field.encode_name] = _plain(field.type)
    return found


def _plain(kind: Any) -> Any:
    info = msgspec.inspect.type_info(kind)
    if isinstance(info, msgspec.inspect.StructType):
        return _least(info.cls)
    words = {"IntType": 1, "StrType": "x", "BoolType": True, "ListType": [], "DictType": {}}
    return words.get(type(info).__name__)


def test_every_path_wants_a_token_and_the_right_scope(robot: Any) -> None:
    other = dict.fromkeys(tokens.VERBS, "read") | {"read": "task"}
    secrets = {verb: robot("", verb).secret for verb in tokens.VERBS}
    for door, route in HERE:
        nobody = call(door, route)
        assert nobody.status_code == 401, (route.method, route.path)
        assert nobody.headers["Content-Type"] == door.error_type
        msgspec.json.decode(nobody.content, type=door.error)
        if route.verb == "any":
            assert call(door, route, secrets["read"]).status_code == 200
            continue
        narrow = call(door, route, secrets[other[route.verb]])
        assert narrow.status_code == 403, (route.method, route.path, narrow.content)
        if route.path.startswith("/clock"):
            continue  # no token may, but in a demo
        right = call(door, route, secrets[route.verb])
        assert right.status_code not in (401, 403, 405, 500, 501), (route.method, route.path, right.content)
        if right.status_code >= 400:
            msgspec.json.decode(right.content, type=door.error)


def _town(robot: Any) -> dict[str, dict[str, str]]:
    """A town with one of everything that a path can name; return the names, by the path's first words."""
    seven, eight = robot("/engine-rest"), robot("/v2")
    bill = seven.deploy("/deployment/create", {"bill.bpmn": BILL, "waiting.bpmn": WAITING, "rules.dmn": RULES})["id"]
    space = {"bill.bpmn": BILL, "rules.dmn": RULES}
    seven.deploy("/deployment/create", space, deployment_name="space", tenant_id="harbour")
    eight.deploy("/deployments", {"order.bpmn": ORDER, "check.form": models.FORM}, field="resources")

    def first(path: str, **query: str) -> dict[str, Any]:
        return seven("GET", path, **query)[0]

    def start(**more: Any) -> str:
        return seven("POST", "/process-definition/key/bill/start", {"variables": {"n": {"value": 1}}, **more})["id"]

    def fetched(case: str) -> str:
        job = first("/external-task", processInstanceId=case)["id"]
        seven("POST", f"/external-task/{job}/lock", {"workerId": "w", "lockDuration": 60_000}, status=204)
        return job

    decided = start()
    seven("POST", f"/external-task/{fetched(decided)}/complete", {"workerId": "w"}, status=204)
    broken = start()
    out = {"workerId": "w", "errorMessage": "no", "errorDetails": "all of it", "retries": 0}
    seven("POST", f"/external-task/{fetched(broken)}/failure", out, status=204)
    case = start()
    job = fetched(case)
    seven("POST", "/process-definition/key/waiting/start", {"variables": {"amount": {"value": 1}}})
    resource = seven("GET", f"/deployment/{bill}/resources")[0]["id"]
    task = first("/task", processInstanceId=decided)
    found = {
        "deployment": bill,
        "process-definition": first("/process-definition", key="bill")["id"],
        "decision-definition": first("/decision-definition", key="size")["id"],
        "external-task": job, "process-instance": case, "execution": task["executionId"], "task": task["id"],
        "incident": first("/incident")["id"], "job": first("/job")["id"],
        "variable-instance": first("/variable-instance", processInstanceIdIn=case)["id"],
        "history/process-instance": case,
        "history/activity-instance": first("/history/activity-instance", processInstanceId=case)["id"],
        "history/variable-instance": first("/history/variable-instance", processInstanceId=case)["id"],
        "history/external-task-log": first("/history/external-task-log", failureLog="true")["id"],
    }  # fmt: skip
    names = {
        f"/engine-rest/{family}": {
            "id": known, "name": "n", "tenant": "harbour", "resource": resource,
            "key": "size" if family == "decision-definition" else "bill",
        } for family, known in found.items()
    }  # fmt: skip

    for bill_number in ("1", "2"):
        eight("POST", "/process-instances", {"processDefinitionId": "order", "variables": {"bill": bill_number}})
    jobs = {"type": "pay", "timeout": 60_000, "maxJobsToActivate": 1, "worker": "w"}
    (paid,) = eight("POST", "/jobs/activation", jobs)["jobs"]
    eight("POST", f"/jobs/{paid['jobKey']}/completion", {}, status=204)
    (taken,) = eight("POST", "/jobs/activation", jobs)["jobs"]
    searched = {
        "process-definitions": "processDefinitionKey", "process-instances": "processInstanceKey",
        "element-instances": "elementInstanceKey", "variables": "variableKey", "user-tasks": "userTaskKey",
        "incidents": "incidentKey", "decision-definitions": "decisionDefinitionKey",
    }  # fmt: skip
    for family, key in searched.items():
        names[f"/v2/{family}"] = {"key": eight("POST", f"/{family}/search", {})["items"][0][key]}
    names["/v2/jobs"] = {"key": taken["jobKey"]}
    return names


def _about(door: Any, route: Route) -> str:
    """What a path's name in braces is about: its first words."""
    words = route.path.split("/")
    return f"{door.prefix}/" + ("/".join(words[1:3]) if words[1] == "history" else words[1])


def test_another_organisation_reaches_nothing_by_a_name_that_it_knows(robot: Any) -> None:
    town = _town(robot)
    ours, theirs = robot("/engine-rest").secret, robot("/engine-rest", of=1).secret
    named = [(door, route) for door, route in HERE if "{" in route.path]
    assert {_about(door, route) for door, route in named} == set(town)
    seen = set()
    for door, route in named:  # theirs first: what ours do may end what is named
        answer = call(door, route, theirs, town[_about(door, route)])
        assert answer.status_code == 404, (route.method, route.path, answer.content)
    for door, route in named:
        if route.method == "GET":
            answer = call(door, route, ours, town[_about(door, route)])
            if answer.status_code == 200:
                seen.add(_about(door, route))
    assert seen == set(town) - {"/v2/jobs"}  # a job is not read by its key; its commands were refused all the same


def test_another_organisation_sees_nothing_in_any_list(robot: Any) -> None:
    _town(robot)
    empty: set[str] = set()
    for door, route in HERE:
        listing = route.path.endswith("/search") if door.prefix == "/v2" else route.method == "GET"
        if "{" in route.path or not listing or route.verb != "read":
            continue
        mine, other = (call(door, route, robot(door.prefix, of=of).secret) for of in (0, 1))
        assert mine.status_code == other.status_code, route.path
        if mine.status_code != 200:
            continue
        here, there = (msgspec.json.decode(answer.content) for answer in (mine, other))
        if door.prefix == "/v2":
            here, there = here["items"], there["items"]
        if isinstance(here, list):
            assert (
                all(one.get("processInstanceId") is None for one in there)
                if "user-operation" in route.path
                else (there == [])
            ), route.path
            if here == []:
                empty.add(door.prefix + route.path)
        elif isinstance(here, dict) and "count" in here:
            assert there == {"count": 0} or "user-operation" in route.path, route.path
    assert empty == set()


def test_another_organisation_is_given_no_job(robot: Any) -> None:
    _town(robot)
    topics = [{"topicName": "check-bill", "lockDuration": 1000}]
    body = {"workerId": "w", "maxTasks": 9, "topics": topics}
    assert robot("/engine-rest", of=1)("POST", "/external-task/fetchAndLock", body) == []
    jobs = {"type": "pay", "timeout": 60_000, "maxJobsToActivate": 9, "worker": "w"}
    assert robot("/v2", of=1)("POST", "/jobs/activation", jobs) == {"jobs": []}


def test_scopes_reach_processes_and_job_types(robot: Any) -> None:
    robot("/engine-rest").deploy("/deployment/create", {"bill.bpmn": BILL})
    everything = robot("/engine-rest")
    case = everything("POST", "/process-definition/key/bill/start", {})["id"]
    narrow = robot("/engine-rest", "start:remind*", "read:remind*", "work:bill:mail.*", "manage:bill")
    narrow("POST", "/process-definition/key/bill/start", {}, status=404)
    assert narrow("GET", "/process-instance") == []
    narrow("GET", f"/process-instance/{case}", status=403)
    topics = [{"topicName": "check-bill", "lockDuration": 1000}]
    said = narrow("POST", "/external-task/fetchAndLock", {"workerId": "w", "maxTasks": 1, "topics": topics}, status=403)
    assert said["message"].endswith("--scope work:*:check-bill")
    narrow("PUT", f"/process-instance/{case}/variables/a", {"value": 1})
    right = robot("/engine-rest", "work:bill:check-*")
    assert len(right("POST", "/external-task/fetchAndLock", {"workerId": "w", "maxTasks": 1, "topics": topics})) == 1


def test_tokens_by_basic_and_oauth_and_their_end(robot: Any) -> None:
    one, client = robot("/v2", "read"), Client()
    basic = base64.b64encode(f"anybody:{one.secret}".encode()).decode()
    assert client.get("/v2/topology", HTTP_AUTHORIZATION=f"Basic {basic}").status_code == 200
    form = {"grant_type": "client_credentials", "client_id": "x", "client_secret": one.secret, "audience": "a"}
    given = client.post("/oauth/token", urlencode(form), content_type=FORM).json()
    assert (given["token_type"], given["expires_in"]) == ("Bearer", 3600)
    assert client.get("/v2/topology", HTTP_AUTHORIZATION=f"Bearer {given['access_token']}").status_code == 200
    wrong = client.post("/oauth/token", urlencode({**form, "client_secret": "gorel_wrong"}), content_type=FORM)
    assert (wrong.status_code, wrong.json()["error"]) == (401, "invalid_client")
    row = RobotToken.objects.get()
    assert one.secret not in str(row.__dict__)
    tokens.withdraw(row, by="person:1")
    for secret in (one.secret, given["access_token"]):
        assert client.get("/v2/topology", HTTP_AUTHORIZATION=f"Bearer {secret}").status_code == 401


def test_commands_are_kept_with_who_and_what(robot: Any) -> None:
    one = robot("/engine-rest")
    one.deploy("/deployment/create", {"bill.bpmn": BILL})
    case = one("POST", "/process-definition/key/bill/start", {"variables": {"name": {"value": "Anna"}}})["id"]
    one("POST", "/signal", {"name": ""}, status=400)
    found = list(RobotCommand.objects.order_by("pk").values_list("command", "about", "status"))
    assert [(command, status) for command, _about, status in found] == [
        ("engine-rest postDeploymentCreate", 200), ("engine-rest postProcessDefinitionKeyKeyStart", 200),
        ("engine-rest postSignal", 400),
    ]  # fmt: skip
    assert found[1][1] == case


def test_too_much_is_refused_with_when_to_come_again(robot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    one = robot("/v2")
    monkeypatch.setattr(limits, "BURST", 2)
    monkeypatch.setattr(limits, "PER_SECOND", 1)
    answers = [Client().get("/v2/topology", HTTP_AUTHORIZATION=f"Bearer {one.secret}") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].headers["Retry-After"] == "1"
    monkeypatch.setattr(limits, "BURST", 100)
    limits._buckets.clear()
    monkeypatch.setattr(limits, "LARGEST_JSON", 10)
    assert one("POST", "/signals/broadcast", {"signalName": "a" * 20}, status=413)["title"] == "PAYLOAD_TOO_LARGE"
    wrong = Client().post(
        "/v2/signals/broadcast", "a=b", content_type="text/csv", HTTP_AUTHORIZATION=f"Bearer {one.secret}"
    )
    assert wrong.status_code == 415
    monkeypatch.setattr(limits, "AT_WORK", 0)
    busy = Client().get("/v2/topology", HTTP_AUTHORIZATION=f"Bearer {one.secret}")
    assert (busy.status_code, busy.headers["Retry-After"]) == (429, "1")


def test_a_large_picture_arrives_whole_and_a_larger_one_is_refused(robot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    one = robot("/engine-rest")
    large = BILL + b"<!--" + b"x" * 3_000_000 + b"-->"
    (told,) = one.deploy("/deployment/create", {"bill.bpmn": large})["deployedProcessDefinitions"].values()
    assert one("GET", f"/process-definition/{told['id']}/xml")["bpmn20Xml"].encode() == large
    monkeypatch.setattr(limits, "LARGEST_FILES", 1_000)
    upload = {"a.bpmn": SimpleUploadedFile("a.bpmn", BILL)}
    answer = Client().post("/engine-rest/deployment/create", upload, HTTP_AUTHORIZATION=f"Bearer {one.secret}")
    assert answer.status_code == 413


def test_wrong_tokens_are_slowed_down_and_good_ones_are_not(robot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MOST_REFUSED", 2)
    wrong = [Client().get("/v2/topology", HTTP_AUTHORIZATION="Bearer gorel_wrong").status_code for _ in range(3)]
    assert wrong == [401, 401, 429]
    assert robot("/v2")("GET", "/topology")["clusterSize"] == 1


def test_what_is_not_offered_is_said_by_name(robot: Any) -> None:
    one = robot("/engine-rest")
    said = one("POST", "/batch", {}, status=501)
    assert said == {
        "type": "NotOfferedException",
        "message": "POST /engine-rest/batch is not offered by Görel",
        "code": 0,
    }
    assert one("GET", "/engine/default/version") == one("GET", "/version")
    one.deploy("/deployment/create", {"bill.bpmn": BILL})
    body = {"caseInstanceId": "x"}
    assert (
        one("POST", "/process-definition/key/bill/start", body, status=400)["message"]
        == "caseInstanceId is not offered by Görel"
    )
    assert one("PATCH", "/version", status=405)["type"] == "NotAllowedException"


def test_the_description_is_that_of_the_routes() -> None:
    for door in doors.DOORS[:2]:
        told = Client().get(f"{door.prefix}/openapi.json").json()
        assert told["openapi"] == "3.1.0"
        described = {(method.upper(), path) for path, methods in told["paths"].items() for method in methods}
        assert described == {(route.method, route.path) for route in door.table.routes}
        names = [one["operationId"] for methods in told["paths"].values() for one in methods.values()]
        assert len(names) == len(set(names))
    filters = [one["name"] for one in openapi.describe(doors.at("/engine-rest"))["paths"]["/task"]["get"]["parameters"]]
    assert {"firstResult", "candidateGroup", "processInstanceId"} <= set(filters)
    assert openapi.describe(doors.at("/v2"))["paths"]["/jobs/activation"]["post"]["x-scope"] == "work"


def test_a_page_is_no_door_and_a_door_sets_no_cookie(robot: Any) -> None:
    one = robot("/v2")
    answer = Client().get("/v2/topology", HTTP_AUTHORIZATION=f"Bearer {one.secret}")
    assert (answer.headers["Content-Type"], answer.cookies) == ("application/json", {})
    assert doors.at("/v2x") is None
    assert doors.at("/desk/") is None
