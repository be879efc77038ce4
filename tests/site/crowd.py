"""A town where much has happened: lists of several pages, with names and words as long as they come."""

from __future__ import annotations

import json
from datetime import timedelta

from gorel.accounts.models import Trace
from gorel.attendance.models import Registration
from gorel.cases import runtime
from gorel.cases.models import Incident, Task
from gorel.desk.models import Follow
from gorel.desk.workshop.models import Draft
from gorel.ideas.models import Challenge, Idea, Solution
from gorel.programme.models import Point
from gorel.robots.models import Mail

from .towns import NOW, Town

MANY = 55  # more than any list has on a page
WORD = "Funktionsnedsättningsersättningshandläggningsorganisationsutredning"
ADDRESS = f"anna-maria.andersson-bengtsson@{'förvaltningen' * 4}.example"


def gather(town: Town) -> None:
    """Write the rows. Call it with the clock held at `NOW`."""
    point, handler = Point.objects.get(uid=town.at["public-point"][0]), town.people["handler"]
    Registration.objects.bulk_create(
        Registration(point=point, name=f"{WORD} {number}", email=f"{number}{ADDRESS}", organisation=WORD,
                     consent_version="1", consented_at=NOW, state="registered", answers={"diet": WORD})
        for number in range(MANY)
    )  # fmt: skip
    _copies(Point.objects.get(uid=town.at["public-point"][0]), "slug", title_sv=WORD, place=WORD)
    _copies(Point.objects.get(uid=town.at["work"][0]), "slug", title_sv=WORD)
    _copies(Idea.objects.get(slug=town.at["idea"][0]), "slug", title=WORD, what=WORD)
    _copies(Challenge.objects.get(slug=town.at["challenge"][0]), "slug", title=WORD, need=WORD)
    _copies(Solution.objects.get(slug=town.at["solution"][0]), "slug", title=WORD, what=WORD)
    _copies(Mail.objects.get(uid=town.at["mail"][0]), "job_key", "message_id", to_address=ADDRESS, subject=WORD)
    _copies(Draft.objects.get(uid=town.at["draft"][0]), name=WORD)
    Trace.objects.bulk_create(
        Trace(person=handler, organisation=town.organisation, kind="viewed", about=WORD) for _number in range(MANY)
    )
    incident = Incident.objects.get(uid=town.at["incident"][0])
    for number in range(MANY):
        case = runtime.start(
            "permit", variables={"note": WORD, "amount": number}, business_key=f"{WORD}-{number}",
            organisation=town.organisation,
        )  # fmt: skip
        Task.objects.filter(case=case).update(due_at=NOW + timedelta(days=number - 9), assignee=handler.actor)
        Follow.objects.create(case=case, person=handler)
        if number % 2:
            problem = {"code": "job.refused", "values": {"type": "arkiv", "message": f"{WORD} {number}"}}
            Incident.objects.create(
                case=case, key=90, element="archive", code="job.refused", raised_at=incident.raised_at,
                problem=json.dumps(problem),
            )  # fmt: skip


def _copies(row: object, *own: str, **words: str) -> None:
    """Write the row again, each copy with its own values in the fields *own* and with a number behind the *words*."""
    model = type(row)
    fields = {
        field.attname: getattr(row, field.attname)
        for field in model._meta.concrete_fields
        if not field.primary_key and field.name not in ("uid", "token")
    }
    for number in range(MANY):
        more = {name: f"{fields[name]}-{number}" for name in own}
        more |= {name: f"{word} {number}" for name, word in words.items()}
        model.objects.create(**fields | more)
