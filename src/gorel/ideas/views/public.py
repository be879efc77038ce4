"""Pages that everybody may read, as far as the rows are theirs to see: the start, a challenge, an idea, a solution."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gorel.ideas import forms, queries, rules, statistics, timeline, ways
from gorel.ideas.models import Follow, Stage
from gorel.ideas.views.parts import seen
from gorel.ideas.words import State

FEW = 6


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The way from a need to what others take up: what is open now, what works, and the numbers."""
    challenges = rules.challenges(request.user).filter(state=State.OPEN).distinct()
    solutions = rules.solutions(request.user).filter(state=State.PUBLISHED).distinct()
    context = {
        "challenges": challenges.order_by("closes_on", "pk")[:FEW],
        "solutions": solutions.order_by("-published_at", "-pk")[:FEW],
        "ideas": queries.with_counts(rules.ideas(request.user).distinct()).order_by("-pk")[:FEW],
        "numbers": statistics.of(),
        "may_put": rules.may_put(request.user).exists(),
    }
    return render(request, "ideas/start.html", context)


@require_safe
def challenge(request: HttpRequest, slug: str) -> HttpResponse:
    """A challenge, with the ideas that answer it."""
    row = seen(request, "challenge", slug=slug)
    ideas = queries.with_counts(rules.ideas(request.user).filter(challenge=row).distinct())
    context = {
        "row": row,
        "ideas": ideas.order_by("-pk"),
        "way": ways.find(row.method),
        "takes_ideas": rules.takes_ideas(row, request.user),
        "points": [point for point in row.points.select_related("week") if point.is_public],
        **_common(request, row),
    }
    return render(request, "ideas/challenge.html", context)


@require_safe
def idea(request: HttpRequest, slug: str) -> HttpResponse:
    """An idea with its whole story: from the need to what came of it elsewhere."""
    row = seen(request, "idea", slug=slug)
    works = rules.works_on(request.user, row)
    way = ways.find(row.method)
    done = {work.step: work for work in row.works.filter(method=row.method)}
    authors = {pk for pk in row.authors.values_list("person_id", flat=True) if pk}
    arguments = [
        (one, rules.speaker_for(one, authors), one.person_id in authors)
        for one in row.arguments.select_related("person", "idea")
    ]
    context = {
        "row": row,
        "story": timeline.of_idea(row, request.user),
        "authors": rules.authors_for(request.user, row),
        "is_author": rules.is_author(request.user, row),
        "works_on": works,
        "team": rules.team_for(request.user, row),
        "asking": list(row.team.filter(is_in=False).select_related("person", "organisation")) if works else [],
        "has_asked": request.user.is_authenticated and row.team.filter(person=request.user.pk).exists(),
        "arguments": arguments,
        "argument_form": forms.ArgumentForm(),
        "member_form": forms.MemberForm(),
        "support_count": row.supports.count(),
        "supports": request.user.is_authenticated and row.supports.filter(person=request.user.pk).exists(),
        "way": way,
        "steps": [(step, done.get(step.key)) for step in way.steps] if way else [],
        "may_plan": works
        and row.state in (State.ACCEPTED, State.DEVELOPING)
        and not row.trials.exclude(state__in=(State.DONE, State.CLOSED)).exists(),
        "may_describe": works and row.state == State.SOLVED,
        "may_ready": works and row.state == State.DEVELOPING,
        **_common(request, row),
    }
    return render(request, "ideas/idea.html", context)


@require_safe
def solution(request: HttpRequest, slug: str) -> HttpResponse:
    """A solution: what, for whom, evidence, time freed, who introduced it, and how to take it up."""
    row = seen(request, "solution", slug=slug)
    story = timeline.of_solution(row, request.user)
    homes = rules.homes(request.user).exclude(pk=row.organisation_id)
    homes = homes.exclude(pk__in=row.adoptions.filter(adopter__isnull=False).values("adopter"))
    context = {
        "row": row,
        "story": story,
        "adoptions": list(queries.open_adoptions(row)),
        "unconfirmed": list(row.adoptions.filter(is_confirmed=False)) if rules.is_coach_of(request.user, row) else [],
        "may_introduce": row.state == State.PUBLISHED and homes.exists(),
        **_common(request, row),
    }
    return render(request, "ideas/solution.html", context)


def _common(request: HttpRequest, row: Stage) -> dict[str, Any]:
    person = request.user
    return {
        "may_change": rules.may_change(person, row),
        "task": rules.open_task(person, row),
        "may_link": person.is_authenticated and (rules.is_coach_of(person, row) or rules.may_change(person, row)),
        "follows": person.is_authenticated and Follow.objects.filter(person=person.pk, about=row.uid).exists(),
    }
