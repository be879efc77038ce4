"""Asking systems over HTTP: what is asked twice, what is never asked twice, and where nobody gets to."""

from __future__ import annotations

import base64
import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from gorel.ability import Context, Doubt, NotGranted, Refused, grants
from gorel.robots import network
from gorel.robots.given import Given
from gorel.robots.http import asking, robot

CONTEXT = Context(job_key="c:1", case="c", type="http.request")


class _System(BaseHTTPRequestHandler):
    """Answers by its path; `seen` is all that came."""

    seen: list[dict[str, Any]] = []
    busy = 0
    location = "/json"

    def log_message(self, *_: object) -> None:
        pass

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.seen.append({"how": self.command, "path": self.path, "headers": dict(self.headers), "body": body})
        path = self.path.partition("?")[0]
        if path == "/busy" and _System.busy > 0:
            _System.busy -= 1
            return self._send(503, b"")
        if path == "/moved":
            self.send_response(302)
            self.send_header("Location", _System.location)
            self.send_header("Content-Length", "0")
            return self.end_headers()
        if path == "/token":
            return self._send(200, json.dumps({"access_token": "biljett-4711", "expires_in": 3600}).encode())
        if path == "/echo":
            return self._send(200, json.dumps({"said": self.headers.get("Authorization", "")}).encode())
        status = int(path.removeprefix("/status/")) if path.startswith("/status/") else 200
        return self._send(status, b'{"amount": 12.50, "paid": true}')

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = _answer


@pytest.fixture
def system(tmp_path: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _System)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    _System.seen.clear()
    asking._tokens.clear()
    secrets = {("KEY", "127.0.0.1"): "nyckel-77", ("ID", "127.0.0.1"): "görel", ("PASS", "127.0.0.1"): "sesam öppna"}
    before = grants.use(Given(folders={"out": str(tmp_path)}, secrets=secrets, hosts=["127.0.0.1"]))
    yield f"http://127.0.0.1:{server.server_port}"
    grants.use(before)
    server.shutdown()
    server.server_close()


def ask(url: str, **how: Any) -> Any:
    return robot.request(robot.Request(url=url, **how), CONTEXT)


def test_json_forms_and_files_are_sent_and_answers_read(system: str, tmp_path: Path) -> None:
    answer = ask(system + "/json", query={"nr": 7, "namn": "å ä", "paid": True})
    assert (answer.status, answer.json) == (200, {"amount": 12.5, "paid": True})
    assert _System.seen[-1]["path"] == "/json?nr=7&namn=%C3%A5+%C3%A4&paid=true"
    assert _System.seen[-1]["headers"]["Idempotency-Key"] == "c:1"
    ask(system + "/json", method="POST", json={"belopp": 1})
    assert json.loads(_System.seen[-1]["body"]) == {"belopp": 1}
    (tmp_path / "avtal.pdf").write_bytes(b"%PDF-1.7")
    ask(system + "/json", method="POST", form={"namn": "Åsa"}, files={"bilaga": "out/avtal.pdf"})
    assert _System.seen[-1]["headers"]["Content-Type"].startswith("multipart/form-data; boundary=")
    assert b'filename="avtal.pdf"' in _System.seen[-1]["body"]
    assert "Åsa".encode() in _System.seen[-1]["body"]
    ask(system + "/json", save_as="out/svar.json")
    assert json.loads((tmp_path / "svar.json").read_bytes()) == {"amount": 12.5, "paid": True}


def test_secrets_go_along_and_never_come_back(system: str) -> None:
    answer = ask(system + "/echo", headers={"Authorization": "Bearer secrets.KEY"})
    assert _System.seen[-1]["headers"]["Authorization"] == "Bearer nyckel-77"
    assert grants.blot(answer.json) == {"said": f"Bearer {grants.BLOTTED}"}
    ask(system + "/echo", user="secrets.ID", password="secrets.PASS")
    sent = _System.seen[-1]["headers"]["Authorization"].removeprefix("Basic ")
    assert base64.b64decode(sent).decode() == "görel:sesam öppna"
    with pytest.raises(Refused, match="must not hold a user"):
        ask("http://görel:sesam@127.0.0.1/")
    with pytest.raises(NotGranted, match="OTHER is not given"):
        ask(system + "/echo", headers={"Authorization": "secrets.OTHER"})


def test_a_token_of_client_credentials_is_fetched_once_and_renewed_when_refused(system: str) -> None:
    oauth = robot.Oauth(token_url=system + "/token", client_id="secrets.ID", client_secret="secrets.PASS", scope="a b")
    for _ in range(2):
        ask(system + "/echo", oauth=oauth)
    assert [one["path"] for one in _System.seen] == ["/token", "/echo", "/echo"]
    assert _System.seen[0]["body"] == b"grant_type=client_credentials&scope=a+b"
    assert _System.seen[2]["headers"]["Authorization"] == "Bearer biljett-4711"
    with pytest.raises(Refused, match="answered 401"):
        ask(system + "/status/401", oauth=oauth)
    assert [one["path"] for one in _System.seen[3:]] == ["/status/401", "/token", "/status/401"]


def test_what_may_work_later_is_tried_again_and_what_may_be_done_twice_is_a_doubt(system: str) -> None:
    _System.busy = 1
    with pytest.raises(asking.Busy, match="503"):
        ask(system + "/busy", method="POST")  # 503 says that nothing was done
    with pytest.raises(asking.Busy):
        ask(system + "/status/502")
    doubt = ask(system + "/status/502", method="POST")
    assert isinstance(doubt, Doubt)
    assert (doubt.code, doubt.data["status"]) == ("http.unsure", 502)
    with pytest.raises(Refused, match="answered 404 to GET"):
        ask(system + "/status/404")
    assert ask(system + "/status/404", accept=[404]).status == 404
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(OSError):
            ask(url, seconds=1)
        assert ask(url, method="POST", seconds=1).code == "http.unsure"


@pytest.mark.parametrize(
    "text",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.9.9", "169.254.169.254", "100.64.0.1", "0.0.0.0", "::1",
     "fe80::1%eth0",
     "fd00::1", "::ffff:10.0.0.1", "2002:0a00:0001::", "64:ff9b::a00:1", "224.0.0.1", "ff02::1"],
)  # fmt: skip
def test_private_addresses_are_known_in_all_their_forms(text: str) -> None:
    assert not network.is_public(text)


def test_public_addresses_are_public() -> None:
    assert all(map(network.is_public, ("193.13.78.1", "2a00:1450:400f::1", "::ffff:8.8.8.8")))


def test_private_addresses_are_reached_only_by_a_granted_name_also_through_redirects(
    system: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = system.rpartition(":")[2]
    with pytest.raises(NotGranted, match="localhost is a private address"):
        ask(f"http://localhost:{port}/json")
    _System.location = f"http://localhost:{port}/json"
    with pytest.raises(NotGranted, match="localhost is a private address"):
        ask(system + "/moved")
    _System.location = "/json"
    assert ask(system + "/moved").json["paid"] is True
    _System.location = "file:///etc/passwd"
    with pytest.raises(Refused, match="no address that begins with"):
        ask(system + "/moved")


def test_a_name_that_changes_its_answer_is_judged_by_the_answer_that_is_used(
    system: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([["193.13.78.1"], ["127.0.0.1"]])
    lookups: list[str] = []

    def look_up(host: str, port: int, **_: Any) -> list[Any]:
        lookups.append(host)
        return [(0, 0, 0, "", (one, port)) for one in next(answers)]

    monkeypatch.setattr(network.socket, "getaddrinfo", look_up)
    assert network.address("rebinding.example", 80, CONTEXT) == "193.13.78.1"  # what is judged is what is used
    with pytest.raises(NotGranted):
        network.address("rebinding.example", 80, CONTEXT)
    assert lookups == ["rebinding.example"] * 2


def test_what_goes_along_stays_with_its_host(system: str) -> None:
    port = system.rpartition(":")[2]
    grants.present().hosts |= {"localhost"}  # type: ignore[attr-defined]
    _System.location = f"http://localhost:{port}/json"
    ask(system + "/moved", headers={"Authorization": "Bearer secrets.KEY"})
    assert "Authorization" in _System.seen[0]["headers"]
    assert "Authorization" not in _System.seen[1]["headers"]
