"""Finding points by words: each point keeps the stems of its words, a question is turned into stems the same way."""

from __future__ import annotations

import re

import snowballstemmer
from django.db.models import QuerySet

from gorel.programme.models import Point

_WORDS = re.compile(r"\w+")
_swedish = snowballstemmer.stemmer("swedish")


def stems(text: str) -> list[str]:
    """Return the Swedish stems of *text*'s words, in order."""
    return list(_swedish.stemWords(_WORDS.findall(text.casefold())))


def index(point: Point) -> None:
    """Write the point's stems, from everything that its page says. Writes one row."""
    people = " ".join(f"{person.name} {person.title} {person.organisation}" for person in point.contributors.all())
    organisers = " ".join([point.organiser.name, *(other.name for other in point.co_organisers.all())])
    themes = " ".join(f"{theme.title_sv} {theme.title_en}" for theme in point.themes.all())
    own = [point.title_sv, point.title_en, point.abstract_sv, point.abstract_en, point.series, point.place]
    text = " ".join([*own, people, organisers, themes])
    point.search_text = " " + " ".join(dict.fromkeys(stems(text))) + " "
    Point.objects.filter(pk=point.pk).update(search_text=point.search_text)


def find(points: QuerySet[Point], question: str) -> QuerySet[Point]:
    """Return those of *points* that hold every word of *question*, or a word that begins so."""
    for stem in stems(question)[:8]:
        points = points.filter(search_text__contains=f" {stem}")
    return points
