"""Robots: who is connected, what nobody does, pausing an ability, and the tokens that let robots in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gorel.accounts import tokens, traces
from gorel.accounts.models import Organisation, RobotToken, Trace
from gorel.accounts.rights import POWERS, SignedIn, holding, needs, runs_installation
from gorel.desk import people
from gorel.desk import robots as lists
from gorel.ground import machine
from gorel.ground.language import spoken

PER_PAGE, TOKENS = 50, 200
DAYS = ((30, gettext_lazy("30 days")), (90, gettext_lazy("90 days")), (365, gettext_lazy("a year")))


class Made(forms.Form):
    """A token to be made."""

    organisation: forms.ModelChoiceField[Organisation] = forms.ModelChoiceField(
        label=gettext_lazy("Organisation"), queryset=None, empty_label=None
    )
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=120, help_text=gettext_lazy("Which robot or system it is for.")
    )
    scopes = forms.CharField(
        label=gettext_lazy("What it may do"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "One a line: VERB, VERB:PROCESS or VERB:PROCESS:JOBTYPE; a star stands for any ending. For example "
            "work:invoice-* lets it do the jobs of processes whose key begins with invoice-."
        ),
    )
    days = forms.TypedChoiceField(label=gettext_lazy("Good for"), choices=DAYS, coerce=int, initial=90)

    def __init__(self, request: HttpRequest, data: Any = None) -> None:
        asked = "" if data is not None else request.GET.get("for", "")[:120]
        super().__init__(data, initial={"name": asked, "scopes": f"work:*:{asked}"} if asked else None)
        own = self.fields["organisation"]
        assert isinstance(own, forms.ModelChoiceField)
        own.queryset = holding(request.user, "robots").order_by("name")
        own.initial = own.queryset.first()

    def clean_scopes(self) -> list[str]:
        """Take scopes line by line; each must be one."""
        found = self.cleaned_data["scopes"].split()
        for one in found:
            try:
                tokens.parse(one)
            except tokens.BadScope:
                verbs = ", ".join((*tokens.VERBS, "all"))
                text = _("“%(scope)s” is no scope. It begins with one of %(verbs)s.")
                raise forms.ValidationError(text % {"scope": one, "verbs": verbs}) from None
        return found


@require_safe
@needs(*POWERS["robots"])
def robots(request: SignedIn) -> HttpResponse:
    """Who is connected, what waits for nobody, and the organisation's tokens."""
    return _page(request, Made(request))


@require_http_methods(["POST"])
@never_cache
@needs(*POWERS["robots"])
def token_new(request: SignedIn) -> HttpResponse:
    """Make a token and show its secret, this once."""
    form = Made(request, request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    given = form.cleaned_data
    secret, row = tokens.make(
        organisation=given["organisation"], name=given["name"], scopes=given["scopes"],
        expires_at=machine.now() + timedelta(days=given["days"]), by=request.user.actor,
    )  # fmt: skip
    about = f"token {row.uid} made {' '.join(row.scopes)}"
    traces.note(request, Trace.Kind.TOKEN, about=about, organisation=row.organisation_id)
    answer = render(request, "desk/token_made.html", {"row": row, "secret": secret})
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@needs(*POWERS["robots"])
def token_end(request: SignedIn, uid: UUID) -> HttpResponse:
    """End a token: whoever has it does not get in any more."""
    row = get_object_or_404(RobotToken, uid=uid, organisation__in=holding(request.user, "robots"), withdrawn_at=None)
    tokens.withdraw(row, by=request.user.actor)
    traces.note(request, Trace.Kind.TOKEN, about=f"token {row.uid} ended", organisation=row.organisation_id)
    messages.success(request, _("The token has ended. Whoever has it does not get in any more."))
    return redirect("desk:robots")


@require_http_methods(["GET", "HEAD", "POST"])
@needs("operator")
def ability_pause(request: SignedIn, type: str) -> HttpResponse:
    """Ask for the reason, and begin no more jobs of one type; or begin them again."""
    if not runs_installation(request.user):
        raise PermissionDenied
    kind = next((one for one in _kinds(request) if one.type == type), None)
    if kind is None:
        return redirect("desk:robots")
    reason = request.POST.get("reason", "").strip()[:255]
    if request.method == "POST" and (reason or kind.is_paused):
        if kind.is_paused:
            lists.resume(type, by=request.user)
            messages.success(request, _("The ability works again. What waited begins now."))
        else:
            lists.pause(type, by=request.user, reason=reason)
            messages.success(request, _("The ability is paused. Its jobs wait, and nothing is lost."))
        about = f"ability {type} {'resumed' if kind.is_paused else 'paused'}"
        own = holding(request.user, "robots").first()
        traces.note(request, Trace.Kind.ABILITY, about=about, organisation=own, reason=reason)
        return redirect("desk:robots")
    status = 422 if request.method == "POST" else 200
    return render(request, "desk/ability_pause.html", {"kind": kind, "is_wrong": status == 422}, status=status)


def _page(request: SignedIn, form: Made, status: int = 200) -> HttpResponse:
    connected = lists.robots(request.user)
    kinds = _kinds(request, connected)
    rows = RobotToken.objects.filter(organisation__in=holding(request.user, "robots")).select_related("organisation")
    kept = list(rows.order_by(F("withdrawn_at").asc(nulls_first=True), "organisation__name", "name")[: TOKENS + 1])
    names = people.names({row.made_by for row in kept if row.made_by.startswith("person:")})
    return render(
        request,
        "desk/robots.html",
        {
            "connected": Paginator(connected, PER_PAGE).get_page(request.GET.get("page")),
            "kinds": kinds,
            "busy": [one for one in kinds if not one.is_quiet],
            "quiet": [one for one in kinds if one.is_quiet],
            "tokens": [(row, names.get(row.made_by, ""), _ends(row)) for row in kept[:TOKENS]],
            "tokens_shown": TOKENS if len(kept) > TOKENS else None,
            "form": form,
            "verbs": _verbs(),
            "may_pause": runs_installation(request.user),
        },
        status=status,
    )


def _kinds(request: SignedIn, connected: list[lists.Robot] | None = None) -> list[lists.Kind]:
    language = spoken()
    return lists.kinds(request.user, lists.robots(request.user) if connected is None else connected, language)


def _verbs() -> list[tuple[str, str]]:
    """Return what a scope may begin with, and what that means."""
    said = {
        "read": _("see cases, tasks, incidents and history"),
        "start": _("start cases, and send messages and signals that may start or move them"),
        "work": _("fetch and answer jobs"),
        "task": _("take, change and complete people’s tasks"),
        "decide": _("ask decision rules and evaluate expressions"),
        "deploy": _("deploy processes, decision rules and forms"),
        "manage": _("change values, move, pause and cancel cases, and let them try again"),
    }
    return [(verb, said.get(verb, about)) for verb, about in tokens.VERBS.items()]


def _ends(row: RobotToken) -> tuple[str, str]:
    if row.withdrawn_at:
        return _("ended"), "plain"
    if row.expires_at and row.expires_at <= machine.now():
        return _("run out"), "plain"
    if row.expires_at and row.expires_at <= machine.now() + timedelta(days=14):
        return _("runs out soon"), "wait"
    return _("good"), "good"
