"""How often a job is tried, as the older dialect writes it: `R5/PT10M` is five times, `PT1M,PT5M` is three."""

from __future__ import annotations

import re

from gorel.core.times import parse_duration

MOST = 2_000_000_000  # what any database keeps as an integer


def parse_retries(written: str) -> tuple[int, tuple[str, ...]]:
    """Return how often a job is tried, and the waits between; the last one goes on being used.

    Errors: ValueError when *written* is none of both.
    """
    times, _, wait = written.strip().partition("/")
    if wait:
        if re.fullmatch(r"R\d{1,10}", times) is None or int(times[1:]) > MOST:
            raise ValueError("expected R3/PT5M …")
        return int(times[1:]), () if _waited(wait) == "PT0S" else (wait.strip(),)
    waits = tuple(_waited(part) for part in written.split(","))
    return len(waits) + 1, waits


def _waited(text: str) -> str:
    text = text.strip()
    parse_duration(text)
    return text
