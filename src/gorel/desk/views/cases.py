"""The list of cases, and the page of one."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gorel.accounts import traces
from gorel.accounts.models import Trace
from gorel.accounts.rights import POWERS, SignedIn, has, held_by, needs
from gorel.cases.models import Case
from gorel.desk import changing, choices, finding, listing, masking, people, talking
from gorel.desk.blindness import is_blind
from gorel.desk.bounded import look
from gorel.desk.cards import cards_for
from gorel.desk.decisions import decisions_of
from gorel.desk.jobs import waiting
from gorel.desk.known_by import known_by
from gorel.desk.marks import shown
from gorel.desk.models import Correction
from gorel.desk.processes.stewards import stewards
from gorel.desk.rights import own_tasks, visible_cases
from gorel.desk.standing import standing
from gorel.desk.steps import process_name
from gorel.desk.story import latest
from gorel.desk.troubles import troubles
from gorel.desk.views.together import views_of
from gorel.desk.words import STATE_TONES, state_word
from gorel.ground.choosing import choose
from gorel.ground.export import Column, as_csv
from gorel.ground.language import spoken
from gorel.ground.sheets import as_xlsx
from gorel.robots.models import Mail

PER_PAGE = 40
MOST_ROWS = 10_000  # of an Excel file, which is made whole in memory


@require_safe
@needs()
def case_list(request: SignedIn) -> HttpResponse:
    """The cases that the person may look into, the newest first."""
    mine = visible_cases(request.user)
    ours = held_by(request.user).working
    asked = finding.asked(request.GET, ours)
    process = choose(asked.process, choices.of_organisations(ours))
    asked = replace(asked, process=process.value)
    found = look(finding.find(mine, asked), finding.newest)
    page = found.pages(PER_PAGE).get_page(request.GET.get("page"))
    columns = finding.columns(asked)
    return render(
        request,
        "desk/cases.html",
        {
            "asked": asked,
            "page": page,
            "headings": [column for column in columns if column.is_shown],
            "rows": finding.table(
                listing.rows(finding.whole(page.object_list)), [one for one in columns if one.is_shown]
            ),
            "columns": columns,
            "processes": process,
            "states": [("open", _("not over")), *((one, state_word(one)) for one in Case.STATES)],
            "steps": finding.steps_of(asked),
            "searchable": finding.searchable(asked),
            "hows": finding.HOWS,
            "saved": views_of(request, "cases"),
            "query": request.GET.urlencode(),
            "is_filtered": asked.is_narrow,
            "may_steer": has(request.user, "steer"),
            "count": page.paginator.count,
            "is_more": found.is_more,
            "looked_at": None if found.is_whole or found.is_given_up else finding.NEWEST,
            "is_given_up": found.is_given_up,
        },
    )


@require_safe
@needs()
def export(request: SignedIn) -> HttpResponseBase:
    """The same list as a file, whole: CSV, or an Excel file of the first ten thousand."""
    asked = finding.asked(request.GET, held_by(request.user).working)
    found = finding.find(visible_cases(request.user), asked)
    shown = asked.shown if "column" in request.GET else (*finding.USUAL, "ended", "key")
    columns: list[Column] = [(one.label, one.value) for one in finding.columns(asked) if one.key in shown]
    columns += [(_("Case"), lambda row: str(row.case.uid))]
    traces.note(request, Trace.Kind.EXPORTED, about=f"cases {request.GET.urlencode()}"[:255])
    if request.GET.get("format") == "xlsx":
        return as_xlsx(listing.all_rows(found[:MOST_ROWS]), columns, name=_("Cases"))
    return as_csv(listing.all_rows(found), columns, name=_("Cases"))


@require_safe
@needs()
def case_page(request: SignedIn, uid: UUID) -> HttpResponse:
    """Where a case stands, the way it came, and everything that was decided and sent on the way."""
    return _case_page(request, _case(request, uid))


@require_POST
@needs(*POWERS["unmask"])
def unmask(request: SignedIn, uid: UUID) -> HttpResponse:
    """The same page with the personal values open. That they were opened is written down."""
    case = _case(request, uid)
    if not has(request.user, "unmask", case.organisation_id or 0):
        raise PermissionDenied
    about = f"case {case.uid} {','.join(sorted(masking.names(case)))}"
    traces.note(request, Trace.Kind.VIEWED, about=about, organisation=case.organisation_id)
    return _case_page(request, case, opened=True)


def _case(request: SignedIn, uid: UUID) -> Case:
    return get_object_or_404(visible_cases(request.user).select_related("process", "organisation"), uid=uid)


def _case_page(request: SignedIn, case: Case, *, opened: bool = False) -> HttpResponse:
    language = spoken()
    stands = standing(case)
    may_steer = has(request.user, "steer", case.organisation_id or 0)
    may_unmask = has(request.user, "unmask", case.organisation_id or 0)
    blind = is_blind(case, request.user)
    values = [] if blind else masking.values(case, opened=opened)
    return render(
        request,
        "desk/case.html",
        {
            "case": case,
            "process": process_name(case.process),
            "version": case.process.version,
            "card": cards_for([case.business_key]).get(case.business_key),
            "state": state_word(case.state),
            "tone": STATE_TONES.get(case.state, ""),
            "known_by": known_by([case])[case.pk],
            "standing": stands,
            "steward": stewards([case])[case.pk],
            "own_tasks": set(own_tasks(request.user).filter(case=case).values_list("pk", flat=True)),
            "is_blind": blind,
            **shown(case, stands, is_blind=blind),
            "story": [] if blind else latest(case),
            "decisions": [] if blind else decisions_of(case, language),
            "troubles": troubles(case.incidents.select_related("case__process").order_by("-pk"), language),
            "jobs": waiting(case) if case.is_open else [],
            "mails": Mail.objects.filter(case=str(case.uid)).order_by("-pk")[:50],
            "values": values,
            "is_masked": may_unmask and any(one.is_hidden for one in values),
            "corrections": _corrections(case) if may_steer and case.is_open and not blind else [],
            "may_steer": may_steer and case.is_open,
            "may_migrate": may_steer and case.is_open and bool(changing.versions(case)),
            "may_work": has(request.user, "work", case.organisation_id or None),
            "comments": talking.comments(case),
            "follows": talking.look(case, by=request.user),
        },
    )


def _corrections(case: Case) -> list[tuple[Correction, str]]:
    rows = [row for row in Correction.objects.filter(case=case, undone_at=None).order_by("-pk")[:20] if row.key]
    names = people.names({row.by for row in rows})
    return [(row, names[row.by]) for row in rows]
