"""What public pages ask of the database each time: few columns, and SQL that is written once (`ground.prepared`).

Pages of a week whose visitors have narrowed nothing, and points' pages, are asked for a hundred times for each other
page; filters and searches go the plain way.
"""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Sum

from gorel.accounts.models import Organisation
from gorel.ground import clock
from gorel.ground.prepared import Prepared
from gorel.programme import rules
from gorel.programme.models import Contributor, Point, PointFile, Theme, Week

FIRST_PAGE = 400  # rows on a page of a list
LISTED = ("pk", "on_date", "uid", "version", "registration_state", "organiser__name")
_ORDER = ("on_date", "starts_at", "slug")


class Named(NamedTuple):
    """An organiser, as a filter offers it."""

    slug: str
    name: str


class Titled(NamedTuple):
    """A theme, as a filter offers it."""

    slug: str
    title_sv: str
    title_en: str


_WEEK_FIELDS = [field.attname for field in Week._meta.concrete_fields]
_week = Prepared(
    lambda slug, now: rules.public_weeks(now).filter(slug=slug).values_list(*_WEEK_FIELDS),
    slug=str, now=int,
)  # fmt: skip
_local_weeks = Prepared(
    lambda week, now: rules.public_weeks(now).filter(part_of=week).values_list(*_WEEK_FIELDS),
    week=int, now=int,
)  # fmt: skip
_counts = Prepared(
    lambda week: rules.seen_points().filter(week=week).order_by("on_date").values_list("on_date").annotate(Count("pk")),
    week=int,
)  # fmt: skip
_state = Prepared(
    lambda week: (
        Point.objects.filter(week=week).order_by().values("week").annotate(
            number=Count("pk"), versions=Sum("version"), newest=Max("pk"))
        .values_list("week", "number", "versions", "newest")
    ),
    week=int,
)  # fmt: skip
_listed = Prepared(
    lambda week: rules.seen_points().filter(week=week).order_by(*_ORDER).values_list(*LISTED)[:FIRST_PAGE], week=int
)
_listed_day = Prepared(
    lambda week, day: (
        rules.seen_points().filter(week=week, on_date=day).order_by(*_ORDER).values_list(*LISTED)[:FIRST_PAGE]
    ),
    week=int, day=date,
)  # fmt: skip
_organisers = Prepared(
    lambda week: (
        Organisation.objects.filter(Exists(rules.seen_points().filter(week=week, organiser=OuterRef("pk"))))
        .order_by("name").values_list("slug", "name")
    ),
    week=int,
)  # fmt: skip
_themes = Prepared(
    lambda week: Theme.objects.filter(week=week).order_by("title_sv").values_list("slug", "title_sv", "title_en"),
    week=int,
)
_initiators = Prepared(
    lambda week: Week.initiators.through.objects.filter(week=week).order_by("organisation__name").values_list(
        "organisation__name"), week=int,
)  # fmt: skip

_OF_POINT = (
    "pk", "part_of_id", "occasion_of_id", "uid", "version", "state", "registration_state", "registration_url",
    "organiser__name", "organiser__slug", "week__slug", "week__title_sv", "week__title_en", "week__starts_on",
    "week__ends_on",
)  # fmt: skip
_point = Prepared(
    lambda slug, week, now: rules.public_points(now).filter(slug=slug, week__slug=week).values_list(*_OF_POINT),
    slug=str, week=str, now=int,
)  # fmt: skip
_seminar = Prepared(lambda slug: rules.public_points_of(None).filter(slug=slug).values_list(*_OF_POINT), slug=str)
_co_organisers = Prepared(
    lambda point: Point.co_organisers.through.objects.filter(point=point).order_by("organisation__name").values_list(
        "organisation__slug", "organisation__name"), point=int,
)  # fmt: skip
_point_themes = Prepared(
    lambda point: Point.themes.through.objects.filter(point=point).order_by("theme__title_sv").values_list(
        "theme__slug", "theme__title_sv", "theme__title_en"), point=int,
)  # fmt: skip
_files = Prepared(
    lambda point: PointFile.objects.filter(point=point).values_list("pk", "kind", "name", "alt_sv", "alt_en"), point=int
)


def _about(point: int, whole: int, first: int, now: int) -> QuerySet[Point]:
    """Return the public points that belong to a point: its whole, its parts, its other occasions."""
    either = Q(part_of=point) | Q(occasion_of=point) | Q(pk=whole) | Q(pk=first) | Q(occasion_of=first)
    return rules.public_points(now).filter(either).order_by("on_date", "starts_at", "pk")


_related = Prepared(
    lambda **given: _about(**given).values_list("pk", "version", "week__slug"),
    point=int, whole=int, first=int, now=int,
)  # fmt: skip
_related_points = Prepared(
    lambda **given: _about(**given).select_related("week"), point=int, whole=int, first=int, now=int
)
_with_all = Prepared(lambda point: Point.objects.filter(pk=point).select_related("week", "organiser"), point=int)
# By the name of the relation. A picture's bytes, and a file's, have an address of their own and are not read here.
_many = {
    "co_organisers": Prepared(
        lambda point: Organisation.objects.filter(co_organised_points=point), point=int
    ),
    "themes": Prepared(lambda point: Theme.objects.filter(points=point), point=int),
    "contributors": Prepared(
        lambda point: Contributor.objects.filter(point=point).select_related("picture").defer("picture__content"),
        point=int,
    ),
    "files": Prepared(lambda point: PointFile.objects.filter(point=point).defer("content"), point=int),
}  # fmt: skip


def week(slug: str) -> Week | None:
    """Return the public week of this name, with the local weeks inside it. Two queries."""
    found = _week.rows(slug=slug, now=clock.instant())
    if not found:
        return None
    shown = Week.from_db("default", _WEEK_FIELDS, found[0])
    inside = _local_weeks.rows(week=shown.pk, now=clock.instant())
    shown.__dict__["public_local_weeks"] = [Week.from_db("default", _WEEK_FIELDS, row) for row in inside]
    return shown


def counts(of: Week) -> dict[date | None, int]:
    """Return how many public points each day of a week without local weeks has. One query."""
    return dict(_counts.rows(week=of.pk))


def state(of: Week) -> tuple[int, ...]:
    """Return what is another as soon as a point of the week is: versions and ids only grow. One query."""
    found = _state.rows(week=of.pk)
    return found[0] if found else ()


def listed(of: Week, day: date | None) -> list[tuple[Any, ...]]:
    """Return the first page of a week without local weeks, or of a day of it. One query."""
    return _listed.rows(week=of.pk) if day is None else _listed_day.rows(week=of.pk, day=day)


def organisers(of: Week) -> tuple[Named, ...]:
    """Return who arranges public points of a week without local weeks. One query."""
    return tuple(Named(*row) for row in _organisers.rows(week=of.pk))


def themes(of: Week) -> tuple[Titled, ...]:
    """Return the week's themes. One query."""
    return tuple(Titled(*row) for row in _themes.rows(week=of.pk))


def initiators(of: Week) -> tuple[str, ...]:
    """Return the names of those whose initiative the week is. One query."""
    return tuple(name for (name,) in _initiators.rows(week=of.pk))


def point_with_all(pk: int) -> Point:
    """Return a point with its week, organiser and all that its page lists, as if prefetched. Five queries."""
    point = _with_all.get(point=pk)
    for name, question in _many.items():
        listed = getattr(point, name).all()
        listed._result_cache, listed._prefetch_done = question.objects(point=pk), True
        point.__dict__.setdefault("_prefetched_objects_cache", {})[name] = listed
    return point


def related(point: Point) -> list[Point]:
    """Return the public points that belong to a point: its whole, its parts, its other occasions. One query."""
    whole, first = point.part_of_id or 0, point.occasion_of_id or 0
    found = _related_points.objects(point=point.pk, whole=whole, first=first, now=clock.instant())
    return [one for one in found if one.pk != point.pk]


def point_key(slug: str, week: str | None) -> tuple[int, Hashable] | None:
    """Return the id of a public point (a seminar, where *week* is None) and all that its page is made from, as a key.

    Its own facts and the people who take part stand behind its version. Five queries.
    """
    now = clock.instant()
    found = _seminar.rows(slug=slug) if week is None else _point.rows(slug=slug, week=week, now=now)
    if not found:
        return None
    pk, whole, first = found[0][:3]
    related = _related.rows(point=pk, whole=whole or 0, first=first or 0, now=now)
    others = (_co_organisers.rows(point=pk), _point_themes.rows(point=pk), _files.rows(point=pk), related)
    return pk, (found[0], *map(tuple, others))
