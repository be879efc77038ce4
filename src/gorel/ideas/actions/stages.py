"""Writing rows of the five stages, and saying to their cases what people did."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from gorel.accounts.models import Organisation, Person
from gorel.ground import clock, slugs
from gorel.ideas import likeness, picture
from gorel.ideas.actions.following import follow
from gorel.ideas.models import Adoption, Author, Challenge, Idea, Solution, Stage, Trial
from gorel.ideas.words import State
from gorel.programme.models import Point

# What people write of each stage; all else is the picture's or the house's.
WRITABLE: dict[str, frozenset[str]] = {
    "challenge": frozenset({
        "title", "language", "unit", "need", "for_whom", "group", "good_when", "closes_on", "method", "seen",
        "takes_guests",
    }),
    "idea": frozenset({"title", "language", "unit", "what", "why", "seen", "method"}),
    "trial": frozenset({
        "title", "language", "hypothesis", "measure", "before", "target", "scope", "begins_on", "ends_on",
        "cost_planned",
    }),
    "solution": frozenset({
        "title", "language", "unit", "what", "for_whom", "evidence", "success_factors", "contact_name",
        "contact_email", "processes",
    }),
    "adoption": frozenset({"language", "changes", "result"}),
}  # fmt: skip
# What of it is searched and compared.
TEXTS = {
    "challenge": ("need", "for_whom", "good_when", "group"), "idea": ("what", "why"),
    "solution": ("what", "for_whom", "evidence", "success_factors"),
}  # fmt: skip
TAKEN_SLUGS = frozenset({"new", "coach", "figures", "methods", "digest", "mine"})


class NotPossible(Exception):
    """The row's state does not allow it, or it is done already. The text is a code."""


@transaction.atomic
def put_challenge(*, organisation: Organisation, by: Person, facts: Mapping[str, Any]) -> Challenge:
    """Write a challenge, start its case, and let whoever put it follow it."""
    row = Challenge(organisation=organisation, contact=by)
    _write(row, facts)
    return _begin(row, by.actor, follower=by)


@transaction.atomic
def write_idea(
    *, organisation: Organisation, facts: Mapping[str, Any], challenge: Challenge | None = None,
    person: Person | None = None, is_anonymous: bool = False, guest: tuple[str, str] = ("", ""), language: str = "sv",
) -> Idea:  # fmt: skip
    """Write an idea by a *person*, or a *guest* by name and address, and start its case.

    An anonymous idea's case is begun by nobody and belongs to no organisation; its author follows it, too.
    Errors: NotPossible "closed" when the challenge takes no ideas any more.
    """
    if challenge is not None and challenge.state != State.OPEN:
        raise NotPossible("closed")
    row = Idea(organisation=organisation, challenge=challenge, is_anonymous=is_anonymous)
    _write(row, facts)
    if challenge is not None:
        row.method = row.method or challenge.method
    _name(row)
    row.save()
    Author.objects.create(idea=row, person=person, guest_name=guest[0][:120], guest_email=guest[1], language=language)
    return _begin(row, person.actor if person is not None else "guest", follower=person)


@transaction.atomic
def plan_trial(*, idea: Idea, by: Person, facts: Mapping[str, Any]) -> Trial:
    """Write the plan of a trial and start its case. Errors: NotPossible "over", or "going-on" while another does."""
    idea = Idea.objects.select_for_update().get(pk=idea.pk)
    if idea.state not in (State.ACCEPTED, State.DEVELOPING):
        raise NotPossible("over" if idea.is_over else "going-on" if idea.state == State.TRYING else "unanswered")
    if idea.trials.exclude(state__in=(State.DONE, State.CLOSED)).exists():
        raise NotPossible("going-on")
    row = Trial(organisation=idea.organisation, idea=idea)
    # Whoever wrote an anonymous idea stays unnamed as its trial's planner.
    if not (idea.is_anonymous and idea.authors.filter(person=by).exists()):
        row.responsible = by
    _write(row, facts)
    row.title = row.title or idea.title
    return _begin(row, "görel" if row.responsible is None else by.actor)


@transaction.atomic
def report_trial(*, trial: Trial, facts: Mapping[str, Any]) -> Trial:
    """Write a trial's result, and tell its case. Errors: NotPossible when it does not go on."""
    trial = Trial.objects.select_for_update().get(pk=trial.pk)
    if trial.state != State.RUNNING:
        raise NotPossible(trial.state)
    for name in ("after", "result", "learned", "cost"):
        setattr(trial, name, facts.get(name, getattr(trial, name)))
    trial.save()
    picture.tell("trial.reported", trial)
    trial.refresh_from_db()
    return trial


@transaction.atomic
def ready_idea(*, idea: Idea) -> Idea:
    """Ask for an answer again, when an idea has been developed. Errors: NotPossible when it is not being developed."""
    idea = Idea.objects.select_for_update().get(pk=idea.pk)
    if idea.state != State.DEVELOPING:
        raise NotPossible(idea.state)
    picture.tell("idea.ready", idea)
    idea.refresh_from_db()
    return idea


@transaction.atomic
def withdraw_idea(*, idea: Idea) -> Idea:
    """Take an idea back, as its author. Errors: NotPossible when it is over."""
    idea = Idea.objects.select_for_update().get(pk=idea.pk)
    if idea.is_over:
        raise NotPossible(idea.state)
    picture.tell("idea.withdrawn", idea)
    idea.refresh_from_db()
    return idea


@transaction.atomic
def write_solution(
    *, organisation: Organisation, by: Person, facts: Mapping[str, Any], idea: Idea | None = None
) -> Solution:
    """Describe a solution and start its case. The points of its idea come along."""
    row = Solution(organisation=organisation, idea=idea, contact=by)
    _write(row, facts)
    row = _begin(row, by.actor, follower=by)
    if idea is not None:
        row.points.set(idea.points.all())
    return row


@transaction.atomic
def introduce(*, solution: Solution, adopter: Organisation, by: Person, begun_on: date, changes: str = "") -> Adoption:
    """Say that an organisation introduces a solution, and start the case that follows it up.

    Errors: NotPossible "own" for the solution's own organisation, "already" the second time, "unpublished".
    """
    if solution.published_at is None:
        raise NotPossible("unpublished")
    if adopter.pk == solution.organisation_id:
        raise NotPossible("own")
    row = Adoption(
        organisation=solution.organisation, solution=solution, adopter=adopter, adopter_name=adopter.name, contact=by,
        title=solution.title[:160], language=solution.language, begun_on=begun_on, changes=changes,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise NotPossible("already") from None
    return _begin(row, by.actor)


@transaction.atomic
def report_adoption(*, adoption: Adoption, result: str, minutes_freed: Decimal | None, changes: str = "") -> Adoption:
    """Write what introducing it came to, and tell its case. Errors: NotPossible when it is over."""
    adoption = Adoption.objects.select_for_update().get(pk=adoption.pk)
    if adoption.state != State.RUNNING:
        raise NotPossible(adoption.state)
    adoption.result, adoption.minutes_freed = result, minutes_freed
    adoption.changes = changes or adoption.changes
    adoption.reported_on = clock.today()
    adoption.save()
    picture.tell("adoption.reported", adoption)
    adoption.refresh_from_db()
    return adoption


@transaction.atomic
def end_adoption(*, adoption: Adoption, reason: str) -> Adoption:
    """End it without a result, because …. Errors: NotPossible when it is over."""
    adoption = Adoption.objects.select_for_update().get(pk=adoption.pk)
    if adoption.state != State.RUNNING:
        raise NotPossible(adoption.state)
    picture.tell("adoption.ended", adoption, reason=reason)
    adoption.refresh_from_db()
    return adoption


@transaction.atomic
def change(*, row: Stage, facts: Mapping[str, Any]) -> Stage:
    """Write what a row says. Its case hears of it where it waits for that: sent back, or an open challenge."""
    row = type(row)._default_manager.select_for_update().get(pk=row.pk)
    _write(row, facts)
    row.changed_at = clock.now()
    row.save()
    _index(row)
    if row.state == State.SENT_BACK or (isinstance(row, Challenge) and row.state == State.OPEN):
        picture.tell(f"{row.kind}.changed", row)
    row.refresh_from_db()
    return row


@transaction.atomic
def link_points(*, row: Challenge | Idea | Solution, points: list[Point]) -> None:
    """Say which programme points are about the row."""
    row.points.set(points)


def _begin(row: Any, by: str, *, follower: Person | None = None) -> Any:
    """Save the row with its name and stems, start its case, and return it as the case has left it."""
    _name(row)
    row.save()
    _index(row)
    if follower is not None:
        follow(row=row, person=follower)
    picture.start(row, by=by)
    row.refresh_from_db()
    return row


def _write(row: Stage, facts: Mapping[str, Any]) -> None:
    foreign = sorted(set(facts) - WRITABLE[row.kind])
    if foreign:
        raise ValueError(f"no person writes {', '.join(foreign)} of a {row.kind}")
    for name, value in facts.items():
        setattr(row, name, value)


def _index(row: Stage) -> None:
    likeness.index(row, *(str(getattr(row, name)) for name in TEXTS.get(row.kind, ())))


def _name(row: Stage) -> None:
    if not isinstance(row, Challenge | Idea | Solution) or row.slug:
        return
    wanted = slugify(row.title)[:80].strip("-") or row.kind
    wanted = f"{wanted}-{row.kind}" if wanted in TAKEN_SLUGS else wanted
    taken = set(type(row)._default_manager.filter(slug__startswith=wanted).values_list("slug", flat=True))
    row.slug = slugs.free(wanted, taken)
