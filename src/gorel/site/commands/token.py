"""`gorel token`: lets a robot or another system in, shows who is let in, and ends it."""

from __future__ import annotations

import argparse


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    command = commands.add_parser("token", help="let a robot or another system use the open interfaces")
    kinds = command.add_subparsers(metavar="new|list|end", required=True)
    new = kinds.add_parser("new", help="make a token, and show it this once")
    new.add_argument("--organisation", required=True, metavar="NAME", help="whose cases it works with")
    new.add_argument(
        "--scope", action="append", required=True, metavar="VERB[:PROCESS[:JOBTYPE]]",
        help="what it may: read, start, work, task, decide, deploy, manage or all; may be repeated",
    )  # fmt: skip
    new.add_argument("--name", default="robot", help="what it is called in lists and logs (default: robot)")
    new.add_argument("--days", type=int, default=365, help="how long it lives (default: 365; 0 is for ever)")
    new.set_defaults(run=_new)
    listing = kinds.add_parser("list", help="show the tokens; never their secrets")
    listing.set_defaults(run=_list)
    end = kinds.add_parser("end", help="withdraw a token")
    end.add_argument("id", help="its id, as `gorel token list` shows it")
    end.set_defaults(run=_end)


def _new(given: argparse.Namespace) -> None:
    from datetime import timedelta

    from gorel.site.command import Trouble
    from gorel.site.prepare import prepare_database, setup

    setup()
    from gorel.accounts import tokens
    from gorel.accounts.models import Organisation
    from gorel.ground import machine

    prepare_database()
    organisation = Organisation.objects.filter(name__iexact=given.organisation).first()
    if organisation is None:
        names = (
            ", ".join(Organisation.objects.values_list("name", flat=True)[:10]) or "none yet; `gorel person` makes one"
        )
        raise Trouble(f"There is no organisation {given.organisation!r}. There are: {names}.")
    expires = machine.now() + timedelta(days=given.days) if given.days > 0 else None
    try:
        secret, row = tokens.make(
            organisation=organisation, name=given.name, scopes=given.scope, expires_at=expires, by="command line"
        )
    except tokens.BadScope as error:
        raise Trouble(str(error)) from None
    until = f"until {expires:%Y-%m-%d}" if expires else "without end"
    print(f"{row.name} ({row.uid}) works for {organisation.name}, {until}. The token is shown this once:\n\n{secret}\n")


def _list(given: argparse.Namespace) -> None:
    from gorel.site.prepare import setup

    setup()
    from gorel.accounts.models import RobotToken

    for row in RobotToken.objects.select_related("organisation"):
        ends = f"withdrawn {row.withdrawn_at:%Y-%m-%d}" if row.withdrawn_at else ""
        ends = ends or (f"until {row.expires_at:%Y-%m-%d}" if row.expires_at else "without end")
        print(f"{row.uid}  {row.organisation.name}  {row.name}  {' '.join(row.scopes)}  {ends}")


def _end(given: argparse.Namespace) -> None:
    from uuid import UUID

    from gorel.site.command import Trouble
    from gorel.site.prepare import setup

    setup()
    from gorel.accounts import tokens
    from gorel.accounts.models import RobotToken

    try:
        row = RobotToken.objects.filter(uid=UUID(given.id), withdrawn_at=None).first()
    except ValueError:
        row = None
    if row is None:
        raise Trouble(f"There is no token {given.id} that is still good. `gorel token list` shows all.")
    tokens.withdraw(row, by="command line")
    print(f"{row.name} ({row.uid}) is withdrawn.")
