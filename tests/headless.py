"""Runs the demo's whole story as its users do: as a command, against a real SMTP server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from postbox import Postbox

SOURCES = Path(__file__).parents[1] / "src"


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
    done = subprocess.run(
        line, env=environment, capture_output=True, text=True, timeout=400
    )  # a busy machine takes its time
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(report.read_text(encoding="utf-8"))


def address(post: Postbox) -> str:
    """Return what `--smtp` takes."""
    return f"{post.host}:{post.port}"
