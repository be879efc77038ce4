"""What a case is about, as a card: the rooms that own the rows tell, by the row's uid that is the case's business key.

A teller takes all uids of a page at once, so a list of a hundred cases asks each room once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.safestring import SafeString


@dataclass(frozen=True, slots=True)
class Card:
    """A row in a few words. Shape: facts are (label, value) in the language of the page; url is "" without a page.

    *brief* tells it from others of its title, in a list: whose it is, and when.
    """

    kind: str
    title: str
    facts: tuple[tuple[str, str], ...] = ()
    text: str = ""
    url: str = ""
    missing: tuple[str, ...] = field(default=())
    brief: str = ""


@dataclass(frozen=True)
class Teller:
    """One room's way to tell: *tell* gives cards by uid, *find* gives the uids of rows whose words hold a text.

    *beside* gives, as sections of a page, what whoever decides about a row should see of it; it asks what they may.
    """

    tell: Callable[[Collection[str]], Mapping[str, Card]]
    find: Callable[[str], Collection[str]]
    beside: Callable[[HttpRequest, str], Sequence[SafeString]] = lambda _request, _key: ()


_TELLERS: dict[str, Teller] = {}


def register(name: str, teller: Teller) -> None:
    """Let *teller* tell of its rows; the same name again replaces it."""
    _TELLERS[name] = teller


def cards_for(keys: Collection[str]) -> dict[str, Card]:
    """Return a card for each business key that some room knows. One or few queries per room."""
    left = {key for key in keys if key}
    found: dict[str, Card] = {}
    for teller in _TELLERS.values():
        if not left:
            break
        told = teller.tell(left)
        found.update(told)
        left -= told.keys()
    return found


def beside(request: HttpRequest, key: str) -> list[SafeString]:
    """Return what else stands on the page of a task about the row *key*, such as what is new since the last look."""
    return [section for teller in _TELLERS.values() for section in teller.beside(request, key)] if key else []


def find_keys(text: str) -> set[str]:
    """Return the business keys of rows that *text* may mean."""
    return {key for teller in _TELLERS.values() for key in teller.find(text)}
