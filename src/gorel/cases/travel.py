"""Letting business time pass, where the clock is pinned: a demo, a test, a headless run."""

from __future__ import annotations

import threading
import time
from datetime import datetime

from gorel.cases.worker import Worker, due, journey
from gorel.ground import clock
from gorel.ground.models import PinnedClock

LOOK_AGAIN = 0.05  # seconds, while a job waits for its next try


def to(
    moment: datetime, *, worker: Worker | None = None, stop: threading.Event | None = None, tends: bool = True
) -> None:
    """Move the pinned clock to *moment*, doing on the way all that falls due, each at its own moment and in order.

    Shape: the clock is pinned. A moment that has passed only lets what is due now be done. *tends* is the worker's.
    Side effects: those of all that is due. Position and target stand in the database: cut off at any point, the next
    call goes on where this one was.
    """
    worker = worker or Worker()
    PinnedClock.objects.filter(pk=1).update(target_at=moment)
    while stop is None or not stop.is_set():
        with clock.held():
            worker.drain(tends=tends)
        if journey.holds(worker.types()):
            time.sleep(LOOK_AGAIN)
        elif not journey.step():
            return


def next_due() -> datetime | None:
    """Return the moment of the next timer or timed start, or None. Units: business time."""
    moment = due.next_timer()
    return None if moment is None else clock.from_instant(moment)
