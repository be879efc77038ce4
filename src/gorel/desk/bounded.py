"""Pages of a list that may be endless: counting stops where nobody turns pages any more."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

MOST = 500


def counted(rows: QuerySet[Any]) -> int:
    """Return how many *rows* there are; one more than `MOST` for all that is more."""
    return rows.values("pk")[: MOST + 1].count()


def count(rows: QuerySet[Any]) -> int:
    """Return how many *rows* there are, at most `MOST`."""
    return min(counted(rows), MOST)


def said(number: int) -> str:
    """Return a bounded count as people read it."""
    return f"{MOST}+" if number >= MOST else str(number)


class Bounded(Paginator):  # type: ignore[type-arg]  # Django's has no parameter at run time
    """A paginator that counts to `MOST`; `is_more` says that there are more. Narrow the list to see them.

    Shape: *known* is what `counted` has said of the same rows already.
    """

    def __init__(self, rows: QuerySet[Any], per_page: int, *, known: int | None = None) -> None:
        super().__init__(rows, per_page)
        self._known = known

    @cached_property
    def _counted(self) -> int:
        return counted(self.object_list.order_by()) if self._known is None else self._known  # type: ignore[union-attr]

    @cached_property
    def count(self) -> int:
        """How many there are, at most `MOST`."""
        return min(self._counted, MOST)

    @property
    def is_more(self) -> bool:
        """Whether there are more than can be turned to."""
        return self._counted > MOST
