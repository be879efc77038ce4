"""A person's own page: where they are signed in, their passkeys, and signing in with one."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gorel.accounts import doors, passkeys, traces, visits
from gorel.accounts.models import SignIn, Trace, Visit
from gorel.accounts.rights import SignedIn
from gorel.ground import limits

LARGEST = 20_000  # bytes of a device's answer


@require_safe
@login_required
def account(request: SignedIn) -> HttpResponse:
    """Who one is here, where one is signed in, and with what."""
    mark = visits.mark_of(request)
    context = {
        "roles": request.user.memberships.select_related("organisation"),
        "visits": [(visit, visit.mark == mark) for visit in visits.open_visits(request.user)],
        "passkeys": request.user.passkeys.all(),
        "sign_ins": request.user.sign_ins.order_by("-at")[:10],
    }
    return render(request, "accounts/account.html", context)


@require_POST
@login_required
def sessions(request: SignedIn) -> HttpResponse:
    """Sign out in one other browser, or everywhere."""
    if "everywhere" in request.POST:
        traces.note(request, Trace.Kind.SESSION, about="all")
        visits.end_all(request.user)
        return redirect("sign-in")
    pk = request.POST.get("visit", "")
    visit = get_object_or_404(Visit, pk=int(pk) if pk.isdigit() else 0, person=request.user, ended_at=None)
    visits.end(visit)
    traces.note(request, Trace.Kind.SESSION, about=f"visit {visit.pk}")
    messages.success(request, _("You are signed out there."))
    return redirect("account")


@require_POST
@login_required
def passkeys_(request: SignedIn) -> HttpResponse:
    """Remove a passkey: it does not let anybody in any more."""
    pk = request.POST.get("remove", "")
    row = get_object_or_404(request.user.passkeys, pk=int(pk) if pk.isdigit() else 0)
    traces.note(request, Trace.Kind.PASSKEY, about=f"passkey {row.pk} removed")
    row.delete()
    messages.success(request, _("The passkey is removed. You can sign in with a code as before."))
    return redirect("account")


@require_POST
@login_required
def passkey_new(request: SignedIn) -> JsonResponse:
    """Begin making a passkey, or keep the one that the browser made."""
    given = _given(request)
    if "answer" not in given:
        return JsonResponse(passkeys.begin_new(request, request.user))
    try:
        name = str(given.get("name") or "").strip() or _("Passkey")
        row = passkeys.end_new(request, request.user, given["answer"], name)
    except passkeys.NotAccepted:
        return JsonResponse({"problem": _("The device's answer did not fit. Try once more.")}, status=400)
    traces.note(request, Trace.Kind.PASSKEY, about=f"passkey {row.pk} added")
    messages.success(request, _("The passkey is added. Next time you can sign in with it."))
    return JsonResponse({"name": row.name})


@require_POST
def passkey_sign_in(request: HttpRequest) -> JsonResponse:
    """Begin to sign in with a passkey, or let in whose passkey answered."""
    if not limits.allows("passkey", request.META.get("REMOTE_ADDR", ""), most=200, seconds=600):
        return JsonResponse({}, status=429)
    given = _given(request)
    if "answer" not in given:
        return JsonResponse(passkeys.begin_sign_in(request))
    try:
        person = passkeys.end_sign_in(request, given["answer"])
    except passkeys.NotAccepted:
        doors.record(SignIn.Kind.PASSKEY_REFUSED, person=None, request=request)
        return JsonResponse({}, status=403)
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    doors.record(SignIn.Kind.PASSKEY, person=person, request=request)
    response = JsonResponse({"next": _next(request, str(given.get("next") or ""))})
    doors.speak(person, request, response)
    return response


@require_http_methods(["GET", "HEAD"])
def unknown(request: HttpRequest) -> HttpResponse:
    """The organisation's own sign-in did not let somebody in, or let in somebody who is not known here."""
    return render(request, "accounts/unknown.html", status=403)


def _given(request: HttpRequest) -> dict[str, Any]:
    if len(request.body) > LARGEST:
        return {}
    try:
        given = json.loads(request.body or b"{}")
    except ValueError:
        return {}
    return given if isinstance(given, dict) else {}


def _next(request: HttpRequest, to: str) -> str:
    is_ours = url_has_allowed_host_and_scheme(to, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return to if is_ours else "/"
