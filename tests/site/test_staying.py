"""A robot that calls again at once is answered by the thread that it has; nobody else waits for a thread by that."""

from __future__ import annotations

import http.client
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

SERVER = """
import sys
from gunicorn.app.base import BaseApplication

class Server(BaseApplication):
    def load_config(self):
        given = dict(bind=sys.argv[1], worker_class="gorel.site.staying.StayingWorker", threads=8, keepalive=20)
        for name, value in {**given, "graceful_timeout": 5, "loglevel": "warning"}.items():
            self.cfg.set(name, value)
    def load(self):
        def answer(environ, start_response):
            import threading
            said = b"%d %s" % (threading.get_ident(), environ["wsgi.input"].read())
            start_response("200 OK", [("Content-Length", str(len(said)))])
            return [said]
        return answer

Server().run()
"""


@pytest.fixture
def server() -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-c", SERVER, f"127.0.0.1:{port}"])
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except OSError:
            time.sleep(0.05)
    yield port, process
    if process.poll() is None:
        process.kill()
        process.wait()


def ask(line: http.client.HTTPConnection, body: bytes) -> tuple[bytes, bytes]:
    line.request("POST", "/", body)
    thread, _, said = line.getresponse().read().partition(b" ")
    return thread, said


def test_a_caller_keeps_its_thread_and_many_idle_ones_keep_none(server: tuple[int, subprocess.Popen[bytes]]) -> None:
    port, process = server
    robot = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    answers = [ask(robot, b"%d" % number) for number in range(50)]
    assert [said for _thread, said in answers] == [b"%d" % number for number in range(50)]
    assert len({thread for thread, _said in answers}) <= 3  # one, unless the machine stood still for a while

    idle = [http.client.HTTPConnection("127.0.0.1", port, timeout=10) for _ in range(30)]
    for line in idle:
        ask(line, b"once")
    assert [ask(line, b"again")[1] for line in idle] == [b"again"] * 30

    whole = b"".join(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n%d" % number for number in range(3))
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(whole)  # three at once, before any answer
        got = b""
        while got.count(b"200 OK") < 3 or not got.endswith(b" 2"):
            got += line.recv(10_000)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 0
