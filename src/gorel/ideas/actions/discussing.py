"""Points for and against, questions and their answers, support."""

from __future__ import annotations

from django.db import transaction

from gorel.accounts.models import Person
from gorel.ground import clock
from gorel.ideas.models import Argument, Idea, Support


@transaction.atomic
def argue(*, idea: Idea, person: Person, side: str, text: str) -> Argument:
    """Write a point for or against, or a question. Writes one row."""
    return Argument.objects.create(idea=idea, person=person, side=side, text=text)


@transaction.atomic
def answer_question(*, argument: Argument, text: str) -> None:
    """Answer a question, or answer it anew. Writes one row; whoever answered is not named."""
    argument.answer, argument.answered_at = text, clock.now()
    argument.save(update_fields=["answer", "answered_at"])


@transaction.atomic
def support(*, idea: Idea, person: Person, stands: bool) -> None:
    """Stand behind an idea, or no longer. Writes or deletes one row."""
    if stands:
        Support.objects.get_or_create(idea=idea, person=person)
    else:
        Support.objects.filter(idea=idea, person=person).delete()
