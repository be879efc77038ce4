"""`gorel demo`: two real inputs and a clock to move; with `--headless` the whole story at once, and a report."""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import asdict
from datetime import date
from pathlib import Path

from gorel.site.commands.web import add_address, knock, tell_address


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    command = commands.add_parser("demo", help="show Görel at work on a real seminar and a real innovation week")
    add_address(command)
    command.add_argument("--restart", action="store_true", help="forget what was done in this demo home, begin anew")
    command.add_argument("--at", type=date.fromisoformat, metavar="DATE", help="tell the story up to this date first")
    headless = command.add_argument_group("the whole story, without pages")
    headless.add_argument("--headless", action="store_true", help="run from 1 September 2020, then report and end")
    headless.add_argument("--until", type=date.fromisoformat, metavar="DATE", help="the last date, such as 2021-10-12")
    headless.add_argument("--report", type=Path, metavar="FILE.json", help="write what happened")
    headless.add_argument("--smtp", metavar="HOST:PORT", help="send the mails to this server (default: one of its own)")
    made = command.add_argument_group("a made-up week instead, without pages")
    made.add_argument(
        "--generated", action="store_true", help="make a week of points and people, and run it to its end"
    )
    made.add_argument("--points", type=int, default=1000, metavar="N", help="how many programme points (1000)")
    made.add_argument("--registrations", type=int, default=20_000, metavar="N", help="how many sign-ups (20000)")
    made.add_argument("--seed", type=int, default=2025, metavar="N", help="the same number makes the same week")
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> None:
    """Run the demo, on pages or headless."""
    from gorel.site.demo import home, mailbox

    tell_address(given)
    if not (given.headless or given.generated):
        knock(given)
    home.make(restart=given.restart)
    server = None
    if given.smtp:
        os.environ["GOREL_SMTP"] = f"smtp://{given.smtp}"
    else:
        server, os.environ["GOREL_SMTP"] = mailbox.start()
    try:
        _headless(given) if given.headless or given.generated else _pages(given)
    finally:
        if server is not None:
            server.stop()


def _headless(given: argparse.Namespace) -> None:
    from gorel.site.command import Trouble
    from gorel.site.prepare import prepare_database, setup

    if given.generated:
        if given.points < 5 or given.registrations < 1:
            raise Trouble("A made-up week has five points and one registration at least.")
        _generated(given)
        return
    if given.until is None:
        raise Trouble("Say how far the story is to go, for example: --until 2021-10-12")
    setup()
    from gorel.ground import clock
    from gorel.site.demo import driver, home, report, story

    with home.at_work() as alone:
        if not alone:
            raise Trouble(
                f"Somebody else tells the story in {home.path()}. Stop that first, or name another GOREL_HOME."
            )
        prepare_database(story.BEGINNING)
        story.begin()
        until = story.end_of(given.until)
        if until < clock.now():
            raise Trouble(f"The story in {home.path()} has come past {given.until}. Begin anew with --restart.")
        driver.tell(until)
    told = report.read()
    _write(given.report, told)
    report.show(told)


def _generated(given: argparse.Namespace) -> None:
    """Run a made-up week: count when everybody has been thanked, and again when all that is personal has gone."""
    from gorel.site.command import Trouble
    from gorel.site.prepare import prepare_database, setup

    setup()
    from gorel.site.demo import driver, home, story
    from gorel.site.demo.generated import check, plan

    with home.at_work() as alone:
        if not alone:
            raise Trouble(
                f"Somebody else tells the story in {home.path()}. Stop that first, or name another GOREL_HOME."
            )
        prepare_database(plan.BEGINNING)
        size = plan.Size(points=given.points, registrations=given.registrations, seed=given.seed)
        if not story.begin_made(size) and story.Story.objects.get(pk=1).made != asdict(size):
            raise Trouble(f"Another story has begun in {home.path()}. Begin anew with --restart.")
        driver.tell(plan.COUNTED_AT)
        told = {"week": {**check.counts(), "findings": check.findings()}}
        _write(given.report, told)
        driver.tell(plan.END)
        told["end"] = {**check.counts(), "findings": check.still_there()}
    _write(given.report, told)
    print(json.dumps(told, ensure_ascii=False, indent=1))
    found = told["week"]["findings"] + told["end"]["findings"]
    if found:
        raise Trouble("The made-up week is not clean. " + " ".join(found))


def _write(where: Path | None, told: object) -> None:
    """Write the report beside and rename it, so that a reader never sees half of it."""
    if where is not None:
        beside = where.with_name(where.name + ".part")
        beside.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
        beside.replace(where)


def _pages(given: argparse.Namespace) -> None:
    from gorel.site.prepare import prepare_database, prepare_static, setup
    from gorel.site.supervisor import Child, supervise

    print("Görel gets ready …", flush=True)
    setup()
    from gorel.site.demo import driver, story

    prepare_database(story.BEGINNING)
    prepare_static()

    if story.begin() or given.at:
        print("Both inputs are loaded. People begin to sign up, and Görel to work …", flush=True)
        driver.tell(story.end_of(given.at) if given.at else story.OPENING)
    print(story.how_to_sign_in(os.environ["GOREL_ADDRESS"]), flush=True)
    supervise(
        [
            Child("web", "--host", given.host, "--port", str(given.port), environment=os.environ),
            Child("work", environment=os.environ),
        ]
    )
