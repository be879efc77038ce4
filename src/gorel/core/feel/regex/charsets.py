"""Sets of characters: what a class, an escape or a single character of a pattern stands for."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from gorel.core.feel.regex.blocks import BLOCKS

CATEGORIES = frozenset(
    (*"LMNPZSC", "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf",
     "Po", "Zs", "Zl", "Zp", "Sm", "Sc", "Sk", "So", "Cc", "Cf", "Co", "Cn")
)  # fmt: skip


class CharSet:
    """Characters, ranges and predicates; perhaps negated, perhaps less another set. Answers are remembered."""

    __slots__ = ("_known", "characters", "ignores_case", "is_negated", "less", "predicates", "ranges")

    def __init__(
        self,
        characters: str = "",
        *,
        ranges: tuple[tuple[str, str], ...] = (),
        predicates: tuple[Callable[[str], bool], ...] = (),
        is_negated: bool = False,
        less: CharSet | None = None,
        ignores_case: bool = False,
    ) -> None:
        self.characters = frozenset(characters)
        self.ranges = ranges
        self.predicates = predicates
        self.is_negated = is_negated
        self.less = less
        self.ignores_case = ignores_case
        self._known: dict[str, bool] = {}

    def has(self, character: str) -> bool:
        """Return whether the set holds *character*."""
        known = self._known.get(character)
        if known is None:
            known = self._compute(character)
            if len(self._known) < 5000:
                self._known[character] = known
        return known

    def _compute(self, character: str) -> bool:
        variants = case_variants(character) if self.ignores_case else (character,)
        found = (
            any(variant in self.characters for variant in variants)
            or any(low <= variant <= high for variant in variants for low, high in self.ranges)
            or any(predicate(character) for predicate in self.predicates)
        )
        return found != self.is_negated and not (self.less is not None and self.less.has(character))


def case_variants(character: str) -> tuple[str, ...]:
    """Return the characters that differ from this one in case only, itself among them."""
    found = {character, character.lower(), character.upper(), character.title(), character.casefold()}
    found |= {variant.lower() for variant in found} | {variant.upper() for variant in found}
    return tuple(variant for variant in found if len(variant) == 1)


def same_ignoring_case(one: str, other: str) -> bool:
    """Return whether two strings differ in case only."""
    return len(one) == len(other) and all(
        left == right or right in case_variants(left) for left, right in zip(one, other, strict=True)
    )


def category(name: str) -> Callable[[str], bool] | None:
    """Return the predicate of a general category (`Lu`, `N`), None when there is none of that name."""
    if name not in CATEGORIES:
        return None
    return lambda character: unicodedata.category(character).startswith(name)


def block(name: str) -> Callable[[str], bool] | None:
    """Return the predicate of a Unicode block by its name without spaces (`BasicLatin`), None when unknown."""
    found = BLOCKS.get(name)
    if found is None:
        return None
    low, high = found
    return lambda character: low <= ord(character) <= high


def negated(predicate: Callable[[str], bool]) -> Callable[[str], bool]:
    """Return the opposite predicate."""
    return lambda character: not predicate(character)


def _is_space(character: str) -> bool:
    return character in " \t\n\r"


def _is_digit(character: str) -> bool:
    return unicodedata.category(character) == "Nd"


def _is_word(character: str) -> bool:
    return unicodedata.category(character)[0] not in "PZC"


def _is_initial(character: str) -> bool:
    """An XML name may start with it."""
    return character in "_:" or unicodedata.category(character) in ("Lu", "Ll", "Lt", "Lo", "Nl")


def _is_name(character: str) -> bool:
    """An XML name may hold it."""
    return (
        _is_initial(character)
        or character in ".-·"
        or unicodedata.category(character) in ("Mc", "Me", "Mn", "Lm", "Nd")
    )


ESCAPES: dict[str, Callable[[str], bool]] = {
    "s": _is_space, "d": _is_digit, "w": _is_word, "i": _is_initial, "c": _is_name,
    "S": negated(_is_space), "D": negated(_is_digit), "W": negated(_is_word),
    "I": negated(_is_initial), "C": negated(_is_name),
}  # fmt: skip
