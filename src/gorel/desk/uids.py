"""Business keys that are uids: those that are not are nobody's row."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID


def valid(keys: Collection[str]) -> list[UUID]:
    """Return the keys that are uids."""
    found = []
    for key in keys:
        try:
            found.append(UUID(key))
        except ValueError:
            continue
    return found
