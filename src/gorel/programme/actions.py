"""What people do with points. Rights are the caller's to check (`rules`); states are the picture's to move.

Each action is one transaction; called inside another it commits with that. *by* says who did it, as `cases.runtime`
wants it: `person:<id>` or `görel`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.text import slugify

from gorel.accounts.models import Organisation
from gorel.ground import clock, slugs
from gorel.programme import picture, revisions, search
from gorel.programme.models import Contributor, Point, Theme, Week
from gorel.programme.words import State

# What a person may write; all else of a point is the picture's or the house's.
WRITABLE = frozenset({
    "contact", "series", "part_of", "occasion_of", "resembles", "title_sv", "title_en", "abstract_sv", "abstract_en",
    "web_page", "target_group", "accessibility", "interpretation", "has_captions",
    "on_date", "starts_at", "ends_at", "format", "place", "platform", "joining_link", "language", "is_free", "price",
    "registration_last_day_on", "link_at", "is_recorded", "recording_url",
    "time_zone",  # of a seminar; a week's points have the week's
})  # fmt: skip


# The week's own pages have these names in its address.
TAKEN_SLUGS = frozenset({"changes", "embed", "grid", "mine", "now", "pdf"})


class NotPossible(Exception):
    """The point's state does not allow it. The text says why, for the person who tried."""


@transaction.atomic
def create_point(
    *,
    organiser: Organisation,
    week: Week | None = None,
    slug: str = "",
    facts: Mapping[str, Any],
    co_organisers: Iterable[Organisation] = (),
    themes: Iterable[Theme] = (),
    contributors: Iterable[Mapping[str, str]] = (),
) -> Point:
    """Write a new draft. *facts* are fields of `WRITABLE`; what is missing may be missing. No case starts yet.

    Errors: ValueError when a fact is not writable.
    """
    point = Point(week=week, organiser=organiser)
    _write(point, facts)
    point.slug = _free_slug(point, slug or slugify(point.title_sv or point.title_en) or "punkt")
    point.save()
    _relate(point, co_organisers=co_organisers, themes=themes, contributors=contributors)
    search.index(point)
    return point


@transaction.atomic
def change_point(
    *,
    point: Point,
    by: str,
    facts: Mapping[str, Any],
    co_organisers: Iterable[Organisation] | None = None,
    themes: Iterable[Theme] | None = None,
    contributors: Iterable[Mapping[str, str]] | None = None,
) -> Point:
    """Write *facts*, count the version up, keep a revision, and tell the point's cases (`point.changed`).

    The point's own case checks it anew; the message's `important` says whether time, place, format or link changed.

    What is None stays. Errors: ValueError when a fact is not writable; NotPossible when it is cancelled or declined.
    """
    point = Point.objects.select_for_update().get(pk=point.pk)
    if point.state in (State.CANCELLED, State.DECLINED):
        raise NotPossible(point.state)
    had_recording = bool(point.recording_url)
    before = _watched(point)
    _write(point, facts)
    after = _watched(point)
    point.version += 1
    point.changed_at = clock.now()
    if point.is_published and revisions.is_moved(before, after):
        point.moved_at = clock.now()
    point.save()
    _relate(point, co_organisers=co_organisers, themes=themes, contributors=contributors)
    search.index(point)
    revisions.keep(point, by=by)
    if point.submitted_at is not None:
        # What follows the point decides by this who hears of it: time, place and link reach all who have registered.
        picture.tell("point.changed", point, important=revisions.is_important(before, after))
        if point.recording_url and not had_recording:
            picture.tell("point.recorded", point)
    return point


@transaction.atomic
def submit_point(*, point: Point, by: str) -> Point:
    """Hand the point in: the first time starts its case, later times tell the case to look again.

    Errors: NotPossible with the state when it is handed in already, "terms" while the week's terms are not accepted.
    """
    point = Point.objects.select_for_update().get(pk=point.pk)
    if point.state not in (State.DRAFT, State.INCOMPLETE, State.SENT_BACK):
        raise NotPossible(point.state)
    if point.week is not None and (point.week.terms_sv or point.week.terms_en) and point.terms_accepted_at is None:
        raise NotPossible("terms")
    if point.submitted_at is None:
        point.submitted_at = clock.now()
        point.save(update_fields=["submitted_at"])
        picture.start(point, by=by)
    else:
        picture.tell("point.changed", point)
    point.refresh_from_db()
    return point


@transaction.atomic
def another_occasion(*, point: Point) -> Point:
    """Write a draft with the same facts and people, without day, times, link and recording: one page per occasion."""
    own_to_each = {
        "on_date", "starts_at", "ends_at", "joining_link", "link_at", "registration_last_day_on", "recording_url",
        "occasion_of", "resembles",
    }  # fmt: skip
    facts = {name: getattr(point, name) for name in WRITABLE - own_to_each}
    people = [
        {"name": one.name, "title": one.title, "organisation": one.organisation, "about": one.about}
        for one in point.contributors.all()
    ]
    return create_point(
        organiser=point.organiser, week=point.week, slug=point.slug,
        facts=facts | {"occasion_of": point.occasion_of or point}, co_organisers=point.co_organisers.all(),
        themes=point.themes.all(), contributors=people,
    )  # fmt: skip


def accept_terms(*, point: Point) -> None:
    """Note that the organiser accepts the week's terms as they stand today. Writes one row."""
    point.terms_accepted_at = clock.now()
    point.save(update_fields=["terms_accepted_at"])


@transaction.atomic
def cancel_point(*, point: Point, by: str) -> Point | None:
    """Withdraw or cancel: a draft that was never handed in is removed (returns None); else the picture ends it.

    Errors: NotPossible "cancelled" when it is so already, "over" when it has been held.
    """
    point = Point.objects.select_for_update().get(pk=point.pk)
    if point.submitted_at is None:
        point.delete()
        return None
    if point.state in (State.CANCELLED, State.DECLINED):
        raise NotPossible(point.state)
    if point.is_published and point.has_ended():
        raise NotPossible("over")
    picture.tell("point.cancelled", point)
    point.refresh_from_db()
    return point


def note_registration(*, point: UUID | str, state: str, url: str = "") -> None:
    """Write down what `attendance` knows of the sign-up (a `words.Registration`, or ""), where lists can show it.

    The version stays: nothing that a calendar should hear of has changed.
    """
    Point.objects.filter(uid=point).update(registration_state=state, registration_url=url)


def _watched(point: Point) -> dict[str, Any]:
    return {name: getattr(point, name) for name in revisions.IMPORTANT}


def _write(point: Point, facts: Mapping[str, Any]) -> None:
    foreign = sorted(set(facts) - WRITABLE)
    if foreign:
        raise ValueError(f"no person writes {', '.join(foreign)} of a point")
    for name, value in facts.items():
        setattr(point, name, value)


def _relate(
    point: Point,
    *,
    co_organisers: Iterable[Organisation] | None,
    themes: Iterable[Theme] | None,
    contributors: Iterable[Mapping[str, str]] | None,
) -> None:
    if co_organisers is not None:
        point.co_organisers.set(co_organisers)
    if themes is not None:
        point.themes.set(themes)
    if contributors is not None:
        _keep_people(point, list(contributors))


def _keep_people(point: Point, people: list[Mapping[str, str]]) -> None:
    """Write the people who take part. Who is named still keeps consent and picture; the others go."""
    known = {one.name.casefold(): one for one in point.contributors.all()}
    kept = set()
    for position, person in enumerate(people):
        row = known.pop(person["name"].casefold(), None) or Contributor(point=point)
        before = row.email
        row.position = position
        for name in ("name", "title", "organisation", "about"):
            setattr(row, name, person.get(name, ""))
        row.email = person.get("email", row.email)
        if row.email != before:
            row.asked_at = None
        row.save()
        kept.add(row.pk)
    point.contributors.exclude(pk__in=kept).delete()
    point._prefetched_objects_cache = {}  # type: ignore[attr-defined]  # as Django has it


def _free_slug(point: Point, wanted: str) -> str:
    """Return *wanted*, or the first *wanted*-2, -3 … that no other point of the week (or seminar) has."""
    wanted = wanted[:90].strip("-")
    wanted = f"{wanted}-punkt" if wanted in TAKEN_SLUGS else wanted
    taken = set(
        Point.objects.filter(week=point.week, slug__startswith=wanted)
        .exclude(pk=point.pk)
        .values_list("slug", flat=True)
    )
    return slugs.free(wanted, taken)
