"""`gorel incidents`: lists what a person must look at, and lets cases try again, one or many."""

from __future__ import annotations

import argparse


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    command = commands.add_parser("incidents", help="list what a person must look at; let all of it be tried again")
    command.add_argument("--process", default="", metavar="KEY", help="only cases of this process")
    command.add_argument("--code", default="", help="only incidents with this code, such as job.failed")
    command.add_argument("--limit", type=int, default=100, help="how many are shown at most")
    command.add_argument("--retry", metavar="REASON", help="the cause is mended: a worker tries all of these again")
    command.add_argument("--language", choices=("sv", "en"), default="sv")
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> None:
    """List, or begin an operation that tries them again."""
    from gorel.site.prepare import setup

    setup()
    import msgspec

    from gorel.cases import operations
    from gorel.cases.models import Incident
    from gorel.cases.queries import Query
    from gorel.cases.values import from_json
    from gorel.core.problems import Problem
    from gorel.core.say import say

    if given.retry:
        asked = Query(process=given.process, incident=given.code or "any")
        operation = operations.begin("retry", asked, plan={"code": given.code}, by="command", reason=given.retry)
        print(f"{operation.uid}: {operation.total:,} cases are tried again; gorel operations tells how far it is.")
        return
    found = Incident.objects.filter(state=Incident.OPEN).select_related("case__process").order_by("pk")
    if given.process:
        found = found.filter(case__process__key=given.process)
    if given.code:
        found = found.filter(code=given.code)
    for incident in found[: given.limit]:
        said = say(msgspec.convert(from_json(incident.problem), Problem), given.language)
        print(f"{incident.case.uid}  {incident.case.process}  {incident.raised_at:%Y-%m-%d %H:%M}  {said}")
    print(f"{found.count():,} open")
