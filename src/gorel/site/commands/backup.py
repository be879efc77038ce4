"""`gorel backup`: everything that is hers into one file, while she runs."""

from __future__ import annotations

import argparse
from pathlib import Path


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    command = commands.add_parser("backup", help="write database, files and keys into one file, while she runs")
    command.add_argument("file", type=Path, metavar="FILE.tar", help="a new file; .tar.gz is compressed")
    command.add_argument(
        "--without-keys",
        action="store_true",
        help="leave secret-key and personal-key out: keep them elsewhere, for without them nothing personal opens",
    )
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> None:
    """Write the file; it is complete, or not there."""
    from gorel.site.command import Trouble
    from gorel.site.prepare import setup

    setup()
    from gorel.site.keeping import backup

    try:
        manifest = backup.backup(given.file.absolute(), with_keys=not given.without_keys)
    except backup.CannotKeep as trouble:
        raise Trouble(str(trouble)) from None
    size = sum(told["bytes"] for told in manifest["files"].values())
    print(f"{given.file}: {len(manifest['files'])} files, {size / 1_000_000:.1f} MB")
    if manifest["with_keys"]:
        print("It holds the keys: whoever has this file can read everything. Keep it as safe as the home itself.")
