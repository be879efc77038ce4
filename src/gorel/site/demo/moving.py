"""Moves the demo's clock: says where it is to go; the worker goes there and does, in order, all that falls due."""

from __future__ import annotations

import re
import time
from datetime import datetime, timedelta

from gorel.ground import clock
from gorel.site.models import Story

_STEP = re.compile(r"(\d{1,4})\s*([hdw])")
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}


class NoSuchMoment(ValueError):
    """The clock cannot go there; the text is a code: "before", "unreadable", "nothing-due" or "too-far"."""


def read_moment(text: str, *, after: datetime) -> datetime:
    """Return the moment that *text* names: `1h`, `3d`, `2w`, or a date with or without time in Swedish time.

    Errors: NoSuchMoment "unreadable", "before" (the clock never goes back) or "too-far" (over ten years).
    """
    step = _STEP.fullmatch(text.strip())
    if step:
        moment = after + timedelta(**{_UNITS[step[2]]: int(step[1])})
    else:
        try:
            moment = datetime.fromisoformat(text.strip())
        except ValueError:
            raise NoSuchMoment("unreadable") from None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=clock.ZONE)
    if moment < after:
        raise NoSuchMoment("before")
    if moment > after + timedelta(days=3660):
        raise NoSuchMoment("too-far")
    return moment


def set_target(moment: datetime) -> None:
    """Ask for the clock to go to *moment*. Writes the story's row; the worker does the rest."""
    Story.objects.filter(pk=1).update(target_at=moment)


def wait(seconds: float) -> bool:
    """Wait until the clock is where it is to be, at most *seconds* of machine time; return whether it is."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if Story.objects.filter(pk=1, target_at=None).exists():
            return True
        time.sleep(0.05)
    return False
