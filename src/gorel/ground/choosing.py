"""What a list can be narrowed to, where that may be very many: of few one is chosen, of more one is named.

    up to `MOST`     a list to choose from
    more             a field that offers some while one types; what is written there is looked up
    not one is meant what it may mean stands below the field, to choose among; the list is empty until then

The address keeps what is chosen by its value, so that it can be linked to; a name is understood there, too. The
template is `ground/parts/choice.html`; who offers while one types answers with `ground/parts/offered.html`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

MOST = 100  # to choose from
OFFERED = 20  # while one types
Pairs = list[tuple[str, str]]  # a value, and what it is called


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds what can be chosen.

    Shape: look returns so many at most of what a text names or is the value of, what fits best first ("" fits all);
    named returns the value and the name of each.
    """

    look: Callable[[str, int], Sequence[Any]]
    named: Callable[[Sequence[Any]], Pairs]

    def offers(self, text: str) -> Pairs:
        """Return what is offered for what has been written so far."""
        return self.named(self.look(text, OFFERED))


@dataclass(frozen=True, slots=True)
class Choice:
    """What is chosen, and what can be.

    Shape: value is "" for nothing; options are by name, or None for too many; written stands in the field then, and
    likely is what that may mean.
    """

    value: str = ""
    options: Pairs | None = None
    written: str = ""
    likely: Sequence[tuple[str, str]] = ()

    @property
    def is_needed(self) -> bool:
        """Whether there is something to choose, or something was chosen."""
        return bool(self.options is None or len(self.options) > 1 or self.value)


def choose(given: str, finder: Finder) -> Choice:
    """Return the choice that *given* makes, a value or a name. One look, and two where there are many."""
    found = finder.look("", MOST + 1)
    if len(found) <= MOST:
        return Choice(given, sorted(finder.named(found), key=lambda pair: pair[1].casefold()))
    if not given:
        return Choice()
    likely = finder.offers(given)
    meant = [pair for pair in likely if pair[0] == given] or _called(likely, given) or likely
    if len(meant) != 1:
        return Choice(given, None, given, meant)
    (value, name) = meant[0]
    is_alone = name == given or len(_called(finder.offers(name), name)) == 1
    return Choice(value, None, name if is_alone else value)


def _called(pairs: Pairs, name: str) -> Pairs:
    return [pair for pair in pairs if pair[1].casefold() == name.casefold()]
