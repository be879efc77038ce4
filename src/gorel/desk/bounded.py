"""Pages of a list that may be endless: counting stops where nobody turns pages any more."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.utils.functional import cached_property

MOST = 1_000


class Bounded(Paginator):  # type: ignore[type-arg]  # Django's has no parameter at run time
    """A paginator that counts to `MOST`; `is_more` says that there are more. Narrow the list to see them."""

    @cached_property
    def _counted(self) -> int:
        return self.object_list.order_by().values("pk")[: MOST + 1].count()  # type: ignore[union-attr]

    @cached_property
    def count(self) -> int:
        """How many there are, at most `MOST`."""
        return min(self._counted, MOST)

    @property
    def is_more(self) -> bool:
        """Whether there are more than can be turned to."""
        return self._counted > MOST
