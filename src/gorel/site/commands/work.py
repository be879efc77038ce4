"""`gorel work`: the worker alone."""

from __future__ import annotations

import argparse
import os
import signal
import threading

from gorel.site import modules


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    command = commands.add_parser("work", help="do the work that is due (any number may run beside each other)")
    modules.add(command)
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> None:
    """Work until SIGTERM or Ctrl-C; what is begun is finished first."""
    from gorel.site.prepare import setup

    # Playwright keeps a loop in the thread of `browser.run`; what is granted is looked up in the database meanwhile.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    setup()
    from gorel.ground import telemetry

    telemetry.configure("gorel-work")
    from django.conf import settings

    from gorel.cases.worker import Worker
    from gorel.ground.collecting import calm

    modules.load(given.abilities)
    calm()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if settings.DEMO:
        from gorel.site.demo import driver

        driver.live(stop)
    else:
        Worker().run(stop)
