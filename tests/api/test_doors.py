"""Who may in: every path with no token, another organisation's, too narrow a scope, and the right one."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import urlencode

import msgspec
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from api.models import BILL
from gorel.accounts import tokens
from gorel.accounts.models import RobotCommand, RobotToken
from gorel.api import door as door_module
from gorel.api import doors, limits, openapi
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
    data = b"" if route.body is None else msgspec.json.encode(_least(route.body))
    return _CLIENT.generic(route.method, path, data=data, content_type="application/json", **more)


FORM = "application/x-www-form-urlencoded"
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


def test_another_organisation_sees_nothing_of_a_case(robot: Any) -> None:
    ours, theirs = robot("/engine-rest"), robot("/engine-rest", of=1)
    ours.deploy("/deployment/create", {"bill.bpmn": BILL})
    case = ours("POST", "/process-definition/key/bill/start", {"businessKey": "K"})["id"]
    (job,) = ours("GET", "/external-task")
    ids = {"id": case}
    by_family = {
        "process-instance": case, "execution": case, "external-task": job["id"], "history": case,
        "variable-instance": f"{case}~n", "incident": case, "job": job["id"], "task": case,
        "process-definition": ours("GET", "/process-definition", key="bill")[0]["id"],
        "deployment": ours("GET", "/deployment")[0]["id"], "decision-definition": "1",
    }  # fmt: skip
    for door, route in HERE:
        if door.prefix != "/engine-rest" or "{id}" not in route.path or route.multipart:
            continue
        ids = {"id": by_family[route.path.split("/")[1]]}
        answer = call(door, route, theirs.secret, ids)
        assert answer.status_code in (404, 400), (route.method, route.path, answer.content)
    lists = (
        "/process-instance", "/external-task", "/task", "/job", "/incident", "/execution", "/variable-instance",
        "/event-subscription", "/history/process-instance", "/history/activity-instance", "/deployment",
        "/history/variable-instance", "/history/external-task-log",
    )  # fmt: skip
    for path in lists:
        assert theirs("GET", path) == [], path
    assert {one["processInstanceId"] for one in theirs("GET", "/history/user-operation")} == {None}
    topics = [{"topicName": "check-bill", "lockDuration": 1000}]
    assert theirs("POST", "/external-task/fetchAndLock", {"workerId": "w", "maxTasks": 9, "topics": topics}) == []
    assert ours("GET", f"/process-instance/{case}")["businessKey"] == "K"
    eight, their_eight = robot("/v2"), robot("/v2", of=1)
    (found,) = eight("POST", "/process-instances/search", {})["items"]
    key = found["processInstanceKey"]
    for door, route in HERE:
        if door.prefix == "/v2" and "{key}" in route.path:
            number = found["processDefinitionKey"] if "definitions" in route.path else key
            answer = call(door, route, their_eight.secret, {"key": number})
            assert answer.status_code in (400, 404), (route.method, route.path, answer.content)
    for kind in ("process-instances", "user-tasks", "incidents", "variables", "element-instances"):
        assert their_eight("POST", f"/{kind}/search", {})["items"] == [], kind


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
    monkeypatch.setattr(door_module, "MOST_REFUSED", 2)
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
    filters = [one["name"] for one in openapi.describe("/engine-rest")["paths"]["/task"]["get"]["parameters"]]
    assert {"firstResult", "candidateGroup", "processInstanceId"} <= set(filters)
    assert openapi.describe("/v2")["paths"]["/jobs/activation"]["post"]["x-scope"] == "work"


def test_a_page_is_no_door_and_a_door_sets_no_cookie(robot: Any) -> None:
    one = robot("/v2")
    answer = Client().get("/v2/topology", HTTP_AUTHORIZATION=f"Bearer {one.secret}")
    assert (answer.headers["Content-Type"], answer.cookies) == ("application/json", {})
    assert doors.at("/v2x") is None
    assert doors.at("/desk/") is None
