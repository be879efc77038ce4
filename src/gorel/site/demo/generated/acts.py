"""Lets people do what the plan says: organisers hand in, editors decide, people sign up, answer, withdraw, come, tell.

What somebody does with an offered seat, whether they come and what they think follows from their address and the
point alone, so that the story is the same however it is cut.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from functools import lru_cache, partial
from zlib import crc32

from gorel.accounts.models import Membership, Person
from gorel.attendance import actions as attendance
from gorel.attendance import feedback
from gorel.attendance.models import Registration
from gorel.attendance.words import OPEN, State
from gorel.cases import queries, runtime
from gorel.ground.clock import ZONE
from gorel.ground.prepared import Prepared
from gorel.programme import actions as programme
from gorel.programme import recordings
from gorel.programme.models import Point
from gorel.programme.words import State as PointState
from gorel.site.demo.generated import plan as planning
from gorel.site.demo.generated import words
from gorel.site.demo.generated.plan import Plan, PlannedPoint, Size, Try
from gorel.site.demo.generated.rows import SLUG
from gorel.site.demo.people import writer
from gorel.site.demo.story import Act

ANSWERS_AT = (time(8, 30), time(12, 30), time(18, 30))
HELD_LINK = "https://play.example/f/{}"


@lru_cache(maxsize=2)
def of(size: Size) -> tuple[Act, ...]:
    """Return all acts in the order of their moments."""
    plan = planning.of(size)
    return tuple(sorted([*_organisers(plan), *_people(plan)], key=lambda act: act.at))


def _organisers(plan: Plan) -> Iterator[Act]:
    for number, host in enumerate(plan.hosts):
        yield Act(planning.BEGINNING + timedelta(minutes=11 * number), partial(_hand_in, host.slug))
    for point in plan.points:
        yield from _review(point)
        if point.later == planning.MOVED:
            yield Act(point.later_at, partial(_move, point.slug))
        if point.later == planning.CANCELLED:
            yield Act(point.later_at, partial(_cancel, point.slug))
        if point.is_held:
            over = datetime.combine(point.starts_at.date(), time(21), ZONE)
            if point.takes_sign_up:
                yield Act(over, partial(_mark_who_came, point.slug))
            if point.is_recorded:
                yield Act(over + timedelta(hours=12 if _mark(point.slug) % 3 else 72), partial(_record, point.slug))


def _review(point: PlannedPoint) -> Iterator[Act]:
    day = timedelta(days=1)
    if point.fate == planning.DECLINED:
        yield Act(point.review_at, partial(_decide, point.slug, "decline", "Punkten hör inte till veckans teman."))
        return
    at = point.review_at
    if point.fate == planning.INCOMPLETE:
        yield Act(at, partial(_write, point.slug, format=point.format))
        at += day
    if point.fate == planning.SENT_BACK:
        yield Act(at, partial(_decide, point.slug, "send_back", "Skriv gärna vem punkten är till för."))
        yield Act(at + day, partial(_write, point.slug, target_group="Alla i offentlig sektor"))
        at += 2 * day
    yield Act(at, partial(_decide, point.slug, "publish", ""))


def _people(plan: Plan) -> Iterator[Act]:
    for one in plan.tries:
        yield Act(one.at, partial(_sign_up, one))
        if one.corrects_at is not None:
            yield Act(one.corrects_at, partial(_correct, one.point.slug, one.email))
        if one.withdraws_at is not None:
            yield Act(one.withdraws_at, partial(_withdraw, one.point.slug, one.email))
    day = planning.SIGN_UPS_FROM
    while day.date() <= planning.WEEK + timedelta(days=5):
        for hour in ANSWERS_AT:
            yield Act(datetime.combine(day.date(), hour, ZONE), _answer_offers)
        day += timedelta(days=1)
    yield Act(planning.COUNTED_AT - timedelta(hours=2), _give_opinions)


_named = Prepared(
    lambda slug: Point.objects.select_related("week__owner", "organiser", "contact").filter(slug=slug, week__slug=SLUG),
    slug=str,
)


def _point(slug: str) -> Point:
    found: Point = _named.get(slug=slug)
    return found


def _mark(*words_: str) -> int:
    return crc32(" ".join(words_).encode())


def _hand_in(host: str) -> None:
    for point in Point.objects.filter(organiser__slug=host, state=PointState.DRAFT).select_related("contact", "week"):
        programme.submit_point(point=point, by=writer(point))


def _decide(slug: str, decision: str, reason: str) -> None:
    point = _point(slug)
    task = queries.open_task(business_key=str(point.uid), element="review")
    assert task is not None  # it was handed in to a week
    assert point.week is not None
    editor = Person.objects.get(memberships__role=Membership.Role.EDITOR, memberships__organisation=point.week.owner)
    answer = {"decision": decision} | ({"reason": reason} if reason else {})
    runtime.complete(task, variables=answer, by=editor.actor, seconds_spent=60 + _mark(slug) % 300)


def _write(slug: str, **facts: object) -> None:
    point = _point(slug)
    programme.change_point(point=point, by=writer(point), facts=facts)


def _move(slug: str) -> None:
    point = _point(slug)
    later = timedelta(hours=1)
    assert point.starts_at is not None  # as all that is generated has it
    assert point.ends_at is not None
    _write(slug, starts_at=point.starts_at + later, ends_at=point.ends_at + later)


def _cancel(slug: str) -> None:
    point = _point(slug)
    programme.cancel_point(point=point, by=writer(point))


def _record(slug: str) -> None:
    point = _point(slug)
    told = {"captions": "film", "captions_are_read": True, "is_described": True}
    recordings.save(point=point, by=writer(point), url=HELD_LINK.format(slug), facts=told)


def _sign_up(one: Try) -> None:
    attendance.register(
        point=_point(one.point.slug), name=one.name, email=one.email, organisation=one.organisation, consent=True,
        language=one.language, mode=one.mode, guests=one.guests, food=one.food, access=one.access,
        is_protected=one.is_protected,
    )  # fmt: skip


def _registration(slug: str, email: str) -> Registration | None:
    found = Registration.objects.filter(point__slug=slug, point__week__slug=SLUG, email=email, state__in=OPEN)
    return found.select_related("point").first()


def _correct(slug: str, email: str) -> None:
    registration = _registration(slug, email)
    if registration is not None:
        attendance.correct(registration=registration, name=f"{registration.name} Ek", organisation="")


def _withdraw(slug: str, email: str) -> None:
    registration = _registration(slug, email)
    if registration is not None:
        attendance.withdraw(registration=registration)


def _answer_offers() -> None:
    """Seven in ten take the seat, one and a half leave it, the others do not answer."""
    for registration in Registration.objects.filter(state=State.OFFERED).select_related("point").order_by("pk"):
        will = _mark(registration.email, registration.point.slug) % 20
        try:
            if will < 14:
                attendance.accept(registration=registration)
            elif will < 17:
                attendance.decline(registration=registration)
        except attendance.NotPossible:
            continue  # the offer lapsed while they thought


def _mark_who_came(slug: str) -> None:
    point = _point(slug)
    found = dict(point.registrations.filter(state=State.REGISTERED).values_list("pk", "email"))
    here = [pk for pk, email in found.items() if _mark(email, slug, "came") % 5]
    attendance.mark_attendance(point=point, here=here, of=found)


def _give_opinions() -> None:
    """A fifth of those who came tell what they thought; some in words."""
    came = Registration.objects.filter(has_attended=True).select_related("point").order_by("pk")
    for registration in came:
        mark = _mark(registration.email, registration.point.slug, "thought")
        if mark % 5 == 0:
            good = words.GOOD[mark // 5 % len(words.GOOD)] if mark % 3 else ""
            better = words.BETTER[mark // 7 % len(words.BETTER)] if mark % 4 == 0 else ""
            feedback.take(registration=registration, score=5 - mark // 11 % 9 // 4, good=good, better=better)
