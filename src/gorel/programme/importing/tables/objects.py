"""Reads points out of JSON (and TOML): a list of objects, with objects within them as parts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from gorel.programme.importing import columns
from gorel.programme.importing.tables.row import Row, Table, Unreadable

_LISTS = ("points", "events", "programpunkter", "seminars", "seminarier", "rows", "rader", "items", "data", "event",
          "evenemang", "sessions", "@graph", "results", "program", "programme")  # fmt: skip


def read(document: Any) -> Table:
    table = Table()
    if isinstance(document, Mapping):
        lists = {
            name: found for name, found in document.items()
            if isinstance(found, list) and (columns.plain(name) in _LISTS or name in _LISTS)
        }  # fmt: skip
        if not lists:
            lists = {name: found for name, found in document.items() if isinstance(found, list) and _is_rows(found)}
        if not lists and columns.fact_of(next(iter(document), "")):
            lists = {"": [document]}
        if not lists:
            raise Unreadable(_("No list of points was found. Expected a list, or a list under “points”."))
    elif isinstance(document, list):
        lists = {"": document}
    else:
        raise Unreadable(_("Expected a list of points."))
    for name, found in lists.items():
        for index, one in enumerate(found, start=1):
            place = _("point {number}").format(number=index) + (f" ({name})" if len(lists) > 1 else "")
            for row in _object(one, place, None, table):
                table.add(row)
    return table


def _is_rows(found: list[Any]) -> bool:
    return bool(found) and all(isinstance(one, Mapping) for one in found) and any(
        columns.fact_of(key) == "title" for key in found[0]
    )  # fmt: skip


def _object(one: Any, place: str, parent: Row | None, table: Table, depth: int = 0) -> Iterator[Row]:
    if not isinstance(one, Mapping) or depth > 4:
        yield Row(place, {}, parent=parent, wrong=json.dumps(one, ensure_ascii=False, default=str)[:60])
        return
    row = Row(place, {}, parent=parent)
    parts: list[Any] = []
    cells = list(_flattened(one))
    # The words of a name within another ("location geo latitude") tell too little.
    facts, by_words = columns.facts_of([heading for heading, _value in cells], readable=one.keys())
    table.by_words.update(by_words)
    for (heading, value), fact in zip(cells, facts, strict=True):
        if fact == "parts":
            if isinstance(value, list) and all(isinstance(part, Mapping) for part in value):
                parts += value
            else:
                row.extra[heading] = value
        elif value is None or value == "":
            continue
        elif fact is None:
            if not heading.startswith("@"):
                table.ignore(heading)
            row.extra[heading] = value
        elif fact in row.said:
            row.extra[heading] = value
        else:
            row.said[fact] = value
    yield row
    for number, part in enumerate(parts, start=1):
        where = _("{place}, part {number}").format(place=place, number=number)
        yield from _object(part, where, row, table, depth + 1)


def _flattened(one: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield names and values: {"title": {"sv": …}} as "title sv", {"organizer": {"name": …}} as "organizer"."""
    for key, value in one.items():
        name = str(key)
        if isinstance(value, list) and value and columns.fact_of(name) not in ("parts", "people"):
            if columns.fact_of(name) == "place" and all(isinstance(part, Mapping) for part in value):
                for part in value:  # schema.org: a place, and the address on the web beside it
                    yield from _flattened({name: part})
                continue
            if all(isinstance(part, Mapping) for part in value):
                named = [part["name"] for part in value if isinstance(part.get("name"), str)]
                value = "; ".join(named) if named and len(named) == len(value) else value
            elif all(isinstance(part, str | int | float) for part in value):
                value = "; ".join(str(part) for part in value)
        if isinstance(value, Mapping) and columns.fact_of(name) not in ("parts", "people"):
            if value.get("@type") == "VirtualLocation":
                yield "platform", str(value.get("name") or "Online")
                yield "joining link", value.get("url")
                continue
            if "name" in value and not isinstance(value["name"], Mapping):
                yield name, value["name"]
            rest = {f"{name} {inner}": said for inner, said in value.items() if inner not in ("name", "@type")}
            yield from _flattened(rest)
        else:
            yield name, value
