"""A home of its own for a benchmark, with pictures and an ability that does nothing. Import it before anything else."""

# ruff: noqa: E402 - settings read the environment when they are first asked
from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gorel.site.settings")
HOME = Path(tempfile.mkdtemp(prefix="gorel-bench-", dir=os.environ.get("BENCH_FOLDER")))
os.environ["GOREL_HOME"] = str(HOME)
atexit.register(shutil.rmtree, HOME, ignore_errors=True)

import django

django.setup()

import msgspec
import structlog
from django.db import connection, transaction

from gorel.ability import Context, ability
from gorel.cases import calling, deployment, programs
from gorel.cases.taking import take
from gorel.ground.collecting import calm
from gorel.site import tables

structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="https://bench"'
    ' xmlns:zeebe="http://camunda.org/schema/zeebe/1.0">'
)


class Nothing(msgspec.Struct):
    """Takes no variable."""


@ability("bench.noop", title={"en": "Nothing"}, about={"en": "Does nothing."})
def noop(given: Nothing, context: Context) -> None:
    """Do nothing."""


@dataclass(frozen=True)
class Cost:
    """What so many things took. Units: seconds of wall time and of this process's CPU."""

    count: int
    wall: float
    cpu: float

    @property
    def per_second(self) -> float:
        """Things a second of wall time."""
        return self.count / self.wall

    @property
    def cpu_each(self) -> float:
        """Microseconds of this process's CPU for one."""
        return self.cpu / self.count * 1e6


class Watch:
    """Starts to measure when it is made."""

    def __init__(self) -> None:
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def cost(self, count: int) -> Cost:
        """Return what *count* things took until now."""
        return Cost(count, time.perf_counter() - self.wall, time.process_time() - self.cpu)


def row(key: str, *nodes: tuple[str, str]) -> bytes:
    """A start, *nodes* (id, XML) in a row, an end."""
    ids = ["start", *(identity for identity, _ in nodes), "end"]
    flows = "".join(
        f'<sequenceFlow id="f{n}" sourceRef="{ids[n]}" targetRef="{ids[n + 1]}"/>' for n in range(len(ids) - 1)
    )
    inside = "".join(xml for _, xml in nodes)
    return (
        f'{HEAD}<process id="{key}" isExecutable="true"><startEvent id="start"/>{inside}<endEvent id="end"/>{flows}'
        "</process></definitions>"
    ).encode()


def job(identity: str, type: str = "bench.noop") -> tuple[str, str]:
    """A service task."""
    definition = f'<extensionElements><zeebe:taskDefinition type="{type}"/></extensionElements>'
    return identity, f'<serviceTask id="{identity}">{definition}</serviceTask>'


def timer(identity: str, duration: str) -> tuple[str, str]:
    """An event that waits."""
    definition = f"<timerEventDefinition><timeDuration>{duration}</timeDuration></timerEventDefinition>"
    return identity, f'<intermediateCatchEvent id="{identity}">{definition}</intermediateCatchEvent>'


PICTURES = {
    "ten.bpmn": row("ten-tasks", *(job(f"t{n}") for n in range(10))),
    "far.bpmn": row("ten-far", *(job(f"t{n}", "bench.far") for n in range(10))),
    "one.bpmn": row("one-task", job("t0")),
    "storm.bpmn": row("storm", timer("t", "PT1H")),
    "still.bpmn": row("still", timer("t", "P3650D")),
}


def prepare() -> None:
    """Make the tables, and teach the pictures."""
    tables.bring_up()
    deployment.deploy(list(PICTURES.items()))
    calm()  # as the worker does when it begins


def begin(process: str, count: int) -> None:
    """Start so many cases, 500 to a commit."""
    known = programs.known(programs.newest(process, None).pk)
    for first in range(0, count, 500):
        size = min(500, count - first)
        take(lambda turn, size=size: [calling.begin(turn, known, variables={"n": 1}).id for _ in range(size)])


def crowd(count: int) -> None:
    """Let so many more cases wait, each for its timer: copies of one that was started, made by the database."""
    begin("still", 1)
    copies = {
        "cases_case": ("id", "uid", "started_at"),
        "cases_casestate": ("case_id",),
        "cases_timer": ("case_id",),
        "cases_logentry": ("case_id",),
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select max(case_id) from cases_timer")
        first = cursor.fetchone()[0]
        postgresql = connection.vendor == "postgresql"
        uid = "gen_random_uuid()" if postgresql else "lower(hex(randomblob(16)))"
        numbers = f"generate_series(1, {count:d}) n(i)"
        if not postgresql:
            counted = f"with recursive c(i) as (select 1 union all select i + 1 from c where i < {count:d})"
            numbers = f"({counted} select i from c) n"
        for table, own in copies.items():
            names = [name for name in _columns(cursor, table) if name != "id" or table == "cases_case"]
            changed = {"id": "t.id + n.i", "case_id": "t.case_id + n.i", "uid": uid, "started_at": "t.started_at + n.i"}
            values = ", ".join(changed[name] if name in own else f't."{name}"' for name in names)
            which = "id" if table == "cases_case" else "case_id"
            columns = ", ".join(f'"{name}"' for name in names)
            cursor.execute(
                f"insert into {table} ({columns}) select {values} from {table} t, {numbers} where t.{which} = {first:d}"
            )
        if postgresql:
            cursor.execute(
                "select setval(pg_get_serial_sequence('cases_case', 'id'), (select max(id) from cases_case))"
            )
    with connection.cursor() as cursor:
        cursor.execute("analyze")


def _columns(cursor: Any, table: str) -> list[str]:
    return [column.name for column in connection.introspection.get_table_description(cursor, table)]


def size() -> int:
    """Return the bytes of the database, tidied up."""
    if connection.vendor == "postgresql":
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("vacuum")
            cursor.execute("select pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
    with connection.cursor() as cursor:
        cursor.execute("vacuum")
        cursor.execute("pragma wal_checkpoint(truncate)")  # what is tidied up stands in the log until then
    return Path(connection.settings_dict["NAME"]).stat().st_size
