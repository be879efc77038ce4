"""Questions that lists and pages ask: what waits, what is late, how long it took, what a solution frees."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from gorel.accounts.models import Organisation
from gorel.benefits.freed import time_freed
from gorel.cases.models import Case
from gorel.ideas import rules
from gorel.ideas.models import STAGES, Adoption, Idea, Solution, Stage
from gorel.ideas.rules import Somebody
from gorel.ideas.words import State


def waiting_for(organisations: QuerySet[Organisation]) -> list[Stage]:
    """Return what waits for an answer of these organisations, the most urgent first. Five queries."""
    found: list[Stage] = []
    for model in STAGES.values():
        if model is not Adoption:
            waiting = model._default_manager.filter(organisation__in=organisations, answer_by__isnull=False)
            found += waiting.select_related("organisation")
    return sorted(found, key=lambda row: (row.answer_by, row.pk))


def late_count(person: Somebody) -> int:
    """Return how many answers that the person owes are waited for. A query per stage, none for others."""
    answering = rules.answers_for(person)
    if not person.is_authenticated or not answering.exists():
        return 0
    return sum(
        model._default_manager.filter(organisation__in=answering, answer_by__isnull=False).count()
        for model in STAGES.values()
        if model is not Adoption
    )


def with_counts(ideas: QuerySet[Idea]) -> QuerySet[Idea]:
    """Return ideas with how many support them and what was said of them."""
    return ideas.annotate(
        support_count=Count("supports", distinct=True),
        argument_count=Count("arguments", distinct=True),
        team_count=Count("team", filter=Q(team__is_in=True), distinct=True),
    )


def freed_by(solution: Solution) -> Decimal | None:
    """Return the minutes that the solution's processes have freed here; None when it names none."""
    if not solution.processes:
        return None
    cases = Case.objects.filter(process__key__in=solution.processes, organisation=solution.organisation_id)
    return time_freed(cases).freed.quantize(Decimal("0.1"))


def freed_elsewhere(adoptions: Iterable[Adoption]) -> Decimal:
    """Return the minutes that others have told of."""
    return sum((one.minutes_freed for one in adoptions if one.minutes_freed and one.is_confirmed), Decimal(0))


def open_adoptions(solution: Solution) -> QuerySet[Adoption]:
    """Return who introduced it, as everybody may see."""
    return solution.adoptions.filter(is_confirmed=True).exclude(state=State.DRAFT).select_related("adopter")
