"""The summer workers' challenge of 2021, from its need to a package that a second home here installs and runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import template
from headless import SOURCES, address, run
from postbox import open_postbox

pytestmark = [pytest.mark.slow, pytest.mark.timeout(560)]
PACKAGE = "lana-i-stallet"
RUN = """
from gorel.accounts.models import Organisation
from gorel.cases import runtime
for number in range(5):
    runtime.start("lan", variables={"sak": "Tält", "varde": 900, "finns": True}, business_key=str(number),
                  organisation=Organisation.objects.get(slug="grannkommunen"))
"""
STORY = """
import json
from gorel.accounts.models import Person
from gorel.cases.models import Incident
from gorel.ideas import timeline
from gorel.ideas.models import Idea
from gorel.programme.models import Point
idea = Idea.objects.get(title="Låna i stället för att köpa")
story = timeline.of_idea(idea, Person.objects.get(email="idecoach@goteborg.example"))
print(json.dumps({
    "states": [story.challenge.state, idea.state, story.trials[0].state, story.solutions[0].state],
    "adopters": [[one.adopter_name, str(one.minutes_freed), one.state, one.is_confirmed] for one in story.adoptions],
    "points": [[point.slug, bool(point.recording_published_at)] for point in story.points],
    "packages": [str(one) for one in story.packages], "freed_here": str(story.freed_here),
    "incidents": Incident.objects.filter(state="open").count(),
    "late": Idea.objects.get(title__startswith="Gratis frukt").reason,
}))
"""


def gorel(home: Path, *words: str) -> str:
    """Run a command as an operator does; return what it says."""
    settings = {name: value for name, value in os.environ.items() if not name.startswith("GOREL_")}
    done = subprocess.run(
        [sys.executable, "-m", "gorel", *words], env=settings | {"GOREL_HOME": str(home), "PYTHONPATH": str(SOURCES)},
        capture_output=True, text=True, timeout=200,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def told(home: Path) -> dict[str, Any]:
    return json.loads(gorel(home, "django", "shell", "-v", "0", "-c", STORY).strip().splitlines()[-1])


def test_the_challenge_becomes_a_package_that_a_second_home_installs_runs_and_reports(tmp_path: Path) -> None:
    city, town = tmp_path / "city", tmp_path / "town"
    file, report = tmp_path / "lana.gorel", tmp_path / "report.json"
    template.furnish(city)
    with open_postbox() as post:
        run(city, smtp=address(post), until="2021-10-12")
    found = told(city)
    assert found["states"] == ["closed", "solved", "done", "published"]
    assert found["points"] == [["sommarjobbare-och-hallbarhet", True]]
    assert (found["packages"], found["freed_here"], found["incidents"]) == ([f"{PACKAGE} 1.0.0"], "156.0", 0)
    assert found["adopters"] == [["Grannkommunen (påhittad)", "None", "done", True]]
    gorel(city, "package", "export", PACKAGE, "--out", str(file))

    template.copy_to(town / "gorel.sqlite3")
    gorel(town, "person", "chef@grannkommunen.example", "--name", "Chef", "--organisation", "Grannkommunen",
          "--role", "administrator")  # fmt: skip
    looked = gorel(town, "package", "look", str(file))
    assert "Nobody here trusts the key yet" in looked
    assert "3 of 3 passed." in gorel(town, "package", "test", str(file))
    key = next(line.rpartition(" ")[2] for line in looked.splitlines() if line.startswith("From: "))
    gorel(town, "package", "trust", key)
    gorel(town, "package", "install", str(file), "--organisation", "grannkommunen", "--set", "lanedagar=21")
    gorel(town, "django", "shell", "-v", "0", "-c", RUN)
    gorel(
        town, "package", "report", PACKAGE, "--organisation", "grannkommunen", "--as", "Grannen", "--out", str(report)
    )

    assert "65.0 minutes freed" in gorel(city, "package", "receive", str(report))  # 5 loans x (9 + 4) minutes
    name, minutes, _state, is_confirmed = told(city)["adopters"][-1]
    assert (name, minutes, is_confirmed) == ("Grannen", "65.0", False)  # until the coach says that it counts
