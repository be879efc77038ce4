"""What the pages of the workshop share: finding a draft, keeping a change of it, telling when somebody was first."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from gorel.accounts.rights import SignedIn
from gorel.core.bpmn.picture import NOTHING, Overlay
from gorel.desk.workshop import files as sets
from gorel.desk.workshop import findings as found
from gorel.desk.workshop import saving
from gorel.desk.workshop.models import Draft, Release, Version
from gorel.desk.workshop.outline import reading
from gorel.desk.workshop.rights import drafts_of
from gorel.ground import diagrams
from gorel.ground.language import spoken

LARGEST = sets.MOST_BYTES + 100_000


@dataclass
class Bench:
    """A draft on the table: the version that a page shows or a change is made to, with its files."""

    draft: Draft
    version: Version
    files: sets.Files

    @property
    def picture(self) -> str:
        return sets.picture_name(self.files)

    def drawing(self, label: str, overlay: Overlay = NOTHING) -> SafeString:
        """Return the picture in its frame, with what *overlay* tells on it."""
        data = self.files[self.picture]
        picture = diagrams.kept(("draft", sha256(data).digest()), lambda: data)
        return diagrams.show(picture, label, overlay, size="low")

    def findings(self) -> list[found.Finding]:
        return found.findings(self.files, self.draft.organisation, spoken())


def find(request: SignedIn, uid: UUID) -> Bench:
    """Return the draft if the person may work with it, at the version that a change names, else at its newest.

    Errors: Http404.
    """
    draft = get_object_or_404(drafts_of(request.user), uid=uid)
    number = request.POST.get("base", "")
    rows = draft.versions.order_by("-number")
    version = rows.filter(number__lte=int(number)).first() if number.isdigit() else rows.first()
    if version is None:
        raise Http404
    return Bench(draft, version, saving.load(version))


@dataclass(frozen=True, slots=True)
class Given:
    """What an editor sent: the file that it draws, and the version that it began from."""

    name: str
    base: int


def drawn(request: SignedIn, uid: UUID) -> tuple[Bench, Given | None]:
    """Return the draft as an editor has it, not saved yet; None beside it for what cannot be taken.

    Shape: {name, content, base, files}; files are rules and forms that came along from the library, or went again
    (null), by name.
    """
    bench = find(request, uid)
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return bench, None
    try:
        given = json.loads(body(request))
        name, data, base = sets.tidy(str(given["name"])), str(given["content"]).encode(), int(given.get("base", 0))
        beside = {sets.tidy(one): content and str(content).encode() for one, content in given.get("files", {}).items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        return bench, None
    version = bench.draft.versions.filter(number__lte=base).order_by("-number").first() if base else bench.version
    if version is None or name not in (files := saving.load(version)) or len(data) > sets.MOST_BYTES:
        return bench, None
    if any(sets.kind_of(one) not in ("rules", "form") for one in beside):
        return bench, None
    files |= {name: data} | {one: content for one, content in beside.items() if content}
    gone = {one for one, content in beside.items() if not content}
    bench.version, bench.files = version, {one: content for one, content in files.items() if one not in gone}
    return bench, Given(name, base)


def body(request: HttpRequest) -> bytes:
    """Return what was sent; nothing where it came as a form, which is taken apart before a view sees it."""
    return request.body if request.content_type == "application/json" else b""


def keep(request: SignedIn, bench: Bench, change: Mapping[str, bytes | None], note: str = "") -> HttpResponse | None:
    """Save changed files (None deletes one); return None when it is done, or the page that tells why not."""
    files = bench.files | {name: data for name, data in change.items() if data is not None}
    files = {name: data for name, data in files.items() if change.get(name, b"") is not None}
    try:
        saving.save(draft=bench.draft, files=files, base=bench.version.number, by=request.user, note=note)
    except saving.Overtaken as overtaken:
        return conflict(request, bench, change, overtaken)
    except sets.BadFiles as bad:
        messages.error(request, str(bad))
    saving.seen(draft=bench.draft, person=request.user)
    return None


def conflict(
    request: SignedIn, bench: Bench, change: Mapping[str, bytes | None], overtaken: saving.Overtaken
) -> HttpResponse:
    """Show both: what this person was saving, and what somebody else saved meanwhile. Nothing is lost."""
    theirs = saving.load(overtaken.theirs)
    rows = []
    for name, data in change.items():
        rows.append({
            "name": name,
            "content": base64.b64encode(data).decode() if data is not None else "",
            "is_gone": data is None,
            "mine": _lines(name, data),
            "theirs": _lines(name, theirs.get(name)),
        })  # fmt: skip
    context = {"draft": bench.draft, "rows": rows, "version": overtaken.theirs, "base": overtaken.base}
    return render(request, "workshop/conflict.html", page(request, bench, "", **context), status=409)


def _lines(name: str, data: bytes | None) -> list[str]:
    """Return a file as lines that people can compare: a picture's steps, else its text."""
    if data is None:
        return []
    if sets.kind_of(name) == "picture":
        drawn = sets.definitions({name: data})
        if drawn is not None:
            return [
                f"{row.name or row.kind_word} → {', '.join(way.target_name for way in row.ways)}"
                for row in reading.rows(drawn)
            ]
    return data.decode(errors="replace").splitlines()[:200]


def sent(request: HttpRequest) -> dict[str, bytes | None]:
    """Return the files that the page about a conflict brings back."""
    change: dict[str, bytes | None] = {}
    for name, content in zip(request.POST.getlist("name"), request.POST.getlist("content"), strict=False):
        try:
            change[sets.tidy(name)] = base64.b64decode(content, validate=True) if content else None
        except binascii.Error:
            continue
    return {name: data for name, data in change.items() if sets.kind_of(name)}


def page(request: SignedIn, bench: Bench, tab: str, **more: Any) -> dict[str, Any]:
    """Return what every page about a draft shows."""
    waiting = Release.objects.filter(
        draft=bench.draft, state__in=(Release.State.ASKED, Release.State.APPROVED)
    ).first()  # fmt: skip
    return {
        "draft": bench.draft,
        "version": bench.version,
        "base": bench.version.number,
        "tab": tab,
        "tabs": [
            ("overview", _("Overview"), "workshop:draft"),
            ("outline", _("Outline"), "workshop:outline"),
            ("draw", _("Drawing"), "workshop:draw"),
            ("try", _("Try out"), "workshop:try"),
            ("tests", _("Tests"), "workshop:tests"),
            ("release", _("Release"), "workshop:release"),
        ],
        "others": saving.others(bench.draft, request.user),
        "open_release": waiting,
        **more,
    }
