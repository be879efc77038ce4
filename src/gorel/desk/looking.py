"""Finds a piece of text in columns that keep no stems, whatever the case of its letters.

SQLite folds the case of ASCII letters alone, so the ways in which a Swedish word is written are asked for one by one.
"""

from __future__ import annotations

from django.db import connection
from django.db.models import Q


def holds(text: str, *columns: str) -> Q:
    """Return the condition that one of *columns* holds *text*."""
    folds = text.isascii() or connection.vendor != "sqlite"
    written = [text] if folds else dict.fromkeys((text, text.lower(), text.upper(), text.capitalize(), text.title()))
    found = Q()
    for column in columns:
        for one in written:
            found |= Q(**{f"{column}__icontains": one})
    return found
