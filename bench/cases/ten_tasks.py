"""Ten tasks in a row, durably: steps per second, beside bare SQL that writes the same kind of rows in the same run.

    python bench/cases/ten_tasks.py [--cases 500] [--rounds 3]                  SQLite, in a temporary home
    GOREL_DATABASE=postgresql://… python bench/cases/ten_tasks.py               PostgreSQL

A *step* is one job answered: its case goes on to the next task, and state, job and log are committed. Bare SQL
updates a state row, updates a job row and inserts a log row per step, with no thinking at all: the limit of this
design on this machine at this moment. The two are measured one after the other, round by round, so that both share the
noise; the ratio is the result. CPU is this process's own, so on PostgreSQL the server's is not in it. History is on,
SQLite runs with synchronous=FULL. Our step writes three lines of log where bare SQL writes one.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gorel.site.settings")
os.environ["GOREL_HOME"] = tempfile.mkdtemp(prefix="gorel-bench-")

# ruff: noqa: E402 - settings read the environment when they are first asked
import django

django.setup()

import msgspec
import structlog
from django.core.management import call_command
from django.db import connection, transaction

from gorel.ability import Context, ability
from gorel.cases import calling, deployment, doing, programs
from gorel.cases.models import Job
from gorel.cases.turn import take
from gorel.cases.worker import leases
from gorel.cases.worker.turns import Turns

structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
OWNER = "bench/1/1/1"


class Nothing(msgspec.Struct):
    """Takes no variable."""


@ability("bench.noop", title={"en": "Nothing"}, about={"en": "Does nothing."})
def noop(given: Nothing, context: Context) -> None:
    """Do nothing."""


class Room:
    """Hands for so many jobs."""

    def __init__(self, batch: int) -> None:
        self.batch = batch

    def carry_on(self, turn):
        self.left = self.batch
        claims = leases.carry_on(turn, self._may, owner=OWNER)
        return claims

    def _may(self, _ability, _lane):
        self.left -= 1
        return self.left >= 0

    def claim(self, turn):
        return leases.claim(turn, ["bench.noop"], max(self.left, 0), owner=OWNER)[0]


class Measured(NamedTuple):
    """Units: steps a second of wall time; microseconds of this process's CPU a step."""

    per_second: float
    cpu: float


class Watch:
    """Starts to measure when it is made."""

    def __init__(self) -> None:
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def per_step(self, steps: int) -> Measured:
        wall, cpu = time.perf_counter() - self.wall, time.process_time() - self.cpu
        return Measured(steps / wall, cpu / steps * 1e6)


def picture(tasks: int) -> bytes:
    """A start, so many service tasks in a row, an end."""
    ids = ["start", *(f"t{n}" for n in range(tasks)), "end"]
    nodes = "".join(
        f'<serviceTask id="{name}"><extensionElements><zeebe:taskDefinition type="bench.noop"/></extensionElements>'
        "</serviceTask>"
        for name in ids[1:-1]
    )
    flows = "".join(
        f'<sequenceFlow id="f{n}" sourceRef="{ids[n]}" targetRef="{ids[n + 1]}"/>' for n in range(len(ids) - 1)
    )
    return (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="https://bench"'
        ' xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"><process id="ten-tasks" isExecutable="true">'
        f'<startEvent id="start"/>{nodes}<endEvent id="end"/>{flows}</process></definitions>'
    ).encode()


def begin(count: int) -> None:
    """Start so many cases."""
    known = programs.known(programs.newest("ten-tasks", None).pk)
    for first in range(0, count, 500):
        size = min(500, count - first)
        take(lambda turn, size=size: [calling.begin(turn, known, variables={"n": 1}).id for _ in range(size)])


def ours(cases: int, batch: int) -> Measured:
    """Answer every job of so many cases, *batch* to a turn."""
    begin(cases)
    turns = Turns(owner=OWNER, batch=batch)
    steps, answers = 0, []
    began = Watch()
    room = Room(batch)
    looks = True
    while True:
        taken = turns.take(answers, ["bench.noop"], room, looks=looks)
        answers = [
            leases.Answer(claim, doing.attempt(claim.ability, claim.variables, claim.context)) for claim in taken.claims
        ]
        steps += len(answers)
        if looks and not answers:
            break
        looks = not answers or len(answers) < batch
    measured = began.per_step(steps)
    assert not Job.objects.exists()
    return measured


def bare(cases: int, batch: int) -> Measured:
    """Write the same three rows per step with nothing around it."""
    state = '[1,0,0,12,{"0":["ten-tasks",-1,0,1,{"n":1}],"%08d":["t1",0,1]},{},{},null]'
    is_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists bare_state")
        cursor.execute("drop table if exists bare_job")
        cursor.execute("drop table if exists bare_log")
        cursor.execute("create table bare_state (id integer primary key, body text)")
        cursor.execute("create table bare_job (id integer primary key, element text, due_at bigint)")
        cursor.execute("create index bare_job_due on bare_job (due_at)")
        serial = "bigint generated always as identity" if is_postgresql else "integer"
        cursor.execute(f"create table bare_log (id {serial} primary key, case_id integer, at bigint, kind text)")
        cursor.executemany("insert into bare_state values (%s, %s)", [(n, state % 0) for n in range(cases)])
        cursor.executemany("insert into bare_job values (%s, 't0', 0)", [(n,) for n in range(cases)])
    began = Watch()
    for step in range(1, 11):
        for first in range(0, cases, batch):
            ids = list(range(first, min(first + batch, cases)))
            # Other bytes at each step: SQLite skips a page whose content stays the same.
            bodies = [state % (step * 1000 + n) for n in ids]
            with transaction.atomic(), connection.cursor() as cursor:
                if is_postgresql:
                    cursor.execute(
                        "update bare_state t set body = v.b from unnest(%s::text[], %s::int[]) v(b, i)"
                        " where t.id = v.i",
                        [bodies, ids],
                    )
                    cursor.execute(
                        "update bare_job t set element = 't', due_at = %s from unnest(%s::int[]) v(i) where t.id = v.i",
                        [step, ids],
                    )
                    cursor.execute(
                        "insert into bare_log (case_id, at, kind) select i, %s, 'left' from unnest(%s::int[]) v(i)",
                        [step, ids],
                    )
                else:
                    cursor.executemany(
                        "update bare_state set body = %s where id = %s", list(zip(bodies, ids, strict=True))
                    )
                    cursor.executemany(
                        "update bare_job set element = 't', due_at = %s where id = %s", [(step, n) for n in ids]
                    )
                    cursor.executemany(
                        "insert into bare_log (case_id, at, kind) values (%s, %s, 'left')", [(n, step) for n in ids]
                    )
    return began.per_step(cases * 10)


def size() -> int:
    """Bytes of the database."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select pg_database_size(current_database())")
            return cursor.fetchone()[0]
    with connection.cursor() as cursor:
        cursor.execute("pragma wal_checkpoint(truncate)")
        cursor.execute("vacuum")
    return Path(connection.settings_dict["NAME"]).stat().st_size


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cases", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    call_command("migrate", interactive=False, verbosity=0)
    deployment.deploy([("ten.bpmn", picture(10))])
    ours(20, 20)  # warm
    before = size()
    rows: dict[str, list[float]] = {}
    for _ in range(given.rounds):
        for batch, cases in ((100, given.cases), (1, max(given.cases // 10, 10))):
            limit, measured = bare(cases, batch), ours(cases, batch)
            for name, value in (
                (f"bare SQL, steps/s, {batch} to a commit", limit.per_second),
                (f"ten tasks, steps/s, {batch} to a commit", measured.per_second),
                (f"ratio of steps/s, {batch} to a commit", measured.per_second / limit.per_second),
                (f"bare SQL, CPU µs a step, {batch} to a commit", limit.cpu),
                (f"ten tasks, CPU µs a step, {batch} to a commit", measured.cpu),
            ):
                rows.setdefault(name, []).append(value)
    print(f"{connection.vendor}, {given.rounds} rounds of {given.cases} cases; median (lowest to highest)")
    for name, values in rows.items():
        form = ".2f" if name.startswith("ratio") else ",.0f"
        low, middle, high = min(values), statistics.median(values), max(values)
        print(f"  {name:45} {middle:{form}} ({low:{form}} to {high:{form}})")
    with connection.cursor() as cursor:
        for table in ("bare_state", "bare_job", "bare_log"):
            cursor.execute(f"drop table {table}")
        cursor.execute("select count(*) from cases_case")
        finished = cursor.fetchone()[0] - 20
    print(f"  {'bytes per finished case':45} {(size() - before) / finished:,.0f}")


if __name__ == "__main__":
    main()
