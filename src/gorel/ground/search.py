"""Finds rows by words, the same on SQLite and PostgreSQL: both look into a column of stems written with the row.

"föreläsningar" finds "föreläsning", since both are kept by their stem; "får" does not find "far", since å, ä and ö are
letters of their own. Every word of a question must be found.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache, reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Q, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

if TYPE_CHECKING:
    from django.db.models import QuerySet

LANGUAGES = {"sv": "swedish", "en": "english"}
MOST_WORDS = 12  # of a question; the rest says no more
SHORTEST = 4  # letters of a stem that other words may begin with
_WORD = re.compile(r"\w+", re.UNICODE)


@lru_cache(maxsize=20_000)
def _stem(word: str, language: str) -> str:
    import snowballstemmer  # it reads two dozen languages; not every process looks for words

    # The stemmer keeps its place in itself, so each call takes one of its own: pages run in threads.
    return str(snowballstemmer.stemmer(LANGUAGES[language]).stemWord(word))


def words(text: str) -> list[str]:
    """Return the words of a text in small letters, composed, without marks that Swedish does not write."""
    plain = unicodedata.normalize("NFC", text.casefold())
    return [_bare(word) for word in _WORD.findall(plain)]


def stems(text: str, language: str = "sv") -> str:
    """Return the stems of a text, each once, with a blank before and after: what a column for searching holds."""
    found = dict.fromkeys(_stem(word, language) for word in words(text))
    return f" {' '.join(found)} " if found else ""


def matches(queryset: QuerySet[Any], field: str, question: str) -> QuerySet[Any]:
    """Return the rows whose column of stems answers to every word of the question.

    A word answers to its own stem, Swedish or English ("föreläsningar" to föreläsning), and to what begins as it was
    typed ("föreläs", "innovation" to innovationsveckan). A question without words finds all.
    """
    for word in words(question)[:MOST_WORDS]:
        # Both databases find a text in a text faster by its place than by a pattern. What the beginning finds is found.
        looked_for = [f" {word}", *(f" {stem} " for stem in _stems_of(word) if not stem.startswith(word))]
        queryset = queryset.filter(
            reduce(or_, (Q(GreaterThan(StrIndex(field, Value(text)), 0)) for text in looked_for))
        )
    return queryset


def answers(text: str, question: str) -> bool:
    """Return whether a text of stems, as `stems` gives it, answers to every word of the question.

    Where there is little to look through, more is welcome: a word answers to all that begins as its stem, "granska" to
    granskning too.
    """
    return all(
        any(f" {one}" in text for one in (word, *(stem for stem in _stems_of(word) if len(stem) >= SHORTEST)))
        for word in words(question)[:MOST_WORDS]
    )


def _stems_of(word: str) -> list[str]:
    return sorted({_stem(word, language) for language in LANGUAGES})


def _bare(word: str) -> str:
    """Return the word with é as e and ü as u, but å, ä and ö as they are."""
    return "".join(
        sign if sign in "åäöæø" else "".join(part for part in unicodedata.normalize("NFD", sign) if not _is_mark(part))
        for sign in word
    )


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign) == "Mn"
