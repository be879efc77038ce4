"""`gorel try`: runs a process in memory, and shows step by step what happens."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    command = commands.add_parser(
        "try",
        help="run a process in memory and show what happens",
        description="Runs the first process of the files in memory: work is answered from the answers (or by "
        "nothing), the clock jumps to the next timer, and decisions of .dmn files given besides are asked. Nothing is "
        "kept. Exits 1 when the model has errors or the case does not end.",
    )
    command.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help=".bpmn first; more .bpmn and .dmn may follow"
    )
    command.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a variable, as JSON or text")
    command.add_argument("--answers", type=Path, metavar="FILE.toml", help="[<element, name or job type>] name = value")
    command.add_argument("--svg", type=Path, metavar="FILE.svg", help="write the picture with the path marked")
    command.add_argument("--now", metavar="MOMENT", default="2020-01-01T09:00", help="what the clock shows at first")
    command.add_argument("--language", choices=("sv", "en"), default="sv")
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Try the process and show the story; returns 1 when it has errors or does not end."""
    from gorel.core import bpmn, dmn, engine
    from gorel.core.bpmn import svg
    from gorel.core.engine.simulation import Simulation
    from gorel.core.engine.story import tell
    from gorel.core.problems import ModelError
    from gorel.core.say import say
    from gorel.core.times import parse_moment
    from gorel.site.command import Trouble

    drawn = [bpmn.read(_bytes(path)) for path in given.files if path.suffix == ".bpmn"]
    if not drawn:
        raise Trouble("Give a .bpmn file to try.")
    findings = [finding for definitions in drawn for finding in bpmn.check(definitions)]
    for finding in findings:
        print(f"{'✗' if finding.severity == 'error' else '!'} {say(finding, given.language)}")
    if any(finding.severity == "error" for finding in findings):
        return 1
    decisions: dict[str, Any] = {}
    for path in given.files:
        if path.suffix == ".dmn":
            model = dmn.read(_bytes(path))
            decisions |= {decision.id: _Decision(model, decision.id) for decision in model.decisions}
    programs = [
        engine.compile(definitions, process.id, decisions=decisions)
        for definitions in drawn
        for process in definitions.processes
        if process.executable
    ]
    try:
        world = Simulation(programs, now=parse_moment(given.now))
    except ValueError:
        raise Trouble(f"{given.now} is no moment; write for example 2020-10-21T09:00.") from None
    answers = _answers(given.answers)
    message = next((start.name for start in programs[0].starts if start.kind == "message"), None)
    plain = any(start.kind == "none" for start in programs[0].starts)
    element = None if plain or message else programs[0].starts[0].element
    try:
        world.start(variables=_variables(given.set), message=None if plain else message, element=element)
    except ModelError as error:
        raise Trouble("\n".join(say(problem, given.language) for problem in error.problems)) from None
    world.run(lambda case, work: answers.answer(case.program.node(work.element).name, work))
    case = world.cases[0]
    print(f"\n{case.program.name}\n")
    for line in tell(world, given.language):
        print(f"{_clock(line.now)}  {line.what}")
    print(f"\n{'Avslutat' if given.language == 'sv' else 'Ended'}: {case.outcome.outcome if case.outcome else '–'}")
    print(json.dumps(case.variables, ensure_ascii=False, indent=1, default=str))
    for wait in case.waits():
        print(f"… {wait.kind}: {case.program.node(wait.element).name or wait.element} {wait.name}".rstrip())
    if given.svg is not None:
        went, here, stuck = world.path(case)
        given.svg.write_text(
            svg.draw(drawn[0], case.program.process, went=went, here=here, stuck=stuck), encoding="utf-8"
        )
    return 0 if case.is_ended else 1


class _Decision:
    """One decision of a .dmn file, as the engine asks it."""

    def __init__(self, model: Any, name: str) -> None:
        self.model, self.name = model, name

    def decide(self, inputs: Mapping[str, Any], *, now: int, seed: int, zone: str) -> Any:
        return self.model.decide(self.name, inputs, now=now, seed=seed, zone=zone)


class _Answers:
    """What work is answered with, by element id, name or job type; a list is one answer per time."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self.table = table
        self.times: dict[str, int] = {}

    def answer(self, name: str, work: Any) -> Mapping[str, Any]:
        for known in (work.element, name, getattr(work, "type", "")):
            if known in self.table:
                found = self.table[known]
                if isinstance(found, list):
                    at = self.times.get(known, 0)
                    self.times[known] = at + 1
                    return dict(found[min(at, len(found) - 1)])
                return dict(found)
        return {}


def _answers(path: Path | None) -> _Answers:
    import tomllib

    from gorel.site.command import Trouble

    if path is None:
        return _Answers({})
    try:
        return _Answers(tomllib.loads(_bytes(path).decode(), parse_float=Decimal))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Trouble(f"{path}: {error}") from None


def _variables(pairs: list[str]) -> dict[str, Any]:
    from gorel.site.command import Trouble

    found: dict[str, Any] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise Trouble(f"--set {pair}: write NAME=VALUE.")
        try:
            found[name] = json.loads(value, parse_float=Decimal)
        except ValueError:
            found[name] = value
    return found


def _bytes(path: Path) -> bytes:
    from gorel.site.command import Trouble

    try:
        return path.read_bytes()
    except OSError as error:
        raise Trouble(f"{path}: {error.strerror}.") from None


def _clock(now: int) -> str:
    from gorel.core.times import ZONE

    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=now)
    return f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M}"
