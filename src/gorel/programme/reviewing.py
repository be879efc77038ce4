"""Several reviewers: what each of them said, without names, and whether they were several people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from gorel.cases.models import Task
from gorel.programme.models import Point

ELEMENT = "review-each"
_WORDS = {"publish": "publicera", "send_back": "skicka tillbaka", "decline": "avslå"}


class Said(Protocol):
    """One review."""

    decision: str
    reason: str | None


def said(reviews: Sequence[Said]) -> str:
    """Return the reviews as lines: "Granskare 1: skicka tillbaka. Tiden är fel."."""
    lines = [
        f"Granskare {number}: {_WORDS.get(one.decision, one.decision)}. {one.reason or ''}".strip()
        for number, one in enumerate(reviews, start=1)
    ]
    return "\n".join(lines)


def are_several(point: Point, count: int) -> bool:
    """Say whether the latest *count* reviews of a point were given by as many people."""
    tasks = Task.objects.filter(case__business_key=str(point.uid), element=ELEMENT, state=Task.COMPLETED).order_by(
        "-pk"
    )
    people = list(tasks.values_list("closed_by", flat=True)[:count])
    return len(set(people)) == count
