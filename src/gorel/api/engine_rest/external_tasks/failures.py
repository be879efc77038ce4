"""What robots said when a try failed, from the log of the case."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from gorel.cases import outside
from gorel.cases.models import LogEntry
from gorel.cases.values import from_json

UNSET = 3  # retries of a job of which nobody has said anything


def may_have_failed(one: outside.Taken) -> bool:
    """Whether it is worth asking: a job that is taken for the first time has no failure behind it."""
    return one.tries > 1 or one.retries != UNSET


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of a job: by whoever failed at it, or gave it new tries."""

    message: str = ""
    details: str = ""


def said_of(names: Collection[outside.Name]) -> dict[outside.Name, Said]:
    """Return what was said last of each of these jobs of which anything was. One query."""
    if not names:
        return {}
    wanted = set(names)
    of_cases, keys = {name[0] for name in wanted}, {name[1] for name in wanted}
    lines = LogEntry.objects.filter(case__in=of_cases, key__in=keys, kind__in=("failed", "retried")).order_by("pk")
    found: dict[outside.Name, Said] = {}
    for case_id, key, kind, detail in lines.values_list("case_id", "key", "kind", "detail"):
        name = case_id, key
        if name not in wanted:
            continue
        if kind == "failed":
            known = from_json(detail) if detail else {}
            found[name] = Said(str(known.get("message") or ""), str(known.get("details") or ""))
        else:
            found.setdefault(name, Said())
    return found


def message(said: Said | None) -> str | None:
    """Return why the last try failed."""
    return (said.message or None) if said else None


def told(retries: int, said: Said | None) -> int | None:
    """Return a job's retries as this door says them: null until somebody has said how many there are."""
    return None if said is None and retries == UNSET else retries
