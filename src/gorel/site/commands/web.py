"""`gorel web`: the web server alone."""

from __future__ import annotations

import argparse
import os
import socket

from gorel.site import modules


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    command = commands.add_parser("web", help="serve the pages (run `gorel work` beside it)")
    add_address(command)
    modules.add(command)
    command.set_defaults(run=run)


def add_address(command: argparse.ArgumentParser) -> None:
    """Declare where to listen."""
    command.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: this machine only)")
    command.add_argument("--port", type=int, default=8000, help="the port to listen on (default: 8000)")


def tell_address(given: argparse.Namespace) -> None:
    """Let links in mails lead here, unless GOREL_ADDRESS says otherwise. Must come before the settings are read."""
    os.environ.setdefault("GOREL_ADDRESS", f"http://{given.host}:{given.port}")


def knock(given: argparse.Namespace) -> None:
    """See that the port is free before anything is started. Errors: Trouble, with what to type instead."""
    from gorel.site.command import Trouble

    family = socket.AF_INET6 if ":" in given.host else socket.AF_INET
    with socket.socket(family) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((given.host, given.port))
        except OSError as error:
            raise Trouble(
                f"{given.host}:{given.port} cannot be listened on ({error.strerror}). "
                f"Choose another port: --port {given.port + 1}"
            ) from None


def run(given: argparse.Namespace) -> None:
    """Serve until stopped."""
    tell_address(given)
    knock(given)
    from gorel.site.prepare import prepare_static, setup

    setup()
    modules.load(given.abilities)  # a transactional one runs in a page's own transaction
    prepare_static()
    from gorel.site.web import serve

    serve(given.host, given.port)
