"""A web server and a worker of their own, and visitors who speak to it over real HTTP."""

from __future__ import annotations

import html
import http.client
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

PORT = int(os.environ.get("BENCH_PORT", "8820"))
READS = 0.4  # seconds between the form and its answer: nobody is faster than `SHORTEST_SECONDS`
_TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def gorel(*words: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command of Görel's while inside, as in life: a process of its own."""
    command = [str(Path(sys.executable).with_name("gorel")), *words]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(60)


@contextmanager
def web() -> Iterator[subprocess.Popen[bytes]]:
    """Serve pages on `PORT` while inside; begins when it answers."""
    with gorel("web", "--port", str(PORT)) as process:
        end = time.monotonic() + 300
        while not 0 < Visitor().get("/")[0] < 500:
            if time.monotonic() > end:
                raise TimeoutError("gorel web does not answer")
            time.sleep(0.3)
        yield process


@contextmanager
def postbox() -> Iterator[str]:
    """Run an SMTP server that takes all and keeps nothing, a process of its own; gives its address as GOREL_SMTP."""
    speak = "from gorel.site.demo import mailbox; import sys; print(mailbox.start()[1], flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", speak], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().decode().strip()
        finally:
            process.terminate()  # its server's thread would keep it


def cpu(process: subprocess.Popen[bytes]) -> float:
    """Return the CPU time of a process and of those it started, so far. Units: seconds, user and system."""
    return sum(_cpu(pid) for pid in _family(process.pid))


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _family(pid: int) -> list[int]:
    children = [int(one) for file in Path(f"/proc/{pid}/task").glob("*/children") for one in file.read_text().split()]
    return [pid, *(other for child in children for other in _family(child))]


class Visitor:
    """Somebody with a browser of their own, and its cookies; a connection for each request."""

    def __init__(self, cookies: dict[str, str] | None = None) -> None:
        self._cookies = dict(cookies or {})

    def get(self, path: str) -> tuple[int, str]:
        """Return the answer's status and text; status 0 when none came."""
        return self._ask("GET", path, None)

    def post(self, path: str, body: str) -> tuple[int, str]:
        """Send a form; return as `get`. Shape: what a redirect leads to is not fetched."""
        return self._ask("POST", path, body)

    def sign_up(self, point: object, email: str) -> tuple[str, float]:
        """Fetch the form, fill it in, send it; return where it led, and how long both answers took in seconds."""
        path, began = f"/register/{point}/", time.perf_counter()
        status, page = self.get(path)
        shown = dict(re.findall(r'name="(shown|csrfmiddlewaretoken)" value="([^"]+)"', page))
        took = time.perf_counter() - began
        if status != 200 or "shown" not in shown:
            return f"form {status}", took
        time.sleep(READS)
        given = {"name": "Åsa Öberg", "email": email, "organisation": "Staden", "consent": "true"}
        given |= {name: html.unescape(value) for name, value in shown.items()}
        began = time.perf_counter()
        status, _page = self._ask("POST", path, urlencode(given))
        return str(status), took + time.perf_counter() - began

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded", "Referer": f"http://127.0.0.1:{PORT}{path}",
                "Origin": f"http://127.0.0.1:{PORT}",
            }  # fmt: skip
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=120)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as error:
            return 0, type(error).__name__
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _sign, value = line.split(";")[0].partition("=")
            self._cookies[name] = value
        return answer.status, text
