"""What a page asks again and again, asked once: kept while a request that changes nothing is answered.

Pages that change something, and all that is no page, ask anew each time.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    Answer = Callable[[HttpRequest], HttpResponseBase]

T = TypeVar("T")
_kept: ContextVar[dict[Hashable, Any] | None] = ContextVar("once", default=None)


def middleware(get_response: Answer) -> Answer:
    """Keep what is asked `once` until the answer is made."""

    def keep(request: HttpRequest) -> HttpResponseBase:
        token = _kept.set({} if request.method in ("GET", "HEAD") else None)
        try:
            return get_response(request)
        finally:
            _kept.reset(token)

    return keep


def once(key: Hashable, make: Callable[[], T]) -> T:
    """Return what *make* returns; for the same key in the same request, what it returned the first time."""
    kept = _kept.get()
    if kept is None:
        return make()
    if key not in kept:
        kept[key] = make()
    found: T = kept[key]
    return found
