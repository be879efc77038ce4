"""Lists that can be searched, narrowed, linked to and taken away. A list in a file tells no more than the page does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from gorel.accounts.models import Organisation
from gorel.ground import search
from gorel.ground.export import as_csv
from gorel.ideas import queries, rules
from gorel.ideas.models import Idea
from gorel.ideas.views.parts import signed_in
from gorel.ideas.words import State

PER_PAGE = 30
MOST_WORDS = 120
_COLUMNS: list[tuple[Any, Any]] = [
    (gettext_lazy("Title"), lambda row: row.title),
    (gettext_lazy("Organisation"), lambda row: row.organisation.name),
    (gettext_lazy("Unit"), lambda row: row.unit),
    (gettext_lazy("Stands at"), lambda row: row.get_state_display()),
    (gettext_lazy("Since"), lambda row: row.created_at),
    (gettext_lazy("Because"), lambda row: row.reason),
]
_OF_IDEAS = [
    (gettext_lazy("Challenge"), lambda row: row.challenge.title if row.challenge else ""),
    (gettext_lazy("Answered"), lambda row: row.answered_at),
    (gettext_lazy("Support"), lambda row: row.support_count),
]


@require_safe
def challenges(request: HttpRequest) -> HttpResponseBase:
    """Challenges, the open ones first."""
    rows = rules.challenges(request.user).distinct().order_by("-opened_at", "-pk")
    more = [(gettext_lazy("Last day for ideas"), lambda row: row.closes_on)]
    return _listed(
        request, rows, title=_("Challenges"), lead=_("Needs that somebody has, and that you may have an idea about."),
        states=(State.OPEN, State.SUMMING_UP, State.CLOSED), columns=more, name="challenges",
    )  # fmt: skip


@require_safe
def ideas(request: HttpRequest) -> HttpResponseBase:
    """Ideas that one may see."""
    rows = queries.with_counts(rules.ideas(request.user).distinct()).order_by("-created_at", "-pk")
    return _listed(
        request, rows, title=_("Ideas"), lead=_("What people would do, what was answered, and what came of it."),
        states=(State.IN_REVIEW, State.DEVELOPING, State.ACCEPTED, State.TRYING, State.SOLVED, State.CLOSED),
        columns=_OF_IDEAS, name="ideas",
    )  # fmt: skip


@require_safe
def solutions(request: HttpRequest) -> HttpResponseBase:
    """Solutions that work."""
    rows = rules.solutions(request.user).distinct().order_by("-published_at", "-pk")
    more = [(gettext_lazy("For whom"), lambda row: row.for_whom)]
    return _listed(
        request, rows, title=_("Solutions"), lead=_("What works, and what it takes to do the same."),
        states=(State.PUBLISHED, State.RETIRED), columns=more, name="solutions",
    )  # fmt: skip


@require_safe
@signed_in
def mine(request: HttpRequest) -> HttpResponseBase:
    """The ideas that one wrote or works on."""
    own = Idea.objects.filter(authors__person=request.user.pk) | Idea.objects.filter(
        team__person=request.user.pk, team__is_in=True
    )
    rows = queries.with_counts(Idea.objects.filter(pk__in=own.values("pk"))).select_related("organisation", "challenge")
    return _listed(
        request, rows.order_by("-pk"), title=_("My ideas"), lead=_("What you wrote or work on, and what was answered."),
        states=(), columns=_OF_IDEAS, name="my-ideas",
    )  # fmt: skip


def _listed(
    request: HttpRequest,
    rows: QuerySet[Any],
    *,
    title: str,
    lead: str,
    states: Sequence[State],
    columns: Any,
    name: str,
) -> HttpResponseBase:
    asked = {key: request.GET.get(key, "").replace("\x00", "")[:MOST_WORDS] for key in ("q", "state", "organisation")}
    total = rows.count()
    # Asked before the list is narrowed, so that the choice stays whole.
    organisations = Organisation.objects.filter(pk__in=rows.order_by().values("organisation_id")).order_by("name")
    if asked["state"] in states:
        rows = rows.filter(state=asked["state"])
    if asked["organisation"]:
        rows = rows.filter(organisation__slug=asked["organisation"])
    if asked["q"].strip():
        rows = search.matches(rows, "search_text", asked["q"])
    if request.GET.get("format") == "csv":
        return as_csv(rows.iterator(chunk_size=500), [*_COLUMNS, *columns], name=name)
    query = request.GET.copy()
    query["format"] = "csv"
    query.pop("page", None)
    context = {
        "title": title, "lead": lead, "asked": asked, "total": total, "states": states, "organisations": organisations,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")), "export": f"?{query.urlencode()}",
        "may_put": rules.may_put(request.user).exists(), "list": name,
    }  # fmt: skip
    return render(request, "ideas/list.html", context)
