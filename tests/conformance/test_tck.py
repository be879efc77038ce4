"""The DMN TCK: the score stands in a file and may only rise."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TCK = ROOT.parent / "shared" / "tck"
SCORE = ROOT / "conformance" / "score.json"

pytestmark = pytest.mark.conformance


def test_tck_score_has_not_fallen(tmp_path):
    """Every case that passed still does; one that passes anew is written down at once."""
    if not (TCK / "run_tck.py").is_file():
        if os.environ.get("CI") == "true":
            pytest.fail(f"the DMN TCK is not at {TCK}, and CI may not go without it")
        warnings.warn(f"THE DMN TCK WAS NOT RUN: it is not at {TCK}", stacklevel=1)
        pytest.skip("no TCK here")
    report = tmp_path / "tck.json"
    ran = subprocess.run(
        [sys.executable, str(TCK / "run_tck.py"), str(ROOT / "conformance" / "tck_adapter.py"), "--tck", str(TCK),
         "--java", "run", "--strict-errors", "--jobs", "2", "--json", str(report)],
        capture_output=True, text=True, timeout=110, cwd=ROOT,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-2000:]
    found = json.loads(report.read_text())
    total = found["total"]
    failed = [f"{case['group']} {case['id']}: {case['msg']}" for case in found["cases"] if case["status"] != "passed"]
    score = {key: total[key] for key in ("cases", "passed", "value-passed", "null-by-exception")}
    assert score == json.loads(SCORE.read_text()), "\n".join(failed[:20])
