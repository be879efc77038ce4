"""`gorel robot run`: abilities on another machine, pulling work over HTTPS. Needs no Django and no database."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from pathlib import Path

from gorel.site.commands.run import add_grants, use_grants


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    command = commands.add_parser("robot", help="work for a Görel on another machine")
    doing = command.add_subparsers(metavar="WHAT", required=True)
    run_ = doing.add_parser(
        "run",
        help="pull work and do it",
        description="Asks the server for work of the modules' abilities, and of her own that --type names, and does "
        "it. Several may run beside each other. Ctrl-C and SIGTERM let what is begun end first.",
    )
    run_.add_argument("modules", nargs="*", metavar="MODULE", help="modules or files with abilities of your own")
    run_.add_argument("--server", required=True, metavar="URL", help="https://gorel.city.example")
    run_.add_argument("--token", default="", help="a token that may work; better in GOREL_TOKEN, or @FILE")
    run_.add_argument("--type", action="append", default=[], metavar="TYPE", help="one of her own, as file.read")
    run_.add_argument("--parallel", type=int, default=4, metavar="N", help="how many jobs at once")
    add_grants(run_)
    run_.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Work until told to stop; returns 1 when the server does not let it in."""
    import gorel.robots.everywhere  # noqa: F401 - her own abilities
    from gorel import ability
    from gorel.robots.elsewhere import Robot, Server, Unwelcome
    from gorel.site.command import Trouble
    from gorel.site.modules import load

    own = set(ability.known())
    load(given.modules)
    types = (set(ability.known()) - own) | set(given.type)
    unknown = sorted(set(given.type) - set(ability.known()))
    if unknown:
        raise Trouble(f"--type {unknown[0]}: she has no such ability here. `gorel abilities` lists them.")
    if not types:
        raise Trouble("Name a module with abilities, or one of her own with --type.")
    if not given.server.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        raise Trouble("--server must begin with https://, so that nobody reads along.")
    token = given.token or os.environ.get("GOREL_TOKEN", "")
    if token.startswith("@"):
        token = Path(token[1:]).read_text(encoding="ascii").strip()
    if not token:
        raise Trouble("A token is needed: GOREL_TOKEN, or --token @FILE. `gorel token` makes one on the server.")
    use_grants(given)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    robot = Robot(Server(given.server, token), types, threads=given.parallel, say=lambda line: print(line, flush=True))
    print(f"{robot.name}: {', '.join(sorted(types))}", file=sys.stderr, flush=True)
    try:
        robot.run(stop)
    except Unwelcome as error:
        raise Trouble(str(error)) from None
    return 0
