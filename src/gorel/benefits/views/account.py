"""The benefit account: all processes of an organisation in a year, one whole, and what people state about it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gorel.accounts.models import Membership, Organisation
from gorel.accounts.rights import SignedIn, may, needs
from gorel.benefits import account, forms, report
from gorel.benefits.models import CostOfHour, Realised
from gorel.ground import clock, times
from gorel.ground.bars import Bar, bar_chart
from gorel.ground.export import Column
from gorel.ground.second_save import one_at_a_time
from gorel.ground.sheets import as_xlsx

LOOKS = (Membership.Role.ADMINISTRATOR, Membership.Role.OWNER, Membership.Role.AUDITOR)
WRITES = (Membership.Role.ADMINISTRATOR, Membership.Role.OWNER)


@require_safe
@needs(*LOOKS)
def overview(request: SignedIn) -> HttpResponse:
    """Every process of an organisation: planned, measured and realised side by side."""
    own = list(forms.organisations(request.user))
    chosen = next((one for one in own if one.slug == request.GET.get("organisation")), own[0] if own else None)
    if chosen is None:
        raise Http404
    year = _year(request)
    accounts = [account.of(key, chosen, year) for key, _name in account.processes_of(chosen)]
    bars = [Bar(one.name, one.totals.net, _hours(one.totals.net)) for one in accounts]
    planned = [one.planned for one in accounts if one.planned is not None]
    context = {
        "organisations": own,
        "organisation": chosen,
        "year": year,
        "accounts": accounts,
        "chart": bar_chart(bars, title=_("Measured benefit per process, in hours")),
        "net": sum((one.totals.net for one in accounts), Decimal(0)),
        "planned": sum(planned, Decimal(0)) if planned else None,
        "realised": sum((one.realised_minutes for one in accounts), Decimal(0)),
        "cost": CostOfHour.objects.filter(organisation=chosen).first(),
        "may_state_cost": may(request.user, Membership.Role.ADMINISTRATOR, chosen),
    }
    return render(request, "benefits/overview.html", context)


@require_safe
@needs(*LOOKS)
def process(request: SignedIn, slug: str, key: str) -> HttpResponse:
    """One process: the formula with its numbers, each month, what was stated, and the way down to the cases."""
    organisation = organisation_of(request, slug)
    found = _account(organisation, key, _year(request))
    bars = [Bar(_month(on), month.net, _hours(month.net)) for on, month in found.months.items() if month.cases]
    low, high = found.range
    context = {
        "organisation": organisation,
        "year": _year(request),
        "account": found,
        "low": low,
        "high": high,
        "months": [(_month(on), month) for on, month in found.months.items()],
        "chart": bar_chart(bars, title=_("Measured benefit per month, in hours")),
        "money": {
            "net": found.money(found.totals.net),
            "financial": found.money(found.realised_of(Realised.Kind.FINANCIAL)),
        },
        "financial": found.realised_of(Realised.Kind.FINANCIAL),
        "redistributed": found.realised_of(Realised.Kind.REDISTRIBUTED),
        "may_write": may_write(request, organisation),
    }
    return render(request, "benefits/process.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*WRITES)
def state(request: SignedIn, slug: str, key: str, what: str) -> HttpResponse:
    """State a measurement, a plan, upkeep or what was realised."""
    organisation = organisation_of(request, slug)
    form_class = forms.STATED.get(what)
    if form_class is None or not may_write(request, organisation):
        raise Http404
    _account(organisation, key, _year(request))
    form: ModelForm[Any] = form_class(
        request.POST if request.method == "POST" else None, process=key, organisation=organisation
    )
    if request.method == "POST" and form.is_valid():
        row = form.save(commit=False)
        row.stated_by = request.user.actor
        row.save()
        messages.success(request, _("It is kept, with your name and today's date."))
        return redirect("benefits:process", slug, key)
    context = {"form": form, "organisation": organisation, "key": key, "words": forms.WORDS[what]}
    return render(request, "benefits/stated.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Membership.Role.ADMINISTRATOR)
@one_at_a_time
def cost(request: SignedIn, slug: str) -> HttpResponse:
    """State what an hour costs; only then is anything said in money."""
    organisation = organisation_of(request, slug)
    if not may(request.user, Membership.Role.ADMINISTRATOR, organisation):
        raise Http404
    row = CostOfHour.objects.filter(organisation=organisation).first() or CostOfHour(organisation=organisation)
    form = forms.CostForm(request.POST if request.method == "POST" else None, instance=row)
    if request.method == "POST" and form.is_valid():
        stated = form.save(commit=False)
        stated.stated_by, stated.stated_at = request.user.actor, clock.now()
        stated.save()
        return redirect("benefits:overview")
    context = {"form": form, "organisation": organisation, "words": forms.WORDS["cost"]}
    return render(request, "benefits/stated.html", context, status=422 if form.errors else 200)


@require_safe
@needs(*LOOKS)
def export(request: SignedIn, slug: str, kind: str) -> HttpResponseBase:
    """The year's report: `xlsx` with a line per process and month, or `pdf` to hand on."""
    organisation, year = organisation_of(request, slug), _year(request)
    accounts = [account.of(key, organisation, year) for key, _name in account.processes_of(organisation)]
    name = f"{_('Benefit')}-{organisation.slug}-{year}"
    if kind == "pdf":
        return report.as_pdf(accounts, organisation=organisation, year=year, name=name)
    if kind != "xlsx":
        raise Http404
    rows = [(one, on, month) for one in accounts for on, month in one.months.items() if month != account.Month()]
    columns: list[Column] = [
        (_("Process"), lambda row: row[0].name),
        (_("Month"), lambda row: row[1]),
        (_("Cases"), lambda row: row[2].cases),
        (_("By hand, minutes"), lambda row: round(row[2].by_hand, 1)),
        (_("Residual handling, minutes"), lambda row: round(row[2].residual, 1)),
        (_("Incidents, minutes"), lambda row: round(row[2].incidents, 1)),
        (_("Upkeep, minutes"), lambda row: round(row[2].upkeep, 1)),
        (_("Measured benefit, minutes"), lambda row: round(row[2].net, 1)),
        (_("Planned in the year, minutes"), lambda row: row[0].planned),
        (_("Realised in the year, minutes"), lambda row: row[0].realised_minutes),
    ]
    return as_xlsx(rows, columns, name=name)


def organisation_of(request: SignedIn, slug: str) -> Organisation:
    """Return the organisation, where the person may look into it. Errors: Http404."""
    return get_object_or_404(forms.organisations(request.user), slug=slug)


def _account(organisation: Organisation, key: str, year: int) -> account.Account:
    if key not in dict(account.processes_of(organisation)):
        raise Http404
    return account.of(key, organisation, year)


def _year(request: HttpRequest) -> int:
    asked = request.GET.get("year", "")
    return int(asked) if asked.isascii() and asked.isdigit() and 2000 <= int(asked[:5]) <= 2100 else clock.today().year


def may_write(request: HttpRequest, organisation: Organisation) -> bool:
    """Say whether the person states things for the organisation."""
    return any(may(request.user, role, organisation) for role in WRITES)


def _month(on: date) -> str:
    return times.month(on)


def _hours(minutes: Decimal) -> str:
    return times.worked(float(minutes))
