"""What the worker notes is a line for machines, without anybody's data."""

from __future__ import annotations

import json
import subprocess
import sys

NOTE = """
import structlog
from gorel.ground import logs
logs.configure()
address = "anna@deltagare.example"
try:
    raise ValueError("no such row")
except ValueError:
    structlog.get_logger("gorel.cases").exception("worker.set-aside", case=7)
"""


def test_a_failure_is_one_line_of_json_and_shows_no_variables():
    said = subprocess.run([sys.executable, "-c", NOTE], capture_output=True, text=True, check=True).stderr
    (line,) = said.splitlines()
    told = json.loads(line)
    assert (told["event"], told["case"], told["level"]) == ("worker.set-aside", 7, "error")
    assert told["exception"].endswith("ValueError: no such row")
    assert "anna@deltagare.example" not in line
