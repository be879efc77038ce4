"""Tells the demo's story: lets Görel work up to each act's moment, lets the person act, and remembers how far it came.

The position is committed in the transaction of the act, and the clock is a row: killed at any moment, the story
goes on where it was.
"""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from django.db import transaction

from gorel.cases import travel
from gorel.cases.worker import Worker
from gorel.ground import clock
from gorel.site.demo import home, moving, story
from gorel.site.models import Story

LOOK_SECONDS = 0.15
TOGETHER = 25  # letters of one moment that stand in one turn
TENDED_EVERY = timedelta(hours=6)  # how often chores are done on the way: erasing what is over, and the like


def tell(until: datetime, *, worker: Worker | None = None, stop: threading.Event | None = None) -> None:
    """Go to *until*: every timer, job and act on the way happens in order, at its own moment."""
    worker = worker or Worker(together=TOGETHER)
    acts = story.acts()
    tended_at = clock.now()
    while stop is None or not stop.is_set():
        done = Story.objects.values_list("acts_done", flat=True).get(pk=1)
        act = acts[done] if done < len(acts) and acts[done].at <= until else None
        target = act.at if act else until
        tends = act is None or target - tended_at >= TENDED_EVERY
        tended_at = target if tends else tended_at
        travel.to(target, worker=worker, stop=stop, tends=tends)
        if act is None:
            return
        with transaction.atomic(), clock.held(max(act.at, clock.now())):
            if Story.objects.filter(pk=1, acts_done=done).update(acts_done=done + 1):
                act.do()


def live(stop: threading.Event) -> None:
    """Work in a demo home until *stop*: do what is due, and go where the clock bar asks.

    Of several that are started in one home, one works; another takes over when that one ends.
    """
    while not stop.is_set():
        with home.at_work() as alone:
            if alone:
                _work(stop)
        stop.wait(LOOK_SECONDS)


def _work(stop: threading.Event) -> None:
    worker = Worker()
    while not stop.is_set():
        target = Story.objects.values_list("target_at", flat=True).filter(pk=1).first()
        if target is None:
            worker.drain()
            stop.wait(LOOK_SECONDS)
            continue
        tell(target, worker=worker, stop=stop)
        if not stop.is_set():
            Story.objects.filter(pk=1, target_at=target).update(target_at=None)


def next_moment() -> datetime:
    """Return when something happens next. Errors: moving.NoSuchMoment "nothing-due"."""
    done = Story.objects.values_list("acts_done", flat=True).get(pk=1)
    moments = [act.at for act in story.acts()[done : done + 1]]
    due = travel.next_due()
    if due is not None:
        moments.append(due)
    if not moments:
        raise moving.NoSuchMoment("nothing-due")
    return max(min(moments), clock.now())
