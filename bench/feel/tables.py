"""Times decision tables against a scan of the same rules written by hand, on this machine, in interleaved rounds.

    .venv/bin/python bench/feel/tables.py [--rounds 11] [--ms 60] [--sizes 5,50,500]

n rules over an amount (bands of 100) and a region, first match, one answer; four inputs: hits at 10, 50 and 99 % of the
table, and one that nothing matches. Columns: `hand` scans tuples of Decimals; `evaluate` is `model.evaluate`, `decide`
is `model.decide` with its explanation, both of a model that was read once; `compile` is from the file's bytes to the
first answer. Every column is checked before it is timed. Figures are single decisions a second of CPU time (others may
use the machine too), medians over the rounds, columns in a shuffled order in each; compare within one run only.
"""

from __future__ import annotations

import argparse
import gc
import platform
import random
import statistics
import time
import tracemalloc
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from gorel.core import dmn

REGIONS = ("EU", "US", "APAC", "LATAM", "MEA")
COLUMNS = ("hand", "evaluate", "decide", "compile")
Rule = tuple[Decimal, Decimal, str, Decimal]


def rules_of(count: int) -> list[Rule]:
    return [
        (Decimal(k // 5 * 100), Decimal(k // 5 * 100 + 100), REGIONS[k % 5], Decimal(k % 40) / 100)
        for k in range(count)
    ]


def inputs_of(rules: list[Rule]) -> list[dict[str, Any]]:
    chosen = [rules[min(len(rules) - 1, int(len(rules) * part))] for part in (0.1, 0.5, 0.99)]
    hits = [{"amount": low + 50, "region": region} for low, _, region, _ in chosen]
    return [*hits, {"amount": Decimal(len(rules) * 100 + 5), "region": "EU"}]


def file_of(rules: list[Rule]) -> bytes:
    rows = "".join(
        f'<rule><inputEntry><text>[{low}..{high})</text></inputEntry><inputEntry><text>"{region}"</text></inputEntry>'
        f"<outputEntry><text>{answer}</text></outputEntry></rule>"
        for low, high, region, answer in rules
    )
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="bench" namespace="urn:bench">'
        '<inputData id="a" name="amount"><variable name="amount" typeRef="number"/></inputData>'
        '<inputData id="r" name="region"><variable name="region" typeRef="string"/></inputData>'
        '<decision id="d" name="discount"><variable name="discount" typeRef="number"/>'
        '<informationRequirement><requiredInput href="#a"/></informationRequirement>'
        '<informationRequirement><requiredInput href="#r"/></informationRequirement><decisionTable hitPolicy="FIRST">'
        '<input><inputExpression typeRef="number"><text>amount</text></inputExpression></input>'
        '<input><inputExpression typeRef="string"><text>region</text></inputExpression></input>'
        f'<output name="discount" typeRef="number"/>{rows}</decisionTable></decision></definitions>'
    ).encode()


def by_hand(rules: list[Rule], given: dict[str, Any]) -> Decimal | None:
    amount, region = given["amount"], given["region"]
    for low, high, wanted, answer in rules:
        if low <= amount < high and region == wanted:
            return answer
    return None


def prepare(count: int) -> dict[str, tuple[Callable[[], Any], int]]:
    """Return each column as a function, and how many decisions it makes."""
    rules = rules_of(count)
    inputs, data = inputs_of(rules), file_of(rules)
    model = dmn.read(data)
    columns: dict[str, tuple[Callable[[], Any], int]] = {
        "hand": (lambda: [by_hand(rules, given) for given in inputs], 4),
        "evaluate": (lambda: [model.evaluate("discount", given) for given in inputs], 4),
        "decide": (lambda: [model.decide("discount", given).value for given in inputs], 4),
        "compile": (lambda: dmn.read(data).evaluate("discount", inputs[0]), 1),
    }
    expected = columns["hand"][0]()
    for name, (column, decisions) in columns.items():
        if column() != (expected if decisions == 4 else expected[0]):
            raise SystemExit(f"{count} rules: {name} answers wrongly")
    return columns


def rate(function: Callable[[], Any], milliseconds: float) -> float:
    """Return calls a second of this process's own CPU time, over at least so many milliseconds of it."""
    count, batch, start = 0, 1, time.process_time()
    while True:
        for _ in range(batch):
            function()
        count += batch
        passed = time.process_time() - start
        if passed * 1000 >= milliseconds:
            return count / passed
        if passed * 8000 < milliseconds:
            batch *= 2


def memory_of(count: int) -> float:
    """Return what a read and compiled model holds, in MB."""
    rules = rules_of(count)
    data, given = file_of(rules), inputs_of(rules)[0]
    dmn.read(data).evaluate("discount", given)
    gc.collect()
    tracemalloc.start()
    model = dmn.read(data)
    model.evaluate("discount", given)
    gc.collect()
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    del model
    return held / 1e6


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--ms", type=float, default=60)
    parser.add_argument("--sizes", default="5,50,500")
    arguments = parser.parse_args()
    sizes = [int(size) for size in arguments.sizes.split(",")]
    prepared = {size: prepare(size) for size in sizes}
    rates: dict[tuple[int, str], list[float]] = {}
    for number in range(arguments.rounds):
        for size, columns in prepared.items():
            order = list(columns)
            random.Random(number).shuffle(order)
            for name in order:
                function, decisions = columns[name]
                rates.setdefault((size, name), []).append(rate(function, arguments.ms) * decisions)
    found = {key: statistics.median(values) for key, values in rates.items()}
    print(
        f"decisions a second of CPU time, median of {arguments.rounds} interleaved rounds of {arguments.ms:g} ms; "
        f"CPython {platform.python_version()}, {platform.machine()}, {time.strftime('%Y-%m-%d')}\n"
    )
    print("| rules | by hand | evaluate | times slower | decide | compile, ms | memory, MB |")
    print("|---:|---:|---:|---:|---:|---:|---:|")
    for size in sizes:
        hand, evaluate, decide, compiled = (found[size, name] for name in COLUMNS)
        print(
            f"| {size} | {hand:,.0f} | {evaluate:,.0f} | {hand / evaluate:.2f} | {decide:,.0f} "
            f"| {1000 / compiled:.1f} | {memory_of(size):.2f} |"
        )
    spread = [statistics.quantiles(values, n=4) for values in rates.values() if len(values) > 3]
    if spread:
        print(f"\nspread: {statistics.median((q[2] - q[0]) / q[1] for q in spread):.0%} of the median")


if __name__ == "__main__":
    main()
