"""Remembers what was open of things whose own rows do not say when they changed: weeks and organisers.

Their items are compared with what was given before, at most once a minute, when somebody reads them; so a change has
the moment at which it was first seen, and what has gone is known to have been there.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import msgspec
from django.db import transaction

from gorel.ground import clock
from gorel.opendata.models import Shown
from gorel.opendata.shape import Change, Gone, Item, Said

FRESH_SECONDS = 60
Items = Callable[[], list[Item]]
_looked: dict[str, float] = {}


def look(resource: str, items: Items) -> None:
    """Note what came, changed and went of a resource since the last look, unless that was within a minute.

    Side effects: rows of `Shown`, one transaction.
    """
    if time.monotonic() - _looked.get(resource, float("-inf")) < FRESH_SECONDS:
        return
    _looked[resource] = time.monotonic()
    now = {UUID(item["id"]): hashlib.blake2b(msgspec.json.encode(item), digest_size=16).digest() for item in items()}
    with transaction.atomic():
        rows = {row.uid: row for row in Shown.objects.select_for_update().filter(resource=resource)}
        at, written = clock.now(), []
        for uid, digest in now.items():
            row = rows.get(uid) or Shown(resource=resource, uid=uid, digest=b"")
            if row.gone_at is not None or bytes(row.digest) != digest:
                row.digest, row.changed_at, row.gone_at = digest, at, None
                written.append(row)
        for uid, row in rows.items():
            if uid not in now and row.gone_at is None:
                row.changed_at = row.gone_at = at
                written.append(row)
        Shown.objects.bulk_create([row for row in written if row.pk is None], ignore_conflicts=True)
        Shown.objects.bulk_update(
            [row for row in written if row.pk], ["digest", "changed_at", "gone_at"], batch_size=500
        )


def changes(resource: str, since: datetime | None, count: int) -> list[Change]:
    """Return the first *count* changes after *since*, the earliest first."""
    rows = Shown.objects.filter(resource=resource).order_by("changed_at", "uid")
    if since is not None:
        rows = rows.filter(changed_at__gt=since)
    return [Change(row.uid, row.changed_at, row.gone_at is not None) for row in rows[:count]]


def gone(resource: str, uid: UUID | None, why: Said) -> Gone | None:
    """Return that it has gone, when it was open once."""
    row = Shown.objects.filter(resource=resource, uid=uid).first() if uid else None
    return None if row is None else Gone(why, row.gone_at)


def forget() -> None:
    """Look anew when next asked."""
    _looked.clear()
