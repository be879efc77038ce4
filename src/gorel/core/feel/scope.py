"""Which names a text may use at a place, and what is known of their types, while it is parsed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gorel.core.feel.scanner import Token, name_key
from gorel.core.feel.types import Type

Names = Mapping[str, Type | None] | Iterable[str]


class Frame:
    """The names of one level.

    Shape: `by_first`, made when first asked for, leads from a name's first token to its keys, longest first.
    """

    __slots__ = ("_by_first", "types")

    def __init__(self, names: Names = ()) -> None:
        self.types: dict[str, Type | None] = dict(names) if isinstance(names, Mapping) else dict.fromkeys(names)
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] | None = None

    def add(self, name: str, type_: Type | None = None) -> None:
        """Make *name* known here."""
        if self._by_first is not None and name not in self.types:
            _enter(self._by_first, name)
        self.types[name] = type_

    def longest(self, tokens: list[Token], index: int) -> tuple[int, str] | None:
        """Return how many tokens from *index* on are the longest name known here, and that name."""
        if self._by_first is None:
            self._by_first = {}
            for name in self.types:
                _enter(self._by_first, name)
        for key, name in self._by_first.get(tokens[index].text, ()):
            after = index + len(key)
            if after < len(tokens) and all(
                token.text == part for token, part in zip(tokens[index:after], key, strict=True)
            ):
                return len(key), name
        return None


def _enter(by_first: dict[str, list[tuple[tuple[str, ...], str]]], name: str) -> None:
    key = name_key(name)
    if key:
        keys = by_first.setdefault(key[0], [])
        keys.append((key, name))
        if len(keys) > 1:
            keys.sort(key=lambda entry: -len(entry[0]))


class Scope:
    """Frames from the outermost to the innermost."""

    __slots__ = ("frames",)

    def __init__(self, frames: list[Frame]) -> None:
        self.frames = frames

    def longest(self, tokens: list[Token], index: int) -> tuple[int, str] | None:
        """Return the longest name that any frame knows at *index*."""
        best: tuple[int, str] | None = None
        for frame in self.frames:
            found = frame.longest(tokens, index)
            if found and (best is None or found[0] >= best[0]):
                best = found
        return best

    def type_of(self, name: str) -> Type | None:
        """Return the type of *name* in the innermost frame that knows it."""
        for frame in reversed(self.frames):
            if name in frame.types:
                return frame.types[name]
        return None
