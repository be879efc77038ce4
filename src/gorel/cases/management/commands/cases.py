"""`gorel django cases`: finds cases, tells one, cancels one, exports a process's log."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from gorel.cases import exports, queries, runtime
from gorel.cases.models import Case
from gorel.core.engine import IllegalEvent


class Command(BaseCommand):
    """Looks at cases from the command line."""

    help = "Find cases; tell, cancel one; export a process's log."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("case", nargs="?", type=UUID, help="one case, by its id: what it holds and waits for")
        parser.add_argument("--process", default="", help="the key of a process")
        parser.add_argument("--state", default="", help=f"open, {', '.join(Case.STATES)}")
        parser.add_argument("--key", default="", help="the business key")
        parser.add_argument("--limit", type=int, default=50, help="how many at most")
        parser.add_argument("--cancel", metavar="REASON", help="cancel the case")
        parser.add_argument("--export", choices=("csv", "xes"), help="write the log of --process to standard output")

    def handle(self, *_arguments: Any, **given: Any) -> None:
        """Do what was asked."""
        if given["export"]:
            if not given["process"]:
                raise CommandError("Say which process: --process KEY")
            write = exports.csv_of if given["export"] == "csv" else exports.xes_of
            sys.stdout.writelines(write(given["process"]))
        elif given["case"]:
            self._one(given["case"], given["cancel"])
        else:
            page = queries.search(
                process=given["process"], state=given["state"], business_key=given["key"], limit=given["limit"]
            )
            for case in page.cases:
                self.stdout.write(f"{case.uid}  {case.process}  {case.state:10}  {case.started_at:%Y-%m-%d %H:%M}")
            if page.next:
                self.stdout.write("… and more; --limit shows them")

    def _one(self, uid: UUID, reason: str | None) -> None:
        case = Case.objects.select_related("process").filter(uid=uid).first()
        if case is None:
            raise CommandError(f"There is no case {uid}.")
        if reason:
            try:
                runtime.cancel(case, by="command", reason=reason)
            except IllegalEvent:
                raise CommandError(f"The case is {case.state}; only an open case can be cancelled.") from None
            case.refresh_from_db()
        self.stdout.write(f"{case.uid}  {case.process}  {case.state}")
        for wait in queries.waits(case):
            self.stdout.write(
                f"  waits: {wait.kind} {wait.name}" + (f", {wait.due_at:%Y-%m-%d %H:%M}" if wait.due_at else "")
            )
        for name, value in queries.variables(case).items():
            self.stdout.write(f"  {name} = {value!r}")
