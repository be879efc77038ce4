"""The participant's own pages, behind an address that nobody can guess: see, correct, withdraw, answer, join, tell."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from gorel import forms
from gorel.attendance import actions, feedback, moments, sign_up_form
from gorel.attendance.models import Registration
from gorel.attendance.words import ACTIVE, State
from gorel.forms import received
from gorel.ground import clock
from gorel.ground.language import spoken

View = Callable[..., HttpResponse]
OPENS_MINUTES = 30  # so long before the beginning "you can join now" says so


def _private(view: View) -> View:
    """Keep the address out of caches, search engines, and other sites' logs.

    Not "no-referrer": browsers then send the page's own forms without their origin, and those are refused.
    """

    @wraps(view)
    def guarded(request: HttpRequest, token: str) -> HttpResponse:
        registration = get_object_or_404(
            Registration.objects.select_related("point__organiser", "point__week", "point__sign_up"), token=token
        )
        response = view(request, registration)
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return never_cache(guarded)


@require_http_methods(["GET", "HEAD", "POST"])
@_private
def mine(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Show the registration; take a correction."""
    point, language = registration.point, spoken()
    link_at = None if registration.comes_to_the_room else moments.link_at(point)
    can_change = registration.state in (*ACTIVE, State.WAITING) and not point.has_ended()
    schema = sign_up_form.own(point)
    given = forms.Answer(_shown(registration))
    if request.method == "POST" and can_change:
        given = sign_up_form.read(schema, request.POST, point, received.files(request))
        if given.is_good:
            _correct(request, registration, given)
            return redirect(registration)
    return render(
        request,
        "attendance/mine.html",
        {
            "registration": registration,
            "point": point,
            "fields": forms.render(schema, given.values, given.problems, language),
            "answers": forms.render(schema, given.values, {}, language, readonly=True, own=True),
            "summary": forms.summary(schema, given.problems, language),
            "can_change": can_change,
            "link_at": link_at,
            "is_waiting_for_link": (link_at or clock.now()) > clock.now(),
            "has_ended": point.has_ended(),
            "place_in_queue": _place(registration),
        },
        status=422 if given.problems else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@_private
def withdraw(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Ask once more, then withdraw."""
    if not registration.is_open or registration.point.has_ended():
        return redirect(registration)
    if request.method == "POST":
        try:
            actions.withdraw(registration=registration)
        except actions.NotPossible:
            _cannot(request)
        return redirect(registration)
    context = {
        "registration": registration, "point": registration.point,
        "is_waiting": registration.state == State.WAITING,
    }  # fmt: skip
    return render(request, "attendance/withdraw.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@_private
def offer(request: HttpRequest, registration: Registration) -> HttpResponse:
    """A seat is offered: yes or no."""
    is_offered = registration.state == State.OFFERED
    if request.method == "POST" and is_offered:
        answer = actions.accept if request.POST.get("answer") == "yes" else actions.decline
        try:
            answer(registration=registration)
        except actions.NotPossible:
            messages.error(request, _("The time to answer is out, and the seat has gone on."))
        return redirect(registration)
    if not is_offered:
        return redirect(registration)
    return render(request, "attendance/offer.html", {"registration": registration, "point": registration.point})


@require_http_methods(["GET", "HEAD", "POST"])
@_private
def prove(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Confirm that the address is one's own. A button, since programs that look through mail follow links."""
    if registration.state != State.UNPROVEN:
        return redirect(registration)
    if request.method == "POST":
        actions.prove(registration=registration)
        if not Registration.objects.filter(pk=registration.pk).exists():  # it closed in the meantime
            return render(request, "attendance/too_late.html", {"point": registration.point})
        return redirect(registration)
    return render(request, "attendance/prove.html", {"registration": registration, "point": registration.point})


@require_safe
@_private
def now(request: HttpRequest, registration: Registration) -> HttpResponse:
    """You can join now – or when you can. With script the page asks each minute and is told only what is new."""
    point = registration.point
    begins = moments.starts_at(point)
    minutes = None if begins is None else (begins - clock.now()).total_seconds() / 60
    is_open = minutes is not None and minutes <= OPENS_MINUTES and not point.has_ended()
    joins = registration.shows_link and bool(point.joining_link) and not registration.comes_to_the_room
    state = (
        "held" if point.has_ended() else "off" if not registration.is_active else "open" if is_open and joins
        else "linked" if joins else "soon"
    )  # fmt: skip
    if request.GET.get("seen") == state:
        return HttpResponse(status=204)  # nothing new: nothing is changed or read aloud
    return render(
        request,
        "attendance/now.html",
        {
            "registration": registration,
            "point": point,
            "begins": begins,
            "state": state,
            "joins": joins,
            "has_ended": point.has_ended(),
            "link_at": None if registration.comes_to_the_room else moments.link_at(point),
        },
    )


class Opinion(django_forms.Form):
    """Three questions."""

    score = django_forms.TypedChoiceField(
        label=_("How good was it for you?"),
        coerce=int,
        error_messages={"required": _("Choose one of the answers.")},
        choices=[
            (5, _("Very good")),
            (4, _("Good")),
            (3, _("Neither good nor bad")),
            (2, _("Bad")),
            (1, _("Very bad")),
        ],
        widget=django_forms.RadioSelect,
    )
    good = django_forms.CharField(
        label=_("What was good?"), required=False, max_length=2000, widget=django_forms.Textarea(attrs={"rows": 3})
    )
    better = django_forms.CharField(
        label=_("What could be better?"), required=False, max_length=2000,
        widget=django_forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@_private
def opinion(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Take what somebody thought. It is kept without a tie to who said it, and taken once."""
    point = registration.point
    can_answer = registration.is_active and point.has_ended() and not registration.has_answered
    form = Opinion(request.POST if request.method == "POST" else None)
    if request.method == "POST" and can_answer and form.is_valid():
        feedback.take(registration=registration, **form.cleaned_data)
        return redirect("attendance:feedback", token=registration.token)
    context = {"registration": registration, "point": point, "form": form, "can_answer": can_answer}
    return render(request, "attendance/opinion.html", context, status=422 if form.errors and can_answer else 200)


def _correct(request: HttpRequest, registration: Registration, given: forms.Answer) -> None:
    wish = sign_up_form.wish_of(given.values)
    changes = {name: wish[name] for name in actions.CORRECTABLE if name in given.values}
    try:
        actions.correct(registration=registration, name=wish["name"], organisation=wish["organisation"], **changes)
        messages.success(request, _("Your registration is corrected. A confirmation is on its way by mail."))
    except actions.NotPossible as error:
        if str(error) == "full":
            messages.error(request, _("There are not seats enough for so many guests."))
        else:
            _cannot(request)


def _cannot(request: HttpRequest) -> None:
    messages.error(request, _("The registration cannot be changed any more."))


def _shown(registration: Registration) -> dict[str, object]:
    names = ("name", "organisation", "food", "access", "is_protected")
    values: dict[str, object] = {name: getattr(registration, name) for name in names}
    return values | {"guests": "\n".join(registration.guests), "answers": registration.answers}


def _place(registration: Registration) -> int:
    if registration.state != State.WAITING:
        return 0
    before = registration.point.registrations.filter(
        state=State.WAITING, mode=registration.mode, pk__lt=registration.pk
    )
    return before.count() + 1
