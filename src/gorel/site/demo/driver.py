"""Tells the demo's story: lets Görel work up to each act's moment, lets the person act, and remembers how far it came.

The position is committed in the transaction of the act, and the clock is a row: killed at any moment, the story
goes on where it was.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from gorel.cases import travel
from gorel.ground import clock
from gorel.site.demo import moving, story
from gorel.site.models import StoryPosition


def tell(until: datetime, *, progress: Callable[[datetime], None] = lambda _moment: None) -> None:
    """Go to *until*: every timer, job and act on the way happens in order, at its own moment."""
    acts = story.acts()
    while True:
        done = StoryPosition.objects.values_list("acts_done", flat=True).get(pk=1)
        act = acts[done] if done < len(acts) and acts[done].at <= until else None
        travel.to(act.at if act else until)
        progress(act.at if act else until)
        if act is None:
            return
        with transaction.atomic(), clock.held(max(act.at, clock.now())):
            if StoryPosition.objects.filter(pk=1, acts_done=done).update(acts_done=done + 1):
                act.do()


def next_moment() -> datetime:
    """Return when something happens next. Errors: moving.NoSuchMoment "nothing-due"."""
    done = StoryPosition.objects.values_list("acts_done", flat=True).get(pk=1)
    moments = [act.at for act in story.acts()[done : done + 1]]
    due = travel.next_due()
    if due is not None:
        moments.append(due)
    if not moments:
        raise moving.NoSuchMoment("nothing-due")
    return max(min(moments), clock.now())
