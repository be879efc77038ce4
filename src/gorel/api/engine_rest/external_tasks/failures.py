"""What robots said when a try failed, from the log of the case."""

from __future__ import annotations

from collections.abc import Collection

from gorel.cases import outside
from gorel.cases.models import LogEntry
from gorel.cases.values import from_json


def may_have_failed(one: outside.Taken) -> bool:
    """Whether it is worth asking: a job that is taken for the first time has no failure behind it."""
    return one.tries > 1 or one.retries != 3


def said_of(names: Collection[outside.Name]) -> dict[outside.Name, str]:
    """Return the message of the last failure of each of these jobs that has one."""
    if not names:
        return {}
    of_cases, keys = {name[0] for name in names}, {name[1] for name in names}
    lines = LogEntry.objects.filter(case__in=of_cases, key__in=keys, kind="failed").order_by("pk")
    found = {}
    for case_id, key, detail in lines.values_list("case_id", "key", "detail"):
        found[case_id, key] = str((from_json(detail) if detail else {}).get("message") or "")
    return {name: found[name] for name in names if found.get(name)}
