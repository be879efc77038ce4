"""Since when something stands where it does, from the log of its case."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from gorel.cases.models import Case, LogEntry

Name = tuple[int, int]  # a case, and the key of an instance in it; key 0 is the case itself


def entered(names: Collection[Name]) -> dict[Name, datetime]:
    """Return when each of these instances began. Two queries; what is not there is left out."""
    cases, wanted = {case for case, _key in names}, set(names)
    found: dict[Name, datetime] = {
        (case, 0): at for case, at in Case.objects.filter(pk__in=cases).values_list("pk", "started_at")
    }
    lines = LogEntry.objects.filter(case__in=cases, key__in={key for _case, key in names}, kind="entered")
    for case, key, at in lines.order_by("pk").values_list("case_id", "key", "at"):
        found[case, key or 0] = at
    return {name: at for name, at in found.items() if name in wanted}
