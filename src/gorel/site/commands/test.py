"""`gorel test`: compares what rules answer, or how a process runs, with what its tests expect."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

SUFFIXES = (".bpmn", ".dmn", ".form", ".test.json")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    command = commands.add_parser(
        "test",
        help="compare what rules answer, or how a process runs, with what its tests expect",
        description="With --cases: tries the decisions of a DMN file on cases. A column called after an input gives "
        "it; one called after a decision says what is expected. Without: plays the .test.json files of a process, as "
        "the workshop saves them, against its .bpmn, .dmn and .form files. Exits 1 when something is not as expected.",
    )
    command.add_argument("files", nargs="+", type=Path, metavar="FILE", help="files, folders or .zip files of a draft")
    command.add_argument("--cases", type=Path, metavar="CASES", help=".csv, .jsonl, .xlsx or .ods")
    command.add_argument("--explain", action="store_true", help="say why, for each answer that was not expected")
    command.add_argument("--language", choices=("sv", "en"), default="sv", help="of grounds and findings")
    command.add_argument("--on", metavar="DATE", help="the day that rules about today see (default: today)")
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Try all and say what fails; exits 1 when something does."""
    return _rules(given) if given.cases else _draft(given)


def _draft(given: argparse.Namespace) -> int:
    """Play the tests of a process. No database is asked, and nothing outside."""
    from gorel.site.command import Trouble
    from gorel.site.prepare import setup

    setup()
    from django.utils import translation

    from gorel.desk.workshop import files, testing
    from gorel.site.rules.words import WORDS

    words = WORDS[given.language]
    with translation.override(given.language):
        try:
            found = files.take([one for path in given.files for one in _read(path)])
        except files.BadFiles as bad:
            raise Trouble(str(bad)) from None
        results = testing.run_all(found, None)
    if not results:
        raise Trouble(words["no-tests"])
    for result in results:
        print(f"{'✓' if result.passed else '✗'} {result.name}")
        for difference in result.differences:
            print(f"    {difference}")
    failed = sum(not result.passed for result in results)
    print(words["tests"].format(tests=len(results), passed=len(results) - failed, failed=failed))
    return 1 if failed else 0


def _read(path: Path) -> Iterator[tuple[str, bytes]]:
    from gorel.site.command import Trouble

    try:
        if path.is_dir():
            for one in sorted(path.iterdir()):
                if one.name.endswith(SUFFIXES):
                    yield one.name, one.read_bytes()
        else:
            yield path.name, path.read_bytes()
    except OSError as error:
        raise Trouble(f"{path}: {error.strerror}.") from None


def _rules(given: argparse.Namespace) -> int:
    """Try each case and say which fail, and which rules no case tries."""
    from gorel.core import dmn
    from gorel.site.command import Trouble
    from gorel.site.rules import deciding, rows
    from gorel.site.rules.screen import followed, instant, read_model
    from gorel.site.rules.words import WORDS

    words = WORDS[given.language]
    if len(given.files) > 1:
        raise Trouble(words["one-file"])
    model = read_model(given.files[0], given.language)
    try:
        lines = rows.read_rows(given.cases)
    except rows.BadFile as error:
        raise Trouble(str(error)) from None
    expected = deciding.expectations(model, dict.fromkeys(heading for line in lines for heading in line))
    if not expected:
        names = ", ".join(decision.name for decision in model.decisions)
        raise Trouble(words["nothing-expected"].format(decisions=names))
    cases = list(
        followed(deciding.test_rows(model, lines, now=instant(given.on)), len(lines) * len(expected), words["rows"])
    )
    failed = [case for case in cases if not case.passed]
    for case in failed:
        found = words["nothing"] if case.found is None else rows.shown(case.found)
        print(
            words["case"].format(
                name=case.name, row=case.number, decision=case.decision, expected=rows.shown(case.expected), found=found
            )
        )
        if given.explain:
            print(dmn.explain(case.explanation, given.language), end="\n\n")
    for table, rules in deciding.untested(model, cases):
        print(words["untested"].format(rules=", ".join(map(str, rules)), table=table))
    print(words["passed"].format(cases=len(cases), passed=len(cases) - len(failed), failed=len(failed)))
    return 1 if failed else 0
