"""Ready pieces of pages and feeds, kept in the process by what they depend on.

The key of a piece holds everything that it was made from – above all the version of its row – so that nothing ever has
to be cleared: what has changed has another key, and what is no longer asked for falls out when the memory is full.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from threading import Lock
from typing import Any, Generic, TypeVar
from weakref import WeakSet

Piece = TypeVar("Piece")
_all: WeakSet[Memory[Any]] = WeakSet()


class Memory(Generic[Piece]):
    """Pieces by key, the least recently used leaving first. Safe between threads."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._pieces: OrderedDict[Hashable, Piece] = OrderedDict()
        self._lock = Lock()
        _all.add(self)

    def one(self, key: Hashable, make: Callable[[], Piece]) -> Piece:
        """Return the piece of *key*; *make* makes it when it is not kept. Two threads may both make it."""
        with self._lock:
            piece = self._pieces.get(key)
            if piece is not None:
                self._pieces.move_to_end(key)
                return piece
        piece = make()
        with self._lock:
            self._keep(key, piece)
        return piece

    def all(
        self, keys: Mapping[int, Hashable], make: Callable[[Sequence[int]], Mapping[int, Piece]]
    ) -> dict[int, Piece]:
        """Return the piece of every row; *make* makes those that are not kept, all at once, by row id.

        Shape: *keys* maps a row's id to its piece's key; a row that *make* no longer finds is left out.
        """
        found: dict[int, Piece] = {}
        wanted: list[int] = []
        with self._lock:
            for pk, key in keys.items():
                piece = self._pieces.get(key)
                if piece is None:
                    wanted.append(pk)
                else:
                    self._pieces.move_to_end(key)
                    found[pk] = piece
        if wanted:
            made = make(wanted)
            found.update(made)
            with self._lock:
                for pk, piece in made.items():
                    self._keep(keys[pk], piece)
        return found

    def forget(self) -> None:
        """Empty the memory. Nothing is shown differently afterwards."""
        with self._lock:
            self._pieces.clear()

    def _keep(self, key: Hashable, piece: Piece) -> None:
        self._pieces[key] = piece
        while len(self._pieces) > self._size:
            self._pieces.popitem(last=False)


def forget() -> None:
    """Empty every memory of this process. Nothing is shown differently afterwards."""
    for memory in list(_all):
        memory.forget()
