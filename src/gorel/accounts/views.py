"""Sign in with a code by e-mail, sign out, change the language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as django_set_language

from gorel.accounts import doors
from gorel.accounts.models import Membership, Person, SignIn

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    if request.user.is_authenticated:
        doors.record(SignIn.Kind.SIGNED_OUT, person=request.user, request=request)
        logout(request)
    return HttpResponseRedirect("/")


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Speak another language from now on; who is signed in gets letters in it, too."""
    code = request.POST.get("language", "")
    if request.user.is_authenticated and code in dict(settings.LANGUAGES):
        Person.objects.filter(pk=request.user.pk).update(language=code)
    return django_set_language(request)


def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Show the people of the demo, and sign in as one of them. Exists in a demo home only."""
    if not settings.DEMO:
        raise Http404
    if request.method == "POST":
        person = get_object_or_404(Person, pk=request.POST.get("person", "0"), is_active=True)
        login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
        doors.record(SignIn.Kind.DEMO_SIGNED_IN, person=person, request=request)
        response = HttpResponseRedirect(_next(request) or get_adapter().get_login_redirect_url(request))
        doors.speak(person, request, response)
        return response
    people = Person.objects.filter(is_active=True).prefetch_related("memberships__organisation").order_by("name")
    shown = [(person, *_told(list(person.memberships.all()))) for person in people]
    return render(request, "accounts/demo_sign_in.html", {"people": shown, "next": _next(request)})


def _told(memberships: list[Membership]) -> tuple[str, str]:
    """Return the roles and the organisations of memberships, each once."""
    roles = dict.fromkeys(str(membership.get_role_display()) for membership in memberships)
    organisations = dict.fromkeys(membership.organisation.name for membership in memberships)
    return ", ".join(roles).capitalize(), " · ".join(organisations)


def _next(request: HttpRequest) -> str:
    """Return the page of ours that the person was on the way to; "" when there was none."""
    to = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(to, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return to if is_ours else ""
