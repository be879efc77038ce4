"""What the families of history share: which cases are asked for, in which order, and by which calls."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from gorel.api import reach
from gorel.api.engine_rest import ids
from gorel.api.route import Call
from gorel.cases.models import Case

MOST = 10_000


def millis(start: datetime, end: datetime | None) -> int | None:
    """Return how long something took, in milliseconds; None while it goes on."""
    return None if end is None else round((end - start).total_seconds() * 1000)


def root(case: Case) -> str:
    """Return the id of the case that all began with."""
    while case.parent is not None:
        case = case.parent
    return str(case.uid)


def cases(call: Call, asked: Any) -> QuerySet[Case]:
    """Return the cases that the filters of any family mean, among those that the token reaches."""
    found = reach.cases(call).select_related("process", "parent").order_by("pk")
    uids = (
        [asked.process_instance_id]
        if asked.process_instance_id is not None
        else getattr(asked, "process_instance_id_in", None)
    )
    if uids is not None:
        found = found.filter(uid__in=[ids.uid(one, "process instance") for one in uids])
    if asked.process_definition_key is not None:
        found = found.filter(process__key=asked.process_definition_key)
    if asked.process_definition_id is not None:
        found = found.filter(process__uid=ids.uid(asked.process_definition_id.rpartition(":")[2], "process definition"))
    if getattr(asked, "tenant_id_in", None) is not None:
        found = found.filter(process__space__in=asked.tenant_id_in)
    if getattr(asked, "without_tenant_id", None):
        found = found.filter(process__space="")
    return found
