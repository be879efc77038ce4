"""Runs that were saved as tests: what was done, and what is to come of it. They run anew whenever a draft is looked at.

A test is a file `NAME.test.json`:
  {"name": …, "stimuli": […], "expect": {"outcome": "completed", "here": [], "passed": {"Task_1": 1}, "variables": {…}}}
outcome is null for a run that is not over; passed counts how often each named step was passed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from gorel.accounts.models import Organisation
from gorel.cases.values import from_json, to_json
from gorel.desk.workshop import files as sets
from gorel.desk.workshop import saving, trying
from gorel.ground import slugs


@dataclass(frozen=True, slots=True)
class Result:
    """How one test went. Shape: differences are sentences; none when it passed."""

    file: str
    name: str
    differences: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return not self.differences


def record(world: trying.World, name: str) -> dict[str, Any]:
    """Return a run as a test that expects what happened."""
    went, here, stuck = world.path()
    outcome = world.case.outcome.outcome if world.case and world.case.outcome else None
    nodes = {node.id for node in world.program.nodes}
    expect = {
        "outcome": outcome, "here": sorted([*here, *stuck]),
        "passed": {element: count for element, count in sorted(went.items()) if element in nodes},
        "variables": world.variables,
    }  # fmt: skip
    return {"name": name, "stimuli": world.done, "expect": expect}


def as_file(test: Mapping[str, Any], files: Mapping[str, bytes]) -> tuple[str, bytes]:
    """Return a test as a file with a name that is free."""
    taken = {one.removesuffix(sets.TEST) for one in files}
    data = json.dumps(json.loads(to_json(test)), ensure_ascii=False, indent=1) + "\n"
    return slugs.free(saving.slug(test["name"]), taken) + sets.TEST, data.encode()


def run_all(files: Mapping[str, bytes], organisation: Organisation | None) -> list[Result]:
    """Run every test of a draft; with no organisation, with nothing but its files."""
    tests = sets.of_kind(files, "test")
    if not tests:
        return []
    try:
        found = trying.compile_set(files, organisation)
    except trying.CannotRun as cannot:
        return [Result(file, title(data, file), (str(cannot),)) for file, data in tests.items()]
    return [run(found, file, data) for file, data in tests.items()]


def run(found: list[Any], file: str, data: bytes) -> Result:
    """Run one test."""
    try:
        test = from_json(data.decode())
        script, expect = list(test["stimuli"]), dict(test["expect"])
    except (ValueError, KeyError, TypeError):
        return Result(file, file, (_("The test cannot be read."),))
    world = trying.play(found, script)
    return Result(file, str(test.get("name") or file), tuple(_differences(world, script, expect)))


def title(data: bytes, file: str) -> str:
    """Return what a test is called."""
    try:
        return str(json.loads(data).get("name") or file)
    except (ValueError, AttributeError):
        return file


def script_of(data: bytes) -> list[trying.Stimulus]:
    """Return what a test does; nothing when it cannot be read."""
    try:
        return list(from_json(data.decode())["stimuli"])
    except (ValueError, KeyError, TypeError):
        return []


def examples(files: Mapping[str, bytes], element: str) -> list[tuple[str, dict[str, Any]]]:
    """Return how tests have answered a step: (the test's name, values)."""
    found: dict[str, tuple[str, dict[str, Any]]] = {}
    for file, data in sets.of_kind(files, "test").items():
        for stimulus in script_of(data):
            if stimulus.get("do") == "answer" and stimulus.get("element") == element:
                values = dict(stimulus.get("values") or {})
                found.setdefault(to_json(values), (title(data, file), values))
    return list(found.values())


def _differences(world: trying.World, script: list[Any], expect: dict[str, Any]) -> list[str]:
    if len(world.done) < len(script):
        what = script[len(world.done)]
        return [
            _("It stops at step %(number)s (%(what)s): %(why)s")
            % {"number": len(world.done) + 1, "what": _called(world, str(what.get("element") or what.get("do"))),
               "why": world.refused}
        ]  # fmt: skip
    now = record(world, "")["expect"]
    found = []
    if now["outcome"] != expect.get("outcome"):
        said = {"now": outcome_word(now["outcome"]), "then": outcome_word(expect.get("outcome"))}
        found.append(_("It ends otherwise: %(now)s; expected: %(then)s.") % said)
    if now["here"] != expect.get("here", []):
        said = {"now": _list(world, now["here"]), "then": _list(world, expect.get("here", []))}
        found.append(_("It stands elsewhere: %(now)s; expected: %(then)s.") % said)
    passed = expect.get("passed", {})
    for element in sorted({*now["passed"], *passed}):
        if now["passed"].get(element, 0) != passed.get(element, 0):
            said = {
                "step": _called(world, element),
                "now": now["passed"].get(element, 0),
                "then": passed.get(element, 0),
            }
            found.append(_("“%(step)s” is passed %(now)s times; expected: %(then)s.") % said)
    given = json.loads(to_json(now["variables"]))
    for name, value in json.loads(to_json(expect.get("variables", {}))).items():
        if given.get(name) != value:
            said = {"name": name, "now": _short(given.get(name)), "then": _short(value)}
            found.append(_("%(name)s becomes %(now)s; expected: %(then)s.") % said)
    return found


def _called(world: trying.World, element: str) -> str:
    for node in world.program.nodes:
        if node.id == element:
            return str(node.name or element)
    return element


def _list(world: trying.World, elements: list[str]) -> str:
    return ", ".join(_called(world, element) for element in elements) or _("nowhere, it is over")


def outcome_word(outcome: str | None) -> str:
    """Return how a run ended, in words."""
    words = {"completed": _("it came to its end"), "terminated": _("it was stopped"), "threw": _("an error left it"),
             "cancelled": _("it was cancelled")}  # fmt: skip
    return words.get(outcome or "", _("it is not over"))


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:79]}…"
