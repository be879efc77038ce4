"""Runs the demo's whole story as its users do: as a command, against a real SMTP server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from threading import Lock
from typing import Any

from aiosmtpd.controller import Controller

SOURCES = Path(__file__).parents[2] / "src"


@dataclass
class Post:
    """An SMTP server outside Görel that keeps what it took."""

    taken: list[EmailMessage] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self.controller = Controller(self, hostname="127.0.0.1", port=0)

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        with self.lock:
            self.taken.append(message)
        return "250 OK"

    def __enter__(self) -> Post:
        self.controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.controller.stop()

    @property
    def address(self) -> str:
        assert self.controller.server is not None
        return f"127.0.0.1:{self.controller.server.sockets[0].getsockname()[1]}"


def command(home: Path, *, smtp: str, until: str = "2021-10-12") -> tuple[list[str], dict[str, str], Path]:
    """Return the command line, its environment, and where it writes its report."""
    report = home / "report.json"
    line = [
        sys.executable,
        "-m",
        "gorel",
        "demo",
        "--headless",
        "--until",
        until,
        "--report",
        str(report),
        "--smtp",
        smtp,
    ]
    settings = {name: value for name, value in os.environ.items() if not name.startswith("GOREL_")}
    return line, settings | {"GOREL_HOME": str(home), "PYTHONPATH": str(SOURCES)}, report


def run(home: Path, *, smtp: str, until: str = "2021-10-12") -> dict[str, Any]:
    """Run the story to its end and return the report."""
    line, environment, report = command(home, smtp=smtp, until=until)
    done = subprocess.run(line, env=environment, capture_output=True, text=True, timeout=110)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(report.read_text(encoding="utf-8"))
