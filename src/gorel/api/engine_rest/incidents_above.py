"""What stands still in a called case stands still in its callers too: each has an incident of its own, caused by it.

Only the one where it happened is a row; those above are read off the cases that called.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from gorel.api.engine_rest import ids
from gorel.api.engine_rest.shapes import LONGEST_LIST
from gorel.api.route import Call
from gorel.cases.models import Case, Incident, LogEntry


@dataclass(frozen=True, slots=True)
class Above:
    """An incident of a caller. Shape: element and key are the call activity's; level counts callers, from 1."""

    row: Incident
    case: Case
    element: str
    key: int
    level: int

    @property
    def name(self) -> str:
        """What it is called."""
        return named(self.row, self.level)

    @property
    def cause(self) -> str:
        """What the one that brought it about is called."""
        return named(self.row, self.level - 1)


def named(row: Incident, level: int) -> str:
    """Return the id of an incident, or of what it brings about *level* callers above it."""
    return f"{row.uid}.{level}" if level else str(row.uid)


def above(call: Call, found: QuerySet[Incident], asked: Any) -> list[Above]:
    """Return the incidents that those *found* bring about in callers, as far as the filters mean them."""
    found = found.filter(case__parent__isnull=False).select_related("case__process", "case__parent__process")
    if asked.process_instance_id is not None:
        found = found.filter(case__in=_called_by(asked.process_instance_id))
    return [one for row in found.order_by("pk")[:LONGEST_LIST] for one in _chain(call, row) if _fits(one, asked)]


def _chain(call: Call, row: Incident) -> Iterator[Above]:
    case, level = row.case, 0
    while case.parent is not None:
        key, case, level = case.parent_key or 0, case.parent, level + 1
        if case.organisation_id == call.organisation_id and call.grant.may(call.route.verb, case.process.key):
            entered = LogEntry.objects.filter(case=case, key=key, kind="entered").order_by("-pk")
            yield Above(row, case, entered.values_list("element", flat=True).first() or "", key, level)


def _called_by(name: str) -> set[int]:
    """Return the ids of all cases that a case called, and those that they did."""
    found: set[int] = set()
    next_ = set(Case.objects.filter(parent__uid=ids.uid(name, "process instance")).values_list("pk", flat=True))
    while next_:
        found |= next_
        next_ = set(Case.objects.filter(parent__in=next_).values_list("pk", flat=True)) - found
    return found


def callers(cases: Collection[int]) -> set[int]:
    """Return the ids of all cases that called these, and of those that called them."""
    found: set[int] = set()
    next_: set[Any] = set(cases)
    while next_:
        called = Case.objects.filter(pk__in=next_, parent__isnull=False)
        next_ = set(called.values_list("parent_id", flat=True)) - found
        found |= next_
    return found


def held_up(stuck: QuerySet[Incident]) -> Q:
    """Return the condition that a case has one of the incidents *stuck*, or called one that has."""
    called = stuck.filter(case__parent__isnull=False).values_list("case_id", flat=True)
    return Q(pk__in=stuck.values("case_id")) | Q(pk__in=callers(called[:LONGEST_LIST]))


def _fits(one: Above, asked: Any) -> bool:
    """Whether it is one that the filters of /incident, or of its history, mean."""

    def at(name: str) -> datetime | None:
        text = getattr(asked, name, None)
        return None if text is None else ids.to_moment(text, name)

    process = one.case.process
    before, after = at("incident_timestamp_before"), at("incident_timestamp_after")
    wrong = (
        asked.incident_id not in (None, one.name),
        asked.process_instance_id not in (None, str(one.case.uid)),
        asked.process_definition_id not in (None, ids.definition(process)),
        asked.process_definition_key_in is not None and process.key not in asked.process_definition_key_in,
        getattr(asked, "process_definition_key", None) not in (None, process.key),
        asked.execution_id not in (None, ids.of(one.case.uid, one.key)),
        asked.activity_id not in (None, one.element) or asked.failed_activity_id not in (None, one.element),
        asked.tenant_id_in is not None and process.space not in asked.tenant_id_in,
        getattr(asked, "incident_message", None) is not None,  # it says nothing of its own
        before is not None and not one.row.raised_at < before,
        after is not None and not one.row.raised_at > after,
    )
    return not any(wrong)
