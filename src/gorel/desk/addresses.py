"""Addresses of rows that a page lists: the part before and after a row's uid is looked up once, not for each row."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from django.urls import get_script_prefix, get_urlconf, reverse

_NOBODY = UUID(int=0)


def of(name: str, uid: UUID) -> str:
    """Return the address called *name* of the row with *uid*. Errors: NoReverseMatch for no such name."""
    before, after = _around(name, get_script_prefix(), get_urlconf())
    return f"{before}{uid}{after}"


@lru_cache(maxsize=64)
def _around(name: str, _prefix: str, urlconf: str | None) -> tuple[str, str]:
    before, _uid, after = reverse(name, urlconf=urlconf, args=[_NOBODY]).partition(str(_NOBODY))
    return before, after
