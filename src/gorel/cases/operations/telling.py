"""How far an operation has come, and the list of what it did."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from gorel.cases.models import Change, Operation
from gorel.cases.values import from_json


@dataclass(frozen=True, slots=True)
class Progress:
    """Shape: cases that were meant may have gone on by themselves: looked_at can end below total."""

    state: str
    total: int
    looked_at: int
    changed: int
    refused: int


@dataclass(frozen=True, slots=True)
class Done:
    """What was done to one case. Shape: why is said per language when it was refused, empty otherwise."""

    case: UUID
    is_refused: bool
    why: dict[str, str]
    told: dict[str, Any]


def find(*, organisations: Collection[int] | None = None) -> QuerySet[Operation]:
    """Return operations, the newest first; those of some organisations, or all."""
    found = Operation.objects.order_by("-pk")
    return found if organisations is None else found.filter(organisation__in=list(organisations))


def progress(operation: Operation) -> Progress:
    """Return how far it has come, as the database says now."""
    operation.refresh_from_db()
    return Progress(
        operation.state, operation.total, operation.looked_at, operation.changed, operation.refused
    )  # fmt: skip


def changes(operation: Operation, *, after: int = 0, limit: int = 500) -> list[Done]:
    """Return what was done to which case, in the order in which it was done."""
    rows = Change.objects.filter(operation=operation, pk__gt=after).select_related("case").order_by("pk")[:limit]
    told = [(row, from_json(row.told)) for row in rows]
    return [Done(row.case.uid, row.is_refused, said.get("why", {}), said) for row, said in told]
