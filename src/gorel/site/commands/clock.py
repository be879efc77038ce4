"""`gorel clock`: shows and moves the clock of a demo."""

from __future__ import annotations

import argparse
import os
from datetime import datetime

REASONS = {
    "unreadable": "Write 1h, 3d, 2w, next, or a moment such as 2020-10-21T09:00.",
    "before": "The clock never goes back. `gorel demo --restart` begins anew.",
    "too-far": "That is more than ten years ahead.",
    "nothing-due": "Nothing is due; name a moment instead.",
}


LOOK_SECONDS = 2.0


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    command = commands.add_parser("clock", help="show or move the clock of a demo")
    command.add_argument("to", nargs="?", help="1h, 3d, 2w, next (the next thing due), or 2020-10-21T09:00")
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> None:
    """Show the moment; with an argument go there: Görel does, in order, all that would have happened."""
    from gorel.site.command import Trouble
    from gorel.site.demo import home
    from gorel.site.prepare import setup

    if not home.is_made():
        raise Trouble("Only a demo home has a clock to move. Here it is the machine's.")
    with home.at_work() as alone:
        if alone and given.to:
            _go_alone(given.to)
        else:
            setup()
            if given.to:
                _ask_the_worker(given.to)
    from gorel.ground import clock

    print(clock.now().astimezone(clock.ZONE).isoformat(timespec="minutes"))


def _go_alone(to: str) -> None:
    """No worker is up: this command does what falls due on the way."""
    from gorel.site.demo import mailbox
    from gorel.site.prepare import setup

    server, os.environ["GOREL_SMTP"] = mailbox.start()
    try:
        setup()
        from gorel.site.demo import driver

        driver.tell(_target(to))
    finally:
        server.stop()


def _ask_the_worker(to: str) -> None:
    from gorel.ground import clock
    from gorel.site.demo import moving

    moving.set_target(_target(to))
    while not moving.wait(LOOK_SECONDS):
        print(f"… {clock.now().astimezone(clock.ZONE):%Y-%m-%d %H:%M}", flush=True)


def _target(to: str) -> datetime:
    from gorel.ground import clock
    from gorel.site.command import Trouble
    from gorel.site.demo import driver, moving

    try:
        return driver.next_moment() if to == "next" else moving.read_moment(to, after=clock.now())
    except moving.NoSuchMoment as wrong:
        raise Trouble(REASONS[str(wrong)]) from None
