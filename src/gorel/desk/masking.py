"""What is personal among a case's variables: hidden until somebody who may opens it, and that is written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gorel.cases import programs, queries
from gorel.cases.models import Case, Personal
from gorel.desk import plain_values
from gorel.forms import kept


@dataclass(frozen=True, slots=True)
class Value:
    """One variable as a page shows it. Shape: text is "" where it is hidden."""

    name: str
    text: str
    is_personal: bool
    is_hidden: bool
    files: tuple[kept.Kept, ...] = ()


def names(case: Case) -> frozenset[str]:
    """Return the names of the case's variables that are personal. One query."""
    kept = Personal.objects.filter(case=case).values_list("names", flat=True).first() or ""
    return frozenset(filter(None, kept.split(","))) | programs.known(case.process_id).personal


def values(case: Case, *, opened: bool = False) -> list[Value]:
    """Return the case's variables by name; personal ones hidden unless *opened*."""
    hidden = names(case)
    found: dict[str, Any] = queries.variables(case)
    shut = frozenset() if opened else hidden
    return [
        Value(name, "", True, True)
        if name in shut
        else Value(name, plain_values.shown(value), name in hidden, False, tuple(kept.found(value)))
        for name, value in sorted(found.items())
    ]
