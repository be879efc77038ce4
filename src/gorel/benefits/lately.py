"""The account of time as it was a while ago, where counting it takes long.

What is counted quickly is counted anew. What took long is kept for a hundred times as long as it took, so that pages
spend a hundredth of their time on it at most, however large the log. Kept in this process, by whose account it is.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Hashable

from django.db.models import QuerySet

from gorel.benefits.freed import Account, time_freed
from gorel.cases.models import Case
from gorel.ground import clock

QUICK_SECONDS, KEPT_TIMES, MOST = 0.1, 100, 500
_kept: dict[Hashable, tuple[float, Account]] = {}


def time_freed_of(whose: Hashable, cases: QuerySet[Case], organisations: Collection[int]) -> Account:
    """Return `time_freed` of both, which are those of *whose*. Shape: never older than a day."""
    key = whose, clock.today()
    until, account = _kept.get(key, (float("-inf"), None))
    began = time.monotonic()
    if account is not None and began < until:
        return account
    account = time_freed(cases, organisations=organisations)
    took = time.monotonic() - began
    if took > QUICK_SECONDS:
        if len(_kept) >= MOST:
            _kept.clear()
        _kept[key] = time.monotonic() + KEPT_TIMES * took, account
    return account
