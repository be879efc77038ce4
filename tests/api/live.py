"""A whole Görel for clients of others: her web server in a process of its own, on a home of its own."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def served(home: Path) -> Iterator[tuple[str, str]]:
    """Serve until the block ends; yield (address, token)."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GOREL_")}
    environment |= {"GOREL_HOME": str(home), "DJANGO_SETTINGS_MODULE": "gorel.site.settings"}
    environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)

    def gorel(*words: str) -> str:
        command = [sys.executable, "-m", "gorel", *words]
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True, cwd=ROOT).stdout

    gorel("person", "anna@alingsas.example", "--name", "Anna", "--organisation", "Alingsås", "--role", "editor")
    token = re.search(r"gorel_\S+", gorel("token", "new", "--organisation", "Alingsås", "--scope", "all"))
    assert token is not None
    command = [sys.executable, "-m", "gorel", "web", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, cwd=ROOT)
    address = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + 180
        while True:
            try:
                urllib.request.urlopen(f"{address}/v2/status", timeout=5).close()
                break
            except OSError:
                assert time.monotonic() < until, "the server does not come up"
                assert server.poll() is None, "the server has ended"
                time.sleep(0.2)
        yield address, token[0]
    finally:
        server.terminate()
        server.wait(30)


@contextmanager
def overheard(address: str) -> Iterator[tuple[str, list[str]]]:
    """Stand between a client and the server; yield an address, and the paths that were called there by POST."""
    host, _, port = address.removeprefix("http://").partition(":")
    paths: list[str] = []

    def pass_on(source: socket.socket, target: socket.socket, *, listens: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if listens:
                    paths.extend(one.decode() for one in re.findall(rb"POST (/\S+) HTTP/1", data))
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def welcome() -> None:
        with suppress(OSError):  # until it is closed
            while True:
                line, _ = door.accept()
                onward = socket.create_connection((host, int(port)))
                for ends, listens in (((line, onward), True), ((onward, line), False)):
                    threading.Thread(target=pass_on, args=ends, kwargs={"listens": listens}, daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as door:
        threading.Thread(target=welcome, daemon=True).start()
        yield f"http://127.0.0.1:{door.getsockname()[1]}", paths
        door.shutdown(socket.SHUT_RDWR)
