"""`gorel deploy`: gives Görel processes, decision tables and forms."""

from __future__ import annotations

import argparse
from pathlib import Path


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    command = commands.add_parser("deploy", help="give her processes (.bpmn), decision tables (.dmn) and forms (.form)")
    command.add_argument("files", nargs="+", type=Path, metavar="FILE", help="files that belong together")
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> None:
    """Check all files, then put them to use in one transaction; all findings are said at once."""
    from gorel.site.command import Trouble
    from gorel.site.prepare import setup

    files = []
    for path in given.files:
        try:
            files.append((path.name, path.read_bytes()))
        except OSError as error:
            raise Trouble(f"{path}: {error.strerror}. Name a file that can be read.") from None
    setup()
    from gorel.cases import deployment

    deployed = deployment.deploy(files, by="command")
    print(deployed)
