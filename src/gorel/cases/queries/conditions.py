"""Nothing waits in silence: each way in which something could wait for ever is a condition that people see.

A condition has a reason and says what to do next (`say(condition.problem, language)`); it is there as long as its cause
is, and nobody has to write or close it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.db.models.lookups import In

from gorel import ability
from gorel.cases import cleaning, nodes, said
from gorel.cases.models import AbilityPolicy, Case, Job, LogEntry, Message, Policy, Subscription, Task, Timer
from gorel.cases.store.held import WAITING
from gorel.core.problems import Place, Problem
from gorel.ground import clock, machine

LATE = timedelta(seconds=60)  # what is due may wait so long before anybody is told
UNHEARD = timedelta(seconds=10)
FEW = 5


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that waits. Shape: since is when the first of *count* began to; cases are some of them, to look at."""

    code: str
    count: int
    since: datetime | None
    problem: Problem
    cases: tuple[UUID, ...] = ()


def conditions(*, organisations: Collection[int] | None = None) -> list[Condition]:
    """Return what waits in silence, of some organisations or of all; empty is how it should be."""
    # What waits is little. As a plain column the organisation would lead through all of its cases that ever were.
    ours = Q() if organisations is None else Q(In(Coalesce("case__organisation", 0), list(organisations) or [0]))
    now, every = clock.now(), said.all_said()
    return [
        *_nobody_works(now), *_jobs(ours), *_timers(ours, now), *_messages(organisations, now),
        *_paused(organisations), *_impatient(organisations, every), *_without_ground(organisations, every),
    ]  # fmt: skip


def _nobody_works(now: datetime) -> Iterator[Condition]:
    if nodes.workers():
        return
    late = machine.now() - LATE
    jobs, timers = Job.objects.filter(due_at__lte=late), Timer.objects.filter(due_at__lte=now - LATE)
    since = [at for at in (_first(jobs, "due_at"), _first(timers, "due_at")) if at is not None]
    if since:
        count = jobs.count() + timers.count()
        yield _condition("silence.no-worker", count, min(since), {})


def _jobs(ours: Q) -> Iterator[Condition]:
    if not Job.objects.filter(due_at__lte=machine.now() - UNHEARD).exists():
        return
    known, asked = set(ability.known()), nodes.robots_types()
    due = Job.objects.filter(ours, due_at__lte=machine.now() - UNHEARD)
    paused = list(AbilityPolicy.objects.filter(is_paused=True).order_by("type"))
    for policy in paused:
        rows = due.filter(type=policy.type).order_by("due_at")
        since = _first(rows, "due_at")
        if since is not None:
            values: dict[str, object] = {"type": policy.type, "reason": policy.reason, "paused": _said(policy.at)}
            yield _condition("silence.paused-ability", rows.count(), since, values, rows)
    due = due.exclude(type__in=[policy.type for policy in paused])
    strange = due.exclude(type__in=known | asked).values("type").annotate(n=Count("id"), since=Min("due_at")).order_by()
    for row in strange:
        cases = due.filter(type=row["type"]).order_by("due_at")
        yield _condition("silence.no-robot", row["n"], row["since"], {"type": row["type"]}, cases)
    late = due.filter(type__in=known | asked, due_at__lte=machine.now() - LATE)
    since = _first(late, "due_at")
    if since is not None:
        yield _condition("silence.late-job", late.count(), since, {}, late.order_by("due_at"))


def _timers(ours: Q, now: datetime) -> Iterator[Condition]:
    late = Timer.objects.filter(ours, due_at__lte=now - LATE)
    since = _first(late, "due_at")
    if since is not None:
        yield _condition("silence.late-timer", late.count(), since, {}, late.order_by("due_at"))


def _messages(organisations: Collection[int] | None, now: datetime) -> Iterator[Condition]:
    unheard = Message.objects.filter(expires_at__gt=now, published_at__lte=now - UNHEARD, reached=[])
    if organisations is not None:
        unheard = unheard.filter(Q(organisation__in=list(organisations)) | Q(organisation=None))
    rows = unheard.values("name").annotate(n=Count("id"), since=Min("published_at"), until=Min("expires_at"))
    for row in rows.order_by("name"):
        values = {"name": row["name"], "until": _said(row["until"])}
        yield _condition("silence.unheard-message", row["n"], row["since"], values)


def _paused(organisations: Collection[int] | None) -> Iterator[Condition]:
    """Cases that have come to a paused process and may not begin."""
    for policy in Policy.objects.filter(is_paused=True).order_by("process", "organisation"):
        held = Case.objects.filter(process__key=policy.process, state=Case.SUSPENDED, kept__format=WAITING)
        if policy.organisation_id is not None:
            held = held.filter(organisation=policy.organisation_id)
        if organisations is not None:
            held = held.filter(organisation__in=list(organisations))
        first = held.select_related("process").order_by("pk").first()
        if first is not None:
            count, name = held.count(), first.process.name or policy.process
            values = {"process": name, "reason": policy.reason, "paused": _said(policy.at)}
            problem = Problem("silence.paused-process", values=_values(values, count, first.started_at))
            uids = tuple(held.order_by("pk").values_list("uid", flat=True)[:FEW])
            yield Condition("silence.paused-process", count, first.started_at, problem, uids)


def _impatient(organisations: Collection[int] | None, every: list[said.Said]) -> Iterator[Condition]:
    """What waits longer than its picture says. Each time that a process says is asked for, its versions together."""
    asked: dict[tuple[str, int | None, str, str], dict[int, str]] = {}
    for process in every:
        for element, written in process.patience.items():
            versions = asked.setdefault((process.key, process.organisation_id, element, written), {})
            versions[process.process_id] = process.name
    now = clock.instant()
    for (_key, _organisation, element, written), versions in asked.items():
        patience = said.duration(written)
        if patience is None:
            continue
        cases = Case.objects.filter(process__in=versions, state__in=(Case.RUNNING, Case.INCIDENT))
        if organisations is not None:
            cases = cases.filter(organisation__in=list(organisations))
        limit = clock.from_instant(said.before(now, patience))
        tired = _at(cases, element, limit) if element else cases.filter(started_at__lt=limit)
        count = tired.count()
        if count:
            first = tired.order_by("pk").first()
            values = {"process": max(versions.items())[1], "element": element, "patience": said.as_duration(written)}
            code = "silence.long-wait" if element else "silence.long-case"
            since = first.started_at if first is not None else None
            uids = tuple(tired.order_by("pk").values_list("uid", flat=True)[:FEW])
            place = Place(element) if element else Place()
            yield Condition(code, count, since, Problem(code, place, _values(values, count, since)), uids)


def _at(cases: QuerySet[Case], element: str, limit: datetime) -> QuerySet[Case]:
    """Those of *cases* that came to *element* before *limit* and have not left it."""
    here = {"case": OuterRef("pk"), "element": element}
    left = LogEntry.objects.filter(case=OuterRef("case"), key=OuterRef("key"), kind__in=("left", "cancelled"))
    came = LogEntry.objects.filter(kind="entered", at__lt=limit, **here).filter(~Exists(left))
    # What is open tells fast which cases can be there at all; a call has no row of that kind.
    waits = (
        Exists(Task.objects.filter(state=Task.OPEN, **here)) | Exists(Job.objects.filter(**here))
        | Exists(Timer.objects.filter(**here)) | Exists(Subscription.objects.filter(**here))
        | Exists(Case.objects.filter(parent=OuterRef("pk"), state__in=Case.OPEN))
    )  # fmt: skip
    return cases.filter(waits).filter(Exists(came))


def _without_ground(organisations: Collection[int] | None, every: list[said.Said]) -> Iterator[Condition]:
    """What stays though its time is out, since nobody has named a ground. One question for each time that is said."""
    times: dict[str, list[said.Said]] = {}
    for process in every:
        if process.kept_for and not cleaning.ground_of(process):
            times.setdefault(process.kept_for, []).append(process)
    now = clock.instant()
    for kept_for, processes in times.items():
        before = cleaning.over(processes[0], now)
        if before is None:
            continue
        named = {process.process_id: process for process in processes}
        kept = Case.objects.filter(process__in=named, ended_at__lt=clock.from_instant(before))
        if organisations is not None:
            kept = kept.filter(organisation__in=list(organisations))
        for row in kept.order_by().values("process").annotate(n=Count("pk"), since=Min("ended_at")):
            values = {"process": named[row["process"]].name, "kept_for": said.as_duration(kept_for)}
            yield _condition("silence.no-ground", row["n"], row["since"], values)


def _condition(
    code: str, count: int, since: datetime | None, values: Mapping[str, object], rows: QuerySet[Any] | None = None
) -> Condition:
    uids = () if rows is None else tuple(rows.values_list("case__uid", flat=True)[:FEW])
    return Condition(
        code, count, since, Problem(code, values=_values(values, count, since)), tuple(dict.fromkeys(uids))
    )


def _values(values: Mapping[str, object], count: int, since: datetime | None) -> dict[str, object]:
    return {**values, "count": count, "since": _said(since)}


def _first(rows: QuerySet[Any], column: str) -> datetime | None:
    found: datetime | None = rows.order_by(column).values_list(column, flat=True).first()
    return found


def _said(moment: datetime | None) -> str:
    return moment.astimezone(clock.ZONE).strftime("%Y-%m-%d %H:%M") if moment else ""
