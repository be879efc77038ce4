"""A made-up week, run headless to its end: everybody hears what they are to hear once, and nothing is left behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gorel.site.demo.generated import plan

SOURCES = Path(__file__).parents[2] / "src"


def _run(home: Path, *, points: int, registrations: int, hours: float) -> dict:
    report = home / "report.json"
    line = [
        sys.executable, "-m", "gorel", "demo", "--generated", "--points", str(points),
        "--registrations", str(registrations), "--report", str(report),
    ]  # fmt: skip
    settings = {name: value for name, value in os.environ.items() if not name.startswith("GOREL_")}
    environment = settings | {"GOREL_HOME": str(home / "home"), "PYTHONPATH": str(SOURCES)}
    done = subprocess.run(line, env=environment, capture_output=True, text=True, timeout=hours * 3600)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(report.read_text(encoding="utf-8"))


def _holds(told: dict, *, registrations: int) -> None:
    """Say what must be true of a week of any size."""
    week, end = told["week"], told["end"]
    assert (week["findings"], end["findings"]) == ([], [])
    assert set(week["cases"]["waiting"]) <= {
        "afterwards: needs-due + afterwards: recorded",
        "point: cancelled + point: film-came + point: month-later",
    }
    assert (end["cases"]["waiting"], end["registrations"], end["incidents"]) == ({}, {}, 0)
    kept, refused = sum(week["registrations"].values()), sum(week["refused"].values())
    assert kept + refused + week["mails"].get("already_registered", 0) == registrations
    assert week["mails"]["thanks"] == week["registrations"]["registered"]
    assert end["mails"] == week["mails"]


def test_the_same_seed_makes_the_same_week_and_another_makes_another():
    size = plan.Size(points=20, registrations=100)
    first = plan.of(size)
    plan.of.cache_clear()
    assert plan.of(size) == first
    assert plan.of(plan.Size(points=20, registrations=100, seed=1)) != first
    assert (len(first.points), len(first.tries)) == (20, 100)
    assert all(one.email.isascii() and one.email.endswith(".example") for one in first.tries)
    assert any(letter in one.name for one in first.tries for letter in "åäöÅÄÖ")


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_small_made_up_week_runs_to_its_end_and_is_clean(tmp_path):
    _holds(_run(tmp_path, points=20, registrations=150, hours=0.24), registrations=150)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_a_made_up_week_of_a_fair_size_runs_to_its_end_and_is_clean(tmp_path):
    """A thousand points and 20,000 sign-ups are told by the command (docs/performance.md)."""
    _holds(_run(tmp_path, points=150, registrations=2000, hours=0.97), registrations=2000)
