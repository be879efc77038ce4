"""Who may read what was handed in with a case's forms: whoever may look into the case, or has had a task in it."""

from __future__ import annotations

from typing import Any

from gorel.desk.rights import visible_cases
from gorel.forms import kept


def may_read(person: Any, uid: str) -> kept.May | None:
    """Return whether the person may read the files of the case with *uid*."""
    found = visible_cases(person).filter(uid=uid).values_list("organisation_id", flat=True)[:1]
    return kept.May(found[0]) if found else None
