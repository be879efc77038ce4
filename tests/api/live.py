"""A whole Görel for clients of others: her web server in a process of its own, on a home of its own."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
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
