"""`gorel run`: a process, once for each row of a file."""

from __future__ import annotations

import argparse
import gc
import os
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gorel.site.running.outcome import Result, Summary


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    command = commands.add_parser(
        "run",
        help="run a process once for each row of a file",
        description="Starts a case for each row (.xlsx, .ods or .csv; columns become variables), lets abilities and "
        "rules do what they can, and writes what became of each row to a result sheet. Rules, forms and processes "
        "that the picture names come along from its folder. The cases live in a small database of their own: what is "
        "interrupted goes on with --resume. Exits 1 when a row did not come to its end.",
    )
    command.add_argument("files", nargs="+", type=Path, metavar="FILE", help="the .bpmn; more files may follow")
    command.add_argument("--each", type=Path, metavar="ROWS", help=".xlsx, .ods or .csv; without it, one case")
    command.add_argument("--sheet", default="", help="the sheet with the rows (default: the first)")
    command.add_argument(
        "--key", default="", metavar="COLUMN", help="what tells rows apart (default: the row's number)"
    )
    command.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a variable of every case")
    command.add_argument("--abilities", action="append", default=[], metavar="MODULE", help="a module of your own")
    command.add_argument(
        "--answers",
        default="skip",
        metavar="ask|skip|FILE",
        help="who does people's tasks (default: skip, they stay open)",
    )
    command.add_argument("--out", type=Path, metavar="FILE", help="the result sheet (default: ROWS-resultat.xlsx)")
    command.add_argument("--parallel", type=int, default=8, metavar="N", help="how many abilities work at once")
    command.add_argument("--home", type=Path, metavar="DIR", help="the run's database (default: ROWS.gorel)")
    again = command.add_mutually_exclusive_group()
    again.add_argument("--resume", action="store_true", help="go on with a run that was interrupted, or waits")
    again.add_argument("--afresh", action="store_true", help="forget an earlier run of this home")
    add_grants(command)
    command.add_argument("--language", choices=("sv", "en"), default="sv")
    command.set_defaults(run=run)


def add_grants(command: argparse.ArgumentParser) -> None:
    """Declare the options that open folders, secrets and inner addresses to abilities."""
    command.add_argument(
        "--folder",
        action="append",
        default=[],
        metavar="NAME=PATH",
        help="a folder that abilities may use, or sftp://…",
    )
    command.add_argument(
        "--secret", action="append", default=[], metavar="NAME@HOST=VARIABLE",
        help="a secret from an environment variable, or from a file with =@FILE; HOST is where it may be used",
    )  # fmt: skip
    command.add_argument(
        "--reach", action="append", default=[], metavar="HOST", help="a private address that abilities may reach"
    )


def use_grants(given: argparse.Namespace) -> None:
    """Let the options answer what is granted. Errors: Trouble."""
    from gorel.ability import grants
    from gorel.robots.given import given as as_given
    from gorel.site.command import Trouble

    try:
        grants.use(as_given(given.folder, given.secret, given.reach))
    except (ValueError, OSError) as error:
        raise Trouble(str(error)) from None


def run(given: argparse.Namespace) -> int:
    """Run it; returns 1 when a row did not come to its end."""
    import django  # noqa: F401 - what is missing is said before anything is written

    from gorel.site.command import Trouble
    from gorel.site.commands.try_out import _variables
    from gorel.site.running import home, rows

    if given.parallel < 1:
        raise Trouble("--parallel counts from 1.")
    files = home.with_neighbours(given.files)
    headings, lines = rows.read(given.each, given.sheet, given.key) if given.each else ([], [rows.Row(1, "rad 1", {})])
    source = given.each or given.files[0]
    out = given.out or source.with_name(f"{source.stem}-resultat.xlsx")
    if out.suffix.lower() not in (".xlsx", ".ods", ".csv"):
        raise Trouble(f"--out {out}: the result is written to .xlsx, .ods or .csv.")
    if out.exists() and not (given.resume or given.afresh):
        raise Trouble(f"{out} is there already. Name another --out, go on with --resume, or begin anew with --afresh.")
    note = {
        "rows": home.digest(given.each.read_bytes()) if given.each else "",
        "files": home.digest(*(data for _, data in files)),
    }
    place = given.home or source.with_name(f"{source.stem}.gorel")
    home.open_home(place, note, resume=given.resume, afresh=given.afresh)
    return _run(given, files, headings, lines, _variables(given.set), out)


def _run(
    given: argparse.Namespace, files: list[tuple[str, bytes]], headings: list[str], lines: list[Any],
    variables: dict[str, Any], out: Path,
) -> int:  # fmt: skip
    """Do all that needs the memory; the home is named by now."""
    from gorel.site.prepare import setup

    setup()
    gc.collect()
    gc.freeze()  # what stands now stands for the whole run, and need not be looked through again and again
    gc.set_threshold(20_000, 20, 20)
    import logging

    import structlog

    from gorel.cases import deployment
    from gorel.cases.models import Process
    from gorel.core.say import say
    from gorel.robots.sheet import writing
    from gorel.site import tables
    from gorel.site.command import Trouble
    from gorel.site.modules import load
    from gorel.site.running import answers, feeding, outcome, working
    from gorel.site.running.progress import Progress

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    load(given.abilities)
    use_grants(given)
    answerer = answers.answerer(given.answers)
    tables.bring_up()
    deployed = deployment.deploy(files)
    for warning in deployed.warnings:
        print(f"! {say(warning, given.language)}", file=sys.stderr)
    process = Process.objects.filter(resource__kind="bpmn", resource__name=given.files[0].name).order_by("pk").first()
    if process is None:
        raise Trouble(f"{given.files[0].name} holds no process to run; give the .bpmn first.")
    began = time.monotonic()
    with Progress(len(lines), given.language) as progress:
        try:
            feeder = feeding.Feeder(process, lines, variables)
            working.work(given.parallel, feeder, on_look=progress.over)
            while answerer is not None:
                with progress.hidden():
                    count = answers.answer_all(answerer)
                if not count:
                    break
                working.work(given.parallel, feeder, on_look=progress.over)
        except KeyboardInterrupt:
            print(
                f"\nStopped; nothing is lost. Go on with: gorel run {' '.join(sys.argv[2:])} --resume", file=sys.stderr
            )
            return 130
    found = list(outcome.results(process, lines, given.language))
    columns, table = outcome.table(found, headings, given.language)
    out.write_bytes(writing.written(out.name, columns, table))
    tell(outcome.summary(found), found, time.monotonic() - began, out, given.language)
    return 0 if all(result.kind == "completed" for result in found) else 1


def tell(summary: Summary, found: list[Result], seconds: float, out: Path, language: str) -> None:
    """Print the run in numbers, and the first rows that a person must look at."""
    swedish = language == "sv"
    rate = summary.rows / max(seconds, 0.001)
    print(
        f"{summary.rows} {'rader på' if swedish else 'rows in'} {_span(seconds)} ({rate:.0f} /s)".replace(
            ".", "," if swedish else "."
        )
    )
    from gorel.site.running.outcome import WORDS

    for kind, count in summary.by_outcome.most_common():
        print(f"  {count:>7}  {WORDS[language].get(kind, kind)}")
    if summary.minutes_freed:
        hours = (summary.minutes_freed / 60).quantize(Decimal("0.1"))
        print(f"  {'Frigjord tid' if swedish else 'Time freed'}: {hours} h".replace(".", "," if swedish else "."))
    for type, count in summary.without_ability.items():
        text = "uppgifter av sorten {} kan ingen här göra" if swedish else "jobs of type {} that nobody here can do"
        print(f"  {count:>7}  {text.format(type)} (--abilities)")
    first = [result for result in found if result.trouble][:5]
    for result in first:
        print(f"  {'rad' if swedish else 'row'} {result.row.number}: {result.trouble.splitlines()[0]}")
    print(f"{'Resultat' if swedish else 'Result'}: {os.path.relpath(out)}")


def _span(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 90 else f"{int(seconds // 60)} min {int(seconds % 60)} s"
