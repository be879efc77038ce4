"""Robots' calls are answered together, and each as if it had come alone."""

from __future__ import annotations

import itertools
import json
import socket
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from gunicorn.config import Config
from gunicorn.http import get_parser
from gunicorn.http.wsgi import create

from api.models import SHORT
from gorel.accounts import tokens
from gorel.accounts.models import Organisation
from gorel.api import limits, reach
from gorel.cases import deployment, runtime
from gorel.cases.models import Case, Job, LogEntry
from gorel.site import lane as lanes
from gorel.site import wire

HEAD = b"POST /engine-rest/external-task/a.1/complete HTTP/1.1\r\nHost: here\r\nContent-Length: 2\r\n"
PLAIN = HEAD + b"Authorization: Bearer x\r\nuser-agent: a robot/1 (of ours)\r\n\r\n{}"


def test_a_plain_call_is_read_as_the_web_server_reads_it() -> None:
    found = wire.read(PLAIN + b"POST /next")
    assert isinstance(found, wire.Read)
    assert found.rest == b"POST /next"
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(PLAIN)
        config = Config()
        request = next(get_parser(config, theirs, ("127.0.0.1", 1)))
        _response, environ = create(request, theirs, ("127.0.0.1", 1), ("127.0.0.1", 80), config)
        ours_read, theirs_read = found.environ.pop("wsgi.input").read(), environ["wsgi.input"].read()
    assert ours_read == theirs_read == b"{}"
    found.environ.pop("CONTENT_TYPE")  # "" for a call that names none
    assert found.environ == {name: environ[name] for name in found.environ}


@pytest.mark.parametrize("cut", [6, 30, len(HEAD), len(PLAIN) - 1])
def test_a_call_that_comes_in_pieces_is_waited_for(cut: int) -> None:
    assert wire.read(PLAIN[:cut]) is wire.Not.WHOLE


@pytest.mark.parametrize(
    "line",
    [
        b"Transfer-Encoding: chunked", b"Content-Length: 2", b"Content-Length: +2", b"Expect: 100-continue",
        b"Connection: close", b"Connection: upgrade", b"Host: there", b"X_Y: 1", b" folded", b"A : b", b"A: b\rC: d",
        b"A: b\nC: d", b"A: \xe5", b"A:\x00", b"A", b"TE: trailers",
        b"Connection: upgrade\r\nUpgrade: h2c", b"A: b ", b"A: b\tc", b"Transfer-Encoding : chunked",
        b"Content_Length: 3", b"Content-Length: 0x2", b"Content-Length: 2, 2", b": a", b"Host:\x0b there",
    ],
)  # fmt: skip
def test_what_could_be_understood_in_two_ways_is_for_the_web_server(line: bytes) -> None:
    assert wire.read(HEAD + line + b"\r\n\r\n{}") is wire.Not.PLAIN


@pytest.mark.parametrize(
    ("first", "headers"),
    [
        (b"GET /a HTTP/1.1", [b"Host: a"]),
        (b"POST /a HTTP/1.0", [b"Host: a", b"Content-Length: 0"]),
        (b"POST /a?b=c HTTP/1.1", [b"Host: a", b"Content-Length: 0"]),
        (b"POST /a  HTTP/1.1", [b"Host: a", b"Content-Length: 0"]),
        (b"POST /a HTTP/1.1 ", [b"Host: a", b"Content-Length: 0"]),
        (b"\r\nPOST /a HTTP/1.1", [b"Host: a", b"Content-Length: 0"]),
        (b"POST http://a/a HTTP/1.1", [b"Host: a", b"Content-Length: 0"]),
        (b"POST /a HTTP/1.1\nX: y", [b"Host: a", b"Content-Length: 0"]),
        (b"POST /%61 HTTP/1.1", [b"Host: a", b"Content-Length: 0"]),
        (b"POST /a HTTP/1.1", [b"Content-Length: 0"]),
        (b"POST /a HTTP/1.1", [b"Host: a"]),
        (b"POST /a HTTP/1.1", [b"Host: a", b"Content-Length: 65537"]),
        (b"POST /a HTTP/1.1", [b"Host: a", b"Content-Length: 00"]),
        (b"POST /" + b"a" * wire.LARGEST_HEAD + b" HTTP/1.1", [b"Host: a", b"Content-Length: 0"]),
    ],
)
def test_other_requests_are_for_the_web_server(first: bytes, headers: list[bytes]) -> None:
    assert wire.read(b"\r\n".join([first, *headers, b"", b""])) is wire.Not.PLAIN


class Worker:
    """Stands where the web server's worker does, and notes what it gets back."""

    def __init__(self) -> None:
        self.alive = True
        self.returned: list[tuple[Any, bool]] = []
        self.threads: list[tuple[Any, bytes]] = []

    def give_back(self, conn: Any, *, stays_open: bool) -> None:
        self.returned.append((conn, stays_open))

    def enqueue_req(self, conn: Any) -> None:
        self.threads.append((conn, conn.parser.unreader.data))


class Unreader:
    data = b""

    def unread(self, data: bytes) -> None:
        self.data = data + self.data


class Robot:
    """A connection in the lane, seen from outside."""

    def __init__(self, lane: lanes.Lane, token: str) -> None:
        self.line, served = socket.socketpair()
        self.line.settimeout(20)
        self.token = token
        self.conn = SimpleNamespace(
            sock=served, client=("127.0.0.1", 1), parser=SimpleNamespace(unreader=Unreader())
        )  # fmt: skip
        lane.take(self.conn)

    def say(self, path: str, body: Any) -> bytes:
        data = json.dumps(body).encode()
        head = f"POST {path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {self.token}\r\nContent-Length: {len(data)}"
        self.line.sendall(head.encode() + b"\r\n\r\n")
        self.line.sendall(data)
        return head.encode() + b"\r\n\r\n" + data

    def hear(self) -> tuple[int, Any]:
        data = b""
        while b"\r\n\r\n" not in data:
            data += self.line.recv(65536)
        head, _, body = data.partition(b"\r\n\r\n")
        said = [line.partition(b": ") for line in head.lower().split(b"\r\n")]
        length = next((int(value) for name, _, value in said if name == b"content-length"), 0)
        while len(body) < length:
            body += self.line.recv(65536)
        return int(head[9:12]), json.loads(body) if body else None

    def __call__(self, path: str, body: Any) -> tuple[int, Any]:
        self.say(path, body)
        return self.hear()


@pytest.fixture
def lane(monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> Iterator[tuple[lanes.Lane, Worker]]:
    monkeypatch.setattr(lanes, "STAYS", 5.0)  # a busy machine is no robot's silence
    monkeypatch.setattr(lanes, "LEAVES", 0.05)
    worker = Worker()
    lane = lanes.Lane(worker)  # type: ignore[arg-type]
    yield lane, worker
    worker.alive = False
    lane._bell.send(b".")
    until(lambda: not lane._lines and not lane._is_warm)


def until(holds: Any) -> None:
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.fixture
def token() -> str:
    reach._known.clear()
    limits._buckets.clear()
    tokens._known.clear()
    organisation = Organisation.objects.create(name="Alingsås", slug="alingsas", kind="municipality")
    deployment.deploy([("short.bpmn", SHORT)], organisation=organisation)
    for number in range(12):
        runtime.start("short", variables={"n": number}, organisation=organisation)
    return tokens.make(organisation=organisation, name="robot", scopes=["work"])[0]


FETCH = "/engine-rest/external-task/fetchAndLock"


def fetching(worker: str, **more: Any) -> dict[str, Any]:
    return {"workerId": worker, "maxTasks": 3, "topics": [{"topicName": "do", "lockDuration": 60_000}], **more}


@pytest.mark.db
def test_robots_fetch_and_complete_side_by_side_and_each_hears_what_is_his(
    lane: tuple[lanes.Lane, Worker], token: str
) -> None:
    robots = [Robot(lane[0], token) for _ in range(4)]
    for number, robot in enumerate(robots):
        robot.say(FETCH, fetching(f"w{number}"))
    taken = [robot.hear()[1] for robot in robots]
    names = [job["id"] for job in itertools.chain(*taken)]
    assert (len(names), len(set(names))) == (12, 12)
    for place in range(3):
        for number, robot in enumerate(robots):
            answer = {"workerId": f"w{number}", "variables": {"x": {"value": place}}}
            robot.say(f"/engine-rest/external-task/{taken[number][place]['id']}/complete", answer)
        assert [robot.hear() for robot in robots] == [(204, None)] * 4
    assert {case.state for case in Case.objects.all()} == {Case.COMPLETED}
    assert (Job.objects.count(), LogEntry.objects.filter(kind="completed").count()) == (0, 12)
    assert lane[1].threads == []


@pytest.mark.db
def test_what_is_refused_is_refused_to_that_robot_alone(lane: tuple[lanes.Lane, Worker], token: str) -> None:
    good, late, stranger, thief = (
        Robot(lane[0], token),
        Robot(lane[0], token),
        Robot(lane[0], "gorel_no"),
        Robot(lane[0], token),
    )
    [first, second, _third] = good(FETCH, fetching("w"))[1]
    path = f"/engine-rest/external-task/{first['id']}/complete"
    assert good(path, {"workerId": "w"}) == (204, None)
    good.say(f"/engine-rest/external-task/{second['id']}/complete", {"workerId": "w"})
    late.say(path, {"workerId": "w"})
    stranger.say(path, {"workerId": "w"})
    thief.say(f"/engine-rest/external-task/{_third['id']}/complete", {"workerId": "thief"})
    assert good.hear() == (204, None)
    assert [robot.hear()[0] for robot in (late, stranger, thief)] == [404, 401, 400]
    assert good(path, {"workerId": "w", "wrong": 1})[0] == 400


@pytest.mark.db
def test_who_would_wait_and_whatever_else_is_asked_gets_a_thread(lane: tuple[lanes.Lane, Worker], token: str) -> None:
    robot, patient, gone = Robot(lane[0], token), Robot(lane[0], token), Robot(lane[0], token)
    nothing = fetching("w", asyncResponseTimeout=20_000)
    nothing["topics"][0]["topicName"] = "nobody.asks"
    whole = patient.say(FETCH, nothing)
    other = robot.say("/engine-rest/message", {"messageName": "m"})
    gone.line.close()
    until(lambda: len(lane[1].threads) == 2 and len(lane[1].returned) == 1)
    assert {id(conn): data for conn, data in lane[1].threads} == {
        id(patient.conn): whole, id(robot.conn): other,
    }  # fmt: skip
    assert lane[1].returned == [(gone.conn, False)]
    assert limits._at_work == limits._waiting == 0


@pytest.mark.db
def test_a_silent_connection_goes_back_open(
    lane: tuple[lanes.Lane, Worker], token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "STAYS", 0.05)
    silent = Robot(lane[0], token)
    until(lambda: lane[1].returned)
    assert lane[1].returned == [(silent.conn, True)]
