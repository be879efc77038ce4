"""Running a package's tests: each is a script for `core.engine.simulate`, in memory. Nothing outside is touched.

process = "loan-request"        which process; the first one when left out
[variables]                     what the case begins with
[answers.approve]               what people and robots answer, by step or job type
[[message]]                     name, key, variables
[expect]                        outcome = "completed"; went = ["step", …]; not_went = […]; [expect.variables]
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from gorel.core import bpmn, dmn, engine
from gorel.core.problems import ModelError
from gorel.core.say import say
from gorel.ideas.packages.manifest import role_of

MOST_STEPS = 500


@dataclass(frozen=True)
class Result:
    """How one test went. Shape: reason is "" when it passed."""

    name: str
    passed: bool
    reason: str = ""


def run(files: Mapping[str, bytes], *, now: int, language: str = "sv") -> list[Result]:
    """Run all tests among *files*."""
    tests = {path: data for path, data in sorted(files.items()) if role_of(path) == "test"}
    if not tests:
        return []
    try:
        programs = _programs(files)
    except ModelError as error:
        reason = say(error.problems[0], language)  # type: ignore[arg-type]
        return [Result(path, False, reason) for path in tests]
    return [_run(path, data, programs, now, language) for path, data in tests.items()]


def _run(path: str, data: bytes, programs: dict[str, Any], now: int, language: str) -> Result:
    try:
        test = tomllib.loads(data.decode(), parse_float=Decimal)
        script = engine.Script(
            variables=test.get("variables", {}), answers=test.get("answers", {}), limit=MOST_STEPS,
            sent=tuple(engine.Sent(**one) for one in test.get("message", [])),
        )  # fmt: skip
        first = test.get("process") or next(iter(programs))
        ordered = [programs[first], *(program for key, program in programs.items() if key != first)]
        trace = engine.simulate(ordered, script, now=now, language=language)  # type: ignore[arg-type]
    except engine.IllegalEvent as refused:
        return Result(path, False, say(refused.problems[0], language))  # type: ignore[arg-type]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError, AttributeError, KeyError, StopIteration) as error:
        return Result(path, False, f"{type(error).__name__}: {error}"[:300])
    return _judged(path, test.get("expect", {}), trace)


def _judged(path: str, expected: Mapping[str, Any], trace: engine.Trace) -> Result:
    outcome = expected.get("outcome", "completed")
    if (trace.outcome or "waiting") != outcome:
        return Result(path, False, f"outcome = {trace.outcome or 'waiting'}, expect {outcome}")
    for element in expected.get("went", []):
        if not trace.went.get(element):
            return Result(path, False, f"went {element}: 0")
    for element in expected.get("not_went", []):
        if trace.went.get(element):
            return Result(path, False, f"went {element}: {trace.went[element]}")
    for name, value in expected.get("variables", {}).items():
        if trace.variables.get(name) != value:
            return Result(path, False, f"{name} = {trace.variables.get(name)!r}, expect {value!r}"[:300])
    return Result(path, True)


def _programs(files: Mapping[str, bytes]) -> dict[str, Any]:
    decisions: dict[str, Any] = {}
    for path, data in files.items():
        if role_of(path) == "rules":
            model = dmn.read(data)
            decisions |= {decision.id: _Decision(model, decision.id) for decision in model.decisions}
    drawn = [bpmn.read(data) for path, data in sorted(files.items()) if role_of(path) == "process"]
    return {
        process.id: engine.compile(definitions, process.id, decisions=decisions)
        for definitions in drawn
        for process in definitions.processes
        if process.executable
    }


class _Decision:
    """One decision of a .dmn file, as the engine asks it."""

    def __init__(self, model: Any, name: str) -> None:
        self.model, self.name = model, name

    def decide(self, inputs: Mapping[str, Any], *, now: int, seed: int, zone: str) -> Any:
        return self.model.decide(self.name, inputs, now=now, seed=seed, zone=zone)
