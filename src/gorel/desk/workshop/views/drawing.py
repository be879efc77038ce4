"""The editors for those who draw with a mouse, and what they ask the server: to save, to check, to evaluate."""

from __future__ import annotations

import json
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gorel.ability import registry
from gorel.ability.template import template
from gorel.accounts.rights import SignedIn, needs
from gorel.cases.values import from_json, to_json
from gorel.core import feel as language_of_rules
from gorel.core.dmn.words import say_value
from gorel.core.problems import ModelError, Problem
from gorel.core.say import say
from gorel.desk.workshop import files as sets
from gorel.desk.workshop import findings as found
from gorel.desk.workshop import saving
from gorel.desk.workshop.names import names
from gorel.desk.workshop.views import common
from gorel.ground import clock, limits
from gorel.ground.language import spoken
from gorel.ground.policy import edits_diagrams


@require_safe
@needs()
@edits_diagrams
def draw(request: SignedIn, uid: UUID) -> HttpResponse:
    """The picture, to be drawn with a mouse."""
    bench = common.find(request, uid)
    return _editor(request, bench, bench.picture) if bench.picture else redirect("workshop:draft", uid)


@require_safe
@needs()
@edits_diagrams
def draw_file(request: SignedIn, uid: UUID, name: str) -> HttpResponse:
    """Rules or a form, to be drawn with a mouse."""
    bench = common.find(request, uid)
    if name not in bench.files or sets.kind_of(name) == "test":
        raise Http404
    return _editor(request, bench, name)


def _editor(request: SignedIn, bench: common.Bench, name: str) -> HttpResponse:
    kind = sets.kind_of(name)
    uid = bench.draft.uid
    addresses = {
        "file": reverse("workshop:file", args=[uid, name]), "save": reverse("workshop:save", args=[uid]),
        "check": reverse("workshop:check", args=[uid]), "feel": reverse("workshop:feel", args=[uid]),
        "templates": reverse("workshop:templates"), "outline": reverse("workshop:outline", args=[uid]),
        "library": reverse("workshop:library", args=[uid]),
    }  # fmt: skip
    plain = {"picture": "workshop:outline", "rules": "workshop:table", "form": "workshop:form"}[kind]
    without = reverse(plain, args=[uid] if kind == "picture" else [uid, name])
    beside = [
        (other, reverse("workshop:draw" if sets.kind_of(other) == "picture" else "workshop:draw-file",
                        args=[uid] if sets.kind_of(other) == "picture" else [uid, other]))
        for other in bench.files
        if sets.kind_of(other) != "test"
    ]  # fmt: skip
    context = common.page(
        request, bench, "draw" if kind == "picture" else "overview", name=name, kind=kind,
        addresses=json.dumps(addresses), without=without, beside=beside, findings=_listed(bench.findings(), uid),
        sample=json.dumps(names(bench.files), ensure_ascii=False, indent=1),
    )  # fmt: skip
    return render(request, "workshop/editor.html", context)


@require_safe
@needs()
def templates(request: HttpRequest) -> HttpResponse:
    """Return what Görel can do as element templates, in the reader's language."""
    language = spoken()
    listed = [template(ability, language) for _type, ability in sorted(registry.known().items())]
    response = JsonResponse(listed, safe=False)
    response["Cache-Control"] = "private, max-age=300"
    return response


@require_POST
@needs()
def save(request: SignedIn, uid: UUID) -> HttpResponse:
    """Save one file as a new version, with what came along from the library, if nobody was first.

    Shape: as `common.drawn` -> {base} or 409 {by, base}.
    """
    bench, given = common.drawn(request, uid)
    if given is None:
        return JsonResponse({"problem": _("The file is too large, or is no file of the draft.")}, status=400)
    note = _("%(name)s drawn") % {"name": given.name}
    try:
        kept = saving.save(
            draft=bench.draft, files=bench.files, base=given.base, by=request.user, note=note, by_itself=True
        )
    except saving.Overtaken as overtaken:
        theirs, both = overtaken.theirs, reverse("workshop:overwrite", args=[uid])
        return JsonResponse({"base": theirs.number, "by": str(theirs.by or ""), "address": both}, status=409)
    except sets.BadFiles as bad:
        return JsonResponse({"problem": str(bad)}, status=400)
    saving.seen(draft=bench.draft, person=request.user)
    others = [str(person) for person in saving.others(bench.draft, request.user)]
    return JsonResponse({"base": kept.number, "others": others})


@require_POST
@needs()
def check(request: SignedIn, uid: UUID) -> HttpResponse:
    """Return what is wrong with the draft, were it as it is sent. Shape: as `common.drawn` -> {findings}."""
    bench, given = common.drawn(request, uid)
    if given is None:
        return JsonResponse({"problem": _("The file is too large, or is no file of the draft.")}, status=400)
    saving.seen(draft=bench.draft, person=request.user)
    others = [str(person) for person in saving.others(bench.draft, request.user)]
    return JsonResponse({
        "findings": _listed(bench.findings(), uid), "forms": sorted(found.form_ids(bench.files)),
        "rules": sorted(found.decisions(bench.files)), "others": others,
    })  # fmt: skip


@require_POST
@needs()
def feel(request: SignedIn, uid: UUID) -> HttpResponse:
    """Evaluate an expression. Shape: {text, sample} -> {value, said, warnings, names} or {problems}."""
    common.find(request, uid)
    try:
        given = json.loads(common.body(request)[:100_000])
        text, sample = str(given.get("text", ""))[:10_000], str(given.get("sample", ""))[:50_000]
    except (ValueError, AttributeError):
        return JsonResponse({"problem": _("The request cannot be read.")}, status=400)
    if not limits.allows("feel", str(request.user.pk), most=300, seconds=60):
        return JsonResponse({"problem": _("Too many at once. Wait a moment.")}, status=429)
    return JsonResponse(evaluated(text, sample))


def evaluated(text: str, sample: str) -> dict[str, Any]:
    """Return what an expression comes to with sample data, or what is wrong with either."""
    language = spoken()
    try:
        scope = from_json(sample) if sample.strip() else {}
    except ValueError:
        scope = None
    if not isinstance(scope, Mapping):
        return {"problems": [_('The sample data is no JSON. Write {"name": value}.')]}
    try:
        compiled = language_of_rules.compile(text.strip().removeprefix("="), names=list(scope))
    except ModelError as error:
        return {"problems": [say(problem, language) for problem in error.problems], "names": sorted(scope)}
    result = compiled.evaluate(dict(scope), now=clock.instant(), seed=0)
    value = language_of_rules.to_json(result.value)
    said = [say(warning, language) + _instead(warning, scope) for warning in result.warnings]
    return {
        "value": json.loads(to_json(value)), "said": say_value(value, language), "names": sorted(scope),
        "warnings": said,
    }  # fmt: skip


def _instead(warning: Problem, scope: Mapping[str, Any]) -> str:
    """Return the name that was perhaps meant by one that nothing has; "" where none is near."""
    if warning.code != "feel.unknown-name":
        return ""
    folded = {name.casefold(): name for name in scope}
    near = get_close_matches(str(warning.values.get("name", "")).casefold(), folded, n=1)
    return " " + _("Perhaps %(name)s?") % {"name": folded[near[0]]} if near else ""


def _listed(findings: list[found.Finding], uid: UUID) -> list[dict[str, Any]]:
    return [
        {"file": one.file, "element": one.element, "text": one.text, "error": one.is_error, "code": one.code}
        for one in findings
    ]
