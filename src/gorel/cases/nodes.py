"""Signs of life: workers write theirs every few seconds, robots when they ask for work.

So that nobody has to guess whether somebody is there to do what waits: a worker that has not been heard of for
`GONE` is gone, a job type that no robot has asked for within `FORGOTTEN` has none.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Iterable
from datetime import timedelta
from importlib import metadata
from typing import Any

from django.db import transaction
from django.db.models import F

from gorel.cases.collisions import persist
from gorel.cases.models import Node
from gorel.ground import clock, machine

BEAT = 5.0  # seconds between two signs of a worker; robots' are written at most so often
GONE = timedelta(seconds=30)
FORGOTTEN = timedelta(minutes=15)
KEPT = timedelta(days=1)

VERSION = metadata.version("gorel")
_lock = threading.Lock()
_lost = 0
_tallies: dict[str, list[int]] = {}
_robots: dict[str, tuple[float, frozenset[str]]] = {}


def note_lost(count: int = 1) -> None:
    """Count an answer of this process that came too late: its lease had ended."""
    global _lost
    with _lock:
        _lost += count


def note_answer(name: str, *, is_failed: bool, count: int = 1) -> None:
    """Count an answer of *name* that counted; it is written with its next sign of life."""
    if count == 0:
        return
    with _lock:
        _tallies.setdefault(name[:200], [0, 0])[is_failed] += count
        if len(_tallies) > 10_000:
            _tallies.clear()


def beat(name: str, types: Iterable[str], *, is_robot: bool = False, version: str = VERSION) -> None:
    """Write that *name* is there, and which job types it does. Side effects: its row; those long gone are dropped."""
    global _lost
    with _lock:
        lost, _lost = (0, _lost) if is_robot else (_lost, 0)
        done, failed = _tallies.pop(name, (0, 0))
    now = clock.to_instant(machine.now())
    said: dict[str, Any] = {"types": f" {' '.join(sorted(types))} ", "seen_at": now, "version": version[:120]}
    tally = {"lost": lost, "done": done, "failed": failed}
    more = {column: F(column) + number for column, number in tally.items()}

    def write() -> None:
        with transaction.atomic():
            if not Node.objects.filter(name=name).update(**more, **said):
                Node.objects.get_or_create(
                    name=name,
                    defaults={
                        "is_robot": is_robot,
                        "began_at": now,
                        "lost": lost,
                        "done": done,
                        "failed": failed,
                        **said,
                    },
                )
                Node.objects.filter(seen_at__lt=machine.now() - KEPT).delete()

    persist(write)


def gone(name: str) -> None:
    """A worker has stopped as it should: it is not missed."""
    persist(lambda: Node.objects.filter(name=name).delete())


def robot_asked(name: str, types: Collection[str], *, version: str = "") -> None:
    """A robot asks for work; its sign of life is written when it is due, sooner when it has answered meanwhile."""
    known = _robots.get(name)
    asked = frozenset(types) | (known[1] if known else frozenset())
    pause = BEAT if name[:200] in _tallies else FORGOTTEN.total_seconds() / 10
    if known is not None and known[1] == asked and time.monotonic() - known[0] < pause:
        return
    _robots[name] = time.monotonic(), asked
    if len(_robots) > 10_000:
        _robots.clear()
    beat(name[:200], asked, is_robot=True, version=version)


def workers() -> list[Node]:
    """Return the workers that are there."""
    return list(Node.objects.filter(is_robot=False, seen_at__gte=machine.now() - GONE).order_by("began_at"))


def robots_types() -> set[str]:
    """Return the job types that robots have asked for lately."""
    lately = Node.objects.filter(is_robot=True, seen_at__gte=machine.now() - FORGOTTEN)
    return {type for types in lately.values_list("types", flat=True) for type in types.split()}
