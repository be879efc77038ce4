"""What the worker does beside its turns, in pieces: operations, cleaning, sums, tallies, its sign of life.

Each chore is asked at most so often, unless it has just done something: then it rests for as long as that took, and is
asked again. So a long operation, or a hundred thousand cases whose day has come, leave half of the time to turns and to
people who click, and an idle system asks seldom.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog

from gorel.cases import cleaning, nodes, operations, sums, tallies
from gorel.cases.collisions import NO_DATABASE
from gorel.cases.doing import failure
from gorel.ground.sqlite import statistics

log = structlog.get_logger("gorel.cases")

# (name, seconds of machine time between two looks, what does one piece and returns how much that was)
CHORES: tuple[tuple[str, float, Callable[[], int]], ...] = (
    ("operations", 0.25, operations.go_on),
    ("cleaning", 60.0, cleaning.clean),
    ("sums", 600.0, sums.sum_up),
    ("tallies", 60.0, tallies.count_one),
)
# What only a worker that stays does: no work waits for it.
UPKEEP: tuple[tuple[str, float, Callable[[], int]], ...] = (("statistics", 600.0, statistics.learn_on),)


class Chores:
    """One worker's chores."""

    def __init__(self, *, owner: str, types: Callable[[], list[str]]) -> None:
        self._owner = owner
        self._types = types
        self._due = {name: time.monotonic() + pause for name, pause, _piece in UPKEEP}
        self._resting: set[str] = set()  # those that have more to do
        self._beat_at = -nodes.BEAT

    def beat(self) -> None:
        """Write this worker's sign of life when it is time."""
        if time.monotonic() - self._beat_at > nodes.BEAT:
            self._beat_at = time.monotonic()
            nodes.beat(self._owner, self._types())

    def end(self) -> None:
        """This worker stops as it should."""
        nodes.gone(self._owner)

    def do(self, *, all_now: bool = False) -> int:
        """Do one piece of each chore that is due; return how much was done. Errors: those of `NO_DATABASE`."""
        done = 0
        if not all_now:
            self.beat()
        for name, pause, piece in CHORES if all_now else CHORES + UPKEEP:
            if not all_now and time.monotonic() < self._due.get(name, 0.0):
                continue
            began = time.monotonic()
            count = self._piece(name, piece)
            now = time.monotonic()
            self._due[name] = now + (now - began if count else pause)
            (self._resting.add if count else self._resting.discard)(name)
            done += count
        return done

    def rest(self) -> float | None:
        """Return the seconds until the next chore that has more to do goes on; None when none has."""
        due = min((self._due[name] for name in self._resting), default=None)
        return None if due is None else max(due - time.monotonic(), 0.0)

    def _piece(self, name: str, piece: Callable[[], int]) -> int:
        try:
            return piece()
        except NO_DATABASE:
            raise
        except Exception as error:  # a chore must not stop the work
            failed = failure(error, "")
            log.error("worker.chore-failed", chore=name, error=failed.message, place=failed.values["place"])
            return 0
