"""The secretary's and organiser's pages: who is registered, who came, the numbers, and files of them."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from gorel.accounts.rights import SignedIn, needs, organisations_of
from gorel.attendance import actions, columns, files, looks, moments, queries, rules, seats
from gorel.attendance.sign_ups import settings_of
from gorel.attendance.words import ACTIVE, SEATED, Mode, State
from gorel.ground import sheets
from gorel.ground.export import as_csv
from gorel.programme.models import Point

PER_PAGE = 50
MANAGERS = ("secretary", "organiser")


def managed(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Guard a page about one point for those who look after its registrations, and give the view the point."""

    @never_cache
    @needs(*MANAGERS)
    def guarded(request: HttpRequest, point: UUID, **more: object) -> HttpResponseBase:
        found = get_object_or_404(Point.objects.select_related("organiser", "week", "sign_up"), uid=point)
        rules.require_manage(request.user, found)
        return view(request, found, **more)

    return guarded


@never_cache
@require_safe
@needs(*MANAGERS)
def points(request: HttpRequest) -> HttpResponse:
    """List the points that one signs up for, of the organisations that the person looks after."""
    organisations = [
        pk for role in MANAGERS for pk in organisations_of(request.user, role).values_list("pk", flat=True)
    ]
    found = (
        Point.objects.filter(organiser__in=organisations, registration_last_day_on__isnull=False)
        .select_related("organiser", "week", "sign_up")
        .annotate(
            registered=Count("registrations", filter=Q(registrations__state__in=ACTIVE)),
            waiting=Count("registrations", filter=Q(registrations__state=State.WAITING)),
            taken=Sum("registrations__seats", filter=Q(registrations__state__in=SEATED), default=0),
        )
        .order_by("-on_date", "pk")
    )
    shown = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "attendance/points.html", {"shown": shown})


@require_safe
@managed
def people(request: SignedIn, point: Point) -> HttpResponse:
    """List the registrations of one point."""
    state = request.GET.get("state", "")
    listed = queries.search(point, text=request.GET.get("q", ""), state=state)
    looks.note(request.user, point, looks.LIST)
    shown = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    files.show(shown.object_list)
    return render(
        request,
        "attendance/people.html",
        {
            "point": point,
            "shown": shown,
            "numbers": queries.numbers(point),
            "rooms": _rooms(point),
            "states": [(choice.value, choice.label) for choice in State if choice != State.RECEIVED],
            "state": state,
            "answer": rules.standing_or_none(point),
            "sign_up": settings_of(point),
            "link_at": moments.link_at(point),
            "looks": point.looks.select_related("person")[:10],
        },
    )


def _rooms(point: Point) -> list[tuple[str, int, int]]:
    """Return what has an end: a label, the seats taken, guests and offers among them, and the seats that there are."""
    labels = {"": _("Seats taken"), Mode.ON_SITE.value: _("Seats taken on site"),
              Mode.DIGITAL.value: _("Seats taken digitally")}  # fmt: skip
    limits = ((mode, seats.capacity(point, mode)) for mode in seats.modes(point))
    return [(labels[mode], seats.taken(point, mode), limit) for mode, limit in limits if limit is not None]


@require_safe
@managed
def export(request: SignedIn, point: Point, kind: str = "csv") -> HttpResponseBase:
    """Give the list as a file, with the same search as the page."""
    listed = queries.search(point, text=request.GET.get("q", ""), state=request.GET.get("state", ""))
    looks.note(request.user, point, looks.EXPORT)
    name = f"{point.slug}-{_('registrations')}"
    if kind == "xlsx":
        return sheets.as_xlsx(listed.iterator(), columns.of(point), name=name, sheet=_("Registrations"))
    return as_csv(listed.iterator(), columns.of(point), name=name)


@require_http_methods(["GET", "HEAD", "POST"])
@managed
def attendance(request: SignedIn, point: Point) -> HttpResponse:
    """Mark who came, a page of the list at a time."""
    listed = point.registrations.filter(state__in=ACTIVE).order_by("search_text", "pk")
    shown = Paginator(listed, 200).get_page(request.GET.get("page"))
    if request.method == "POST":
        here = [int(key) for key in request.POST.getlist("here") if key.isdigit()]
        listed_keys = [int(key) for key in request.POST.getlist("of") if key.isdigit()]
        count = actions.mark_attendance(point=point, here=here, of=listed_keys)
        said = ngettext(
            "Saved. %(count)d person of this page came.", "Saved. %(count)d people of this page came.", count
        )
        messages.success(request, said % {"count": count})
        return redirect(f"{request.path}?page={shown.number}")
    looks.note(request.user, point, looks.LIST)
    return render(request, "attendance/attendance.html", {"point": point, "shown": shown})
