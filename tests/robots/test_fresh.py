"""A machine of somebody else's, with nothing but Python: what is installed there is small, and a robot works."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from api import live
from robots.test_elsewhere import MODULE, PICTURE

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment with `gorel[robots]` alone; its programs."""
    folder = tmp_path_factory.mktemp("fresh")
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    command = [
        str(folder / "bin/pip"),
        "install",
        "--quiet",
        "--constraint",
        "constraints.txt",
        "--editable",
        ".[robots]",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder / "bin"


def test_no_web_parts_are_installed_and_what_needs_them_says_so(fresh: Path, tmp_path: Path) -> None:
    listed = subprocess.run([str(fresh / "pip"), "list", "--format", "json"], capture_output=True, check=True).stdout
    names = {one["name"].lower() for one in json.loads(listed)}
    assert names.isdisjoint({"django", "gunicorn", "django-allauth", "psycopg", "whitenoise"})
    told = subprocess.run([str(fresh / "gorel"), "abilities", "file.read"], capture_output=True, text=True, check=True)
    assert "file.read" in told.stdout
    (tmp_path / "a.bpmn").write_bytes(PICTURE)
    refused = subprocess.run(
        [str(fresh / "gorel"), "run", "a.bpmn"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1), refused.stderr
    assert "pip install 'gorel[server,robots]'" in refused.stderr


def test_a_robot_from_there_does_the_job(fresh: Path, tmp_path: Path) -> None:
    (tmp_path / "far.py").write_text(MODULE, encoding="utf-8")
    with live.served(tmp_path / "home") as (address, token):

        def call(path: str, body: bytes | None = None, type: str = "application/json") -> Any:
            headers = {"Authorization": f"Bearer {token}", "Content-Type": type}
            request = urllib.request.Request(f"{address}/engine-rest{path}", data=body, headers=headers)
            with urllib.request.urlopen(request) as answer:
                return json.load(answer)

        head = b'--edge\r\nContent-Disposition: form-data; name="d"; filename="far.bpmn"\r\n\r\n'
        call("/deployment/create", head + PICTURE + b"\r\n--edge--\r\n", "multipart/form-data; boundary=edge")
        given = json.dumps({"variables": {"Namn": {"value": "Åsa"}}}).encode()
        case = call("/process-definition/key/far/start", given)["id"]
        robot = subprocess.Popen(
            [str(fresh / "gorel"), "robot", "run", "far.py", "--server", address],
            cwd=tmp_path, env={"PATH": os.environ["PATH"], "GOREL_TOKEN": token},
        )  # fmt: skip
        try:
            deadline = time.monotonic() + 60
            while call(f"/history/process-instance/{case}")["state"] != "COMPLETED":
                assert time.monotonic() < deadline
                time.sleep(0.2)
        finally:
            robot.terminate()
            assert robot.wait(60) == 0
        (said,) = call(f"/history/variable-instance?processInstanceId={case}&variableName=h%C3%A4lsning")
        assert said["value"] == "Hej Åsa"
