"""The open interface: lists by page, one thing by its id, changes, whole files, and itself."""

from __future__ import annotations

import time
from array import array
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import F, Value, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from gorel.opendata import asking, description, files, measuring, resources
from gorel.opendata.answers import given, not_here, opened, problem
from gorel.opendata.shape import Gone, Resource, moment

_BASE = "/open/v1"


class _Walks:
    """How many rows a question has, and the key of every thousandth, found out once a minute: costlier than a page.

    A late page then begins at a key near it, instead of walking past all rows before it. Rows that come or go within
    the minute shift late pages by as many, as they shift pages that are counted from the first.
    """

    FRESH_SECONDS, MOST, STRIDE = 60, 500, 1000

    def __init__(self) -> None:
        self._kept: dict[tuple[str, frozenset[tuple[str, str]]], tuple[float, int, array[int]]] = {}

    def of(self, resource: Resource, asked: asking.Asked, rows: Any) -> tuple[int, array[int]]:
        """Return how many there are, and the keys (none where rows are a list, or fewer than a stride)."""
        question = resource.name, frozenset(asked.filters.items())
        found_at, total, keys = self._kept.get(question, (float("-inf"), 0, array("q")))
        if time.monotonic() - found_at > self.FRESH_SECONDS:
            if len(self._kept) >= self.MOST:
                self._kept.clear()
            total, keys = self._walked(rows)
            self._kept[question] = time.monotonic(), total, keys
        return total, keys

    def page(self, resource: Resource, asked: asking.Asked, rows: Any) -> tuple[int, list[Any]]:
        """Return how many rows there are, and those of the page."""
        total, keys = self.of(resource, asked, rows)
        first = asked.first
        if stretch := min(first // self.STRIDE, len(keys) - 1) if keys else 0:
            rows, first = rows.filter(pk__gte=keys[stretch]), first - stretch * self.STRIDE
        return total, list(rows[first : first + asked.limit])

    def forget(self) -> None:
        self._kept.clear()

    def _walked(self, rows: Any) -> tuple[int, array[int]]:
        total = rows.count()
        if isinstance(rows, list) or total <= self.STRIDE:
            return total, array("q")
        nth = Window(RowNumber(), order_by=F("pk").asc()) % Value(self.STRIDE)
        return total, array("q", rows.annotate(nth=nth).filter(nth=1).values_list("pk", flat=True))


_WALKS = _Walks()
forget_totals = _WALKS.forget


@opened
def listing(request: HttpRequest, name: str) -> HttpResponse:
    """A page of a resource."""
    resource = resources.named(name)
    if resource is None:
        return not_here(request)
    asked = asking.page_of(resource, request.GET)
    rows = asking.narrowed(resource, asked.filters)
    total, listed = _WALKS.page(resource, asked, rows)
    found = resource.items(listed)
    links = _links(resource, asked, total)
    body = {"items": found, "page": asked.page, "limit": asked.limit, "total": total, "links": links}
    return given(request, body, links=links)


def _links(resource: Resource, asked: asking.Asked, total: int) -> dict[str, str]:
    last = max(1, -(-total // asked.limit))
    pages = {"self": asked.page, "first": 1, "last": last}
    if asked.page > 1:
        pages["prev"] = min(asked.page - 1, last)
    if asked.page < last:
        pages["next"] = asked.page + 1
    address = f"{settings.ADDRESS}{_BASE}/{resource.name}"
    return {
        rel: f"{address}?{urlencode({**asked.filters, 'limit': asked.limit, 'page': page})}"
        for rel, page in pages.items()
    }


@opened
def one(request: HttpRequest, name: str, uid: str) -> HttpResponse:
    """One thing; 410 with the reason for what was open once."""
    resource = resources.named(name)
    if resource is None or resource.find is None:
        return not_here(request)
    found = resource.find(uid)
    if found is None:
        return not_here(request)
    if isinstance(found, Gone):
        more: dict[str, Any] = {"gone_at": moment(found.at)} if found.at else {}
        if found.replaced_by is not None:
            more["replaced_by"] = f"{settings.ADDRESS}{_BASE}/{name}/{found.replaced_by}"
        return problem(request, 410, "gone", "Gone", found.about.en, detail_sv=found.about.sv, **more)
    return given(request, found)


@opened
def changes(request: HttpRequest, name: str) -> HttpResponse:
    """What came, changed and went in a resource, the earliest first. The last moment is where to go on."""
    resource = resources.named(name)
    if resource is None or resource.changes is None:
        return not_here(request)
    since, limit = asking.since_of(request.GET)
    found = resource.changes(since, limit)
    items = [
        {
            "id": str(change.id),
            "kind": "gone" if change.is_gone else "changed",
            "changed_at": change.at.isoformat().replace("+00:00", "Z"),
            "url": f"{settings.ADDRESS}{_BASE}/{name}/{change.id}",
        }
        for change in found
    ]
    links = {}
    if len(found) == limit:
        after = urlencode({"since": items[-1]["changed_at"], "limit": limit})
        links["next"] = f"{settings.ADDRESS}{_BASE}/{name}/changes?{after}"
    return given(request, {"items": items, "limit": limit, "links": links}, links=links)


@opened
def whole(request: HttpRequest, name: str, kind: str) -> HttpResponseBase:
    """A resource as one file, streamed."""
    resource = resources.named(name)
    format_ = next((one for one in files.of(resource) if one.name == kind), None) if resource else None
    if resource is None or format_ is None:
        return not_here(request)
    charset = "; charset=utf-8" if format_.media.startswith("text/") else ""
    pieces = [] if request.method == "HEAD" else measuring.noted(resource, format_)
    response = StreamingHttpResponse(pieces, content_type=format_.media + charset)
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response["Cache-Control"] = "public, max-age=60"
    return response


@opened
def api_info(request: HttpRequest) -> HttpResponse:
    """What this interface is, as the national profile asks."""
    return given(request, description.info())


@opened
def openapi(request: HttpRequest, language: str = "en") -> HttpResponse:
    """Its OpenAPI, in one of two languages."""
    return given(request, description.encoded(language))


@opened
def nothing(request: HttpRequest, **_path: str) -> HttpResponse:
    """An address under the interface where there is nothing."""
    return not_here(request)
