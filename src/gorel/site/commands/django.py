"""`gorel django …`: Django's own commands, for operators and developers."""

from __future__ import annotations

import argparse


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    command = commands.add_parser("django", help="run a command of Django's own, such as migrate or shell")
    command.add_argument("rest", nargs=argparse.REMAINDER, metavar="…")
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> None:
    """Hand the rest of the line to Django."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["gorel django", *given.rest])
