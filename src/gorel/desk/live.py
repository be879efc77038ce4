"""Tells open pages that something they show has changed, within a second, on every node.

    a commit anywhere ──log lines──> one watcher per process ──topics──> the streams of that process

Every turn of a case writes lines of log, and lines have rising numbers: the watcher reads those that are new, finds
the tasks of their cases, and wakes the streams whose person may do them. That is three small queries five times a
second, however many pages are open, and none when no page is. A stream holds a thread, asleep, and no connection.
Lines that commit out of order (PostgreSQL) are found by looking back a little. What gets lost all the same is seen when
the page asks anew, which it does once a minute.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import connection
from django.db.models import Max, Q

from gorel.cases.collisions import NO_DATABASE
from gorel.cases.models import Candidate, LogEntry, Task
from gorel.desk import presence
from gorel.ground import clock

LOOK_SECONDS = 0.2  # a look takes one to two milliseconds
REST_SECONDS = 0.4  # so long a page is left in peace when it was told: many changes at once are one
BEAT_SECONDS = 5.0  # how soon a browser that has hung up is noticed
LONGEST_SECONDS = 300.0  # the browser calls again by itself
MOST, MOST_OF_ONE = 48, 6  # streams of this process, and of one person; see `site.web` for the threads
LOOKS_BACK = 500  # lines
AT_ONCE = 2_000  # lines; when there are more, everybody is told

_stopping: Callable[[], bool] = lambda: False  # noqa: E731


@dataclass(eq=False)
class Listener:
    """One open page. Shape: topics are candidate groups, `person:<id>`, `case:<id>` and `task:<id>`."""

    person_id: int
    topics: frozenset[str]
    told: threading.Event = field(default_factory=threading.Event)


class Full(Exception):
    """So many pages are open that this one should ask now and then instead."""


def stop_when(is_stopping: Callable[[], bool]) -> None:
    """Let streams end when the server is about to stop."""
    global _stopping
    _stopping = is_stopping


class Stream:
    """The lines of one event stream. Close it, also when nobody has begun to read it."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._lines = _lines(listener)

    def __iter__(self) -> Iterator[bytes]:
        return self._lines

    def __next__(self) -> bytes:
        return next(self._lines)

    def close(self) -> None:
        """Stop listening."""
        _watch.leave(self._listener)
        with suppress(ValueError):  # it is being read in another thread, and ends there
            self._lines.close()


def stream(person_id: int, topics: frozenset[str]) -> Stream:
    """Return the lines of an event stream: `changed` whenever one of *topics* did. Errors: Full, at once."""
    return Stream(_watch.join(person_id, topics))


def _lines(listener: Listener) -> Generator[bytes, None, None]:
    until = time.monotonic() + LONGEST_SECONDS
    connection.close()  # nobody sleeps on a connection
    try:
        yield b"retry: 2000\nevent: ready\ndata: 1\n\n"
        while time.monotonic() < until and not _stopping():
            if _told(listener):
                listener.told.clear()
                yield b"event: changed\ndata: 1\n\n"
                time.sleep(REST_SECONDS)
            else:
                yield b": still here\n\n"
    finally:
        _watch.leave(listener)


def _told(listener: Listener) -> bool:
    for _second in range(int(BEAT_SECONDS)):
        if listener.told.wait(1.0):
            return True
        if _stopping():
            break
    return False


class _Watch:
    """The watcher of this process; its thread lives as long as somebody listens."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: set[Listener] = set()
        self._runs = False

    def join(self, person_id: int, topics: frozenset[str]) -> Listener:
        with self._lock:
            own = sum(one.person_id == person_id for one in self._listeners)
            if len(self._listeners) >= MOST or own >= MOST_OF_ONE:
                raise Full
            listener = Listener(person_id, topics)
            self._listeners.add(listener)
            if not self._runs:
                self._runs = True
                threading.Thread(target=self._run, name="live", daemon=True).start()
        return listener

    def leave(self, listener: Listener) -> None:
        with self._lock:
            self._listeners.discard(listener)

    def tell(self, topics: set[str] | None) -> None:
        """Wake who listens to one of *topics*; None wakes all."""
        with self._lock:
            for listener in self._listeners:
                if topics is None or topics & listener.topics:
                    listener.told.set()

    def _wanted(self) -> frozenset[str] | None:
        with self._lock:
            self._runs = bool(self._listeners)
            return frozenset().union(*(one.topics for one in self._listeners)) if self._runs else None

    def _run(self) -> None:
        look = _Look()
        try:
            while (wanted := self._wanted()) is not None:
                with suppress(*NO_DATABASE):
                    self.tell(look.changed(wanted))
                time.sleep(LOOK_SECONDS)
        finally:
            with self._lock:
                self._runs = False
            connection.close()


class _Look:
    """What was seen of the log, and of who has which task open."""

    def __init__(self) -> None:
        self._last: int | None = None
        self._seen: set[int] = set()
        self._there: dict[int, tuple[int, ...]] = {}

    def changed(self, wanted: frozenset[str]) -> set[str] | None:
        """Return the topics that something happened to since the last look; None for too much to tell."""
        tasks = {int(one[5:]) for one in wanted if one.startswith("task:")}
        there = presence.by_task(tasks) if tasks else {}
        found = {f"task:{task}" for task in tasks if there.get(task) != self._there.get(task)}
        self._there = there
        cases = self._cases()
        if cases is None:
            return None
        return found | _topics(cases)

    def _cases(self) -> set[int] | None:
        if self._last is None:
            self._last = LogEntry.objects.aggregate(last=Max("pk"))["last"] or 0
            before = LogEntry.objects.filter(pk__gt=self._last - LOOKS_BACK, pk__lte=self._last)
            self._seen = set(before.values_list("pk", flat=True))
            return set()
        rows = LogEntry.objects.filter(pk__gt=self._last - LOOKS_BACK).order_by("pk").values_list("pk", "case_id")
        lines = list(rows[: AT_ONCE + LOOKS_BACK])
        new = [(pk, case) for pk, case in lines if pk not in self._seen]
        if len(lines) >= AT_ONCE + LOOKS_BACK:
            self._last = LogEntry.objects.aggregate(last=Max("pk"))["last"] or 0
            self._seen = set()
            return None
        self._last = max(self._last, *(pk for pk, _case in lines)) if lines else self._last
        self._seen = {pk for pk, _case in lines if pk > self._last - LOOKS_BACK}
        return {case for _pk, case in new}


def _topics(cases: set[int]) -> set[str]:
    """Return whom it concerns that these cases moved. Two queries, none for none."""
    if not cases:
        return set()
    found = {f"case:{case}" for case in cases}
    lately = Q(state=Task.OPEN) | Q(closed_at__gte=clock.now() - timedelta(minutes=5))
    tasks = dict(Task.objects.filter(lately, case__in=cases).values_list("pk", "assignee"))
    found |= {f"task:{pk}" for pk in tasks} | {assignee for assignee in tasks.values() if assignee}
    return found | set(Candidate.objects.filter(task__in=list(tasks)).values_list("name", flat=True))


_watch = _Watch()


def _anew() -> None:
    global _watch
    _watch = _Watch()


os.register_at_fork(after_in_child=_anew)
