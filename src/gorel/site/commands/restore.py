"""`gorel restore`: takes a backup back."""

from __future__ import annotations

import argparse
from pathlib import Path


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    command = commands.add_parser("restore", help="put back what `gorel backup` wrote")
    command.add_argument("file", type=Path, metavar="FILE.tar")
    command.add_argument("--replace", action="store_true", help="move what the home holds aside first, and keep it")
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> None:
    """Check the file whole, then put it in place."""
    from gorel.site.command import Trouble
    from gorel.site.prepare import setup

    setup()
    from gorel.site.keeping import backup, restore

    try:
        manifest = restore.restore(given.file.absolute(), replace=given.replace)
    except backup.CannotKeep as trouble:
        raise Trouble(str(trouble)) from None
    print(f"{len(manifest['files'])} files are back. `gorel up` starts her, and brings older tables up to date.")
    if not manifest["with_keys"]:
        print("The backup has no keys: put secret-key and personal-key into the home before she starts.")
