"""What a call of the interface asks for: a page, its size, filters. Unknown words are refused, never ignored.

Source: the national REST API profile: `limit` and `page`, pages from 1, 20 on a page when nothing is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from gorel.opendata.shape import Resource

DEFAULT, MOST = 20, 1000


class Wrong(Exception):
    """A parameter that cannot be used. Shape: detail says which, what was expected and what to write."""

    def __init__(self, parameter: str, detail: str) -> None:
        super().__init__(detail)
        self.parameter = parameter
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Asked:
    """A page of a list. Shape: page from 1, limit 1–1000; filters as they were written."""

    page: int = 1
    limit: int = DEFAULT
    filters: dict[str, str] = field(default_factory=dict)

    @property
    def first(self) -> int:
        return (self.page - 1) * self.limit


def page_of(resource: Resource, query: Mapping[str, str]) -> Asked:
    """Return what is asked of a list. Errors: Wrong."""
    known = {one.name for one in resource.filters}
    for name in query:
        if name not in known and name not in ("limit", "page"):
            may = ", ".join(sorted({*known, "limit", "page"}))
            raise Wrong(name, f"There is no parameter {name!r} here. These are known: {may}.")
    filters = {name: query[name] for name in query if name in known}
    return Asked(_whole(query, "page", 1, 1_000_000), _whole(query, "limit", DEFAULT, MOST), filters)


def narrowed(resource: Resource, filters: Mapping[str, str]) -> Any:
    """Return the resource's rows that fit all filters. Errors: Wrong for a text that a filter cannot read."""
    rows = resource.rows()
    for one in resource.filters:
        text = filters.get(one.name)
        if text is None:
            continue
        try:
            rows = one.narrow(rows, text)
        except ValueError as error:
            expected = str(error) if "," in str(error) else one.example
            raise Wrong(one.name, f"{text!r} is no value of {one.name}. Write for example {expected}.") from None
    return rows


def since_of(query: Mapping[str, str]) -> tuple[datetime | None, int]:
    """Return after which moment changes are asked for, and how many. Errors: Wrong."""
    for name in query:
        if name not in ("since", "limit"):
            raise Wrong(name, f"There is no parameter {name!r} here. These are known: limit, since.")
    text = query.get("since", "")
    try:
        since = datetime.fromisoformat(text) if text else None
    except ValueError:
        since = None
    if text and (since is None or since.tzinfo is None):
        raise Wrong("since", f"{text!r} is no moment with a zone. Write for example 2021-10-04T00:00:00Z.")
    return since, _whole(query, "limit", 100, MOST)


def _whole(query: Mapping[str, str], name: str, default: int, most: int) -> int:
    text = query.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:9]) <= most:
        raise Wrong(name, f"{name}={text!r} is no whole number from 1 to {most}.")
    return int(text)
