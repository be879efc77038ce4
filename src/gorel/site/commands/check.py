"""`gorel check`: says whether this installation is in order, and what to do where it is not."""

from __future__ import annotations

import argparse


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    command = commands.add_parser("check", help="say whether settings, database and processes are in order")
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Check and say; exits 1 when something must be mended."""
    from gorel.site.prepare import setup

    setup()
    from gorel.site.checking import findings

    found = list(findings())
    for finding in found:
        print(finding)
    if not found:
        print("Everything is in order.")
    return 1 if found else 0
