"""Types that several threads decode.

msgspec learns what a struct is made of when it is first asked for, and shows what it has learned so far to every other
thread: one that decodes the struct meanwhile reads what is not there yet, and the whole process dies of it (0.22.0). So
a struct is learned by one thread, before any decodes it: when its module is imported, or here.
"""

from __future__ import annotations

import threading
from typing import TypeVar

import msgspec

T = TypeVar("T")

_learning = threading.Lock()
_learned: set[object] = set()


def learned(type: T) -> T:
    """Return *type*, which any thread may decode from now on. Errors: TypeError when msgspec cannot decode it."""
    if type not in _learned:
        with _learning:
            msgspec.json.Decoder(type)
            _learned.add(type)
    return type
