"""Times FEEL against the same written by hand over Decimal, on this machine, in interleaved rounds.

    .venv/bin/python bench/feel/run.py [--rounds 11] [--ms 60] [--only arith,filter]

Columns: `hand` is a Python function over a dict of Decimals (34 digits), constants hoisted; `value` is
`expression.value(scope)`, compiled once; `evaluate` is `expression.evaluate(scope)` with a result object and warnings;
`compile` is text -> function, each time. Every column's value is checked before it is timed. Figures are medians over
the rounds, columns in a shuffled order in each; compare columns within one run only.
"""

from __future__ import annotations

import argparse
import datetime
import platform
import random
import statistics
import time
from collections.abc import Callable
from decimal import getcontext
from typing import Any

from cases import CASES, Case
from gorel.core import feel

COLUMNS = ("hand", "value", "evaluate", "compile")


def prepare(case: Case) -> dict[str, Callable[[], Any]]:
    """Return each column as a function without arguments; all give the same value."""
    scope, by_hand = case.scope, case.by_hand
    expression = feel.compile(case.text, names=list(scope))
    value = expression.value
    columns: dict[str, Callable[[], Any]] = {
        "hand": lambda: by_hand(scope),
        "value": lambda: value(scope),
        "evaluate": lambda: expression.evaluate(scope).value,
        "compile": lambda: feel.compile(case.text, names=list(scope)).value(scope),
    }
    for name, column in columns.items():
        if column() != columns["hand"]():
            raise SystemExit(f"{case.name}: {name} gives {column()!r}, by hand {columns['hand']()!r}")
    return columns


def rate(function: Callable[[], Any], milliseconds: float) -> float:
    """Return calls a second, over at least so many milliseconds."""
    count, batch, start = 0, 1, time.perf_counter()
    while True:
        for _ in range(batch):
            function()
        count += batch
        passed = time.perf_counter() - start
        if passed * 1000 >= milliseconds:
            return count / passed
        if passed * 8000 < milliseconds:
            batch *= 2


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--ms", type=float, default=60)
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    getcontext().prec = 34  # the hand-written column computes with as many digits
    chosen = [case for case in CASES if not arguments.only or case.name in arguments.only.split(",")]
    prepared = {case.name: prepare(case) for case in chosen}
    rates: dict[tuple[str, str], list[float]] = {}
    for number in range(arguments.rounds):
        for name, columns in prepared.items():
            order = list(columns)
            random.Random(number).shuffle(order)
            for column in order:
                rates.setdefault((name, column), []).append(rate(columns[column], arguments.ms))
    report(chosen, {key: statistics.median(found) for key, found in rates.items()}, arguments)


def report(chosen: list[Case], medians: dict[tuple[str, str], float], arguments: argparse.Namespace) -> None:
    """Print the medians as Markdown."""
    today = datetime.date.today().isoformat()
    print(f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}, {today};")
    print(
        f"median of {arguments.rounds} rounds of {arguments.ms:g} ms; calls a second, and times slower than by hand\n"
    )
    print("| case | hand | value | evaluate | compile | value × | evaluate × |\n|---|---:|---:|---:|---:|---:|---:|")
    slower: dict[str, list[float]] = {"value": [], "evaluate": []}
    for case in chosen:
        found = [medians[case.name, column] for column in COLUMNS]
        ratios = []
        for column in slower:
            slower[column].append(found[0] / medians[case.name, column])
            ratios.append(slower[column][-1])
        rates = " | ".join(f"{value:,.0f}" for value in found)
        print(f"| {case.name} | {rates} | {ratios[0]:.2f} | {ratios[1]:.2f} |")
    means = [statistics.geometric_mean(ratios) for ratios in slower.values()]
    print(f"| geometric mean | | | | | {means[0]:.2f} | {means[1]:.2f} |")


if __name__ == "__main__":
    main()
