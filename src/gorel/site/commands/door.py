"""`gorel door`: opens a public form or a signed webhook that starts a process."""

from __future__ import annotations

import argparse
import secrets

from gorel.site.commands.secret import organisation


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and its own commands."""
    command = commands.add_parser("door", help="open a public form or a webhook that starts a process")
    doing = command.add_subparsers(metavar="WHAT", required=True)
    form = doing.add_parser("form", help="a public page with a form; what is sent becomes variables")
    form.add_argument("form", metavar="FORM", help="the form's id")
    hook = doing.add_parser("webhook", help="an address for another system; shows its secret once")
    for one in (form, hook):
        one.add_argument("process", metavar="PROCESS", help="the process's id")
        one.add_argument("--organisation", default="", metavar="SLUG", help="whose (default: cases of no organisation)")
        one.set_defaults(run=_open, kind=one.prog.split()[-1])
    closed = doing.add_parser("close", help="close a door")
    closed.add_argument("uid", metavar="ID")
    closed.set_defaults(run=_close)
    listed = doing.add_parser("list", help="all doors")
    listed.set_defaults(run=_list)


def _open(given: argparse.Namespace) -> None:
    from gorel.site.command import Trouble

    owner = organisation(given.organisation)
    from django.conf import settings
    from django.urls import reverse

    from gorel.cases import programs
    from gorel.cases.models import Resource
    from gorel.ground import clock
    from gorel.robots.doors.models import Door

    if programs.newest(given.process, owner.pk if owner else None) is None:
        raise Trouble(f"There is no process {given.process} here; `gorel deploy` takes its .bpmn file.")
    door = Door(kind=given.kind, process=given.process, organisation=owner, opened_at=clock.now())
    if given.kind == Door.FORM:
        if not Resource.objects.filter(kind="form", key=given.form).exists():
            raise Trouble(f"There is no form {given.form} here; `gorel deploy` takes its .form file.")
        door.form = given.form
    secret = secrets.token_urlsafe(32)
    if given.kind == Door.WEBHOOK:
        door.keep(secret)
    door.save()
    print(settings.ADDRESS + reverse(f"robots:{door.kind}", args=[door.uid]))
    if given.kind == Door.WEBHOOK:
        print(f"secret, shown only now: {secret}")


def _close(given: argparse.Namespace) -> None:
    from gorel.site.command import Trouble

    organisation("")
    from django.core.exceptions import ValidationError

    from gorel.robots.doors.models import Door

    try:
        count, _ = Door.objects.filter(uid=given.uid).delete()
    except ValidationError:
        count = 0
    if not count:
        raise Trouble(f"There is no door {given.uid}. `gorel door list` names those there are.")
    print("closed")


def _list(given: argparse.Namespace) -> None:
    organisation("")
    from gorel.robots.doors.models import Door

    for door in Door.objects.select_related("organisation").order_by("pk"):
        whose = door.organisation.slug if door.organisation else "–"
        print(f"{door.uid}  {door.kind}  {whose}  {door.process}  {door.form}".rstrip())
