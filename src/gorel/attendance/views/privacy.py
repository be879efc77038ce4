"""A participant's own data: ask for it by letter, see it, take it along, have it erased."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from gorel.attendance import privacy
from gorel.attendance.wishes import normal_address
from gorel.ground import limits


class Ask(forms.Form):
    """Whose data."""

    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the letter. The answer is the same whether something is kept or not."""
    form = Ask(request.POST if request.method == "POST" else None)
    is_asked = request.method == "POST" and form.is_valid()
    if is_asked:
        address = normal_address(form.cleaned_data["email"])
        here = request.META.get("REMOTE_ADDR", "")
        fine = limits.allows("privacy from", here, most=60, seconds=3600)
        if limits.allows("privacy of", address, most=3, seconds=3600) and fine:
            privacy.ask(address)
    context = {"form": form, "is_asked": is_asked}
    return render(request, "attendance/privacy.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def yours(request: HttpRequest, link: str) -> HttpResponse:
    """Show all that is kept; erase it when that is asked for, and confirmed by a tick."""
    address = _address(link)
    if request.method == "POST" and request.POST.get("sure") == "yes":
        privacy.erase_person(address)
        return redirect("attendance:erased")
    found = privacy.extract(address)
    missed = request.method == "POST"
    context = {"found": found, "link": link, "missed": missed}
    return _guard(render(request, "attendance/yours.html", context, status=422 if missed else 200))


@never_cache
@require_safe
def download(request: HttpRequest, link: str) -> HttpResponse:
    """Give it as a file."""
    response = JsonResponse(privacy.extract(_address(link)), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="registrations.json"'
    return _guard(response)


@require_safe
def erased(request: HttpRequest) -> HttpResponse:
    """It is done."""
    return render(request, "attendance/erased.html")


def _address(link: str) -> str:
    address = privacy.address_of(link)
    if address is None:
        raise Http404
    return address


def _guard(response: HttpResponse) -> HttpResponse:
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
