"""What is measured, line by line. Each takes `small`, to see that it works, and says what was asked for."""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator

from bench.cases import home  # before all that reads settings

# isort: split
from bench import peers as others
from bench.cases import beside, machine, ten_tasks, waiting
from bench.cases.home import Cost
from bench.cases.table import Line, at, spread
from django.db import connection


def ten(*, small: bool) -> Iterator[Line]:
    """Batches of 100, and one at a time, each round beside a round of bare SQL."""
    is_sqlite = connection.vendor == "sqlite"
    asked = {
        (True, 100): "20,000 steps/s, 0.13 of bare SQL", (True, 1): "3,000 steps/s, p50 0.4 ms, p99 2 ms",
        (False, 100): "9,000 steps/s", (False, 1): "",
    }  # fmt: skip
    rounds, cases = (2, 100) if small else (7, 1000)
    ten_tasks.ours(20, 20)  # warm
    for batch, count in ((100, cases), (1, max(cases // 10, 10))):
        pairs, waited = [], []
        for _ in range(rounds):
            machine.wait_for_quiet()
            limit = ten_tasks.bare(count, batch)
            pairs.append((ten_tasks.ours(count, batch, waited), limit))
        waited.sort()
        steps = [mine.per_second for mine, _ in pairs]
        said = f"{spread(steps)} steps/s"
        if batch == 1:
            said += f", p50 {at(waited, 0.5):.2f} ms, p99 {at(waited, 0.99):.2f} ms"
        yield Line(
            f"ten tasks, {_database()}, {'100 to a commit' if batch == 100 else 'one at a time'}",
            f"{said}; CPU {spread([mine.cpu_each for mine, _ in pairs])} µs a step",
            asked[is_sqlite, batch],
            f"**{spread([mine.per_second / limit.per_second for mine, limit in pairs], '.2f')}** of bare SQL"
            f" ({statistics.median(limit.per_second for _, limit in pairs):,.0f}, CPU"
            f" {statistics.median(limit.cpu_each for _, limit in pairs):.0f} µs)",
            figure=statistics.median(steps),
        )


def two(*, small: bool) -> Iterator[Line]:
    """Two worker processes on one PostgreSQL, from the moment that both are ready."""
    if connection.vendor != "postgresql":
        return
    code = "from bench.cases import ten_tasks; ten_tasks.on_command()"
    rounds, steps = [], []
    for _ in range(1 if small else 3):
        home.begin("ten-tasks", 200 if small else 2000)
        connection.close()
        machine.wait_for_quiet()
        # They leave the tables alone: the database is the one that this process filled.
        pair = [
            subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            for _ in range(2)
        ]
        for one in pair:
            assert one.stdout is not None
            assert one.stdout.readline() == "ready\n"
        began = home.Watch()
        for one in pair:
            assert one.stdin is not None
            one.stdin.write("go\n")
            one.stdin.flush()
        steps = [int(one.communicate()[0]) for one in pair]
        rounds.append(began.cost(sum(steps)).per_second)
    yield Line(
        "ten tasks, PostgreSQL, two worker processes", f"{spread(rounds)} steps/s (of the last round {steps})",
        "14,000 steps/s", figure=statistics.median(rounds),
    )  # fmt: skip


def callers(*, small: bool) -> Iterator[Line]:
    """64 callers, each waiting for its durable answer."""
    waiting.callers(10)
    rounds: list[tuple[Cost, list[float]]] = []
    for _ in range(1 if small else 5):
        machine.wait_for_quiet()
        rounds.append(waiting.callers(20 if small else 100))
    waited = sorted(one for _, all_of_it in rounds for one in all_of_it)
    yield Line(
        f"{waiting.CALLERS} callers, each waiting for its durable answer, {_database()}",
        f"{spread([cost.per_second for cost, _ in rounds])} calls/s, p50 {at(waited, 0.5):.1f} ms, p99"
        f" {at(waited, 0.99):.1f} ms; CPU {statistics.median(cost.cpu_each for cost, _ in rounds):.0f} µs a call",
        "8,000 calls/s, p99 20 ms" if connection.vendor == "sqlite" else "",
    )


def due(*, small: bool) -> Iterator[Line]:
    """From due to started on an idle system."""
    waited = waiting.due_to_started(20 if small else 150)
    said = f"p50 {at(waited, 0.5):.1f} ms, p99 {at(waited, 0.99):.1f} ms, of {len(waited)}"
    yield Line(f"due → started, idle, {_database()}", said, "p99 50 ms")


def storm(*, small: bool) -> Iterator[Line]:
    """Timers due at once, one worker."""
    count = 1_000 if small else 100_000
    costs = []
    for _ in range(1 if small or connection.vendor == "postgresql" else 2):
        costs.append(waiting.storm(count))
    cpu = statistics.median(cost.cpu_each for cost in costs)
    yield Line(
        f"{count:,} timers due at once, each advancing its case, {_database()}",
        f"{spread([cost.wall for cost in costs], '.1f')} s; CPU {cpu:.0f} µs each",
        "10 s" if connection.vendor == "sqlite" else "",
    )


def clicks(*, small: bool) -> Iterator[Line]:
    """Clicks of people while a storm drains."""
    waited = beside.clicks(3_000 if small else 12_000)
    said = f"p50 {at(waited, 0.5):.0f} ms, p99 {at(waited, 0.99):.0f} ms, of {len(waited)}"
    yield Line("a click of another process while timers drain, SQLite", said)


def crowd(*, small: bool) -> Iterator[Line]:
    """Beside a million waiting cases."""
    count = 5_000 if small else 1_000_000
    (few, few_cpu), (many, many_cpu) = waiting.crowd(count, 100 if small else 500)
    yield Line(
        f"ten tasks beside {count:,} waiting cases, against 1,000, {_database()}",
        f"**{many / few:.2f}** of the speed", "0.75 of the speed",
        f"{many:.2f} of bare SQL against {few:.2f}; CPU {many_cpu:.0f} µs a step against {few_cpu:.0f}",
    )  # fmt: skip


def up(*, small: bool) -> Iterator[Line]:
    """The whole of her, in a home of her own."""
    starts = waiting.up(1 if small else 3)
    yield Line(
        "`gorel up` to first answer; idle memory of all its processes",
        f"{spread([seconds for seconds, _, _ in starts], '.1f')} s;"
        f" {statistics.median(shared for _, shared, _ in starts):.0f} MB, shared pages counted once (PSS)",
        "3 s; 200 MB", f"{statistics.median(each for _, _, each in starts):.0f} MB counted for each process (RSS)",
    )  # fmt: skip


def disk(*, small: bool) -> Iterator[Line]:
    """Bytes of a finished case."""
    cases = 200 if small else 5000
    ten_tasks.drop()
    before = home.size()
    ten_tasks.ours(cases, 100)
    each = (home.size() - before) / cases
    yield Line(f"disk per finished case of ten tasks, with log, {_database()}", f"{each:,.0f} bytes", "3 kB")


def peers(*, small: bool) -> Iterator[Line]:
    """Others, on SQLite or on the PostgreSQL that this process uses."""
    mine = [peer for peer in others.PEERS if peer.postgresql is (connection.vendor == "postgresql")]
    for result in others.measure(mine, rounds=1 if small else 3, part=0.1 if small else 1.0):
        if result.missing:
            yield Line(f"ten tasks, {result.peer.name}", f"**not measured**: {result.missing}", peer=True)
        else:
            said = f"{spread(result.per_second)} steps/s"
            yield Line(f"ten tasks, {result.peer.name}, {result.way}", said, figure=result.median, peer=True)


def _database() -> str:
    return "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"


LINES: dict[str, Callable[..., Iterator[Line]]] = {
    "ten": ten, "two": two, "callers": callers, "due": due, "storm": storm, "clicks": clicks, "disk": disk,
    "peers": peers, "up": up, "crowd": crowd,
}  # fmt: skip
ON_POSTGRESQL = ("ten", "two", "callers", "due", "storm", "peers")
EXTRA = ("crowd", "peers")  # only when they are named, or all is asked for
