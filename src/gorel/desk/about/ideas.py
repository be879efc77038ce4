"""Cards of challenges, ideas, trials, solutions and introductions. The author of an unnamed idea is not on them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from gorel.desk.cards import Card
from gorel.desk.uids import valid
from gorel.ground import search, times
from gorel.ideas import letters
from gorel.ideas.models import STAGES, Stage

MOST_FOUND = 500
_TEXTS = {"challenge": "need", "idea": "what", "trial": "hypothesis", "solution": "what", "adoption": "changes"}


def tell(keys: Collection[str]) -> dict[str, Card]:
    """Return a card for each row among *keys*. One query per stage."""
    uids = valid(keys)
    if not uids:
        return {}
    return {
        str(row.uid): _card(row)
        for model in STAGES.values()
        for row in _rows(model).filter(uid__in=uids).select_related("organisation")
    }


def _rows(model: type[Stage]) -> QuerySet[Any]:
    return model._default_manager.all()


def find(text: str) -> set[str]:
    """Return the uids of rows that answer to *text*."""
    if not search.words(text):
        return set()
    return {
        str(uid)
        for model in STAGES.values()
        for uid in search.matches(_rows(model), "search_text", text).values_list("uid", flat=True)[:MOST_FOUND]
    }


def _card(row: Stage) -> Card:
    return Card(
        kind=letters.kind_name(row),
        title=row.title,
        facts=tuple((label, value) for label, value in _facts(row) if value),
        text=getattr(row, _TEXTS[row.kind]),
        url=row.get_absolute_url(),
    )


def _facts(row: Any) -> list[tuple[str, str]]:
    facts = [
        (_("Organisation"), row.organisation.name),
        (_("Unit"), getattr(row, "unit", "")),
        (_("State"), str(row.get_state_display())),
        (_("Promised by"), times.day(row.answer_by) if row.answer_by else ""),
    ]
    if row.kind == "trial":
        facts += [
            (_("Measure"), row.measure), (_("Before"), row.before), (_("It works if"), row.target),
            (_("After"), row.after), (_("What happened"), row.result), (_("What was learned"), row.learned),
        ]  # fmt: skip
    if row.kind == "solution":
        facts += [(_("For whom"), row.for_whom), (_("How one knows that it works"), row.evidence)]
    return facts
