"""The outbox: every letter as its receiver sees it, for those who work for the organisation that it came from.

What is searched for may be somebody's address, so it never stands in an address of ours: it is kept in the session.
"""

from __future__ import annotations

from base64 import b64decode
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gorel.accounts import traces
from gorel.accounts.models import Trace
from gorel.accounts.rights import POWERS, SignedIn, needs
from gorel.cases import runtime
from gorel.cases.models import Case
from gorel.desk.cards import cards_for
from gorel.desk.rights import may_see_mail, visible_mails
from gorel.desk.words import MAIL_TONES
from gorel.ground import clock
from gorel.ground.language import spoken
from gorel.ground.policy import is_letter
from gorel.robots.mail import letters
from gorel.robots.mail.outbox import State
from gorel.robots.models import Mail

PER_PAGE = 40
_SEARCH = "desk.outbox.search"


@require_safe
@needs()
def outbox(request: SignedIn) -> HttpResponse:
    """Every letter, the latest first."""
    kind, state, day = request.GET.get("kind", ""), request.GET.get("state", ""), _day(request.GET.get("day", ""))
    search = request.session.get(_SEARCH, "")
    mine = visible_mails(request.user)
    found = _found(mine, kind, state, day, search)
    page = Paginator(found.order_by("-pk"), PER_PAGE).get_page(request.GET.get("page"))
    kinds = mine.order_by("kind").values_list("kind", flat=True).distinct()
    return render(
        request,
        "desk/outbox.html",
        {
            "page": page,
            "rows": [(mail, kind_title(mail.kind), MAIL_TONES.get(mail.state, "")) for mail in page.object_list],
            "kinds": [(one, kind_title(one)) for one in kinds],
            "states": State.choices,
            "kind": kind,
            "state": state,
            "day": day,
            "search": search,
            "is_filtered": bool(kind or state or day or search),
            "count": page.paginator.count,
        },
    )


@require_POST
@needs()
def search(request: HttpRequest) -> HttpResponse:
    """Remember what to search for, and show the list."""
    request.session[_SEARCH] = request.POST.get("q", "").strip()[:100]
    kept = {name: request.POST[name] for name in ("kind", "state", "day") if request.POST.get(name)}
    return redirect(f"{request.path.removesuffix('search/')}{'?' + urlencode(kept) if kept else ''}")


@require_safe
@needs()
def mail(request: SignedIn, uid: UUID) -> HttpResponse:
    """One letter: to whom, when, why, and what it says."""
    found = _letter(request, uid)
    case = Case.objects.filter(uid=found.case).select_related("process").first() if found.case else None
    key = case.business_key if case else ""
    traces.note(request, Trace.Kind.VIEWED, about=f"letter {found.uid}", organisation=found.organisation_id)
    return render(
        request,
        "desk/mail.html",
        {
            "mail": found,
            "kind": kind_title(found.kind),
            "tone": MAIL_TONES.get(found.state, ""),
            "case": case,
            "card": cards_for([key]).get(key) if key else None,
            "files": [
                (number, one["name"], one["type"].partition(";")[0]) for number, one in enumerate(found.attachments)
            ],
        },
    )


@require_POST
@needs(*POWERS["work"])
def again(request: SignedIn, uid: UUID) -> HttpResponse:
    """Send the letter once more, as it reads now: to the address that stands in what it is about."""
    found = _letter(request, uid)
    if found.kind and not found.is_erased:
        about = found.about
        runtime.start(
            "letter",
            variables={"kind": found.kind, "about": about},
            business_key=about,
            organisation=found.organisation_id,
            by=request.user.actor,
        )
        messages.success(request, _("Görel sends the letter once more, as it reads now."))
    return redirect("desk:mail", uid=uid)


@require_safe
@needs()
@is_letter
def letter(request: SignedIn, uid: UUID) -> HttpResponse:
    """The letter's HTML alone, for the frame of its page."""
    response = HttpResponse(_letter(request, uid).html)
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    return response


@require_safe
@needs()
def attachment(request: SignedIn, uid: UUID, number: int) -> HttpResponse:
    """One file of a letter, as a download."""
    files = _letter(request, uid).attachments
    if number >= len(files):
        raise Http404
    response = HttpResponse(b64decode(files[number]["data"]), content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=files[number]["name"])
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def kind_title(kind: str) -> str:
    """Return what letters of this kind are called."""
    known = letters.known().get(kind)
    if known is None:
        return kind
    language = spoken()
    return known.title.get(language) or known.title["sv"]


def _letter(request: SignedIn, uid: UUID) -> Mail:
    found = get_object_or_404(Mail, uid=uid)
    if not may_see_mail(request.user, found):
        raise Http404
    return found


def _found(mine: QuerySet[Mail], kind: str, state: str, day: date | None, search: str) -> QuerySet[Mail]:
    found = mine
    if kind:
        found = found.filter(kind=kind)
    if state in State.values:
        found = found.filter(state=state)
    if day is not None:
        start = datetime.combine(day, time(), clock.ZONE)
        end = datetime.combine(day + timedelta(days=1), time(), clock.ZONE)
        found = found.filter(queued_at__gte=start, queued_at__lt=end)
    if search:
        found = found.filter(Mail.objects.holding(search))
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
