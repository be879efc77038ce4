"""`gorel clock`: shows and moves the clock of a demo."""

from __future__ import annotations

import argparse

REASONS = {
    "unreadable": "Write 1h, 3d, 2w, next, or a moment such as 2020-10-21T09:00.",
    "before": "The clock never goes back. `gorel demo --restart` begins anew.",
    "too-far": "That is more than ten years ahead.",
    "nothing-due": "Nothing is due; name a moment instead.",
}


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    command = commands.add_parser("clock", help="show or move the clock of a demo")
    command.add_argument("to", nargs="?", help="1h, 3d, 2w, next (the next thing due), or 2020-10-21T09:00")
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> None:
    """Show the moment; with an argument go there: Görel does, in order, all that would have happened."""
    from gorel.site.command import Trouble
    from gorel.site.prepare import setup

    setup()
    from django.conf import settings

    from gorel.ground import clock
    from gorel.site.demo import driver, moving

    if not settings.DEMO:
        raise Trouble("Only a demo home has a clock to move. Here it is the machine's.")
    if given.to:
        try:
            target = driver.next_moment() if given.to == "next" else moving.read_moment(given.to, after=clock.now())
        except moving.NoSuchMoment as wrong:
            raise Trouble(REASONS[str(wrong)]) from None
        driver.tell(target)
    print(clock.now().astimezone(clock.ZONE).isoformat(timespec="minutes"))
