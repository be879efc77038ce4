"""`gorel move`: takes everything to another database, cases under way and all."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    command = commands.add_parser("move", help="take everything to another database: SQLite to PostgreSQL, or back")
    command.add_argument(
        "--to",
        required=True,
        metavar="ADDRESS",
        help="postgresql://user:password@host:port/name; or sqlite, in the home",
    )
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> None:
    """Copy, check the counts, and say what to set."""
    from gorel.site.command import Trouble
    from gorel.site.prepare import prepare_database, setup

    setup()
    from django.conf import settings
    from django.db import DatabaseError, connection

    from gorel.site.keeping import is_running
    from gorel.site.keeping.backup import CannotKeep
    from gorel.site.keeping.moving import move
    from gorel.site.settings import database_of

    target = database_of("" if given.to == "sqlite" else given.to)
    if target["ENGINE"].rpartition(".")[2] == settings.DATABASES["default"]["ENGINE"].rpartition(".")[2] == "sqlite3":
        raise Trouble("She uses SQLite already; `gorel backup` and `gorel restore` take it to another machine.")
    if is_running(settings.HOME):
        raise Trouble("She is running here. Stop her on every machine first, then move.")
    prepare_database()
    try:
        copied = move(dict(target), make_tables=lambda: _make_tables(given.to), tell=_tell)
    except CannotKeep as trouble:
        raise Trouble(str(trouble)) from None
    except DatabaseError as error:
        raise Trouble(f"The new database does not answer as it should: {error}".strip()) from None
    finally:
        connection.close()
    print(f"{sum(copied.values()):,} rows in {len(copied)} tables are in the new database, and counted there.")
    if given.to == "sqlite":
        print("Start her without GOREL_DATABASE. The PostgreSQL database is as it was.")
    else:
        print("Start her with GOREL_DATABASE set to it. The SQLite file is as it was; keep it until all is well.")


def _make_tables(to: str) -> None:
    """Let a process whose database is the new one make the tables: migrations that write find it where they look."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GOREL_DATABASE")}
    if to != "sqlite":
        environment["GOREL_DATABASE"] = to
    command = [sys.executable, "-c", "from gorel.site import prepare, tables; prepare.setup(); tables.bring_up()"]
    subprocess.run(command, env=environment, check=True)  # noqa: S603 - our own command line


def _tell(table: str, done: int, total: int) -> None:
    """Tables of some size show how far they are; others are one line."""
    if sys.stdout.isatty() and 0 < done < total:
        print(f"\r{table}: {done:,} of {total:,}", end="", flush=True)
    elif total and done == total:
        print(f"{chr(13) if sys.stdout.isatty() else ''}{table}: {done:,} rows".ljust(60), flush=True)
