"""Measures what the account of time costs with and without sums of days: `python -m bench.sums [--cases 200000]`.

Cases of a year are written by SQL with five finished steps each; CPU is this process's own, SQLite in it.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

PICTURE = Path(__file__).parents[1] / "src/gorel/ideas/processes/idea.bpmn"
BEGAN = datetime(2025, 1, 1, 12, tzinfo=UTC)
STEPS, DAYS = 5, 365


def main() -> None:
    """Make a year of cases in a home of their own, measure, print a table."""
    given = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    given.add_argument("--cases", type=int, default=200_000)
    asked = given.parse_args()
    with tempfile.TemporaryDirectory(prefix="gorel-bench-") as home:
        os.environ.update(GOREL_HOME=home, DJANGO_SETTINGS_MODULE="gorel.site.settings")
        import django

        django.setup()
        from gorel.site import tables

        tables.bring_up()
        _measure(asked.cases)


def _measure(cases: int) -> None:
    from gorel.accounts.models import Organisation
    from gorel.benefits import account, freed
    from gorel.cases import deployment, sums
    from gorel.cases.models import Process
    from gorel.ground import clock

    town = Organisation.objects.create(name="Vara", slug="vara", kind="municipality")
    deployment.deploy([(PICTURE.name, PICTURE.read_bytes())])
    process = Process.objects.get(key="idea")
    _fill(cases, process, town)
    with clock.held(BEGAN + timedelta(days=DAYS + 30)):
        ways: dict[str, Callable[[], Any]] = {
            "time freed of the organisation": lambda: freed.time_freed(organisations=[town.pk]),
            "the year's account of the process": lambda: account.of("idea", town, 2025),
        }
        print(f"{cases} cases, {cases * STEPS} finished steps{'':<12}{'CPU ms':>10}")
        for name, way in ways.items():
            print(f"{name + ', the log read':<50}{_cpu(way):>10.0f}")
        days = [_cpu(sums.sum_up) for _ in range(DAYS)]
        print(f"{'a day summed up, median of ' + str(DAYS):<50}{sorted(days)[DAYS // 2]:>10.0f}")
        sums.sum_up()
        for name, way in ways.items():
            print(f"{name + ', by sums':<50}{_cpu(way):>10.0f}")


def _fill(cases: int, process: Any, town: Any) -> None:
    from django.db import connection

    from gorel.benefits.baselines import baselines
    from gorel.cases.models import Case, LogEntry
    from gorel.ground import clock

    elements = [step.element for step in baselines(process).values() if step.minutes][:STEPS]
    elements += [step.element for step in baselines(process).values() if not step.minutes][: STEPS - len(elements)]
    pause = DAYS * 86_400_000_000 // cases
    began = clock.to_instant(BEGAN)
    for first in range(0, cases, 10_000):
        moments = [clock.from_instant(began + number * pause) for number in range(first, min(first + 10_000, cases))]
        made = Case.objects.bulk_create(
            Case(process=process, organisation=town, state=Case.COMPLETED, started_at=at, ended_at=at) for at in moments
        )
        LogEntry.objects.bulk_create(
            LogEntry(case=case, at=case.ended_at, kind="left", element=element) for case in made for element in elements
        )
    with connection.cursor() as cursor:
        cursor.execute("analyze")


def _cpu(do: Callable[[], Any]) -> float:
    before = time.process_time()
    do()
    return (time.process_time() - before) * 1000


if __name__ == "__main__":
    main()
