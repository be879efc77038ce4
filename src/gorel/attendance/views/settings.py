"""What the owner sets: link, moments, seats, who may come, reminders; and the point's own questions."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gorel import forms
from gorel.accounts.rights import SignedIn
from gorel.attendance import actions, sign_up_form
from gorel.attendance.questions_form import Questions, to_components, to_rows
from gorel.attendance.settings_form import SettingsForm
from gorel.attendance.sign_ups import settings_of
from gorel.attendance.views.secretary import managed
from gorel.ground.language import spoken
from gorel.ground.second_save import one_at_a_time
from gorel.programme import actions as programme
from gorel.programme.models import Point


@require_http_methods(["GET", "HEAD", "POST"])
@managed
@one_at_a_time
def settings(request: SignedIn, point: Point) -> HttpResponse:
    """Set the joining link, its moment, the last day, seats, who may come, reminders and the recording."""
    form = SettingsForm(request.POST if request.method == "POST" else None, point=point, sign_up=settings_of(point))
    if request.method == "POST" and form.is_valid():
        ours = form.ours()
        try:
            actions.set_up(point=point, by=request.user.actor, facts=form.facts(), **ours)
            messages.success(request, _("Saved. Görel goes by this from now on."))
        except programme.NotPossible:
            messages.error(request, _("The event is cancelled and cannot be changed."))
        return redirect("attendance:people", point=point.uid)
    status = 422 if form.errors else 200
    return render(request, "attendance/settings.html", {"point": point, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@managed
@one_at_a_time
def questions(request: SignedIn, point: Point) -> HttpResponse:
    """Write the point's own questions, and see them as the participants will."""
    sign_up = settings_of(point)
    rows = Questions(request.POST if request.method == "POST" else None, initial=to_rows(sign_up.questions))
    if request.method == "POST" and rows.is_valid():
        wanted = to_components([row.cleaned_data for row in rows])
        actions.set_up(
            point=point, by=request.user.actor, facts={}, opens_on=sign_up.opens_on, capacity=sign_up.capacity,
            questions=wanted,
        )  # fmt: skip
        messages.success(request, _("Saved. The form asks this from now on."))
        return redirect("attendance:questions", point=point.uid)
    preview = forms.render(sign_up_form.schema(point), {}, {}, spoken())
    wrong = request.method == "POST"
    return render(
        request,
        "attendance/questions.html",
        {"point": point, "rows": rows, "preview": preview, "is_wrong": wrong},
        status=422 if wrong else 200,
    )
