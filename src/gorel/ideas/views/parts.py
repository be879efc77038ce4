"""What several pages do the same way: find a row that may be seen, ask for sign-in, show a form."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render

from gorel.ideas import rules
from gorel.ideas.models import STAGES, Stage

View = Callable[..., HttpResponseBase]


def signed_in(view: View) -> View:
    """Guard a page for everybody who can sign in: an employee without any other role, too."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **more: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **more)

    return guarded


def seen(request: HttpRequest, kind: str, **key: Any) -> Any:
    """Return the row, as the person may see it; 404 otherwise, so that nobody learns that it is there."""
    if kind not in STAGES:
        raise Http404
    key = {name: str(value).replace("\x00", "") for name, value in key.items()}
    return get_object_or_404(rules.visible(STAGES[kind], request.user).distinct(), **key)


def writable(request: HttpRequest, kind: str, **key: Any) -> Any:
    """Return the row, if the person may change it now."""
    row = seen(request, kind, **key)
    if not rules.may_change(request.user, row):
        raise Http404
    return row


def page_of_form(
    request: HttpRequest, form: Any, *, title: Any, lead: Any = "", button: Any = "", back: str = "/ideas/",
    back_label: Any = "", row: Stage | None = None, **more: Any,
) -> HttpResponse:  # fmt: skip
    """Show a form by itself on a page; 422 when what was sent is wrong."""
    context = {
        "form": form, "title": title, "lead": lead, "button": button, "back": back, "back_label": back_label,
        "row": row,
    }  # fmt: skip
    return render(request, "ideas/form.html", context | more, status=422 if form.is_bound else 200)
