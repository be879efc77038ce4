"""What is alike: ideas and solutions that say the same with other words, found by the stems that they share.

A stem counts the more the fewer rows hold it (inverse document frequency), so that "kommun" joins nothing and
"kaffesump" does. No row's text leaves this module but through `rules.visible`.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from gorel.ground import search
from gorel.ground.language import spoken
from gorel.ideas import rules
from gorel.ideas.models import Idea, Solution, Stage
from gorel.ideas.words import State

if TYPE_CHECKING:
    from gorel.accounts.rights import Somebody

MOST_LOOKED_AT = 2000  # the newest: what is older is found by searching
ENOUGH = 0.22  # of the smaller text's weight; measured on the demo's ideas by `tests/ideas/test_likeness.py`
FEW = 5
# Words that every idea holds.
_COMMON = (
    "och att det som en ett den de i på av för med till är inte om vi man kan så har ska eller från vid vår våra sig "
    "alla mer också när där här då men blir bli få får göra gör idé idéer the and of to in for with is that it we can"
)


@dataclass(frozen=True)
class Alike:
    """Another row, and how much of it says the same: 0 to 1."""

    row: Stage
    share: float


def index(row: Stage, *texts: str) -> None:
    """Write the stems of a row's texts, for searching and for likeness. Writes one column."""
    row.search_text = search.stems(" ".join((row.title, *texts)), "sv") + search.stems(
        " ".join((row.title, *texts)), "en"
    )
    type(row)._default_manager.filter(pk=row.pk).update(search_text=row.search_text)


def alike(text: str, person: Somebody, *, besides: Stage | None = None, most: int = FEW) -> list[Alike]:
    """Return what the person may see that is like *text*, the most alike first. Two queries."""
    asked = _stems(search.stems(text, spoken())) | _stems(search.stems(text))
    if len(asked) < 2:
        return []
    rows: list[Stage] = [
        *rules.ideas(person).exclude(state=State.WITHDRAWN).order_by("-pk")[:MOST_LOOKED_AT],
        *rules.solutions(person).filter(published_at__isnull=False).order_by("-pk")[:MOST_LOOKED_AT],
    ]
    return _ranked(asked, [row for row in rows if row != besides], most)


def pairs(rows: list[Idea | Solution], *, most: int = 20) -> list[tuple[Stage, Alike]]:
    """Return the pairs among *rows* that are alike: what a coach may want to bring together."""
    found: list[tuple[Stage, Alike]] = []
    for number, row in enumerate(rows):
        found += [(row, other) for other in _ranked(_stems(row.search_text), list(rows[number + 1 :]), 3)]
    return sorted(found, key=lambda pair: -pair[1].share)[:most]


def _ranked(asked: frozenset[str], rows: list[Stage], most: int) -> list[Alike]:
    held = [(row, _stems(row.search_text)) for row in rows]
    counts = Counter(stem for _row, stems in held for stem in stems)
    weights = {stem: math.log(1 + len(held) / (1 + counts[stem])) for stem in asked | set(counts)}
    own = sum(weights[stem] for stem in asked)
    ranked = []
    for row, stems in held:
        shared = asked & stems
        if len(shared) < 2:
            continue
        smaller = min(own, sum(weights[stem] for stem in stems)) or 1.0
        share = sum(weights[stem] for stem in shared) / smaller
        if share >= ENOUGH:
            ranked.append(Alike(row, min(1.0, share)))
    return sorted(ranked, key=lambda one: (-one.share, one.row.pk))[:most]


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem for stem in text.split() if len(stem) > 2 and stem not in _common())


@cache
def _common() -> frozenset[str]:
    return frozenset(search.stems(_COMMON).split())
