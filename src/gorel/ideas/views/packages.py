"""Packages: looking into them, their tests, installing, updating with one's own changes beside theirs, reporting back.

All but two pages are an administrator's. Everybody may fetch a package that a published solution carries, and any
installation may post a signed report.
"""

from __future__ import annotations

import difflib
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gorel.accounts.rights import SignedIn, needs, organisations_of
from gorel.cases import runtime
from gorel.core.problems import ModelError
from gorel.core.say import say
from gorel.forms import received, uploads
from gorel.ground import clock, limits
from gorel.ground.language import spoken
from gorel.ideas.models import Installation, Package, SigningKey
from gorel.ideas.packages import archive, installing, looking, making, reporting, signing, trying
from gorel.ideas.packages import manifest as manifests
from gorel.ideas.packages.merging import Change
from gorel.ideas.packages.problems import BadPackage
from gorel.ideas.words import State

CHIEF = "administrator"
MOST_LINES = 60


@require_http_methods(["GET", "HEAD", "POST"])
@needs(CHIEF)
def listing(request: HttpRequest) -> HttpResponseBase:
    """Packages, installations and keys; a file that is sent is looked into and kept."""
    trouble = ""
    if request.method == "POST":
        file = received.files(request).get("file")
        try:
            if file is None or (file.size or 0) > archive.MOST_PACKED:
                raise BadPackage("not-a-zip")
            kept = making.keep(file.read(archive.MOST_PACKED + 1))
            return redirect("packages:package", uid=kept.uid)
        except (BadPackage, ModelError) as error:
            trouble = _sentence(error)
        except uploads.Refused:
            trouble = received.over([file])
    context = {
        "packages": Package.objects.defer("content").select_related("signer", "solution"),
        "installations": _own_installations(request)
        .select_related("package", "organisation")
        .defer("package__content"),
        "keys": SigningKey.objects.order_by("-is_own", "name"),
        "trouble": trouble,
    }
    return render(request, "packages/list.html", context, status=422 if trouble else 200)


@require_safe
@needs(CHIEF)
def package(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Look into a package: what is in it, what it needs, what is missing here, how its tests went."""
    return _page(request, get_object_or_404(Package.objects.select_related("signer"), uid=uid))


@require_POST
@needs(CHIEF)
def test(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Run a package's tests, in memory."""
    row = get_object_or_404(Package, uid=uid)
    results = trying.run(looking.look(bytes(row.content)).files, now=clock.instant(), language=spoken())
    row.tests = [{"name": one.name, "passed": one.passed, "reason": one.reason} for one in results]
    row.tests_passed = all(one.passed for one in results)
    row.save(update_fields=["tests", "tests_passed"])
    return redirect("packages:package", uid=uid)


@require_POST
@needs(CHIEF)
def install(request: SignedIn, uid: UUID) -> HttpResponseBase:
    """Put a package to use for one of one's organisations, with the values that were written."""
    row = get_object_or_404(Package.objects.select_related("signer"), uid=uid)
    organisation = get_object_or_404(organisations_of(request.user, CHIEF), slug=request.POST.get("organisation", ""))
    values = {
        one["key"]: request.POST.get(f"value-{one['key']}", one["default"]) for one in row.manifest.get("values", [])
    }
    try:
        made = installing.install(package=row, organisation=organisation, values=values, by=request.user.actor)
    except (BadPackage, ModelError) as error:
        return _page(request, row, trouble=_sentence(error), values=values)
    messages.success(request, _("Installed. New cases can begin."))
    return redirect("packages:installed", uid=made.uid)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(CHIEF)
def installed(request: SignedIn, uid: UUID) -> HttpResponseBase:
    """An installation: its benefit, newer packages, and whether the benefit is reported back."""
    row = get_object_or_404(_own_installations(request).select_related("package", "organisation"), uid=uid)
    if request.method == "POST":
        _choose_reporting(row, request)
        messages.success(request, _("It is saved."))
        return redirect("packages:installed", uid=uid)
    cases, minutes = reporting.benefit(row)
    newer = [
        one
        for one in Package.objects.filter(name=row.name).select_related("signer").defer("content")
        if _is_newer(one, row)
    ]
    context = {"row": row, "cases": cases, "minutes": minutes, "newer": newer}
    return render(request, "packages/installed.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(CHIEF)
def update(request: SignedIn, uid: UUID, package: UUID) -> HttpResponseBase:
    """What an update would change, with one's own changes beside it; conflicts are chosen one by one."""
    row = get_object_or_404(_own_installations(request).select_related("package", "organisation"), uid=uid)
    new = get_object_or_404(Package.objects.select_related("signer"), uid=package)
    choices = {
        name.removeprefix("choice-"): side
        for name, side in request.POST.items()
        if name.startswith("choice-") and side in ("ours", "theirs")
    }
    trouble = ""
    try:
        planned = installing.plan(row, new, choices)
    except BadPackage as error:
        messages.info(request, str(error))
        return redirect("packages:installed", uid=uid)
    if request.method == "POST":
        try:
            installing.update(installation=row, package=new, choices=choices, by=request.user.actor)
            messages.success(request, _("Updated. Cases that go on keep their version; new ones take this one."))
            return redirect("packages:installed", uid=uid)
        except (BadPackage, ModelError) as error:
            trouble = _sentence(error)
    files = [
        (
            path,
            [
                (change, _lines(change), choices.get(f"{path}/{change.part}"))
                for change in one.changes
                if not change.drawn
            ],
        )
        for path, one in planned.merged.items()
    ]
    context = {"row": row, "new": new, "files": files, "planned": planned, "trouble": trouble}
    return render(request, "packages/update.html", context, status=422 if trouble else 200)


@require_POST
@needs(CHIEF)
def key(request: SignedIn, pk: int) -> HttpResponseBase:
    """Trust a key, or no longer."""
    row = get_object_or_404(SigningKey, pk=pk, is_own=False)
    signing.trust(key=row, by=request.user.actor, trusted=request.POST.get("trust") == "yes")
    return redirect("packages:list")


@require_safe
def fetch(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """A package file: everybody's when a published solution carries it, else an administrator's."""
    row = get_object_or_404(Package.objects.select_related("solution"), uid=uid)
    is_open = row.is_public and row.solution is not None and row.solution.state == State.PUBLISHED
    if not is_open and not organisations_of(request.user, CHIEF).exists():
        raise Http404
    response = HttpResponse(bytes(row.content), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{row.name}-{row.version}.gorel"'
    response["ETag"] = f'"{row.digest}"'
    return response


@require_safe
@needs(CHIEF)
def own_report(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The signed report of an installation, as a file to send."""
    row = get_object_or_404(_own_installations(request).select_related("package"), uid=uid)
    response = HttpResponse(reporting.write(row), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{row.name}-report.json"'
    return response


@csrf_exempt  # other installations post here; what counts is the signature, no session is read
@require_POST
def report(request: HttpRequest) -> HttpResponseBase:
    """Take a signed report in. Answers problem+json when it cannot be taken."""
    if not limits.allows("package report", request.META.get("REMOTE_ADDR", ""), most=60, seconds=3600):
        return _problem(429, "Too many reports within an hour.")
    if int(request.headers.get("Content-Length") or 0) > reporting.MOST_BYTES:
        return _problem(413, f"At most {reporting.MOST_BYTES} bytes.")
    try:
        row = reporting.receive(request.body)
    except BadPackage as error:
        return _problem(400, error.args[0])
    return JsonResponse({"received": True, "confirmed": row.is_confirmed}, status=201)


def _problem(status: int, detail: str) -> JsonResponse:
    titles = {400: "Bad report", 413: "Too large", 429: "Too many"}
    body = {"type": "about:blank", "title": titles[status], "status": status, "detail": detail}
    return JsonResponse(body, status=status, content_type="application/problem+json")


def _page(
    request: HttpRequest, row: Package, *, trouble: str = "", values: dict[str, str] | None = None
) -> HttpResponse:
    looked = looking.look(bytes(row.content))
    howto = looked.files.get("howto.md", b"").decode("utf-8", "replace")
    wanted = [(one, one not in looked.lacking) for one in looked.manifest.needs.abilities]
    context: dict[str, Any] = {
        "row": row, "manifest": looked.manifest, "wanted": wanted, "howto": howto, "trouble": trouble,
        "findings": [say(one, spoken()) for one in looked.problems()],
        "organisations": organisations_of(request.user, CHIEF), "fingerprint": _spaced(looked.fingerprint),
        "values": [(one, (values or {}).get(one.key, one.default)) for one in looked.manifest.values],
        "installations": _own_installations(request).filter(package__name=row.name).select_related("organisation"),
        "language": spoken(),
    }  # fmt: skip
    return render(request, "packages/package.html", context, status=422 if trouble else 200)


def _choose_reporting(row: Installation, request: SignedIn) -> None:
    """Write whether and where the benefit is reported; the first time its case begins."""
    wants = request.POST.get("reports") == "yes"
    begins = wants and not row.reports
    row.reports = wants
    row.report_name = request.POST.get("report_name", "").strip()[:200]
    row.save(update_fields=["reports", "report_name"])
    if begins and row.report_to:
        uid = str(row.uid)
        runtime.start(
            "package-report", variables={"installation": uid}, business_key=uid, organisation=row.organisation,
            by=request.user.actor,
        )  # fmt: skip


def _own_installations(request: HttpRequest) -> Any:
    return Installation.objects.filter(organisation__in=organisations_of(request.user, CHIEF))


def _is_newer(package: Package, row: Installation) -> bool:
    return manifests.newer(package.version, row.package.version)


def _lines(change: Change) -> list[tuple[str, str]]:
    """Return what differs, line by line: `-` as it was, `+` as it becomes (ours in a conflict is told first)."""
    before, after = change.before or "", (change.ours if change.who == "ours" else change.theirs) or ""
    told = list(difflib.ndiff(_split(before), _split(after)))
    if change.who == "conflict":
        told = [f"~ {line}" for line in _split(change.ours or "")] + told
    return [(line[:1], line[2:]) for line in told if line[:1] in "+-~" and line[2:].strip()][:MOST_LINES]


def _split(text: str) -> list[str]:
    return text.replace("><", ">\n<").splitlines()


def _sentence(error: BadPackage | ModelError) -> str:
    return str(error) if isinstance(error, BadPackage) else say(error.problems[0], "sv")


def _spaced(mark: str) -> str:
    return " ".join(mark[at : at + 4] for at in range(0, 32, 4))
