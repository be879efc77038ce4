"""What the families of history share: which cases are asked for, in which order, and by which calls."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from gorel.api import reach
from gorel.api.engine_rest import ids
from gorel.api.engine_rest.shapes import Count, Listed, Paged
from gorel.api.errors import BadRequest
from gorel.api.route import Call, Route
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
    return found


def in_order(found: list[Any], asked: Listed, sorts: dict[str, str]) -> list[Any]:
    """Sort what was found as asked, by the fields that *sorts* names. Errors: BadRequest for another."""
    orders = [(one.sort_by, one.sort_order) for one in asked.sorting or []]
    if asked.sort_by:
        orders.append((asked.sort_by, asked.sort_order or "asc"))
    for name, order in reversed(orders):
        if name not in sorts or order not in ("asc", "desc"):
            raise BadRequest(f"Cannot sort by {name} {order}. There are {', '.join(sorted(sorts))}; asc, desc")
        field = sorts[name]
        if field:
            found.sort(key=lambda one, field=field: _rank(getattr(one, field)), reverse=order == "desc")
    return found


def _rank(value: Any) -> tuple[bool, Any]:
    return (value is None, value if isinstance(value, int) else str(value or ""))


def four(path: str, listing: Any, count: Any, asked: Any, by_post: Any, answer: Any, what: str) -> list[Route]:
    """Return the routes of a list and its count, by GET and by POST."""
    return [
        Route("GET", path, listing, "read", f"List {what}", query=asked, answer=list[answer]),
        Route("POST", path, listing, "read", f"List {what} by POST", body=by_post, query=Paged, answer=list[answer]),
        Route("GET", path + "/count", count, "read", f"Count {what}", query=asked, answer=Count),
        Route("POST", path + "/count", count, "read", f"Count {what} by POST", body=by_post, answer=Count),
    ]
