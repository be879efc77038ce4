"""What comes in by open doors.

A webhook's caller sends JSON with two headers: `X-Gorel-Timestamp`, whole seconds since 1970 UTC, and
`X-Gorel-Signature`, `sha256=` and the hexadecimal HMAC-SHA256 of timestamp, a full stop and the body, under the door's
secret. A call older than five minutes is refused; one that comes twice starts one case, known by its signature.
"""

from __future__ import annotations

import hashlib
import hmac
from http import HTTPStatus

import msgspec
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from gorel import forms
from gorel.cases import runtime
from gorel.cases.models import Case, Process, Resource
from gorel.forms import kept, received
from gorel.ground import limits, machine
from gorel.ground.language import spoken
from gorel.robots.doors.models import Door

LARGEST = 256_000  # bytes of a call
OLDEST = 300  # seconds


@csrf_exempt  # callers are systems; their signature is what is checked
@require_POST
def webhook(request: HttpRequest, uid: str) -> HttpResponse:
    """Start a case with the fields of the call. Answers 202 with the case's id, or a problem."""
    door = get_object_or_404(Door, uid=uid, kind=Door.WEBHOOK)
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return _problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"at most {LARGEST} bytes are taken")
    if not limits.allows("webhook", str(door.uid), most=600, seconds=60):
        return _problem(HTTPStatus.TOO_MANY_REQUESTS, "at most 600 calls a minute are taken; come again later")
    body, moment = request.body, request.headers.get("X-Gorel-Timestamp", "")
    wanted = "sha256=" + hmac.new(door.secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(wanted.encode(), request.headers.get("X-Gorel-Signature", "").encode()):
        return _problem(HTTPStatus.UNAUTHORIZED, "X-Gorel-Signature does not fit timestamp, body and secret")
    if not moment.isdigit() or abs(int(machine.now().timestamp()) - int(moment)) > OLDEST:
        return _problem(HTTPStatus.UNAUTHORIZED, f"X-Gorel-Timestamp is more than {OLDEST} seconds from now")
    try:
        variables = msgspec.json.decode(body)
    except msgspec.DecodeError as error:
        return _problem(HTTPStatus.BAD_REQUEST, f"the body is no JSON: {error}")
    if not isinstance(variables, dict):
        return _problem(HTTPStatus.BAD_REQUEST, "the body must be an object; its fields become variables")
    with transaction.atomic():
        Door.objects.select_for_update().get(pk=door.pk)
        key = f"webhook {wanted[7:39]}"
        same = Case.objects.filter(business_key=key, process__key=door.process, organisation=door.organisation).first()
        case = same or runtime.start(
            door.process, variables=variables, business_key=key, organisation=door.organisation_id
        )
    return JsonResponse({"case": str(case.uid)}, status=202)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, uid: str) -> HttpResponse:
    """Show a public form; what is sent starts a case."""
    return _form(request, get_object_or_404(Door.objects.select_related("organisation"), uid=uid, kind=Door.FORM))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, organisation: str, process: str) -> HttpResponse:
    """The same under an address that people can read: an organisation's short name and the process."""
    doors = Door.objects.select_related("organisation").filter(kind=Door.FORM)
    door = doors.filter(organisation__slug=organisation, process=process).order_by("pk").first()
    if door is None:
        raise Http404
    return _form(request, door)


def _form(request: HttpRequest, door: Door) -> HttpResponse:
    known = Resource.objects.filter(kind="form", key=door.form, space="").order_by("-version")
    found = known.filter(organisation=door.organisation).first() or known.filter(organisation=None).first()
    if found is None:
        raise Http404
    raw = msgspec.json.decode(bytes(found.content))
    schema, given = forms.parse(raw), forms.Answer({})
    is_busy = False
    if request.method == "POST":
        given = forms.read(schema, request.POST, files=received.files(request))
        if given.is_good:
            is_busy = not limits.allows("form", str(door.uid), most=120, seconds=60)
            if not is_busy:
                with transaction.atomic():
                    case = runtime.start(door.process, variables=given.values, organisation=door.organisation_id)
                    kept.bind(given.values, f"case:{case.uid}")
                return redirect(f"{request.path}?sent")
    language = spoken()
    context = {
        "title": raw.get("name") or raw.get("title") or _name(door),
        "organisation": door.organisation,
        "is_sent": "sent" in request.GET,
        "is_busy": is_busy,
        "fields": forms.render(schema, given.values, given.problems, language),
        "summary": forms.summary(schema, given.problems, language),
    }
    return render(request, "robots/doors/form.html", context, status=422 if given.problems else 429 if is_busy else 200)


def _name(door: Door) -> str:
    """Return what the process is called, for a form without a name of its own."""
    known = Process.objects.filter(key=door.process, space="").order_by("-version")
    found = known.filter(organisation=door.organisation).first() or known.filter(organisation=None).first()
    return (found.name if found else "") or door.process


def _problem(status: HTTPStatus, detail: str) -> JsonResponse:
    """Answer as RFC 9457 wants problems told."""
    return JsonResponse(
        {"title": status.phrase, "status": status.value, "detail": detail}, status=status.value,
        content_type="application/problem+json",
    )  # fmt: skip
