"""Finding points by words: each point keeps the stems of all that its page says."""

from __future__ import annotations

from django.db.models import QuerySet

from gorel.ground import search
from gorel.programme.models import Point


def index(point: Point) -> None:
    """Write the point's stems. Writes one row."""
    people = [f"{person.name} {person.title} {person.organisation}" for person in point.contributors.all()]
    organisers = [point.organiser.name, *(other.name for other in point.co_organisers.all())]
    themes = list(point.themes.all())
    swedish = [point.title_sv, point.abstract_sv, *(theme.title_sv for theme in themes), point.series, point.place]
    english = [point.title_en, point.abstract_en, *(theme.title_en for theme in themes)]
    point.search_text = search.stems(" ".join(swedish + people + organisers)) + search.stems(" ".join(english), "en")
    Point.objects.filter(pk=point.pk).update(search_text=point.search_text)


def find(points: QuerySet[Point], question: str) -> QuerySet[Point]:
    """Return those of *points* that answer to every word of *question*."""
    return search.matches(points, "search_text", question)
