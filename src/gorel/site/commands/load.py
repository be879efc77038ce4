"""`gorel load`: reads a seminar, a week, or a list of points from a file."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gorel.programme.importing import Report, Scope


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    command = commands.add_parser(
        "load",
        help="read a seminar or a week (.toml), or a list of points (.xlsx, .ods, .csv, .ics, .json)",
        description="A .toml file of facts is loaded whole or not at all. A list of points (.xlsx, .ods, .csv, .ics, "
        ".json, or .toml with --list) is read row by row, and each row is told of: imported, a draft whose missing "
        "facts are named, a possible duplicate, updated, unchanged, or refused. What it prints is the report; it exits "
        "1 when a file cannot be read.",
    )
    command.add_argument("files", nargs="+", type=Path, metavar="FILE")
    command.add_argument("--dry-run", action="store_true", help="tell what would happen, and write nothing")
    command.add_argument("--list", action="store_true", help="read a .toml file as a list of points, too")
    command.add_argument("--week", metavar="SLUG", help="the week that the points belong to; seminars when not given")
    command.add_argument("--year", type=int, help="of days that name no year, when neither week nor file tells it")
    command.add_argument("--organiser", metavar="NAME", help="the organiser of rows that name none")
    command.add_argument("--hand-in", action="store_true", help="hand in what is complete")
    command.add_argument("--language", choices=("sv", "en"), default="sv", help="of the report")
    command.add_argument("--json", action="store_true", help="print the reports as JSON, a list of one for each file")
    command.add_argument("--report", type=Path, metavar="FILE.csv", help="write the report as a spreadsheet, too")
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> None:
    """Read each file and tell what became of it."""
    from gorel.site.prepare import prepare_database, setup

    setup()
    from django.utils import translation

    prepare_database()

    with translation.override(given.language):
        reports = [_load(path, given) for path in given.files]
    if given.json:
        print(json.dumps(reports, ensure_ascii=False, indent=1))


def _load(path: Path, given: argparse.Namespace) -> dict[str, Any]:
    """Read one file and tell what became of it; return that as data."""
    from gorel.programme import importing, loading
    from gorel.site.command import Trouble

    is_list = given.list or given.dry_run or path.suffix.casefold() != ".toml"
    try:
        if not is_list:
            loaded = loading.load(path)
            if not given.json:
                print(loaded)
            return {"file": path.name, "said": str(loaded)}
        content = path.read_bytes()
        report = importing.load(content, path.name, _scope(given), is_dry_run=given.dry_run)
    except loading.BadFacts as error:
        raise Trouble(str(error)) from None
    except importing.Unreadable as error:
        raise Trouble(f"{path}: {error}") from None
    except OSError as error:
        raise Trouble(f"{path}: {error.strerror}. Name a file that can be read.") from None
    if not given.json:
        _tell(report)
    if given.report is not None:
        _write(report, given.report)
    return _as_data(report)


def _scope(given: argparse.Namespace) -> Scope:
    from gorel.accounts.models import Organisation
    from gorel.programme.importing import Scope
    from gorel.programme.models import Week
    from gorel.site.command import Trouble

    week = organiser = None
    if given.week:
        week = Week.objects.filter(slug=given.week).select_related("owner").first()
        if week is None:
            known = ", ".join(Week.objects.values_list("slug", flat=True)) or "none yet"
            raise Trouble(f"No week is called {given.week!r}. Known are: {known}.")
    if given.organiser:
        organiser = (
            Organisation.objects.filter(name__iexact=given.organiser).first()
            or Organisation.objects.filter(slug=given.organiser).first()
        )
        if organiser is None:
            raise Trouble(f"No organisation is called {given.organiser!r}. `gorel person --organisation` makes one.")
    return Scope(by="görel", week=week, organiser=organiser, hands_in=given.hand_in, year=given.year)


def _tell(report: Report) -> None:
    from django.utils.translation import gettext as _

    for line in report.lines:
        print(f"{line.place}: {line.outcome.label} – {line.title or _('Without a title so far')}")
        for finding in line.findings:
            print(f"    {finding}.")
    if report.by_words:
        print(_("Headings read by their words: {names}").format(names=", ".join(report.read_by_words())))
    if report.ignored_columns:
        print(
            _("Columns that no fact takes, kept with their rows: {names}").format(
                names=", ".join(report.ignored_columns)
            )
        )
    if report.passed_sheets:
        told = _("Sheets passed over, hidden or without a row of headings: {names}")
        print(told.format(names=", ".join(report.passed_sheets)))
    print(report)


def _as_data(report: Report) -> dict[str, Any]:
    """Return the report with its sentences. Shape: outcome and codes are the same in every language."""
    return {
        "file": report.file, "is_dry_run": report.is_dry_run, "said": str(report),
        "counts": {outcome.value: count for outcome, count in report.counts().items()},
        "headings_by_words": report.by_words, "ignored_columns": report.ignored_columns,
        "passed_sheets": report.passed_sheets,
        "rows": [
            {
                "place": line.place, "title": line.title, "outcome": line.outcome.value,
                "said": str(line.outcome.label), "point": line.point,
                "findings": [{"code": one.code, "is_missing": one.is_missing, "said": f"{one}."}
                             for one in line.findings],
            }
            for line in report.lines
        ],
    }  # fmt: skip


def _write(report: Report, path: Path) -> None:
    from gorel.programme.importing.listing import as_csv

    path.write_text(as_csv(report), encoding="utf-8")
