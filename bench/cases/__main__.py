"""The whole table of the memory's speed.

    python -m bench.cases                                   SQLite, all lines but crowd and peers; some minutes
    python -m bench.cases --all                             those too: a million waiting cases, and others
    python -m bench.cases ten callers due                   some lines
    python -m bench.cases --small                           each line small, to see that it works
    python tests/with_postgres.py python -m bench.cases ten two callers due storm

Lines: ten (batches of 100, and one at a time, beside bare SQL), two (two worker processes), callers, due, storm,
clicks, crowd, up, disk, peers (what `bench/cases/peers` finds installed). History is on, SQLite syncs fully at every
commit.
`tests/with_postgres.py` starts a PostgreSQL that does not sync; for figures to publish name one that does.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
from collections.abc import Callable

from bench.cases import home  # before all that reads settings

# isort: split
from bench.cases import beside, peers, ten_tasks, waiting
from django.db import connection


class Table:
    """Lines of the table, printed as they come."""

    def __init__(self, *, small: bool) -> None:
        self.small = small

    def line(self, work: str, *said: str) -> None:
        """Print a line."""
        print(f"| {work} | {' · '.join(said)} | {home.load()} |", flush=True)

    def ten(self) -> None:
        """Batches of 100, and one at a time, each beside bare SQL."""
        rounds, cases = (2, 100) if self.small else (5, 1000)
        ten_tasks.ours(20, 20)  # warm
        for batch, count in ((100, cases), (1, max(cases // 10, 10))):
            ratios, steps, limits, cpu, limit_cpu = [], [], [], [], []
            for _ in range(rounds):
                limit, measured = ten_tasks.bare(count, batch), ten_tasks.ours(count, batch)
                ratios.append(measured.per_second / limit.per_second)
                steps.append(measured.per_second)
                limits.append(limit.per_second)
                cpu.append(measured.cpu_each)
                limit_cpu.append(limit.cpu_each)
            self.line(
                f"ten tasks, {batch} to a commit",
                f"{_spread(steps)} steps/s", f"bare SQL {_spread(limits)}", f"ratio {_spread(ratios, '.2f')}",
                f"CPU {_spread(cpu)} µs a step against {_spread(limit_cpu)}",
            )  # fmt: skip

    def two(self) -> None:
        """Two worker processes on one PostgreSQL."""
        if connection.vendor != "postgresql":
            return
        cases = 200 if self.small else 4000
        home.begin("ten-tasks", cases)
        connection.close()
        began = home.Watch()
        code = "from bench.cases import home, ten_tasks; print(ten_tasks.answer_all(100).count)"
        # They leave the tables alone: the database is the one that this process filled.
        pair = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(2)]
        steps = [int(one.communicate()[0]) for one in pair]
        cost = began.cost(sum(steps))
        self.line("ten tasks, two worker processes", f"{cost.per_second:,.0f} steps/s with their start", f"{steps}")

    def callers(self) -> None:
        """64 callers, each waiting for its durable answer."""
        waiting.callers(10)
        rounds = [waiting.callers(20 if self.small else 200) for _ in range(1 if self.small else 3)]
        cost, waited = sorted(rounds, key=lambda one: one[0].per_second)[len(rounds) // 2]
        self.line(
            f"{waiting.CALLERS} callers, each waiting for its durable answer", f"{cost.per_second:,.0f} calls/s",
            f"p50 {_at(waited, 0.5):.1f} ms", f"p99 {_at(waited, 0.99):.1f} ms", f"CPU {cost.cpu_each:.0f} µs a call",
        )  # fmt: skip

    def due(self) -> None:
        """From due to started on an idle system."""
        waited = waiting.due_to_started(20 if self.small else 200)
        self.line("due → started, idle", f"p50 {_at(waited, 0.5):.1f} ms", f"p99 {_at(waited, 0.99):.1f} ms")

    def storm(self) -> None:
        """Timers due at once."""
        cost = waiting.storm(1_000 if self.small else 100_000)
        self.line(
            f"{cost.count:,} timers due at once", f"{cost.wall:.1f} s",
            f"{cost.per_second:,.0f} a second", f"CPU {cost.cpu_each:.0f} µs each",
        )  # fmt: skip

    def clicks(self) -> None:
        """Clicks of people while a storm drains."""
        waited = beside.clicks(3_000 if self.small else 12_000)
        self.line("a click while timers drain", f"p50 {_at(waited, 0.5):.0f} ms", f"p99 {_at(waited, 0.99):.0f} ms")

    def crowd(self) -> None:
        """Beside a million waiting cases."""
        count = 5_000 if self.small else 1_000_000
        (few, few_cpu), (many, many_cpu) = waiting.crowd(count, 100 if self.small else 500)
        self.line(
            f"ten tasks beside {count:,} waiting cases", f"{many / few:.2f} of the speed beside 1,000",
            f"of bare SQL {many:.2f} against {few:.2f}", f"CPU {many_cpu:.0f} µs a step against {few_cpu:.0f}",
        )  # fmt: skip

    def up(self) -> None:
        """The whole of her."""
        seconds, shared, each = waiting.up()
        self.line(
            "`gorel up` to first answer; idle memory of all its processes", f"{seconds:.1f} s",
            f"{shared:.0f} MB, shared pages counted once (PSS)", f"{each:.0f} MB, counted for each (RSS)",
        )  # fmt: skip

    def disk(self) -> None:
        """Bytes of a finished case."""
        cases = 200 if self.small else 5000
        ten_tasks.drop()
        before = home.size()
        ten_tasks.ours(cases, 100)
        each = (home.size() - before) / cases
        self.line("disk per finished case of ten tasks, with log", f"{each:,.0f} bytes")

    def peers(self) -> None:
        """Others, where they are installed."""
        for name, said in peers.run(small=self.small):
            self.line(f"ten tasks, {name}", said)


def _at(values: list[float], part: float) -> float:
    return values[min(int(len(values) * part), len(values) - 1)] * 1000


def _spread(values: list[float], form: str = ",.0f") -> str:
    return f"{statistics.median(values):{form}} ({min(values):{form}}–{max(values):{form}})"


def main() -> None:
    """Measure, and print a table."""
    lines = ("ten", "two", "callers", "due", "storm", "clicks", "disk", "crowd", "up", "peers")
    parser = argparse.ArgumentParser(description="The memory's speed", prog="python -m bench.cases")
    parser.add_argument("lines", nargs="*", choices=[*lines, []], help="which lines; all when none is named")
    parser.add_argument("--all", action="store_true", help="also beside a million cases, and others")
    parser.add_argument("--small", action="store_true", help="each line small: to see that it works")
    given = parser.parse_args()
    home.prepare()
    table = Table(small=given.small)
    print(f"{connection.vendor}, Python {sys.version.split()[0]}, {home.load()}\n")
    print("| work | measured | beside |\n|--|--|--|")
    for name in given.lines or (lines if given.all else [name for name in lines if name not in ("crowd", "peers")]):
        measure: Callable[[], None] = getattr(table, name)
        measure()


if __name__ == "__main__":
    main()
