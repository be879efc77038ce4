"""The forms that abilities give the process editor are such as the editor itself would take."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CLIENTS = ROOT / "build" / "clients"
SCRIPT = ROOT / "tests" / "api" / "clients" / "validate_templates.mjs"


@pytest.mark.long
def test_every_template_fits_the_editors_own_schema(tmp_path: Path) -> None:
    if not (CLIENTS / "ready").exists():
        pytest.skip("the editor's validator is not here; make long installs it")
    command = [sys.executable, "-m", "gorel", "abilities", "--templates", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    made = sorted(tmp_path.glob("*.json"))
    (CLIENTS / SCRIPT.name).write_bytes(SCRIPT.read_bytes())

    def judged(*files: Path) -> dict[str, object]:
        line = ["node", str(CLIENTS / SCRIPT.name), *map(str, files)]
        told = subprocess.run(line, capture_output=True, text=True, check=True)
        return json.loads(told.stdout)

    assert judged(*made) == {"count": len(made), "wrong": {}}
    broken = json.loads(made[0].read_text(encoding="utf-8"))
    del broken["appliesTo"]
    (tmp_path / "broken").write_text(json.dumps(broken), encoding="utf-8")
    assert list(judged(tmp_path / "broken")["wrong"]) == [broken["id"]], "the validator is awake"
