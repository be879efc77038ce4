"""OCEL 2.0 (Object-Centric Event Log, version 2.0 of the standard), as JSON and as XML.

The objects are cases (by their process), tasks and decisions; each knows what it belongs to: a task its case, a case of
a process that calls itself the one that called it. The events are elements that a case left, and what people did; each
names its objects.

    objects  one read of cases, tasks and decisions   |  events  one read of the log, in the order of its lines
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.db.models import QuerySet

from gorel.cases import programs
from gorel.cases.exports.lines import CHUNK, entries, name, resource
from gorel.cases.models import Case, Decision, LogEntry, Process, Task

TASK, DECISION = "task", "decision"
# What the log says beside the engine's own words, as the names of event types.
DEEDS = (
    "started", "ended", "assigned", "completed", "resolved", "suspended", "resumed", "modified", "migrated",
)  # fmt: skip
EVENT_ATTRIBUTES = (("element", "string"), ("resource", "string"))
OBJECT_ATTRIBUTES = {
    TASK: (("element", "string"), ("state", "string"), ("seconds spent", "integer")),
    DECISION: (("rule", "string"), ("element", "string")),
    None: (("state", "string"), ("version", "integer"), ("business key", "string")),
}


@dataclass(frozen=True, slots=True)
class _Record:
    """An object (at is when it came to be) or an event."""

    id: str
    type: str
    at: datetime
    values: tuple[tuple[str, Any], ...]
    relations: tuple[tuple[str, str], ...]


def json_of(process: str, *, organisations: list[int] | None = None) -> Iterator[str]:
    """Yield the log of all versions of *process* as OCEL 2.0 in JSON."""
    yield '{"objectTypes":' + json.dumps([_type(*one) for one in _object_types(process)]) + ",\n"
    yield '"eventTypes":' + json.dumps([_type(one, EVENT_ATTRIBUTES) for one in _event_types(process)]) + ",\n"
    yield '"objects":['
    yield from _joined(_json_object(one) for one in _objects(process, organisations))
    yield '],\n"events":['
    yield from _joined(_json_event(one) for one in _events(process, organisations))
    yield "]}\n"


def xml_of(process: str, *, organisations: list[int] | None = None) -> Iterator[str]:
    """Yield the log of all versions of *process* as OCEL 2.0 in XML."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<log>\n<object-types>'
    yield from (_xml_type("object-type", *one) for one in _object_types(process))
    yield "</object-types>\n<event-types>"
    yield from (_xml_type("event-type", one, EVENT_ATTRIBUTES) for one in _event_types(process))
    yield "</event-types>\n<objects>\n"
    for one in _objects(process, organisations):
        time = quoteattr(_time(one.at))
        values = "".join(f"<attribute name={quoteattr(n)} time={time}>{_text(v)}</attribute>" for n, v in one.values)
        yield (
            f"<object id={quoteattr(one.id)} type={quoteattr(one.type)}><attributes>{values}</attributes>"
            f"{_xml_relations(one.relations)}</object>\n"
        )
    yield "</objects>\n<events>\n"
    for event in _events(process, organisations):
        values = "".join(f"<attribute name={quoteattr(n)}>{_text(v)}</attribute>" for n, v in event.values)
        yield (
            f"<event id={quoteattr(event.id)} type={quoteattr(event.type)} time={quoteattr(_time(event.at))}>"
            f"<attributes>{values}</attributes>{_xml_relations(event.relations)}</event>\n"
        )
    yield "</events>\n</log>\n"


def _object_types(process: str) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    yield process, OBJECT_ATTRIBUTES[None]
    yield TASK, OBJECT_ATTRIBUTES[TASK]
    yield DECISION, OBJECT_ATTRIBUTES[DECISION]


def _event_types(process: str) -> list[str]:
    """The names of all elements of all versions, and of what people and she do with cases."""
    names: dict[str, None] = {}
    for row in Process.objects.filter(key=process).order_by("version"):
        for info in programs.known(row.pk).program.elements.values():
            names[info.name or info.id] = None
    return [*names, *(_deed(kind) for kind in DEEDS)]


def _deed(kind: str) -> str:
    return f"case {kind}" if kind not in ("assigned", "completed") else f"task {kind}"


def _cases(process: str, organisations: list[int] | None) -> QuerySet[Case]:
    rows = Case.objects.filter(process__key=process).select_related("process", "parent__process")
    return (rows if organisations is None else rows.filter(organisation__in=organisations)).order_by("pk")


def _objects(process: str, organisations: list[int] | None) -> Iterator[_Record]:
    cases = _cases(process, organisations)
    for case in cases.iterator(chunk_size=CHUNK):
        # A caller of another process is no object of this log: the relation would lead nowhere.
        parent = case.parent if case.parent is not None and case.parent.process.key == process else None
        values = (("state", case.state), ("version", case.process.version), ("business key", case.business_key))
        yield _Record(
            str(case.uid), process, case.started_at, values, ((str(parent.uid), "called by"),) if parent else ()
        )
    within = {"case__in": cases.order_by().values("pk")}
    for task in Task.objects.filter(**within).select_related("case").order_by("pk").iterator(chunk_size=CHUNK):
        told = (("element", task.element), ("state", task.state), ("seconds spent", task.seconds_spent or 0))
        yield _Record(str(task.uid), TASK, task.opened_at, told, ((str(task.case.uid), "of"),))
    decisions = Decision.objects.filter(**within).select_related("case").defer("explanation").order_by("pk")
    for row in decisions.iterator(chunk_size=CHUNK):
        seen = (("rule", row.decision), ("element", row.element))
        yield _Record(f"decision-{row.pk}", DECISION, row.at, seen, ((str(row.case.uid), "of"),))


def _events(process: str, organisations: list[int] | None) -> Iterator[_Record]:
    for case, lines in groupby(entries(process, organisations), key=lambda entry: entry.case):
        tasks = dict(Task.objects.filter(case=case).values_list("key", "uid"))
        decided = _decided(case)
        for entry in lines:
            if entry.kind == "left":
                kind = name(entry)
            elif entry.kind in DEEDS:
                kind = _deed(entry.kind)
            else:
                continue
            relations = [(str(case.uid), "case")]
            if entry.key in tasks:
                relations.append((str(tasks[entry.key]), "task"))
            if entry.kind == "left":
                relations += [(f"decision-{pk}", "decided by") for pk in decided.pop((entry.element, entry.at), ())]
            yield _Record(f"e{entry.pk}", kind, entry.at, _said(entry), tuple(relations))


def _decided(case: Case) -> dict[tuple[str, datetime], list[int]]:
    found: dict[tuple[str, datetime], list[int]] = {}
    for pk, element, at in Decision.objects.filter(case=case).order_by("pk").values_list("pk", "element", "at"):
        found.setdefault((element, at), []).append(pk)
    return found


def _said(entry: LogEntry) -> tuple[tuple[str, Any], ...]:
    return (("element", entry.element), ("resource", resource(entry)))


def _type(title: str, attributes: Iterable[tuple[str, str]]) -> dict[str, Any]:
    return {"name": title, "attributes": [{"name": one, "type": kind} for one, kind in attributes]}


def _json_object(one: _Record) -> str:
    values = [{"name": title, "time": _time(one.at), "value": value} for title, value in one.values]
    whole = {"id": one.id, "type": one.type, "attributes": values, "relationships": _json_relations(one.relations)}
    return json.dumps(whole, ensure_ascii=False)


def _json_event(one: _Record) -> str:
    values = [{"name": title, "value": value} for title, value in one.values]
    whole = {
        "id": one.id, "type": one.type, "time": _time(one.at), "attributes": values,
        "relationships": _json_relations(one.relations),
    }  # fmt: skip
    return json.dumps(whole, ensure_ascii=False)


def _json_relations(relations: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"objectId": other, "qualifier": qualifier} for other, qualifier in relations]


def _joined(pieces: Iterator[str]) -> Iterator[str]:
    for place, piece in enumerate(pieces):
        yield f",\n{piece}" if place else f"\n{piece}"


def _xml_type(tag: str, title: str, attributes: Iterable[tuple[str, str]]) -> str:
    inner = "".join(f"<attribute name={quoteattr(one)} type={quoteattr(kind)}/>" for one, kind in attributes)
    return f"\n<{tag} name={quoteattr(title)}><attributes>{inner}</attributes></{tag}>"


def _xml_relations(relations: tuple[tuple[str, str], ...]) -> str:
    inner = "".join(
        f"<relationship object-id={quoteattr(other)} qualifier={quoteattr(word)}/>" for other, word in relations
    )
    return f"<objects>{inner}</objects>"


def _text(value: Any) -> str:
    return escape(str(value))


def _time(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")
