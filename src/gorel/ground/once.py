"""What is asked again and again, asked once: kept while a request that changes nothing is answered, or while several
like things are done in a row.

Pages that change something, and all else, ask anew each time.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
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
        if request.method not in ("GET", "HEAD"):
            return get_response(request)
        with kept():
            return get_response(request)

    return keep


@contextmanager
def kept() -> Iterator[None]:
    """Keep what is asked `once` while inside."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def once(key: Hashable, make: Callable[[], T]) -> T:
    """Return what *make* returns; for the same key while it is kept, what it returned the first time."""
    answers = _kept.get()
    if answers is None:
        return make()
    if key not in answers:
        answers[key] = make()
    found: T = answers[key]
    return found
