"""`gorel check`: says whether this installation or a model is in order, and what to do where it is not."""

from __future__ import annotations

import argparse
from pathlib import Path


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    command = commands.add_parser(
        "check",
        help="say whether settings, database and processes are in order, or whether models are",
        description="Without a file: settings, database and processes of this installation. With files: every fault "
        "and doubt of each process (.bpmn) or rules (.dmn), with its place and what to do. Exits 1 when something must "
        "be mended.",
    )
    command.add_argument("files", nargs="*", type=Path, metavar="FILE", help="a .bpmn or .dmn file")
    command.add_argument("--language", choices=("sv", "en"), default="sv", help="of what is said about files")
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Check and say; exits 1 when something must be mended."""
    if given.files:
        return _files(given)
    from gorel.site.prepare import setup

    setup()
    from gorel.site.checking import findings

    found = list(findings())
    for finding in found:
        print(finding)
    if not found:
        print("Everything is in order.")
    return 1 if found else 0


def _files(given: argparse.Namespace) -> int:
    from gorel.site.command import Trouble
    from gorel.site.told import findings_of, tell

    errors = 0
    for path in given.files:
        if path.suffix in (".form", ".json"):
            raise Trouble(f"{path} is no .bpmn or .dmn file. Forms are checked in the workshop, and when deployed.")
        try:
            data = path.read_bytes()
        except OSError as error:
            raise Trouble(f"{path}: {error.strerror}.") from None
        errors += tell(str(path), findings_of(path, data), given.language)
    return 1 if errors else 0
