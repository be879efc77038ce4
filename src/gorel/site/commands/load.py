"""`gorel load`: reads a file of facts about a seminar or a week."""

from __future__ import annotations

import argparse
from pathlib import Path


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    command = commands.add_parser("load", help="read a seminar or a week from a file of facts (.toml)")
    command.add_argument("files", nargs="+", type=Path, metavar="FILE.toml")
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> None:
    """Read each file in one transaction; a fact that is wrong is named with its place, and nothing is loaded."""
    from gorel.site.prepare import setup

    setup()
    from gorel.programme import loading
    from gorel.site.command import Trouble

    for path in given.files:
        try:
            print(loading.load(path))
        except loading.BadFacts as error:
            raise Trouble(str(error)) from None
