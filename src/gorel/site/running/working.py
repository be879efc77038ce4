"""The worker of a run: works until nothing more can happen by itself, and tells how far it has come."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from django.db import connection

from gorel import ability
from gorel.cases.models import Case, Job, Timer
from gorel.cases.worker import Worker
from gorel.ground import clock
from gorel.site.running.feeding import Feeder

AHEAD = 64  # jobs in hand: a turn costs less for many than for few, and nobody else waits for them here
LOOK = 0.1  # seconds between looks whether there is room for more cases
TELL = 0.5  # seconds between counts of what is over
PATIENCE = 60 * 1_000_000  # business time: a timer that is due within a minute is waited for


def work(threads: int, feeder: Feeder, *, on_look: Callable[[int], None]) -> None:
    """Start the rows' cases and let a worker do all that can be done; *on_look* hears now and then how many are over.

    Side effects: those of the work. KeyboardInterrupt ends it cleanly: what was begun is finished.
    """
    stop = threading.Event()
    worker = Worker(threads=threads, ahead=max(threads, AHEAD - threads))
    thread = threading.Thread(target=worker.run, args=(stop,), name="worker")
    thread.start()
    told_at = 0.0
    try:
        while thread.is_alive():
            fed = feeder.feed()
            if not fed and feeder.is_empty and not _more_to_come():
                break
            if time.monotonic() - told_at > TELL:
                on_look(over())
                told_at = time.monotonic()
            if not fed:
                time.sleep(LOOK)
    finally:
        stop.set()
        thread.join()
        on_look(over())
        connection.close()


def over() -> int:
    """Return how many cases that rows began are over, or stand still until somebody acts."""
    return Case.objects.filter(parent=None).exclude(state=Case.RUNNING).count()


def _more_to_come() -> bool:
    if Job.objects.filter(type__in=list(ability.known()), due_at__lt=Job.NEVER).exists():
        return True
    return Timer.objects.filter(due_at__lte=clock.instant() + PATIENCE).exists()
