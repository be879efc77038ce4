"""How far a run has come: a bar with rate and time left for a person, a line now and then for a file."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars
from rich.text import Text

WORDS = {"sv": ("Arbetar", "rader klara"), "en": ("Working", "rows done")}
BETWEEN_LINES = 10.0  # seconds


class _Rate(ProgressColumn):
    def render(self, task: Any) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.0f}/s" if speed else "–/s")


class Progress:
    """Shape: `over` is told counts of rows, at any pace."""

    def __init__(self, total: int, language: str) -> None:
        self._total = total
        self._words = WORDS[language]
        self._said_at = time.monotonic()
        self._bars: Bars | None = None
        self._task: Any = None

    def __enter__(self) -> Progress:
        if sys.stderr.isatty():
            self._bars = Bars(
                TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn(),
                console=Console(stderr=True),
            )  # fmt: skip
            self._bars.start()
            self._task = self._bars.add_task(self._words[0], total=self._total)
        return self

    def __exit__(self, *_: object) -> None:
        if self._bars is not None:
            self._bars.stop()

    def over(self, count: int) -> None:
        """Show how many cases are over, or stand still."""
        if self._bars is not None:
            self._bars.update(self._task, completed=count)
        elif time.monotonic() - self._said_at > BETWEEN_LINES:
            self._said_at = time.monotonic()
            print(f"{count} / {self._total} {self._words[1]}", file=sys.stderr)

    @contextmanager
    def hidden(self) -> Iterator[None]:
        """Leave the terminal to questions."""
        if self._bars is not None:
            self._bars.stop()
        yield
        if self._bars is not None:
            self._bars.start()
