"""Reads points out of JSON (and TOML): a list of objects, with objects within them as parts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from gorel.programme.importing import columns
from gorel.programme.importing.tables.row import Row, Table, Unreadable

_LISTS = ("points", "events", "programpunkter", "seminars", "seminarier", "rows", "rader", "items", "data", "event",
          "evenemang", "sessions", "@graph", "results", "program", "programme")  # fmt: skip

_RECURS = ("event schedule", "recurrence", "recurring", "rrule", "repeats")
MOST_DEEP = 8
_EVENT = re.compile(r"Event|Festival|Hackathon|Course")  # schema.org's words for what has a time


def read(document: Any) -> Table:
    table = Table()
    days: dict[str, str] = {}
    if isinstance(document, Mapping):
        lists = {
            name: found for name, found in document.items()
            if isinstance(found, list) and (columns.plain(name) in _LISTS or name in _LISTS)
        }  # fmt: skip
        if not lists:
            lists = {name: found for name, found in document.items() if isinstance(found, list) and _is_rows(found)}
        if not lists and _is_rows([document]) and (_are_timed([document]) or "parts" in map(columns.fact_of, document)):
            lists = {"": [document]}
        if not lists:
            lists, days = _within(document)
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
                row.sheet = days.get(name, "")
                table.add(row)
    return table


def _is_rows(found: list[Any]) -> bool:
    return bool(found) and all(isinstance(one, Mapping) for one in found) and any(
        columns.fact_of(key) == "title" for key in found[0]
    )  # fmt: skip


def _within(document: Any) -> tuple[dict[str, list[Any]], dict[str, str]]:
    """Return the lists of timed rows that stand deeper within, by the steps to them that tell them apart.

    Shape: the lists, and the day that what they stand in names, both by these steps.
    """
    found: list[tuple[list[str], list[Any]]] = []
    days: list[str] = []

    def look(value: Any, steps: list[str], day: str = "") -> None:
        if len(steps) > MOST_DEEP:
            return
        if isinstance(value, list) and _is_rows(value) and _are_timed(value):
            found.append((steps, value))
            days.append(day)
        elif isinstance(value, list):
            for number, one in enumerate(value, start=1):
                look(one, [*steps[:-1], f"{steps[-1]} {number}"], day)
        elif isinstance(value, Mapping):
            named = next((one for key, one in value.items() if columns.fact_of(key) == "day"), "")
            for key, one in value.items():
                look(one, [*steps, str(key)], named if isinstance(named, str) and named else day)

    look(document, [])
    differ = [len({tuple(steps[at : at + 1]) for steps, _rows in found}) > 1 for at in range(MOST_DEEP + 1)]
    names = [
        ", ".join(step for step, is_telling in zip(steps, differ, strict=False) if is_telling) for steps, _ in found
    ]
    return dict(zip(names, (rows for _steps, rows in found), strict=True)), dict(zip(names, days, strict=True))


def _are_timed(found: list[Any]) -> bool:
    return any(columns.fact_of(key) in ("day", "starts") for key in found[0])


def _object(one: Any, place: str, parent: Row | None, table: Table, depth: int = 0) -> Iterator[Row]:
    if not isinstance(one, Mapping) or depth > 4:
        yield Row(place, {}, parent=parent, wrong=json.dumps(one, ensure_ascii=False, default=str)[:60])
        return
    one = _unwrapped(one)
    row = Row(place, {}, parent=parent)
    kinds = str(one.get("@type") or "")
    if kinds and not _EVENT.search(kinds):
        row.marks["not-an-event"] = kinds
    if any(value and columns.plain(key) in _RECURS for key, value in one.items()):
        row.marks["recurs"] = ""
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
        else:
            if fact is None and not heading.startswith("@"):
                table.ignore(heading)
            row.put(fact, heading, value)
    yield row
    for number, part in enumerate(parts, start=1):
        where = _("{place}, part {number}").format(place=place, number=number)
        yield from _object(part, where, row, table, depth + 1)


def _unwrapped(one: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return {"id": 7, "attributes": {"name": …}} as {"id": 7, "name": …}: what names it is the row."""
    if any(columns.fact_of(key) == "title" for key in one):
        return one
    inner = [key for key, value in one.items()
             if isinstance(value, Mapping) and any(columns.fact_of(name) == "title" for name in value)]  # fmt: skip
    known = [key for key in inner if columns.fact_of(key) is None]  # "organizer" has a name, too
    if len(known) != 1:
        return one
    return {key: value for key, value in one.items() if key != known[0]} | one[known[0]]


def _flattened(one: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield names and values: {"title": {"sv": …}} as "title sv", {"organizer": {"name": …}} as "organizer"."""
    for key, value in one.items():
        name = str(key)
        if _is_said_in_languages(value):
            for one in value if isinstance(value, list) else [value]:
                yield f"{name} {str(one.get('@language') or 'sv')[:2]}", one["@value"]
            continue
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
            if set(value) in ({"@id"}, {"@id", "@type"}):  # what it leads to stands elsewhere
                yield name, value["@id"]
                continue
            if value.get("date") and set(value) <= {"date", "time", "tz"}:
                yield name, _instant(value)
                continue
            if value.get("@type") == "Person" and columns.fact_of(name) == "organiser":
                yield "contact person", value.get("email") or value.get("name")
                continue
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


def _is_said_in_languages(value: Any) -> bool:
    """Say whether it is JSON-LD's text with a language: {"@language": "sv", "@value": …}, or a list of such."""
    several = value if isinstance(value, list) else [value]
    return bool(several) and all(isinstance(one, Mapping) and "@value" in one for one in several)


def _instant(value: Mapping[str, Any]) -> str:
    """Return {"date", "time", "tz"} as an instant with its offset, or as a wall clock's where the zone tells none."""
    said = f"{value['date']}T{value.get('time') or '00:00'}"
    try:
        moment = datetime.fromisoformat(said)
        return moment.replace(tzinfo=ZoneInfo(str(value["tz"]))).isoformat() if value.get("tz") else said
    except (KeyError, ValueError):
        return said
