"""Clients that others wrote, unmodified, run their workers to the end against Görel's own web server.

`make long` puts them into `build/clients`, an environment of their own.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api import live
from api.models import BILL, FORM, ORDER, SHORT

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]

HERE = Path(__file__).parent / "clients"
CLIENTS = live.ROOT / "build" / "clients"
DONE = {"good": 1, "fails once": 2, "throws": 1}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, Path]]:
    """A server, a token, and a folder with models."""
    if not (CLIENTS / "ready").exists():
        pytest.skip("the clients are not here; make long installs them")
    folder = tmp_path_factory.mktemp("models")
    for name, data in (("bill.bpmn", BILL), ("order.bpmn", ORDER), ("short.bpmn", SHORT), ("check.form", FORM)):
        (folder / name).write_bytes(data)
    with live.served(tmp_path_factory.mktemp("home")) as (address, token):
        yield address, token, folder


def deploy(address: str, token: str, folder: Path) -> None:
    edge = "edge"
    data = (folder / "bill.bpmn").read_bytes()
    head = f'--{edge}\r\nContent-Disposition: form-data; name="d"; filename="bill.bpmn"\r\n\r\n'.encode()
    request = urllib.request.Request(
        f"{address}/engine-rest/deployment/create", data=head + data + f"\r\n--{edge}--\r\n".encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": f"multipart/form-data; boundary={edge}"},
    )  # fmt: skip
    urllib.request.urlopen(request).close()


def ask(address: str, token: str, path: str) -> Any:
    request = urllib.request.Request(address + path, headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def start(address: str, token: str, what: str) -> str:
    body = json.dumps({"variables": {"what": {"value": what}}}).encode()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    place = f"{address}/engine-rest/process-definition/key/bill/start"
    with urllib.request.urlopen(urllib.request.Request(place, data=body, headers=headers)) as answer:
        return str(json.load(answer)["id"])


def run(*command: str) -> dict[str, Any]:
    done = subprocess.run(command, cwd=CLIENTS, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    told: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return told


def python(name: str, *words: str) -> dict[str, Any]:
    return run(str(CLIENTS / "venv" / "bin" / "python"), str(HERE / name), *words)


def node(name: str, *words: str) -> dict[str, Any]:
    (CLIENTS / name).write_bytes((HERE / name).read_bytes())
    return run("node", str(CLIENTS / name), *words)


def few(paths: list[str]) -> bool:
    """Whether a client waited for work at the server's: who asks again and again has asked hundreds of times."""
    return 0 < sum(path.endswith(("/fetchAndLock", "/jobs/activation")) for path in paths) < 60


def test_operaton_external_task_client_python3(server: tuple[str, str, Path]) -> None:
    address, token, folder = server
    deploy(address, token, folder)
    with live.overheard(address) as (near, paths):
        told = python("with_operaton.py", f"{near}/engine-rest", token)
    assert told["seen"] == DONE
    assert told["waited"] < 5
    assert few(paths)
    assert (told["same"], told["lost"]) == (True, "ACTIVE")
    assert "locked by another worker" in told["late"]
    waits = {
        what: ask(address, token, f"/engine-rest/task?processInstanceId={case}") for what, case in told["cases"].items()
    }
    assert {what: [one["taskDefinitionKey"] for one in tasks] for what, tasks in waits.items()} == {
        "good": ["approve"], "fails once": ["approve"], "throws": ["remind"],
    }  # fmt: skip


def test_operaton_tasks(server: tuple[str, str, Path], tmp_path: Path) -> None:
    address, token, folder = server
    deploy(address, token, folder)
    seen = tmp_path / "seen.json"
    script = (
        f"import sys; sys.path.insert(0, {str(HERE)!r}); import operaton_module, asyncio, operaton.tasks as o;"
        " asyncio.run(o.external_task_worker(o.handlers))"
    )

    def worker(near: str, name: str) -> subprocess.Popen[bytes]:
        environment = {
            **os.environ, "SEEN": str(seen), "ENGINE_REST_BASE_URL": f"{near}/engine-rest", "LOG_LEVEL": "ERROR",
            "OAUTH2_CLIENT_ID": "robot", "OAUTH2_CLIENT_SECRET": token, "OAUTH2_TOKEN_URL": f"{near}/oauth/token",
            "TASKS_WORKER_ID": name, "ENGINE_REST_LOCK_TTL_SECONDS": "3", "ENGINE_REST_POLL_TTL_SECONDS": "5",
        }  # fmt: skip
        return subprocess.Popen([str(CLIENTS / "venv" / "bin" / "python"), "-c", script], env=environment)

    def until(wanted: dict[str, int]) -> None:
        end = time.monotonic() + 60
        while time.monotonic() < end and not (seen.exists() and json.loads(seen.read_text() or "{}") == wanted):
            time.sleep(0.2)
        assert json.loads(seen.read_text()) == wanted

    with live.overheard(address) as (near, paths):
        first = worker(near, "first")
        try:
            time.sleep(3)  # it waits by now
            cases = {what: start(address, token, what) for what in DONE}
            until(DONE)
            cases["lost"] = start(address, token, "lost")  # the robot dies over it
            assert first.wait(30) == 1
        finally:
            first.kill()
        second = worker(near, "second")
        try:
            until({**DONE, "lost": 2})
            tasks: dict[str, list[str]] = {}
            end = time.monotonic() + 20
            while time.monotonic() < end and not (tasks and all(tasks.values())):
                found = {
                    what: ask(address, token, f"/engine-rest/task?processInstanceId={case}")
                    for what, case in cases.items()
                }
                tasks = {what: [one["taskDefinitionKey"] for one in some] for what, some in found.items()}
                time.sleep(0.2)
        finally:
            second.terminate()
            second.wait(20)
    assert few(paths)
    assert tasks == {"good": ["approve"], "fails once": ["approve"], "throws": ["remind"], "lost": ["approve"]}


def test_camunda_external_task_client_js(server: tuple[str, str, Path]) -> None:
    address, token, folder = server
    deploy(address, token, folder)
    with live.overheard(address) as (near, paths):
        told = node("with_c7.mjs", f"{near}/engine-rest", token)
    assert told["seen"] == DONE
    assert told["waited"] < 5
    assert few(paths)
    assert "locked by another worker" in told["lost"].pop("late")
    assert told["lost"] == {"same": True, "state": ["approve"]}
    assert told["types"] == {"what": "String", "done": "Boolean", "when": "Date", "rows": "Json"}


def test_camunda_orchestration_sdk(server: tuple[str, str, Path]) -> None:
    address, token, folder = server
    with live.overheard(address) as (near, paths):
        told = python("with_camunda.py", f"{near}/v2", token, str(folder))
    assert told["seen"] == DONE
    assert told["waited"] < 5
    assert few(paths)
    assert (told["deployed"], told["short"], told["tasks"], told["heard"]) == (3, {"x": 1}, 2, True)
    assert (told["lost"], told["late"]) == ([True, 2, True], "ConflictError")


def test_camunda_orchestration_cluster_api(server: tuple[str, str, Path]) -> None:
    address, token, folder = server
    with live.overheard(address) as (near, paths):
        told = node("with_c8.mjs", near, token, str(folder))
    assert told["seen"] == DONE
    assert told["waited"] < 5
    assert few(paths)
    assert (told["deployed"], told["short"], told["tasks"], told["heard"]) == (3, {"x": 1}, 2, True)
    assert (told["lost"], told["late"]) == ([True, 2, True], 404)
