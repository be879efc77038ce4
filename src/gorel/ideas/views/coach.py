"""The idea coach's page: what waits for an answer, what is late, what is alike; and one's own digest."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gorel.accounts import rights
from gorel.accounts.rights import SignedIn, needs
from gorel.cases.models import Task
from gorel.ideas import actions, forms, likeness, queries, rules
from gorel.ideas.models import Adoption, Digest, Follow, Idea, Stage
from gorel.ideas.packages import reporting
from gorel.ideas.views.parts import signed_in
from gorel.ideas.words import OVER, Every, State

COMPARED = 300


@require_safe
@needs("idea-coach", "administrator")
def waiting(request: HttpRequest) -> HttpResponseBase:
    """All that waits for an answer, the most urgent first, each with its task."""
    answering = rules.answers_for(request.user)
    rows = queries.waiting_for(answering)
    tasks = _tasks(request, rows)
    open_ideas = Idea.objects.filter(organisation__in=answering).exclude(state__in=OVER).order_by("-pk")[:COMPARED]
    context = {
        "rows": [(row, tasks.get(str(row.uid))) for row in rows],
        "late": sum(row.is_late for row in rows),
        "pairs": likeness.pairs(list(open_ideas)),
        "quiet": Idea.objects.filter(organisation__in=answering, state__in=(State.DEVELOPING, State.ACCEPTED)).order_by(
            "changed_at"
        )[:10],
        "unconfirmed": Adoption.objects.filter(organisation__in=answering, is_confirmed=False).select_related(
            "solution"
        ),
        "answering": answering.order_by("name"),
    }
    return render(request, "ideas/coach.html", context)


@require_POST
@needs("idea-coach", "administrator")
def confirm(request: SignedIn, uid: UUID) -> HttpResponseBase:
    """Say that a report from elsewhere counts."""
    row = get_object_or_404(Adoption, uid=uid, organisation__in=rules.answers_for(request.user))
    reporting.confirm(row, by=request.user.actor)
    messages.success(request, _("It counts from now on, and is shown with the solution."))
    return redirect("ideas:coach")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def digest(request: SignedIn) -> HttpResponseBase:
    """What one follows, and how often one hears of it."""
    present = Digest.objects.filter(person=request.user.pk).first()
    form = forms.DigestForm(request.POST or None, initial={"every": present.every if present else Every.WEEK})
    if form.is_valid():
        actions.choose_digest(person=request.user, every=form.cleaned_data["every"])
        messages.success(request, _("It is saved."))
        return redirect("ideas:digest")
    follows: dict[str, list[Any]] = {kind: [] for kind in ("challenge", "idea", "solution")}
    for kind, about in Follow.objects.filter(person=request.user.pk).values_list("kind", "about"):
        follows.setdefault(kind, []).append(about)
    rows: list[Any] = []
    for model_rules, kind in ((rules.challenges, "challenge"), (rules.ideas, "idea"), (rules.solutions, "solution")):
        rows += list(model_rules(request.user).filter(uid__in=follows[kind]).distinct())
    return render(request, "ideas/digest.html", {"form": form, "rows": rows}, status=422 if form.is_bound else 200)


def _tasks(request: HttpRequest, rows: list[Stage]) -> dict[str, Task]:
    """Return the open task of each row that is the person's to do. One query."""
    groups = rights.groups_of(request.user)
    found = Task.objects.filter(
        state=Task.OPEN, candidates__name__in=groups, case__business_key__in=[str(row.uid) for row in rows]
    ).select_related("case")
    return {task.case.business_key: task for task in found.order_by("-pk")}
