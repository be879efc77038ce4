"""What the commands over rows show: the model's findings, progress, and lines on standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from datetime import time as clock_time
from pathlib import Path
from typing import TypeVar

from gorel.core import dmn
from gorel.core.say import Language, say
from gorel.site.command import Trouble

_T = TypeVar("_T")


def read_model(path: Path, language: Language) -> dmn.Model:
    """Return the model of a file, with its neighbours of the same folder to import from; warnings are shown.

    Errors: Trouble when the file is not there or has a fault that makes it unfit for use.
    """
    try:
        model = dmn.read([path.read_bytes()])
        if any("DMN" in import_.kind.upper() for import_ in model.definitions.imports):
            others = [other for other in sorted(path.parent.glob("*.dmn")) if other.resolve() != path.resolve()]
            model = dmn.read([path.read_bytes(), *(other.read_bytes() for other in others)])
    except OSError as error:
        raise Trouble(f"{path}: {error.strerror or error}") from None
    found = model.check()
    errors = [problem for problem in found if problem.severity == "error"]
    for problem in found:
        if problem.severity != "error":
            say_line(say(problem, language))
    if errors:
        raise Trouble("\n".join(say(problem, language) for problem in errors))
    return model


def instant(day: str | None) -> int:
    """Return noon UTC of an ISO date, or the machine's time, in microseconds.

    These commands run beside the site, whose clock may stand in another database or not be there at all.
    Errors: Trouble.
    """
    if day is None:
        return time.time_ns() // 1000
    try:
        noon = datetime.combine(date.fromisoformat(day), clock_time(12), UTC)
    except ValueError:
        raise Trouble(f"--on {day}: write a date as 2026-10-16.") from None
    return int(noon.timestamp()) * 1_000_000


def say_line(text: str) -> None:
    """Say something beside the answers."""
    print(text, file=sys.stderr)


def followed(made: Iterable[_T], total: int, label: str) -> Iterator[_T]:
    """Yield what is made, with a progress bar when a person is looking."""
    if not sys.stderr.isatty() or total < 100:
        yield from made
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(made, description=label, total=total, console=Console(stderr=True))
