"""`gorel up`: web and worker together, under one supervisor."""

from __future__ import annotations

import argparse
import os

from gorel.site import modules
from gorel.site.commands.web import add_address, knock, tell_address


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    command = commands.add_parser("up", help="run Görel: pages and worker under one supervisor")
    add_address(command)
    modules.add(command)
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> None:
    """Prepare the home, then run until Ctrl-C or SIGTERM."""
    tell_address(given)
    knock(given)
    from gorel.site.prepare import prepare_database, prepare_static, setup
    from gorel.site.supervisor import Twin, before_forks, supervise

    setup()
    modules.load(given.abilities)  # what is wrong with one is said before anything is started
    own = [word for name in given.abilities for word in ("--abilities", name)]
    prepare_database()
    prepare_static()
    before_forks()
    print(f"Görel: {os.environ['GOREL_ADDRESS']}  (Ctrl-C stops)", flush=True)
    _say_first_steps()
    supervise(
        [
            Twin("web", "--host", given.host, "--port", str(given.port), *own, environment=os.environ),
            Twin("work", *own, environment=os.environ),
        ]
    )


def _say_first_steps() -> None:
    """Say how the first person is let in, where nobody is; and where letters go, when nobody has said so."""
    from gorel.accounts.models import Person

    if not Person.objects.exists():
        print(
            "Nobody can sign in yet. Let the first person in, in another terminal with the same GOREL_HOME:\n"
            '  gorel person anna@kommun.example --name "Anna Ek" --organisation "Lerums kommun" '
            "--role administrator --role editor",
            flush=True,
        )
    if not os.environ.get("GOREL_SMTP") and not os.environ.get("GOREL_SMTP_FILE"):
        print("Letters, also those with a code to sign in by, go to 127.0.0.1:25. GOREL_SMTP names another place.")
