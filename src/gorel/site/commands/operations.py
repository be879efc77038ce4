"""`gorel operations`: how far changes over many cases are; pausing, going on, and taking back."""

from __future__ import annotations

import argparse
from uuid import UUID


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    command = commands.add_parser("operations", help="tell how far changes over many cases are; pause or undo one")
    command.add_argument("operation", nargs="?", type=UUID, help="one of them: what it did to which case")
    what = command.add_mutually_exclusive_group()
    what.add_argument("--pause", action="store_true", help="let it rest")
    what.add_argument("--go-on", action="store_true", help="let it go on where it rested")
    what.add_argument("--stop", action="store_true", help="end it; what is done stays done")
    what.add_argument("--undo", metavar="REASON", help="take back what it did, where that can be")
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> None:
    """Tell, or change one."""
    from gorel.site.command import Trouble
    from gorel.site.prepare import setup

    setup()
    from gorel.cases import operations

    if given.operation is None:
        for one in operations.find()[:50]:
            print(_line(one))
        return
    found = operations.find().filter(uid=given.operation).first()
    if found is None:
        raise Trouble(f"There is no operation {given.operation}.")
    if given.pause:
        operations.pause(found)
    elif given.go_on:
        operations.proceed(found)
    elif given.stop:
        operations.stop(found)
    elif given.undo:
        try:
            found = operations.undo(found, by="command", reason=given.undo)
        except operations.CannotUndo as refusal:
            raise Trouble(f"{refusal}.") from None
    operations.progress(found)
    print(_line(found))
    for done in operations.changes(found):
        print(f"  {done.case}  {'refused: ' + done.why.get('sv', '') if done.is_refused else 'done'}")


def _line(one: object) -> str:
    from gorel.cases.models import Operation

    assert isinstance(one, Operation)
    refused = f", {one.refused:,} refused" if one.refused else ""
    return f"{one.uid}  {one.kind:8}  {one.state:8}  {one.looked_at:,} of {one.total:,}{refused}  {one.reason}"
