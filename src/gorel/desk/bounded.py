"""Pages of a list that may be endless: counting stops where nobody turns pages any more, and so does looking.

look(rows) = the first of all rows, or, where that takes too long, of a part of them; the page says which
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

from gorel.ground.patience import TooLong, at_most

MOST = 500
PATIENCE = 0.03  # seconds that one question may take


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
        self._rows, self._known = rows, known

    @cached_property
    def _counted(self) -> int:
        return counted(self._rows.order_by()) if self._known is None else self._known

    @cached_property
    def count(self) -> int:
        """How many there are, at most `MOST`."""
        return min(self._counted, MOST)

    @property
    def is_more(self) -> bool:
        """Whether there are more than can be turned to."""
        return self._counted > MOST


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found. Shape: at most `MOST` + 1 ids in the order of the list; is_whole when all rows were looked at."""

    ids: list[int]
    is_whole: bool
    is_given_up: bool = False  # even the part took too long: nothing is known

    @property
    def is_more(self) -> bool:
        """Whether there are more than can be turned to."""
        return len(self.ids) > MOST

    def pages(self, per_page: int) -> Paginator[Any]:
        """Return pages of the ids."""
        return Paginator(self.ids[:MOST], per_page)


def look(rows: QuerySet[Any], part: Callable[[QuerySet[Any]], QuerySet[Any]]) -> Looked:
    """Return the first of *rows*; where that takes too long, the first of that *part* of them that is looked through
    fast. Two questions at most."""
    try:
        with at_most(PATIENCE):
            return Looked(_first(rows), is_whole=True)
    except TooLong:
        pass
    try:
        with at_most(40 * PATIENCE):  # a part takes little, but on a machine that is busy
            return Looked(_first(part(rows)), is_whole=False)
    except TooLong:
        return Looked([], is_whole=False, is_given_up=True)


def _first(rows: QuerySet[Any]) -> list[int]:
    return list(rows.values_list("pk", flat=True)[: MOST + 1])
