"""Lines of the table: what was asked for, what was measured, and beside what."""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Line:
    """One line. Shape: figure is steps a second where others are measured by the same."""

    work: str
    measured: str
    asked: str = ""
    beside: str = ""
    load: str = ""
    figure: float = 0.0
    peer: bool = False

    def text(self) -> str:
        """Return it as Markdown."""
        return f"| {' | '.join((self.work, self.asked, self.measured, self.beside, self.load))} |"

    def packed(self) -> str:
        """Return it as `unpack` reads it, from another process."""
        return f"LINE {json.dumps(asdict(self))}"


def unpack(text: str) -> Line | None:
    """Return the line that another process packed; None when this is none."""
    return Line(**json.loads(text.removeprefix("LINE "))) if text.startswith("LINE ") else None


HEAD = "| work | asked for | measured | beside | load |\n|--|--|--|--|--:|"


def show(line: Line) -> None:
    """Print a line as it comes, for whoever waits."""
    print(line.text(), file=sys.stderr, flush=True)


def spread(values: Sequence[float], form: str = ",.0f") -> str:
    """Return the median, and the least and the most."""
    return f"{statistics.median(values):{form}} ({min(values):{form}}–{max(values):{form}})"


def at(waited: Sequence[float], part: float) -> float:
    """Return how long that part of all waited at most. Units: seconds in, sorted; milliseconds out."""
    return waited[min(int(len(waited) * part), len(waited) - 1)] * 1000


def against_peers(lines: Sequence[Line]) -> str:
    """Return how our lines compare with the best durable peer of the run; "" when there is no peer."""
    others = [line for line in lines if line.peer and line.figure]
    if not others:
        return ""
    best = max(others, key=lambda line: line.figure)
    ours = [
        f"{line.work}: {line.figure / best.figure:.1f} times it"
        for line in lines if line.figure and not line.peer
    ]  # fmt: skip
    return f"The best durable peer of this run is {best.work}, {best.figure:,.0f} steps/s. {'; '.join(ours)}."
