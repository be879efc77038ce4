"""`gorel cases`: finds cases, tells one, changes one or many, exports a process's log."""

from __future__ import annotations

import argparse
import sys
from typing import Any
from uuid import UUID

BY = "command"


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    command = commands.add_parser("cases", help="find cases; tell one; change one or many; export a process's log")
    command.add_argument("case", nargs="?", type=UUID, help="one case, by its id: what it holds and waits for")
    which = command.add_argument_group("which cases")
    which.add_argument("--process", default="", metavar="KEY", help="of this process")
    which.add_argument("--version", type=int, metavar="N", help="of this version of it")
    which.add_argument("--state", default="", help="open, running, incident, suspended, completed, cancelled …")
    which.add_argument("--key", default="", help="with this business key")
    which.add_argument("--organisation", default="", metavar="UID", help="of this organisation")
    which.add_argument("--element", default="", metavar="ID", help="waiting at this element")
    which.add_argument("--incident", default="", metavar="CODE", help="with an open incident: its code, or any")
    which.add_argument(
        "--where", action="append", default=[], metavar="NAME=VALUE", help="by a searchable variable; may be repeated"
    )
    which.add_argument("--limit", type=int, default=50, help="how many are shown at most")
    what = command.add_argument_group("what to do with them")
    what.add_argument("--history", action="store_true", help="tell every element that the case was at, and when")
    what.add_argument("--cancel", metavar="REASON", help="cancel the one case")
    what.add_argument("--erase", metavar="GROUND", help="drop the key of what is personal in the one case; it is over")
    what.add_argument("--change", metavar="KIND", help="retry, cancel, suspend, resume, modify or migrate all of them")
    what.add_argument("--reason", default="", help="why; every case's log keeps it")
    what.add_argument("--to", default="", metavar="N", help="with migrate: the version they move to")
    what.add_argument("--map", action="append", default=[], metavar="OLD=NEW", help="with migrate: an element's new id")
    what.add_argument("--begin", action="append", default=[], metavar="ID", help="with modify: an element to begin")
    what.add_argument("--end", action="append", default=[], metavar="ID", help="with modify: an element to end")
    what.add_argument("--export", choices=("csv", "xes", "ocel", "ocel-xml"), help="write the log of --process")
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> None:
    """Do what was asked."""
    from gorel.site.command import Trouble
    from gorel.site.prepare import setup

    setup()
    if given.export:
        if not given.process:
            raise Trouble("Say which process: --process KEY")
        _export(given)
    elif given.case:
        _one(given)
    elif given.change:
        _change(given)
    else:
        _list(given)


def _export(given: argparse.Namespace) -> None:
    from gorel.cases import exports

    sys.stdout.writelines(exports.FORMATS[given.export](given.process))


def _list(given: argparse.Namespace) -> None:
    from gorel.cases import queries

    page = queries.page(_query(given), limit=given.limit)
    for case in page.cases:
        print(f"{case.uid}  {case.process}  {case.state:10}  {case.started_at:%Y-%m-%d %H:%M}  {case.business_key}")
    if page.next:
        print(f"… and more ({queries.count(_query(given)):,} in all); --limit shows them")


def _query(given: argparse.Namespace) -> Any:
    from gorel.cases.queries import Query, Variable

    return Query(
        process=given.process, version=given.version, state=given.state, business_key=given.key,
        element=given.element, incident=given.incident, organisations=_organisations(given.organisation),
        variables=tuple(Variable(name, _value(value)) for name, value in map(_pair, given.where)),
    )  # fmt: skip


def _organisations(uid: str) -> tuple[int, ...] | None:
    from gorel.accounts.models import Organisation
    from gorel.site.command import Trouble

    if not uid:
        return None
    try:
        found = Organisation.objects.filter(uid=UUID(uid)).first()
    except ValueError:
        found = None
    if found is None:
        raise Trouble(f"There is no organisation with the uid {uid}.")
    return (found.pk,)


def _pair(text: str) -> tuple[str, str]:
    from gorel.site.command import Trouble

    name, sign, value = text.partition("=")
    if not sign or not name:
        raise Trouble(f"{text!r} is not NAME=VALUE.")
    return name, value


def _value(text: str) -> Any:
    """A number, yes or no where it looks like one; `"12"` in quotes is a text."""
    from gorel.cases.values import from_json

    try:
        return from_json(text)
    except ValueError:
        return text


def _change(given: argparse.Namespace) -> None:
    from gorel.cases import operations
    from gorel.site.command import Trouble

    plan: dict[str, Any] = {}
    if given.change == "migrate":
        plan = {"to": _version(given), "mapping": dict(map(_pair, given.map))}
    elif given.change == "modify":
        plan = {"activate": given.begin, "terminate": given.end}
    try:
        operation = operations.begin(given.change, _query(given), plan=plan, by=BY, reason=given.reason)
    except ValueError as wrong:
        raise Trouble(f"{wrong}.") from None
    print(
        f"{operation.uid}: {given.change} {operation.total:,} cases. A worker does it; gorel operations tells how far."
    )


def _version(given: argparse.Namespace) -> str:
    from gorel.cases.models import Process
    from gorel.site.command import Trouble

    which = int(given.to) if given.to.isdigit() else 0
    found = Process.objects.filter(key=given.process, version=which).order_by("pk").last()
    if found is None:
        raise Trouble("Say which version of --process they move to: --to N")
    return str(found.uid)


def _one(given: argparse.Namespace) -> None:
    from gorel.cases import personal, queries, runtime
    from gorel.cases.models import Case
    from gorel.core.engine import IllegalEvent
    from gorel.site.command import Trouble

    case = Case.objects.select_related("process").filter(uid=given.case).first()
    if case is None:
        raise Trouble(f"There is no case {given.case}.")
    if given.cancel:
        try:
            runtime.cancel(case, by=BY, reason=given.cancel)
        except IllegalEvent:
            raise Trouble(f"The case is {case.state}; only an open case can be cancelled.") from None
        case.refresh_from_db()
    if given.erase:
        try:
            personal.erase(case, ground=given.erase, by=BY)
        except ValueError as wrong:
            raise Trouble(f"{wrong}. Nothing was erased.") from None
    print(f"{case.uid}  {case.process}  {case.state}")
    if given.history:
        for visit in queries.visits(case):
            left = f"{visit.left_at:%Y-%m-%d %H:%M:%S}" if visit.left_at else ""
            print(f"  {visit.entered_at:%Y-%m-%d %H:%M:%S}  {left:19}  {visit.state:9}  {visit.name}")
        return
    for wait in queries.waits(case):
        print(f"  waits: {wait.kind} {wait.name}" + (f", {wait.due_at:%Y-%m-%d %H:%M}" if wait.due_at else ""))
    for name, value in queries.variables(case).items():
        print(f"  {name} = {value!r}")
