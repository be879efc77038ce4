"""Short names in addresses."""

from __future__ import annotations

from collections.abc import Container


def free(wanted: str, taken: Container[str]) -> str:
    """Return *wanted*, or the first of *wanted*-2, -3 … that is not *taken*."""
    number, slug = 2, wanted
    while slug in taken:
        slug, number = f"{wanted}-{number}", number + 1
    return slug
