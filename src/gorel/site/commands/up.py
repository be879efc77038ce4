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
    supervise(
        [
            Twin("web", "--host", given.host, "--port", str(given.port), *own, environment=os.environ),
            Twin("work", *own, environment=os.environ),
        ]
    )
