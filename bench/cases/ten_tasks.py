"""Ten tasks in a row, durably, beside bare SQL that writes the same kind of rows, round by round in one process.

A *step* is one job answered: its case goes on to the next task, and state, job and log are committed. Bare SQL
updates a state row, updates a job row and inserts a log row per step, with no thinking at all: the limit of this
design on this machine at this moment. Both share the noise; the ratio is the result.
"""

from __future__ import annotations

import time

from bench.cases.home import Cost, Watch, begin
from django.db import connection, transaction

from gorel.ability import Ability
from gorel.cases import doing
from gorel.cases.turn import Turn
from gorel.cases.worker import leases
from gorel.cases.worker.turns import Turns
from gorel.ground.collecting import calm

OWNER = "bench/1/1/1"


class Room:
    """Hands for so many jobs at once."""

    def __init__(self, batch: int) -> None:
        self.batch = self.left = batch

    def carry_on(self, turn: Turn) -> list[leases.Claim]:
        """Take what the turn opened."""
        self.left = self.batch
        return leases.carry_on(turn, self._may, owner=OWNER)

    def claim(self, turn: Turn) -> list[leases.Claim]:
        """Take what is due."""
        return leases.claim(turn, ["bench.noop"], max(self.left, 0), owner=OWNER)[0]

    def _may(self, _ability: Ability, _lane: int) -> bool:
        self.left -= 1
        return self.left >= 0


def ours(cases: int, batch: int, waited: list[float] | None = None) -> Cost:
    """Start so many cases, and measure how every job of theirs is answered, *batch* to a turn.

    Shape: the seconds of each turn go into *waited*.
    """
    begin("ten-tasks", cases)
    return answer_all(batch, waited)


def on_command() -> None:
    """Say that this process is ready, and answer every job that there is when it is told to."""
    calm()
    connection.ensure_connection()
    print("ready", flush=True)
    input()
    print(answer_all(100).count)


def answer_all(batch: int, waited: list[float] | None = None) -> Cost:
    """Answer every job that there is."""
    turns, room = Turns(owner=OWNER, batch=batch), Room(batch)
    steps, answers, looks = 0, [], True
    began = Watch()
    while True:
        moment = time.perf_counter()
        taken = turns.take(answers, ["bench.noop"], room, looks=looks)
        answers = [
            leases.Answer(claim, doing.attempt(claim.ability, claim.variables, claim.context)) for claim in taken.claims
        ]
        if waited is not None:
            waited.append(time.perf_counter() - moment)
        steps += len(answers)
        if looks and not answers:
            return began.cost(steps)
        looks = len(answers) < batch  # as the worker: it looks when it has room


def bare(cases: int, batch: int) -> Cost:
    """Write the same three rows per step with nothing around it."""
    state = '[1,0,0,12,{"0":["ten-tasks",-1,0,1,{"n":1}],"%08d":["t1",0,1]},{},{},null]'
    _tables(cases, state)
    began = Watch()
    for step in range(1, 11):
        for first in range(0, cases, batch):
            ids = list(range(first, min(first + batch, cases)))
            # Other bytes at each step: SQLite skips a page whose content stays the same.
            bodies = [state % (step * 1000 + n) for n in ids]
            with transaction.atomic():
                (_step_postgresql if connection.vendor == "postgresql" else _step_sqlite)(step, ids, bodies)
    return began.cost(cases * 10)


def drop() -> None:
    """Take the tables of bare SQL away."""
    with connection.cursor() as cursor:
        for table in ("bare_state", "bare_job", "bare_log"):
            cursor.execute(f"drop table if exists {table}")


def _tables(cases: int, state: str) -> None:
    drop()
    serial = "bigint generated always as identity" if connection.vendor == "postgresql" else "integer"
    with connection.cursor() as cursor:
        cursor.execute("create table bare_state (id integer primary key, body text)")
        cursor.execute("create table bare_job (id integer primary key, element text, due_at bigint)")
        cursor.execute("create index bare_job_due on bare_job (due_at)")
        cursor.execute(f"create table bare_log (id {serial} primary key, case_id integer, at bigint, kind text)")
        cursor.executemany("insert into bare_state values (%s, %s)", [(n, state % 0) for n in range(cases)])
        cursor.executemany("insert into bare_job values (%s, 't0', 0)", [(n,) for n in range(cases)])


def _step_sqlite(step: int, ids: list[int], bodies: list[str]) -> None:
    driver = connection.connection
    driver.executemany("update bare_state set body = ? where id = ?", list(zip(bodies, ids, strict=True)))
    driver.executemany("update bare_job set element = 't', due_at = ? where id = ?", [(step, n) for n in ids])
    driver.executemany("insert into bare_log (case_id, at, kind) values (?, ?, 'left')", [(n, step) for n in ids])


def _step_postgresql(step: int, ids: list[int], bodies: list[str]) -> None:
    import psycopg

    connection.connection.prepare_threshold = 3
    cursor = psycopg.Cursor(connection.connection)
    cursor.execute(
        "update bare_state t set body = v.b from unnest(%s::text[], %s::int[]) v(b, i) where t.id = v.i", [bodies, ids]
    )
    cursor.execute(
        "update bare_job t set element = 't', due_at = %s from unnest(%s::int[]) v(i) where t.id = v.i", [step, ids]
    )
    cursor.execute(
        "insert into bare_log (case_id, at, kind) select i, %s, 'left' from unnest(%s::int[]) v(i)", [step, ids]
    )
