"""Who may see and do what. Every view asks here; what is not said here nobody may.

Whoever has any role in an organisation, *employee* too, is at home there. The coach (`idea-coach`) answers for it.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from gorel.accounts import rights
from gorel.accounts.models import Organisation, Person
from gorel.cases.models import Task
from gorel.ideas.models import Adoption, Argument, Challenge, Idea, Solution, Stage, TeamMember, Trial
from gorel.ideas.receivers import CHIEF, COACH
from gorel.ideas.words import OVER, Seen, State

Somebody = Person | AnonymousUser
PUTS = ("idea-coach", "administrator", "editor", "organiser", "secretary")  # who may put a challenge


def homes(person: Somebody) -> QuerySet[Organisation]:
    """Return the organisations in which the person has any role."""
    return Organisation.objects.filter(
        pk__in=rights.memberships_of(person).values("organisation_id"), merged_into=None
    ).order_by("name")


def answers_for(person: Somebody) -> QuerySet[Organisation]:
    """Return the organisations whose coach the person is; an administrator stands in where there is none."""
    as_coach = rights.organisations_of(person, COACH).values("pk")
    with_coach = Organisation.objects.filter(memberships__role=COACH, memberships__person__is_active=True).values("pk")
    as_chief = rights.organisations_of(person, CHIEF).exclude(pk__in=with_coach).values("pk")
    return Organisation.objects.filter(Q(pk__in=as_coach) | Q(pk__in=as_chief))


def is_coach_of(person: Somebody, row: Stage) -> bool:
    """Say whether the person answers for the row's organisation."""
    return answers_for(person).filter(pk=row.organisation_id).exists()


def visible(model: type[Stage], person: Somebody) -> QuerySet[Any]:
    """Return the rows of a stage that the person may see."""
    return {
        Challenge: challenges, Idea: ideas, Trial: trials, Solution: solutions, Adoption: adoptions,
    }[model](person)  # fmt: skip


def challenges(person: Somebody) -> QuerySet[Challenge]:
    """Return the challenges that the person may see: those that have been open, and all of those they look after."""
    seen = Q(opened_at__isnull=False) & _seen(person)
    if person.is_authenticated:
        seen |= Q(contact=person.pk) | Q(organisation__in=answers_for(person))
    return Challenge.objects.filter(seen).select_related("organisation")


def ideas(person: Somebody) -> QuerySet[Idea]:
    """Return the ideas that the person may see.

    A withdrawn idea is its authors' and coach's alone. Strangers, and people of other organisations, see an idea once
    the coach has answered, so that nothing is published that nobody has read.
    """
    alive = ~Q(state=State.WITHDRAWN)
    home = Q(organisation__in=homes(person))
    seen = alive & _seen(person) & (home | Q(answered_at__isnull=False))
    if person.is_authenticated:
        mine = Idea.objects.filter(Q(authors__person=person.pk) | Q(team__person=person.pk, team__is_in=True)).values(
            "pk"
        )
        seen |= Q(pk__in=mine) | Q(organisation__in=answers_for(person))
    return Idea.objects.filter(seen).select_related("organisation", "challenge")


def trials(person: Somebody) -> QuerySet[Trial]:
    """Return the trials of the ideas that the person may see."""
    return Trial.objects.filter(idea__in=ideas(person)).select_related("organisation", "idea")


def solutions(person: Somebody) -> QuerySet[Solution]:
    """Return what is published, also what is no longer in use, and what the person writes or answers for."""
    seen = Q(published_at__isnull=False)
    if person.is_authenticated:
        seen |= Q(contact=person.pk) | Q(organisation__in=answers_for(person))
    return Solution.objects.filter(seen).select_related("organisation", "idea__challenge")


def adoptions(person: Somebody) -> QuerySet[Adoption]:
    """Return who introduced what: all of it is open, but what was reported from elsewhere and not confirmed."""
    seen = Q(solution__published_at__isnull=False, is_confirmed=True)
    if person.is_authenticated:
        seen |= Q(organisation__in=answers_for(person)) | Q(adopter__in=homes(person))
    return Adoption.objects.filter(seen).select_related("organisation", "adopter", "solution")


def may_put(person: Somebody) -> QuerySet[Organisation]:
    """Return the organisations for which the person may describe a need."""
    found = rights.memberships_of(person).filter(role__in=PUTS)
    return Organisation.objects.filter(pk__in=found.values("organisation_id"), merged_into=None).order_by("name")


def takes_ideas(challenge: Challenge, person: Somebody) -> bool:
    """Say whether the person may write an idea to the challenge now."""
    if challenge.state != State.OPEN:
        return False
    return person.is_authenticated or (challenge.takes_guests and challenge.seen == Seen.PUBLIC)


def is_author(person: Somebody, idea: Idea) -> bool:
    """Say whether the person wrote the idea."""
    return person.is_authenticated and idea.authors.filter(person=person.pk).exists()


def works_on(person: Somebody, idea: Idea) -> bool:
    """Say whether the person may develop the idea and plan its trial: author, in the team, or coach."""
    if not person.is_authenticated:
        return False
    in_team = idea.team.filter(person=person.pk, is_in=True).exists()
    return in_team or is_author(person, idea) or is_coach_of(person, idea)


def may_change(person: Somebody, row: Stage) -> bool:
    """Say whether the person may change what the row says, as it stands now."""
    if row.state in OVER or not person.is_authenticated:
        return False
    if isinstance(row, Idea):
        return row.state in (State.IN_REVIEW, State.DEVELOPING, State.ACCEPTED) and works_on(person, row)
    if isinstance(row, Trial):
        return row.state in (State.IN_REVIEW, State.SENT_BACK) and works_on(person, row.idea)
    is_its = getattr(row, "contact_id", None) == person.pk or is_coach_of(person, row)
    if isinstance(row, Challenge):
        return row.state in (State.IN_REVIEW, State.SENT_BACK, State.OPEN) and is_its
    if isinstance(row, Adoption):
        return (
            row.adopter_id is not None and homes(person).filter(pk=row.adopter_id).exists() and is_its_own(person, row)
        )
    return is_its


def is_its_own(person: Somebody, adoption: Adoption) -> bool:
    """Say whether the person tells for the organisation that introduced a solution."""
    if adoption.contact_id == getattr(person, "pk", None):
        return True
    return adoption.adopter_id is not None and answers_for(person).filter(pk=adoption.adopter_id).exists()


def authors_for(person: Somebody, idea: Idea) -> list[str]:
    """Return the authors' names as the person may read them; none of an anonymous idea but for authors and coach."""
    if idea.is_anonymous and not (is_author(person, idea) or is_coach_of(person, idea)):
        return []
    return [author.name for author in idea.authors.all() if author.name]


def team_for(person: Somebody, idea: Idea) -> list[TeamMember]:
    """Return the team as the person may read it. An anonymous author in the team is left out for peers."""
    found = idea.team.filter(is_in=True).select_related("person", "organisation")
    if idea.is_anonymous and not (is_author(person, idea) or is_coach_of(person, idea)):
        found = found.exclude(person__in=idea.authors.filter(person__isnull=False).values("person"))
    return list(found)


def speaker_for(argument: Argument, authors: set[int]) -> str:
    """Return who said it, "" for the author of an anonymous idea. *authors* are the people who wrote that idea."""
    if argument.person_id is None or (argument.idea.is_anonymous and argument.person_id in authors):
        return ""
    return argument.person.name if argument.person else ""


def open_task(person: Somebody, row: Stage) -> Task | None:
    """Return the task about the row that waits for the person, if there is one."""
    groups = rights.groups_of(person)
    tasks = Task.objects.filter(case__business_key=str(row.uid), state=Task.OPEN, candidates__name__in=groups)
    return tasks.order_by("pk").first() if groups else None


def _seen(person: Somebody) -> Q:
    seen = Q(seen=Seen.PUBLIC)
    if person.is_authenticated:
        own = homes(person)
        seen |= Q(seen=Seen.ORGANISATION, organisation__in=own)
        if own.exists():
            seen |= Q(seen=Seen.MEMBERS)
    return seen
