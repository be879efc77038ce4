"""`gorel web`: the web server alone."""

from __future__ import annotations

import argparse
import os


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    command = commands.add_parser("web", help="serve the pages (run `gorel work` beside it)")
    add_address(command)
    command.set_defaults(run=run)


def add_address(command: argparse.ArgumentParser) -> None:
    """Declare where to listen."""
    command.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: this machine only)")
    command.add_argument("--port", type=int, default=8000, help="the port to listen on (default: 8000)")


def tell_address(given: argparse.Namespace) -> None:
    """Let links in mails lead here, unless GOREL_ADDRESS says otherwise. Must come before the settings are read."""
    os.environ.setdefault("GOREL_ADDRESS", f"http://{given.host}:{given.port}")


def run(given: argparse.Namespace) -> None:
    """Serve until stopped."""
    tell_address(given)
    from gorel.site.prepare import prepare_static, setup

    setup()
    prepare_static()
    from gorel.site.web import serve

    serve(given.host, given.port)
