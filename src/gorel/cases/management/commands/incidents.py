"""`gorel django incidents`: lists what a person must look at, and lets cases try again, one or many."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

import msgspec
from django.core.management.base import BaseCommand

from gorel.cases import runtime
from gorel.cases.models import Incident
from gorel.cases.values import from_json
from gorel.core.engine import IllegalEvent
from gorel.core.problems import Problem
from gorel.core.say import say


class Command(BaseCommand):
    """Looks at incidents from the command line."""

    help = "List open incidents; with --retry, let their cases try again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--process", default="", help="only cases of this process")
        parser.add_argument("--code", default="", help="only incidents with this code, such as job.failed")
        parser.add_argument("--retry", action="store_true", help="the cause is mended: try all of these again")
        parser.add_argument("--language", choices=("sv", "en"), default="sv")

    def handle(self, *_arguments: Any, **given: Any) -> None:
        """Do what was asked, each case in a transaction of its own."""
        found = Incident.objects.filter(state=Incident.OPEN).select_related("case__process").order_by("pk")
        if given["process"]:
            found = found.filter(case__process__key=given["process"])
        if given["code"]:
            found = found.filter(code=given["code"])
        count = 0
        for incident in found:
            said = say(msgspec.convert(from_json(incident.problem), Problem), given["language"])
            self.stdout.write(
                f"{incident.case.uid}  {incident.case.process}  {incident.raised_at:%Y-%m-%d %H:%M}  {said}"
            )
            if given["retry"]:
                try:
                    runtime.retry(incident, by="command")
                except IllegalEvent:
                    self.stdout.write("  has closed meanwhile")
                    continue
            count += 1
        self.stdout.write(f"{count} tried again" if given["retry"] else f"{count} open")
