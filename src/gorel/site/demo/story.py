"""Who does what, when: the people around Görel in the two real inputs.

What the inputs do not tell is our assumption: the days on which people act, the addresses of link and recording, and
how long people need. What Görel does is not here; the pictures do that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction

from gorel.accounts.models import Membership, Person
from gorel.attendance import actions as attendance
from gorel.attendance.models import Registration
from gorel.cases import queries, runtime
from gorel.ground import clock
from gorel.ground.models import PinnedClock
from gorel.programme import actions as programme
from gorel.programme import loading, recordings
from gorel.programme.models import Point
from gorel.programme.words import State
from gorel.site.demo import summer
from gorel.site.demo.people import Participant, participants, writer
from gorel.site.models import Story

if TYPE_CHECKING:
    from gorel.site.demo.generated.plan import Size

SEMINAR = "kommunen-som-innovationsaktor"
WEEK = "innovationsveckan-2021"
LECTURE = "gorel"
JOINING_LINK = "https://zoom.example/j/kommunen-som-innovationsaktor"
LECTURE_LINK = "https://teams.example/l/gorel"
RECORDING = "https://play.example/gorel-hojer-innovationsnivan"
INPUTS = ("kfi-2020.toml", "innovationsveckan-2021.toml", "sommarjobbarna-2021-folk.toml")


def moment(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """Return a moment of Swedish time."""
    return datetime(year, month, day, hour, minute, tzinfo=clock.ZONE)


BEGINNING = moment(2020, 9, 1)
OPENING = moment(2020, 10, 12, 10)  # where the pages open: people sign up, the last day is near


@dataclass(frozen=True)
class Act:
    """Something that a person does at a moment."""

    at: datetime
    do: Callable[[], object]


def end_of(day: date) -> datetime:
    """Return the last second of *day* in Swedish time."""
    return datetime.combine(day, time(23, 59, 59), clock.ZONE)


def begin() -> bool:
    """Load both inputs and set the clock, in one transaction; False when the story has begun already."""
    with transaction.atomic():
        if Story.objects.filter(pk=1).exists():
            return False
        PinnedClock.objects.update_or_create(pk=1, defaults={"pinned_at": BEGINNING, "target_at": None})
        with clock.held(BEGINNING), resources.as_file(resources.files("gorel.site.demo")) as folder:
            for name in INPUTS:
                loading.load(Path(folder) / name)
        Story.objects.create(pk=1)
    return True


def begin_made(size: Size) -> bool:
    """Write a made-up week and set the clock, in one transaction; False when a story has begun already."""
    from gorel.site.demo.generated import plan, rows

    with transaction.atomic():
        if Story.objects.filter(pk=1).exists():
            return False
        PinnedClock.objects.update_or_create(pk=1, defaults={"pinned_at": plan.BEGINNING, "target_at": None})
        with clock.held(plan.BEGINNING):
            rows.write(plan.of(size))
        Story.objects.create(pk=1, made=asdict(size))
    return True


def how_to_sign_in(address: str) -> str:
    """Return what a person at the terminal needs to know. *address* is where the pages are."""
    return (
        f"\nGörel: {address}\n"
        f"Sign in: {address}/logga-in/prova/ – choose who you want to be; no code is needed in a demo.\n"
        "The bar at the top of each page moves the clock (so does `gorel clock 1d`). Ctrl-C stops all of it.\n"
        "Later in the story, when a programme point waits for the editor: gorel demo --restart --at 2021-06-15\n"
    )


def acts() -> Sequence[Act]:
    """Return all acts of the home's story in the order of their moments."""
    made = Story.objects.values_list("made", flat=True).get(pk=1)
    if made:
        from gorel.site.demo.generated import acts as generated  # they stand on this module
        from gorel.site.demo.generated import plan

        return generated.of(plan.Size(**made))
    told = [Act(at, do) for at, do in summer.acts()]
    return sorted(_seminar() + _week() + told, key=lambda act: act.at)


def _seminar() -> list[Act]:
    people = participants()
    late, in_time = people[-1], people[:-1]
    told = [Act(moment(2020, 9, 1, 9), _publish_seminar)]
    first, last = moment(2020, 9, 2, 8, 12), moment(2020, 10, 16, 23, 41)  # the last one late on the last day
    pause = (last - first) / (len(in_time) - 1)
    told += [
        Act(first + timedelta(seconds=round(pause.total_seconds() * number)), partial(_sign_up, person))
        for number, person in enumerate(in_time)
    ]
    told += [
        Act(moment(2020, 10, 13, 9, 5), partial(_correct_name, in_time[8], "Ingrid Nylander Holm")),
        Act(moment(2020, 9, 28, 15, 20), partial(_withdraw, in_time[3])),
        Act(moment(2020, 10, 19, 11, 2), partial(_withdraw, in_time[17])),
        Act(moment(2020, 10, 21, 8, 47), partial(_withdraw, in_time[31])),
        Act(moment(2020, 10, 17, 0, 9), partial(_sign_up, late)),
        Act(moment(2020, 10, 20, 10, 30), _enter_joining_link),
    ]
    return told


def _week() -> list[Act]:
    return [
        Act(moment(2021, 6, 14, 9), _hand_in_points),
        Act(moment(2021, 6, 15, 10, 5), _answer_about_lecture),
        Act(moment(2021, 6, 16, 13, 40), _send_back_lecture),
        Act(moment(2021, 6, 17, 10, 15), _improve_lecture),
        Act(moment(2021, 6, 18, 9, 30), _publish_lecture),
        Act(moment(2021, 10, 5, 8, 30), _add_recording),
    ]


def _point(slug: str, *, week: str | None = None) -> Point:
    return Point.objects.select_related("week__owner", "organiser", "contact").get(slug=slug, week__slug=week)


def _with_role(role: str, organisation_id: int) -> Person:
    return Membership.objects.filter(role=role, organisation=organisation_id).order_by("pk")[0].person


def _publish_seminar() -> None:
    point = _point(SEMINAR)
    if point.state == State.DRAFT:
        programme.submit_point(point=point, by=_with_role(Membership.Role.SECRETARY, point.organiser_id).actor)


def _sign_up(person: Participant) -> None:
    attendance.register(
        point=_point(SEMINAR), name=person.name, email=person.email, organisation=person.organisation, consent=True
    )


def _registration(person: Participant) -> Registration:
    return Registration.objects.get(point__slug=SEMINAR, email=person.email)


def _correct_name(person: Participant, name: str) -> None:
    registration = _registration(person)
    attendance.correct(registration=registration, name=name, organisation=registration.organisation)


def _withdraw(person: Participant) -> None:
    attendance.withdraw(registration=_registration(person))


def _enter_joining_link() -> None:
    point = _point(SEMINAR)
    if not point.joining_link:
        secretary = _with_role(Membership.Role.SECRETARY, point.organiser_id)
        programme.change_point(point=point, by=secretary.actor, facts={"joining_link": JOINING_LINK})


def _hand_in_points() -> None:
    for point in Point.objects.filter(week__slug=WEEK, state=State.DRAFT).select_related("week", "contact"):
        programme.submit_point(point=point, by=writer(point))


def _decide(point: Point, *, minutes: int, **answer: str) -> None:
    task = queries.open_task(business_key=str(point.uid), element="review")
    if task is None or point.week is None:
        return  # somebody at the pages was quicker
    editor = _with_role(Membership.Role.EDITOR, point.week.owner_id)
    runtime.complete(task, variables=answer, by=editor.actor, seconds_spent=minutes * 60)


def _answer_about_lecture() -> None:
    """The text tells of no link; Görel has asked for it, and the organiser answers."""
    point = _point(LECTURE, week=WEEK)
    if not point.platform:
        facts = {"platform": "Teams", "joining_link": LECTURE_LINK}
        programme.change_point(point=point, by=writer(point), facts=facts)


def _send_back_lecture() -> None:
    _decide(_point(LECTURE, week=WEEK), minutes=5, decision="send_back", reason=(
        "Skriv gärna att föreläsningen spelas in, så att den som inte kan vara med vet att den går att se i efterhand."
    ))  # fmt: skip


def _improve_lecture() -> None:
    point = _point(LECTURE, week=WEEK)
    if point.state == State.SENT_BACK:
        text = point.abstract_sv.rstrip() + "\n\nFöreläsningen spelas in och går att se i efterhand."
        programme.change_point(point=point, by=writer(point), facts={"abstract_sv": text})


def _publish_lecture() -> None:
    _decide(_point(LECTURE, week=WEEK), minutes=3, decision="publish")


def _add_recording() -> None:
    point = _point(LECTURE, week=WEEK)
    if not point.recording_url:
        facts = {"captions": "film", "captions_are_read": True, "is_described": True}
        recordings.save(point=point, by=writer(point), url=RECORDING, facts=facts)
