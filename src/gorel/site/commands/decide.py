"""`gorel decide`: makes a decision for each row of a file."""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    command = commands.add_parser(
        "decide",
        help="make a decision for each row of a file",
        description="Makes a decision of a DMN file for each row, and says which rows no rule fits. Columns are called "
        "after the decision's inputs. Exits 1 when a row is left without an answer.",
    )
    command.add_argument("file", type=Path, metavar="FILE.dmn")
    command.add_argument("decision", metavar="DECISION", help="its name or id")
    command.add_argument("--each", type=Path, required=True, metavar="ROWS", help=".csv, .jsonl, .xlsx or .ods")
    command.add_argument("--explain", action="store_true", help="write the grounds of each answer")
    command.add_argument("--out", type=Path, metavar="FILE", help=".xlsx, .csv or .jsonl; the screen when left out")
    command.add_argument("--language", choices=("sv", "en"), default="sv", help="of grounds and findings")
    command.add_argument("--on", metavar="DATE", help="the day that rules about today see (default: today)")
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Decide each row, write the answers, and sum up on standard error."""
    from gorel.site.command import Trouble
    from gorel.site.rules import cells, deciding, rows
    from gorel.site.rules.screen import followed, instant, read_model, say_line
    from gorel.site.rules.words import WORDS

    words = WORDS[given.language]
    model = read_model(given.file, given.language)
    try:
        wanted = model.inputs_of(given.decision)
    except KeyError:
        names = ", ".join(decision.name for decision in model.decisions)
        raise Trouble(f"{given.file.name} has no decision “{given.decision}”. It has: {names}.") from None
    try:
        lines = rows.read_rows(given.each)
        headings = dict.fromkeys(heading for line in lines for heading in line)
        unused = cells.inputs_of(headings, wanted)[1]
        named = {heading.partition(".")[0] for heading in headings} | set(headings)
        missing = [name for name in wanted if name not in named]
        if unused:
            say_line(words["unused"].format(columns=", ".join(unused)))
        if missing:
            say_line(words["missing"].format(columns=", ".join(missing)))
        made = deciding.decide_rows(model, given.decision, lines, now=instant(given.on))
        answers = list(followed(made, len(lines), words["rows"]))
        columns, table = deciding.table_of(answers, given.decision, with_reasons=given.explain, language=given.language)
        if given.out is None:
            writer = csv.writer(sys.stdout, delimiter=";")
            writer.writerow(columns)
            writer.writerows([rows.shown(row.get(column)) for column in columns] for row in table)
        else:
            rows.write_rows(given.out, columns, table)
            say_line(words["written"].format(path=given.out))
    except rows.BadFile as error:
        raise Trouble(str(error)) from None
    without = [answer.number for answer in answers if answer.has_trouble]
    say_line(words["decided"].format(rows=len(answers), answered=len(answers) - len(without), without=len(without)))
    if without:
        shown = ", ".join(map(str, without[:20])) + (" …" if len(without) > 20 else "")
        say_line(words["without"].format(numbers=shown))
    return 1 if without else 0
