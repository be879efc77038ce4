"""What colleagues do beside the work itself: comment on a case, follow it, keep a list as they like it."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gorel.accounts.rights import POWERS, SignedIn, needs
from gorel.cases.models import Case
from gorel.desk import listing, talking
from gorel.desk.models import Follow, SavedView
from gorel.desk.rights import visible_cases

MOST_VIEWS = 20
PAGES = {"inbox": "desk:inbox", "cases": "desk:cases"}
MOST_FOLLOWED = 200


@require_POST
@needs(*POWERS["work"])
def comment(request: SignedIn, uid: UUID) -> HttpResponse:
    """Say something about a case."""
    case = _case(request, uid)
    text = request.POST.get("text", "").strip()
    if not text:
        messages.error(request, _("Nothing was written. Write what you want to say, then press the button."))
    elif len(text) > talking.LONGEST:
        messages.error(request, _("The comment is longer than %(most)d characters.") % {"most": talking.LONGEST})
    else:
        talking.comment(case, text, by=request.user)
        messages.success(request, _("Your comment stands beside the case."))
    return redirect(_next(request) or reverse("desk:case", args=[uid]))


@require_POST
@needs()
def follow(request: SignedIn, uid: UUID) -> HttpResponse:
    """Follow a case, or stop following it."""
    case = _case(request, uid)
    if "stop" in request.POST:
        talking.unfollow(case, by=request.user)
        messages.success(request, _("You no longer follow the case."))
    else:
        talking.follow(case, by=request.user)
        messages.success(request, _("You follow the case. It stands under Following in the inbox."))
    return redirect(_next(request) or reverse("desk:case", args=[uid]))


@require_safe
@needs()
def following(request: SignedIn) -> HttpResponse:
    """The cases that the person follows; those with something new first."""
    own = Follow.objects.filter(person=request.user).values("case_id")
    cases = list(
        visible_cases(request.user)
        .filter(pk__in=own)
        .select_related("process", "organisation")
        .order_by("-pk")[:MOST_FOLLOWED]
    )
    new = talking.news(request.user, cases)
    rows = [(row, row.case.pk in new) for row in listing.rows(cases)]
    rows.sort(key=lambda pair: not pair[1])
    return render(request, "desk/following.html", {"rows": rows, "news": len(new)})


@require_POST
@needs()
def saved_view(request: SignedIn) -> HttpResponse:
    """Keep a list's filters under a name, or forget them."""
    page = request.POST.get("page", "")
    page = page if page in PAGES else "inbox"
    own = SavedView.objects.filter(person=request.user, page=page)
    if "forget" in request.POST:
        own.filter(pk=int(request.POST["forget"]) if request.POST["forget"].isdigit() else 0).delete()
        messages.success(request, _("The view is gone. No task and no case is."))
        return redirect(PAGES[page])
    name = request.POST.get("name", "").strip()[:60]
    pairs = parse_qsl(request.POST.get("query", "")[:1000])
    query = urlencode([(key, value) for key, value in pairs if key != "page" and value])
    if not name:
        messages.error(request, _("Give the view a name."))
    elif own.exclude(name=name).count() >= MOST_VIEWS:
        messages.error(request, _("You have %(most)d views already. Forget one first.") % {"most": MOST_VIEWS})
    else:
        own.update_or_create(name=name, defaults={"person": request.user, "page": page, "query": query})
        messages.success(request, _("The view “%(name)s” is kept.") % {"name": name})
    return redirect(f"{reverse(PAGES[page])}?{query}")


def views_of(request: SignedIn, page: str) -> list[SavedView]:
    """Return the views that the person has kept of a list."""
    return list(SavedView.objects.filter(person=request.user, page=page))


def _case(request: SignedIn, uid: UUID) -> Case:
    return get_object_or_404(visible_cases(request.user), uid=uid)


def _next(request: HttpRequest) -> str:
    address = request.POST.get("next", "")
    return address if url_has_allowed_host_and_scheme(address, allowed_hosts=None) else ""
