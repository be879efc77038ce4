"""A robot on another machine: the same functions, over the wire, to the end of a case."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gorel.accounts import tokens
from gorel.accounts.models import Organisation
from gorel.cases import deployment, programs, runtime
from gorel.cases.models import Case, Incident
from gorel.cases.values import from_json
from gorel.robots.elsewhere import Robot, Server, Unwelcome

pytestmark = pytest.mark.django_db(transaction=True)
SOURCES = Path(__file__).parents[2] / "src"
MODULE = """
import asyncio
import msgspec
from gorel.ability import BusinessError, Context, Doubt, ability

class Given(msgspec.Struct):
    Namn: str
    rader: list[dict] = []

class Made(msgspec.Struct):
    hälsning: str
    antal: int
    rader: list[dict]

WORDS = {"sv": "Hälsa", "en": "Greet"}

@ability("far.greet", title=WORDS, about=WORDS, timeout_seconds=1)
async def greet(given: Given, context: Context) -> Made | Doubt:
    if given.Namn == "Tvivel":
        return Doubt("far.unsure", {"sv": "Vet inte vem det är", "en": "Unknown"}, {"page": 7})
    if given.Namn == "Fel":
        raise BusinessError("UNKNOWN", "ingen sådan")
    if given.Namn == "Sen":
        await asyncio.sleep(2.5)  # longer than its lock
    return Made("Hej " + given.Namn, len(given.rader), given.rader)
"""
PICTURE = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="defs" targetNamespace="https://gorel.test">
  <error id="e" errorCode="UNKNOWN"/>
  <process id="far" isExecutable="true"><startEvent id="s"/>
    <serviceTask id="greet" name="Greet"><extensionElements><zeebe:taskDefinition type="far.greet"/>
    </extensionElements></serviceTask>
    <boundaryEvent id="caught" attachedToRef="greet"><errorEventDefinition errorRef="e"/></boundaryEvent>
    <endEvent id="end"/><endEvent id="unknown"/>
    <sequenceFlow id="f1" sourceRef="s" targetRef="greet"/><sequenceFlow id="f2" sourceRef="greet" targetRef="end"/>
    <sequenceFlow id="f3" sourceRef="caught" targetRef="unknown"/></process></definitions>"""


@pytest.fixture
def city() -> Iterator[Organisation]:
    programs.forget()
    city = Organisation.objects.create(name="Alingsås", slug="alingsas", kind="municipality")
    deployment.deploy([("far.bpmn", PICTURE)], organisation=city)
    yield city
    programs.forget()


def wait_for(condition: Callable[[], bool], seconds: float = 80) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.slow
def test_a_robot_does_jobs_over_the_wire_and_stops_cleanly(live_server, city: Organisation, tmp_path: Path) -> None:
    (tmp_path / "far.py").write_text(MODULE, encoding="utf-8")
    secret, _ = tokens.make(organisation=city, name="far", scopes=("work:*:far.*",))
    (tmp_path / "token").write_text(secret, encoding="ascii")
    cases = {
        name: runtime.start("far", variables={"Namn": name, "rader": [{"a": 1}]}, business_key=name, organisation=city)
        for name in ("Åsa", "Sen", "Fel", "Tvivel")
    }
    robot = subprocess.Popen(
        [sys.executable, "-m", "gorel", "robot", "run", "far.py", "--server", live_server.url, "--token", "@token"],
        cwd=tmp_path, env={"PYTHONPATH": str(SOURCES), "PATH": "/usr/bin"}, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        wait_for(lambda: Case.objects.filter(state__in=(Case.COMPLETED, Case.INCIDENT)).count() == 4)
    finally:
        robot.terminate()
        said, _ = robot.communicate(timeout=60)
    assert robot.returncode == 0, said
    states = {case.business_key: case.state for case in Case.objects.all()}
    assert states == {"Åsa": "completed", "Sen": "completed", "Fel": "completed", "Tvivel": "incident"}, said
    assert said.count("far.greet Sen: done") == 1  # its lock was made longer, so nobody else did it
    incident = Incident.objects.get()
    assert "Vet inte vem det är" in str(from_json(incident.problem))
    assert cases["Tvivel"].pk == incident.case_id


def test_a_robot_with_no_right_is_told_so_at_once(live_server, city: Organisation) -> None:
    from gorel.robots import everywhere

    robot = Robot(Server(live_server.url, "not-a-token"), ["file.read"])
    with pytest.raises(Unwelcome, match="401"):
        robot.run(threading.Event())
    assert everywhere.__all__ == []
