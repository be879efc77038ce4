"""`gorel try`: runs a process in memory, and shows step by step what happens."""

from __future__ import annotations

import argparse
import json
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gorel.core import engine


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
    command.add_argument(
        "--answers",
        type=Path,
        metavar="FILE.toml",
        help="[<element, name or job type>] name = value; [[message]] name, key, variables",
    )
    command.add_argument("--svg", type=Path, metavar="FILE.svg", help="write the picture with the path marked")
    command.add_argument("--now", metavar="MOMENT", default="2020-01-01T09:00", help="what the clock shows at first")
    command.add_argument("--language", choices=("sv", "en"), default="sv")
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Try the process and show the story; returns 1 when it has errors or does not end."""
    from gorel.core import bpmn, dmn, engine
    from gorel.core.bpmn.picture import read_picture, way_of
    from gorel.core.say import say
    from gorel.core.times import parse_moment
    from gorel.ground.picture_files import as_file
    from gorel.site.command import Trouble
    from gorel.site.told import tell

    drawn = [bpmn.read(_bytes(path)) for path in given.files if path.suffix == ".bpmn"]
    if not drawn:
        raise Trouble("Give a .bpmn file to try.")
    models = [path for path in given.files if path.suffix == ".bpmn"]
    found = [(path, bpmn.check(definitions)) for path, definitions in zip(models, drawn, strict=True)]
    if sum(tell(str(path), findings, given.language) for path, findings in found if findings):
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
        now = parse_moment(given.now)
    except ValueError:
        raise Trouble(f"{given.now} is no moment; write for example 2020-10-21T09:00.") from None
    try:
        trace = engine.simulate(programs, _script(given), now=now, language=given.language)
    except engine.IllegalEvent as refused:
        raise Trouble("\n".join(say(problem, given.language) for problem in refused.problems)) from None
    show(trace, programs[0], given.language)
    if given.svg is not None:
        overlay = way_of(trace.went, trace.here, trace.stuck)
        picture = as_file(read_picture(_bytes(models[0])), programs[0].name, overlay)
        given.svg.write_text(picture, encoding="utf-8")
    return 0 if trace.outcome else 1


def show(trace: engine.Trace, program: engine.Program, language: str) -> None:
    """Print the story as a table, then what became of the case."""
    swedish = language == "sv"
    print(f"\n{program.name}\n")
    for line in trace.lines:
        print(f"{_clock(line.now)}  {line.what}")
    print(f"\n{'Slut' if swedish else 'Ended'}: {trace.outcome or ('nej' if swedish else 'no')}")
    print(json.dumps(trace.variables, ensure_ascii=False, indent=1, default=str))
    for wait in trace.waits:
        print(f"… {wait.kind}: {program.node(wait.element).name or wait.element} {wait.name}".rstrip())


class _Decision:
    """One decision of a .dmn file, as the engine asks it."""

    def __init__(self, model: Any, name: str) -> None:
        self.model, self.name = model, name

    def decide(self, inputs: Mapping[str, Any], *, now: int, seed: int, zone: str) -> Any:
        return self.model.decide(self.name, inputs, now=now, seed=seed, zone=zone)


def _script(given: argparse.Namespace) -> engine.Script:
    """Return the script that the options and the file of answers say."""
    from gorel.core import engine
    from gorel.site.command import Trouble

    variables = _variables(given.set)
    if given.answers is None:
        return engine.Script(variables=variables)
    try:
        table = tomllib.loads(_bytes(given.answers).decode(), parse_float=Decimal)
        sent = [engine.Sent(**one) for one in table.pop("message", [])]
        sent += [engine.Sent(signal=True, **one) for one in table.pop("signal", [])]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError, AttributeError) as error:
        raise Trouble(f"{given.answers}: {error}") from None
    return engine.Script(variables=variables, answers=table, sent=tuple(sent))


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
