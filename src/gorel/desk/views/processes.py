"""The list of processes, the page of one, its picture, and two versions of it compared."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gorel.accounts.rights import SignedIn, has, needs
from gorel.cases import policies
from gorel.cases.models import Policy, Process
from gorel.core.bpmn.picture import Overlay
from gorel.desk import bounded, people, pictures, systems
from gorel.desk.models import Measure
from gorel.desk.processes import figures, used
from gorel.desk.processes.comparing import compare
from gorel.desk.processes.passing import LATEST, SHOWN, passing
from gorel.desk.processes.taught import Taught, taught
from gorel.desk.workshop.rights import drafts_of
from gorel.ground import diagrams
from gorel.ground.export import Column, as_csv
from gorel.ground.language import is_english

PER_PAGE = 50
HEALTH = ("troubled", "paused", "lacking", "well")
FEW = 20


@require_safe
@needs()
def process_list(request: SignedIn) -> HttpResponse:
    """The processes that the person may look into, with how they are."""
    asked = _asked(request)
    found, is_more = _found(request, asked, most=bounded.MOST)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    words = (_("something is wrong"), _("paused"), _("owner or stand-in missing"), _("well"))
    return render(
        request,
        "desk/processes.html",
        {
            **asked,
            "page": page,
            "in_use": [row for row in page if row.needs_a_look],
            "at_rest": [row for row in page if not row.needs_a_look],
            "count": len(found),
            "looked_at": bounded.MOST if is_more else None,
            "is_filtered": any(asked.values()),
            "healths": list(zip(HEALTH, words, strict=True)),
            "many": len({row.taught.organisation.pk for row in found}) > 1,
        },
    )


@require_safe
@needs()
def export(request: SignedIn) -> HttpResponseBase:
    """The same list as a file."""
    columns: list[Column] = [
        (_("Process"), lambda row: row.taught.name),
        (_("Organisation"), lambda row: row.taught.organisation.name),
        (_("Owner"), lambda row: row.taught.steward.owner),
        (_("Stands in"), lambda row: row.taught.steward.backup),
        (_("State"), lambda row: "; ".join(words for words, _tone in row.health)),
        (_("Cases now"), lambda row: row.now),
        (_("Open incidents"), lambda row: row.incidents),
        (_("Late tasks"), lambda row: row.late),
        (_("Started, 30 days"), lambda row: row.started),
        (_("Ended, 30 days"), lambda row: row.finished),
        (_("Counted"), lambda row: row.at),
        (_("Version"), lambda row: row.taught.newest.version),
        (_("Key"), lambda row: row.taught.key),
    ]
    return as_csv(_found(request, _asked(request))[0], columns, name=_("Processes"))


@require_safe
@needs()
def process_page(request: SignedIn, organisation: str, key: str) -> HttpResponse:
    """One process as an organisation runs it: how it is, where cases stand, what it leans on, what changed."""
    one = find(request, organisation, key)
    versions = list(one.versions())
    version = next((row for row in versions if str(row.version) == request.GET.get("version", "")), versions[0])
    shown = request.GET.get("show", "now")
    shown = shown if shown in SHOWN else "now"
    passes = passing(version, one.organisation)
    measures, row = list(_measures(one)), figures.rows([one])[0]
    standing_in = {} if row.at else figures.by_version(one, versions)
    actors = {row.by for row in measures} | {row.resource.deployment.by for row in versions} - {""}
    names = people.names(actors)
    return render(
        request,
        "desk/process.html",
        {
            "one": one,
            "row": row,
            "version": version,
            "versions": [
                (row, names.get(row.resource.deployment.by, people.GOREL), standing_in.get(row.pk, 0))
                for row in versions
            ],
            "others": [
                (row, standing_in[row.pk]) for row in versions if row.pk in standing_in and row.pk != version.pk
            ],
            "draft": drafts_of(request.user).filter(organisation=one.organisation, key=one.key).order_by("-pk").first(),
            "shown": shown,
            "choices": SHOWN.items(),
            "legend": SHOWN[shown],
            "passes": passes,
            "latest": LATEST,
            "drawing": diagrams.show(
                pictures.picture(version),
                _("The process “%(name)s” as a picture. The same stands in the table of steps.") % {"name": one.name},
                passes.heat(shown),
            ),
            "rules": used.rules_of(version, one.organisation),
            "forms": used.forms_of(version, one.organisation),
            "by_hand": used.by_hand(version),
            "may_teach": has(request.user, "teach"),
            "systems": systems.of(one),
            "is_english": is_english(),
            "measures": [(row, names[row.by]) for row in measures],
            **pause_context(one),
        },
    )


@require_safe
@needs()
def comparison(request: SignedIn, organisation: str, key: str) -> HttpResponse:
    """What changed from one version to another; the two newest when none are named."""
    one = find(request, organisation, key)
    versions = list(one.versions())
    new = _version(versions, request.GET.get("new", ""), versions[0])
    before = next((row for row in versions if row.version < new.version), versions[-1])
    old = _version(versions, request.GET.get("old", ""), before)
    compared = compare(old, new)
    context = {"one": one, "versions": versions, "compared": compared, "is_same": old.pk == new.pk}
    if compared.differences:
        context |= {
            "new_drawing": _compared(new, compared.new_marks),
            "old_drawing": _compared(old, compared.old_marks),
        }
    return render(request, "desk/process_compare.html", context)


def _compared(version: Process, marks: dict[str, str]) -> str:
    label = _("Version %(number)s as a picture. What differs stands in the table.") % {"number": version.version}
    return diagrams.show(pictures.picture(version), label, Overlay(marks), anchor=f"at-{version.version}-")


def find(request: SignedIn, organisation: str, key: str) -> Taught:
    """Return the process if the person may look into it. Errors: Http404."""
    found = taught(request.user, key=key, organisation=organisation)
    if not found:
        raise Http404
    return found[0]


def pause_context(one: Taught) -> dict[str, Any]:
    """Return whether it is paused, why, by whom, and how many cases wait to begin."""
    if not policies.of(one.key, one.organisation.pk).is_paused:
        return {"is_paused": False, "waiting": figures.waiting_to_begin(one)}
    rows = Policy.objects.filter(process=one.key, is_paused=True)
    own = rows.filter(organisation=one.organisation).first()
    policy = own or rows.filter(organisation=None).first()
    by = policy.by if policy else ""
    return {
        "is_paused": True,
        "paused_by": people.names([by])[by] if by else people.GOREL,
        "policy": policy,
        "waiting": figures.waiting_to_begin(one),
    }


def _measures(one: Taught) -> Any:
    return Measure.objects.filter(organisation=one.organisation, process=one.key).order_by("-pk")[:FEW]


def _version(versions: list[Process], number: str, otherwise: Process) -> Process:
    return next((row for row in versions if str(row.version) == number), otherwise)


def _asked(request: HttpRequest) -> dict[str, str]:
    health = request.GET.get("health", "")
    return {
        "search": request.GET.get("q", "").replace("\x00", "").strip()[:100],
        "health": health if health in HEALTH else "",
    }


def _found(request: SignedIn, asked: dict[str, str], *, most: int | None = None) -> tuple[list[figures.Row], bool]:
    """Return the rows that fit, of the first *most* by name, and whether there are more. Where all can be looked at,
    names are searched in the reader's language."""
    limit = None if most is None else most + 1
    every, word = taught(request.user, most=limit), asked["search"].casefold()
    if most is not None and len(every) > most and word:
        every = taught(request.user, word=asked["search"], most=limit)
    is_more = most is not None and len(every) > most
    if word:
        every = [one for one in every if any(word in text.casefold() for text in _texts(one))]
    found = [row for row in figures.rows(every[:most]) if _is_so(row, asked["health"])]
    return sorted(found, key=lambda row: not row.needs_a_look), is_more  # what is in use first, each by name


def _texts(one: Taught) -> tuple[str, ...]:
    return (
        one.name,
        one.newest.name,
        one.key,
        one.organisation.name,
        str(one.steward.owner or ""),
        str(one.steward.backup or ""),
    )


def _is_so(row: figures.Row, health: str) -> bool:
    if health == "troubled":
        return bool(row.incidents or row.late)
    if health == "paused":
        return row.is_paused
    if health == "lacking":
        return row.taught.lacks
    return row.is_well and not row.taught.lacks if health == "well" else True
