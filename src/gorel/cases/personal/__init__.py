"""Erasing what is personal of a case while the rest of it stays: its key is dropped.

What is sealed where, and under which key, tells `cases.store.personal`; rooms above that keep something personal of a
case in rows of their own (the outbox does) register here and are asked to drop theirs with it.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection, transaction

from gorel.cases.models import Case, LogEntry, Personal
from gorel.cases.values import to_json
from gorel.ground import clock, sealing

_ERASERS: list[Callable[[list[str]], None]] = []


class StillOpen(ValueError):
    """What an open case holds is still needed; only what is over can be erased. Cancel it first."""


def on_erase(eraser: Callable[[list[str]], None]) -> None:
    """Let *eraser* be called with the uids of cases whose personal data goes, inside the transaction in which it goes.

    Side effect: known in this process from now on. Call it from the app's `ready()`.
    """
    if eraser not in _ERASERS:
        _ERASERS.append(eraser)


def erase(case: Case, *, ground: str, by: str | None = None) -> None:
    """Drop the key of what is personal in *case*, and what other rooms keep of it; the case's story stays.

    Shape: ground says why: a request, a decision on retention.
    Side effects: variables, explanations and letters cannot be read any more, by anybody; a line in the log says so.
    Errors: StillOpen; ValueError when there is no ground.
    """
    if not ground.strip():
        raise ValueError("say on what ground it is erased: a person's request, a decision on retention")
    with transaction.atomic():
        held = Case.objects.select_for_update().get(pk=case.pk)
        if held.is_open:
            raise StillOpen(f"case {case.uid} is still open")
        drop([held], by=by or "", ground=ground)
        LogEntry.objects.create(
            case=held, at=clock.now(), kind="erased", by=by or "", detail=to_json({"ground": ground})
        )
    sealing.unwrap.cache_clear()


def drop(cases: list[Case], *, by: str, ground: str) -> None:
    """Drop keys, inside the caller's transaction. Side effects: on SQLite freed bytes are overwritten."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("pragma secure_delete = on")
    gone = {"key": b"", "body": b"", "erased_at": clock.now(), "erased_by": by, "ground": ground[:255]}
    Personal.objects.filter(case__in=[case.pk for case in cases]).update(**gone)
    for eraser in _ERASERS:
        eraser([str(case.uid) for case in cases])
