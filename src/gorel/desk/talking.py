"""What colleagues say about a case, and who follows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from gorel.accounts.models import Person
from gorel.cases import personal
from gorel.cases.models import Case, LogEntry
from gorel.desk.models import Comment, Correction, Follow
from gorel.ground import sealing

LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Said:
    """One comment as a page shows it."""

    who: str
    at: datetime
    text: str


def comment(case: Case, text: str, *, by: Person) -> Comment:
    """Say something about a case; who says it follows it from then on. Writes one row, and one when they did not."""
    wrapped, key = sealing.new_key()
    with transaction.atomic():
        follow(case, by=by)
        return Comment.objects.create(case=case, person=by, key=wrapped, body=key.seal(text[:LONGEST].encode()))


def comments(case: Case) -> list[Said]:
    """Return what was said, the first first. One query."""
    rows = Comment.objects.filter(case=case).select_related("person").order_by("pk")
    return [Said(str(row.person or ""), row.at, row.text) for row in rows if row.key]


def follow(case: Case, *, by: Person) -> None:
    """Let the person see what becomes of the case. Writes one row."""
    Follow.objects.get_or_create(case=case, person=by, defaults={"seen_line": _last(case)})


def unfollow(case: Case, *, by: Person) -> None:
    """The person has seen enough. Drops one row."""
    Follow.objects.filter(case=case, person=by).delete()


def look(case: Case, *, by: Person) -> bool:
    """Note that a follower looks at the case; return whether they follow it. Writes when there is something new."""
    row = Follow.objects.filter(case=case, person=by).first()
    if row is not None and row.seen_line != (last := _last(case)):
        row.seen_line = last
        row.save(update_fields=["seen_line"])
    return row is not None


def news(person: Person, cases: Iterable[Case]) -> set[int]:
    """Return the ids of those of *cases* that have moved since the person, who follows them, looked. Two queries."""
    seen = dict(Follow.objects.filter(person=person, case__in=list(cases)).values_list("case_id", "seen_line"))
    last = LogEntry.objects.filter(case__in=seen).values_list("case_id").annotate(Max("pk")).order_by()
    return {case_id for case_id, line in last if line > seen[case_id]}


def erase(uids: list[str]) -> None:
    """Drop the keys of what was said about cases whose personal data goes."""
    for model in (Comment, Correction):
        model.objects.filter(case__uid__in=uids).update(key=b"", body=b"")


def _last(case: Case) -> int:
    return LogEntry.objects.filter(case=case).order_by("-pk").values_list("pk", flat=True).first() or 0


personal.on_erase(erase)
