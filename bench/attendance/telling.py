"""What a benchmark of sign-ups says: rows as they are measured, one table at the end, and the laws that do not hold."""

from __future__ import annotations

import statistics
import time

BROKEN: list[str] = []
TABLE: list[tuple[str, str, str]] = []


def tell(text: str) -> None:
    """Say it at once, also into a file."""
    print(text, flush=True)


def row(what: str, measured: str, asked: str) -> None:
    """Say what was measured, and keep it for the table."""
    TABLE.append((what, measured, asked))
    tell(f"{what}: {measured}")


def show_table() -> None:
    """Say all rows as Markdown, and which laws do not hold."""
    tell("\n| what | measured | asked |\n|---|---|---|")
    for columns in TABLE:
        tell("| " + " | ".join(columns) + " |")
    tell("\nBroken laws: " + "; ".join(BROKEN) if BROKEN else "\nEvery law holds.")


def laws(**held: bool) -> None:
    """Say which laws do not hold; the command then exits 1."""
    for name, holds in held.items():
        if not holds:
            BROKEN.append(name.replace("_", " "))
            tell(f"    BROKEN: {name.replace('_', ' ')}")


def part(values: list[float], share: float) -> float:
    """Return the value that *share* of them do not exceed."""
    return sorted(values)[int(share * (len(values) - 1))]


def said(values: list[float]) -> str:
    """Return the median, and how the slowest fared. Units: seconds in, milliseconds out."""
    return (
        f"{1000 * statistics.median(values):.0f} ms (95 % {1000 * part(values, 0.95):.0f},"
        f" most {1000 * max(values):.0f})"
    )


def loop() -> float:
    """Return how long plain work takes: on a machine that others use, too, every figure grows with it."""
    began, total = time.process_time(), 0
    for number in range(5_000_000):
        total += number
    return time.process_time() - began
