"""Rows of the database as a resource's rows: a page of them, all in batches, what has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from gorel.opendata.shape import Change, Field, Filter, Item, Said

BATCH = 500
ID = Field("id", "id", Said("Står fast för alltid.", "Stays for ever."), "0199e2a4-6c1b-7d35-9a58-3f0c62b1d7aa", False)
CHANGED = Field(
    "changed_at", "moment", Said("När något ändrades senast.", "When something last changed."),
    "2021-09-14T08:30:00Z", False,
)  # fmt: skip


def in_batches(items: Callable[[Sequence[Any]], list[Item]]) -> Callable[[QuerySet[Any]], Iterable[Item]]:
    """Return how all rows of a queryset become items, a batch in memory at a time.

    Batches follow the primary key: rows that come or go meanwhile move no others.
    """

    def every(rows: QuerySet[Any]) -> Iterable[Item]:
        last = 0
        while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
            yield from items(batch)
            last = batch[-1].pk

    return every


def changed(rows: QuerySet[Any], since: datetime | None, count: int, *, gone: Q) -> list[Change]:
    """Return the first *count* changes after *since*, the earliest first. Shape: gone says what is no longer open."""
    found = rows if since is None else rows.filter(changed_at__gt=since)
    listed = found.annotate(is_gone=gone).order_by("changed_at", "uid").values_list("uid", "changed_at", "is_gone")
    return [Change(uid, moment, bool(is_gone)) for uid, moment, is_gone in listed[:count]]


def uid_of(text: str) -> UUID | None:
    """Return the id that *text* is, None when it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def address(path: str) -> str:
    """Return the whole address of a page of ours."""
    return f"{settings.ADDRESS}{path}"


def equals(name: str, column: str, about: Said, example: str, *, codes: Iterable[str] = ()) -> Filter:
    """Return a filter that compares a column with the text. Errors: ValueError for a code that there is not."""
    known = frozenset(codes)

    def narrow(rows: Any, text: str) -> Any:
        if known and text not in known:
            raise ValueError(", ".join(sorted(known)))
        return rows.filter(**{column: text})

    return Filter(name, "text", about, example, narrow)


def on_day(name: str, column: str, about: Said, example: str) -> Filter:
    """Return a filter that compares a column with a date."""
    return Filter(name, "date", about, example, lambda rows, text: rows.filter(**{column: date.fromisoformat(text)}))
