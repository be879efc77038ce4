"""`gorel test`: compares what rules answer with what a file of cases expects."""

from __future__ import annotations

import argparse
from pathlib import Path


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    command = commands.add_parser(
        "test",
        help="compare what rules answer with expected answers",
        description="Tries the decisions of a DMN file on cases. A column called after an input gives it; one called "
        "after a decision says what is expected. Exits 1 when an answer is not the expected one.",
    )
    command.add_argument("file", type=Path, metavar="FILE.dmn")
    command.add_argument("--cases", type=Path, required=True, metavar="CASES", help=".csv, .jsonl, .xlsx or .ods")
    command.add_argument("--explain", action="store_true", help="say why, for each answer that was not expected")
    command.add_argument("--language", choices=("sv", "en"), default="sv", help="of grounds and findings")
    command.add_argument("--on", metavar="DATE", help="the day that rules about today see (default: today)")
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Try each case and say which fail, and which rules no case tries."""
    from gorel.core import dmn
    from gorel.site.command import Trouble
    from gorel.site.rules import deciding, rows
    from gorel.site.rules.screen import followed, instant, read_model
    from gorel.site.rules.words import WORDS

    words = WORDS[given.language]
    model = read_model(given.file, given.language)
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
