"""Automated decisions: on what ground, how far, how often a person looks, and the register of those taken."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gorel.accounts.models import Membership
from gorel.accounts.rights import SignedIn, may, needs
from gorel.benefits import forms
from gorel.benefits.models import AutomatedDecision, Bounds, Delegation
from gorel.benefits.trust import bounds, grounds, sampling
from gorel.forms import received
from gorel.ground import clock
from gorel.ground.export import Column, as_csv
from gorel.ground.second_save import one_at_a_time

LOOKS = (Membership.Role.ADMINISTRATOR, Membership.Role.OWNER, Membership.Role.AUDITOR)
PAGE = 50


@require_safe
@needs(*LOOKS)
def listing(request: SignedIn) -> HttpResponse:
    """Each type of decision with its ground and what is known of it; below, the register."""
    own = forms.organisations(request.user)
    delegations = Delegation.objects.filter(organisation__in=own).select_related("organisation").defer("document")
    register = _register(request, own)
    page = Paginator(register, PAGE).get_page(request.GET.get("page"))
    context = {
        "types": [_told(one) for one in delegations.filter(withdrawn_at=None)],
        "ended": delegations.exclude(withdrawn_at=None),
        "page": page,
        "count": page.paginator.count,
        "may_write": may(request.user, Membership.Role.ADMINISTRATOR),
    }
    return render(request, "benefits/decisions.html", context)


def _told(delegation: Delegation) -> dict[str, Any]:
    of, organisation = delegation.decision_type, delegation.organisation_id
    found = sampling.measured(of, organisation)
    limits = bounds.of(of, organisation)
    low, high = found.interval
    return {
        "delegation": delegation,
        "law": grounds.law(delegation),
        "carries": grounds.carrying(of, organisation) == delegation,
        "limits": limits,
        "found": found,
        "share": int(sampling.share(found, floor=limits.floor)),
        "low": low * 100,
        "high": high * 100,
        "taken": AutomatedDecision.objects.filter(delegation=delegation).count(),
    }


def _register(request: HttpRequest, own: Any) -> QuerySet[AutomatedDecision]:
    rows = AutomatedDecision.objects.filter(organisation__in=own).select_related("delegation__organisation")
    words = request.GET.get("q", "").strip()
    if not words:
        return rows
    as_uid = _uid(words)
    return rows.filter(case=as_uid) if as_uid else rows.filter(decision_type__icontains=words[:120])


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@require_safe
@needs(*LOOKS)
def export(request: SignedIn) -> HttpResponseBase:
    """The register as a file, for the registry (diarium)."""
    columns: list[Column] = [
        (_("Taken"), lambda one: one.taken_at),
        (_("Type of decision"), lambda one: one.decision_type),
        (_("Decision"), lambda one: one.outcome),
        (_("Amount"), lambda one: one.amount),
        (_("Organisation"), lambda one: one.delegation.organisation.name),
        (_("Ground"), lambda one: f"{grounds.law(one.delegation)}; {one.delegation.board} {one.delegation.paragraph}"),
        (_("Case"), lambda one: str(one.case)),
        (_("Process"), lambda one: one.process),
        (_("Id"), lambda one: str(one.uid)),
    ]
    rows = _register(request, forms.organisations(request.user)).order_by("pk")
    return as_csv(rows.iterator(chunk_size=500), columns, name=_("Automated decisions"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Membership.Role.ADMINISTRATOR)
def new(request: SignedIn) -> HttpResponse:
    """Record a delegation."""
    is_sent = request.method == "POST"
    form = forms.DelegationForm(
        request.POST if is_sent else None, received.files(request) if is_sent else None, person=request.user
    )
    if is_sent and form.is_valid():
        row = form.write(by=request.user)
        messages.success(request, _("The delegation is recorded. A person looks at all decisions to begin with."))
        return redirect("benefits:delegation", row.uid)
    return render(request, "benefits/delegation_new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@needs(*LOOKS)
def delegation(request: SignedIn, uid: UUID) -> HttpResponse:
    """One delegation, whole."""
    found = _own(request, uid)
    told = _told(found)
    return render(
        request, "benefits/delegation.html", told | {"standing": told, "may_write": _may_write(request, found)}
    )


@require_safe
@needs(*LOOKS)
def document(request: SignedIn, uid: UUID) -> HttpResponse:
    """Its document, as a download."""
    found = _own(request, uid)
    if not found.document:
        raise Http404
    response = HttpResponse(bytes(found.document), content_type=found.document_type)
    response["Content-Disposition"] = content_disposition_header(True, found.document_name) or "attachment"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Membership.Role.ADMINISTRATOR)
@one_at_a_time
def limits(request: SignedIn, uid: UUID) -> HttpResponse:
    """Change how far decisions of the type may go."""
    found = _own(request, uid)
    if not _may_write(request, found):
        raise Http404
    row = Bounds.objects.filter(organisation=found.organisation, decision_type=found.decision_type).first()
    row = row or Bounds(organisation=found.organisation, decision_type=found.decision_type)
    form = forms.BoundsForm(request.POST if request.method == "POST" else None, instance=row)
    if request.method == "POST" and form.is_valid():
        changed = form.save(commit=False)
        changed.changed_at, changed.changed_by = clock.now(), request.user.actor
        changed.save()
        messages.success(request, _("The bounds hold from the next decision on."))
        return redirect("benefits:delegation", found.uid)
    context = {"form": form, "delegation": found}
    return render(request, "benefits/bounds.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Membership.Role.ADMINISTRATOR)
def withdraw(request: SignedIn, uid: UUID) -> HttpResponse:
    """End a delegation: from now on a person decides."""
    found = _own(request, uid)
    if not _may_write(request, found) or found.withdrawn_at is not None:
        raise Http404
    form = forms.Withdrawal(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        grounds.withdraw(found, by=request.user, why=form.cleaned_data["why"])
        messages.success(request, _("The delegation has ended. Görel prepares, and a person decides."))
        return redirect("benefits:decisions")
    context = {"form": form, "delegation": found}
    return render(request, "benefits/withdraw.html", context, status=422 if form.errors else 200)


@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """What is decided automatically, for everybody to read: on what ground, and how one reaches a person."""
    today = clock.today()
    rows = Delegation.objects.filter(withdrawn_at=None, valid_from__lte=today).select_related("organisation")
    shown = [(one, grounds.law(one)) for one in rows.defer("document") if one.valid_to is None or one.valid_to >= today]
    shown = [(one, law) for one, law in shown if grounds.carrying(one.decision_type, one.organisation_id) == one]
    return render(request, "benefits/public.html", {"shown": shown})


def _own(request: SignedIn, uid: UUID) -> Delegation:
    rows = Delegation.objects.filter(organisation__in=forms.organisations(request.user))
    return get_object_or_404(rows.select_related("organisation"), uid=uid)


def _may_write(request: HttpRequest, found: Delegation) -> bool:
    return may(request.user, Membership.Role.ADMINISTRATOR, found.organisation)
