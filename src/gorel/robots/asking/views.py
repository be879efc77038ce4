"""The page of somebody who was asked: the form, a thank-you, or why it is too late."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gorel import forms
from gorel.cases import runtime
from gorel.forms import kept, received
from gorel.ground import clock
from gorel.ground.language import spoken
from gorel.robots.asking.models import Ask, find

ANSWERED = "person.answered"
KEEP = timedelta(days=30)  # so long an answer waits for its case to listen


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, signed: str) -> HttpResponse:
    """Show the form; take the answer, once."""
    found = find(signed)
    if found is None:
        raise Http404
    language = spoken()
    schema = forms.parse(found.form)
    given = forms.Answer({})
    is_open = found.answered_at is None and clock.now() < found.expires_at
    if request.method == "POST" and is_open:
        given = forms.read(schema, request.POST, files=received.files(request))
        if given.is_good:
            _take(found, given)
            return redirect(found)
    response = render(
        request,
        "robots/asking/answer.html",
        {
            "ask": found,
            "is_open": is_open,
            "fields": forms.render(schema, given.values, given.problems, language),
            "summary": forms.summary(schema, given.problems, language),
        },
        status=422 if given.problems else 200,
    )
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _take(found: Ask, given: forms.Answer) -> None:
    """Give the answer to the case, and remember that it came, together. Of two that send at once the first counts."""
    with transaction.atomic():
        first = Ask.objects.filter(pk=found.pk, answered_at=None).update(answered_at=clock.now())
        if first:
            kept.bind(given.values, f"case:{found.case}")
            runtime.publish(
                ANSWERED, str(found.uid), given.values, time_to_live=KEEP, message_id=str(found.uid),
                organisation=found.organisation_id,
            )  # fmt: skip
