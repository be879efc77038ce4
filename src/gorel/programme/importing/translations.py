"""Says whether two points may be one, entered once in Swedish and once in English: titles cannot tell, the rest must.

Both start at the same moment, and nothing in one says otherwise than the other: people who take part, joining link,
place. What cannot be in two rooms at once (all the same people, the same link) is enough beside titles that may be in
two languages; an organiser with the same place, or with one of the people, is when they clearly are. An organiser
alone is not: conferences have a track in each language.
"""

from __future__ import annotations

import re

from gorel.ground import search
from gorel.programme.importing.likeness import Known, Shape, numbers, title_likeness

_ENGLISH = re.compile(
    r"the|of|and|in|for|with|how|to|your|our|from|by|are|why|what|when|we|you|it|new|better|future|using|"
    r".+(?:ity|ies|ness|ous|ght|ful|ship|ment)|.*(?:th|sh|tw|wh|ph|qu).*"
)
_SWEDISH = re.compile(
    r"och|för|med|på|av|att|som|hur|vad|i|en|ett|den|det|till|om|vi|nya|.*[åäö].*|"
    r".+(?:arna|erna|orna|ning|ningar|het|heter|lig|liga|skap|ande|isk|iska)"
)
# What says only which kind of meeting it is, in either language.
_NO_SIGN = frozenset({"workshop", "workshops", "digital", "webinar", "seminar"})


def once_more(shape: Shape, known: Known) -> tuple[Shape | None, tuple[str, ...]]:
    """Return the point that *shape* may be once more, and by what they agree when their titles do not tell it."""
    if (near := known.nearest(shape)) is not None:
        return near, ()
    told = ((other, signs(shape, other, shares_page=known.shares_page(shape, other))) for other in known.beside(shape))
    return max(((other, agree) for other, agree in told if agree), key=lambda one: len(one[1]), default=(None, ()))


def signs(one: Shape, other: Shape, *, shares_page: bool = False) -> tuple[str, ...]:
    """Return by what two points agree so that they may be one; none when they are two, or their titles tell.

    Shape: of "organiser", "people", "joining_link", "web_page" and "place", in this order: `findings.FACTS`.
    """
    if one.starts_at is None or one.starts_at != other.starts_at or _are_two(one, other):
        return ()
    found = {
        "organiser": bool(one.organisers & other.organisers),
        "people": bool(one.people & other.people),
        "joining_link": bool(one.link) and one.link == other.link,
        "web_page": shares_page,
        "place": bool(one.place and other.place) and title_likeness(one.place, other.place) >= 0.9,
    }
    languages = {language(each.title) or ("en" if each.is_english else "") for each in (one, other)}
    is_bound = found["joining_link"] or shares_page or (found["people"] and one.people == other.people)
    is_near = found["organiser"] and (found["people"] or found["place"])
    if languages == {"sv", "en"} and (is_bound or is_near):
        return tuple(name for name, agrees in found.items() if agrees)
    if is_bound and "" in languages and len(languages) == 2:
        return tuple(name for name, agrees in found.items() if agrees)
    return ()


def language(title: str) -> str:
    """Return "sv" or "en" when the words of a title tell which it is in, else ""."""
    words = [word for word in search.words(title) if word not in _NO_SIGN]
    english = sum(bool(_ENGLISH.fullmatch(word)) for word in words)
    swedish = sum(bool(_SWEDISH.fullmatch(word)) for word in words)
    return "" if english == swedish else "en" if english > swedish else "sv"


def _are_two(one: Shape, other: Shape) -> bool:
    """Say whether something tells them apart: a part and its whole, parts of one whole, what each says otherwise."""
    if (one.pk and one.pk in (other.pk, other.whole)) or (other.pk and other.pk == one.whole):
        return True
    if one.whole and one.whole == other.whole:
        return True
    if one.ends_at and other.ends_at and one.ends_at != other.ends_at:
        return True
    if numbers(one.title) != numbers(other.title):
        return True
    if one.people and other.people:
        return not one.people & other.people  # people decide before a place, whose name may be translated, too
    if one.link and other.link and one.link != other.link:
        return True
    return bool(one.place and other.place) and title_likeness(one.place, other.place) < 0.9
