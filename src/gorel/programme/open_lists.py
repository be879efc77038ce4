"""The public programme for machines and spreadsheets: JSON, CSV, Excel, Atom. No joining link, no contact.

Each answers the same filters as the page, with the same number of queries for ten points or ten thousand.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

import msgspec
from django.conf import settings
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gorel.ground import clock, export, legible, sheets
from gorel.ground.language import spoken
from gorel.ground.memory import Memory
from gorel.programme import calendar, texts, times
from gorel.programme.models import Captions, Point
from gorel.programme.words import Format, Language, State

_OBJECTS: Memory[bytes] = Memory(20_000)  # about 1 kB each
_LINES: Memory[str] = Memory(20_000)
_AT_ONCE = 500  # lines of CSV in one piece on their way out
_WHOLE = ("part_of__slug", "part_of__state", "part_of__published_at", "part_of__week__slug")
_RECORDING = tuple(
    f"recording__{name}" for name in ("length_s", "captions", "captions_language", "is_described")
)  # fmt: skip


def loaded(points: QuerySet[Point]) -> QuerySet[Point]:
    """Return *points* with all that a list says of them. Four queries."""
    found = points.select_related("week", "organiser", "part_of", "recording")
    return found.prefetch_related("themes", "co_organisers", "contributors").order_by("on_date", "starts_at", "slug")


def as_json(points: QuerySet[Point], *, name: str, address: str, zone: ZoneInfo = clock.ZONE) -> HttpResponse:
    """Return the points as JSON; dates and times as ISO 8601 on the clocks of each; *zone* is that of them all.

    Each point is kept ready written under its version and the names that others gave (`ground.memory`). Seven queries
    at most, three when nothing has changed.
    """
    head = {"name": name, "url": address, "timeZone": zone.key}
    keys = _keys(points)
    made = _OBJECTS.all(keys, _objects)
    opened = msgspec.json.encode(head)[:-1] + b',"points":['
    written = opened + b",".join(made[pk] for pk in keys if pk in made) + b"]}"
    return _open(HttpResponse(written, content_type="application/json"))


def _keys(points: QuerySet[Point]) -> dict[int, Hashable]:
    """Return by id, in the programme's order, all that each point's object is made from."""
    columns = ("pk", "uid", "version", "registration_state", "organiser__name", "week__slug", *_WHOLE, *_RECORDING)
    found = {pk: rest for pk, *rest in points.order_by("on_date", "starts_at", "slug").values_list(*columns)}
    these = points.order_by().values("pk")
    together, themes = Point.co_organisers.through.objects, Point.themes.through.objects
    rows = together.filter(point__in=these).order_by("pk").values_list("point", "organisation__name")
    named = themes.filter(point__in=these).order_by("pk")
    for pk, *others in (*rows, *named.values_list("point", "theme__slug", "theme__title_sv", "theme__title_en")):
        if pk in found:
            found[pk].append(tuple(others))
    return {pk: (settings.ADDRESS, *rest) for pk, rest in found.items()}


def _objects(keys: Sequence[int]) -> dict[int, bytes]:
    return {point.pk: msgspec.json.encode(_plain(point)) for point in loaded(Point.objects.filter(pk__in=keys))}


def as_csv(points: QuerySet[Point], *, name: str) -> HttpResponseBase:
    """Return the points as CSV that Swedish spreadsheets open as it is.

    Each point's line is kept as its JSON is; as many queries.
    """
    language = spoken()

    def make(wanted: Sequence[int]) -> dict[int, str]:
        found = list(loaded(Point.objects.filter(pk__in=wanted)))
        return dict(zip((one.pk for one in found), export.lines(found, _COLUMNS, language), strict=True))

    keys = {pk: (language, key) for pk, key in _keys(points).items()}
    made = _LINES.all(keys, make)
    lines = [export.heading(_COLUMNS, language), *(made[pk] for pk in keys if pk in made)]
    pieces = ("".join(lines[start : start + _AT_ONCE]) for start in range(0, len(lines), _AT_ONCE))
    return _open(export.download(pieces, name=name))


def as_xlsx(points: QuerySet[Point], *, name: str) -> FileResponse:
    """Return the points as an Excel file. Texts are texts: none of them runs as a formula."""
    return _open(sheets.as_xlsx(loaded(points), _COLUMNS, name=name, sheet=_("Programme")))


def as_atom(points: Iterable[Point], *, name: str, address: str, feed: str) -> HttpResponse:
    """Return the points as an Atom feed (RFC 4287), the latest change first; ids stay for ever."""
    points = list(points)
    updated = max((point.changed_at for point in points), default=None)
    head = [
        '<?xml version="1.0" encoding="utf-8"?>', f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{spoken()}">',
        f"<title>{_text(name)}</title>", f"<id>{escape(feed)}</id>",
        f'<link href="{escape(address)}"/><link rel="self" type="application/atom+xml" href="{escape(feed)}"/>',
        f"<updated>{times.iso(updated) if updated else '1970-01-01T00:00:00Z'}</updated>",
    ]  # fmt: skip
    text = "\n".join([*head, *map(_entry, points), "</feed>\n"])
    return _open(HttpResponse(text, content_type="application/atom+xml; charset=utf-8"))


def _entry(point: Point) -> str:
    page = settings.ADDRESS + point.get_absolute_url()
    title = texts.said(point, "title")
    title = f"{_('Cancelled')}: {title}" if point.state == State.CANCELLED else title
    about = " · ".join(filter(None, [times.when(point), point.place, texts.plain(texts.said(point, "abstract"), 400)]))
    return (
        f"<entry><title>{_text(title)}</title><id>urn:uuid:{point.uid}</id>"
        f'<link href="{escape(page)}"/><updated>{times.iso(point.changed_at)}</updated>'
        f"<published>{times.iso(point.published_at or point.changed_at)}</published>"
        f"<author><name>{_text(point.organiser.name)}</name></author><summary>{_text(about)}</summary></entry>"
    )


def _text(said: str) -> str:
    return escape(legible.line(said))


def _open(response: Any) -> Any:
    """Let other sites read it: it is open data."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _plain(point: Point) -> dict[str, Any]:
    iso = lambda moment: times.iso(moment) if moment else None  # noqa: E731
    return {
        "uid": calendar.uid(point),
        "url": settings.ADDRESS + point.get_absolute_url(),
        "state": point.state,
        "is_moved": point.moved_at is not None,
        "title": {"sv": point.title_sv, "en": point.title_en},
        "abstract": {"sv": point.abstract_sv, "en": point.abstract_en},
        "organiser": point.organiser.name,
        "co_organisers": [one.name for one in point.co_organisers.all()],
        "themes": [one.slug for one in point.themes.all()],
        "series": point.series,
        "part_of": settings.ADDRESS + point.part_of.get_absolute_url()
        if point.part_of and _is_shown(point.part_of)
        else None,
        "date": iso(point.on_date),
        "time_zone": point.zone.key,
        "starts_at": iso(point.local_start),
        "ends_at": iso(point.local_end),
        "format": point.format or None,
        "place": point.place,
        "accessibility": point.accessibility,
        "platform": point.platform,
        "language": point.language or None,
        "interpretation": point.interpretation,
        "has_captions": point.has_captions,
        "target_group": point.target_group,
        "is_free": point.is_free,
        "price": point.price,
        "people": [
            {"name": one.name, "title": one.title, "organisation": one.organisation} for one in point.contributors.all()
        ],
        "registration": point.registration_state or None,
        "last_day_to_register": iso(point.registration_last_day_on),
        "web_page": point.web_page,
        "recording": point.recording_url if point.recording_published_at else None,
        "recording_facts": _film(point),
        "version": point.version,
        "changed_at": iso(point.changed_at),
    }


def _film(point: Point) -> dict[str, Any] | None:
    recording = getattr(point, "recording", None) if point.recording_published_at else None
    if recording is None:
        return None
    return {
        "length_seconds": recording.length_s,
        "captions": recording.captions_language if recording.captions != Captions.NONE else None,
        "is_described": recording.is_described,
        "published_at": times.iso(point.recording_published_at) if point.recording_published_at else None,
    }


def _is_shown(whole: Point | None) -> bool:
    return whole is not None and whole.published_at is not None and whole.state in (State.PUBLISHED, State.CANCELLED)


def _names(rows: Iterable[Any], field: str = "name") -> Iterator[str]:
    return (str(getattr(row, field)) for row in rows)


_COLUMNS: list[export.Column] = [
    (gettext_lazy("Title of the point"), lambda one: texts.said(one, "title")),
    (gettext_lazy("Organiser"), lambda one: one.organiser.name),
    (gettext_lazy("Organised together with"), lambda one: "; ".join(_names(one.co_organisers.all()))),
    (gettext_lazy("Day"), lambda one: one.on_date),
    (gettext_lazy("Starts"), lambda one: one.local_start),
    (gettext_lazy("Ends"), lambda one: one.local_end),
    (gettext_lazy("Format"), lambda one: Format(one.format).label if one.format else ""),
    (gettext_lazy("Place"), lambda one: one.place),
    (gettext_lazy("Platform"), lambda one: one.platform),
    (gettext_lazy("Language"), lambda one: Language(one.language).label if one.language else ""),
    (gettext_lazy("Is it free of charge?"), lambda one: one.is_free),
    (gettext_lazy("Price"), lambda one: one.price),
    (gettext_lazy("Themes"), lambda one: "; ".join(texts.said(theme, "title") for theme in one.themes.all())),
    (gettext_lazy("Series"), lambda one: one.series),
    (gettext_lazy("Target group"), lambda one: one.target_group),
    (gettext_lazy("Taking part"), lambda one: "; ".join(_names(one.contributors.all()))),
    (gettext_lazy("Description"), lambda one: texts.plain(texts.said(one, "abstract"))),
    (gettext_lazy("Stands at"), lambda one: State(one.state).label),
    (gettext_lazy("Address"), lambda one: settings.ADDRESS + one.get_absolute_url()),
    (gettext_lazy("Id"), lambda one: str(one.uid)),
    (gettext_lazy("Time zone"), lambda one: one.zone.key),
]
