"""Who works on an idea, over units and organisations."""

from __future__ import annotations

from django.db import transaction

from gorel.accounts import rights
from gorel.accounts.models import Organisation, Person
from gorel.ideas.actions.following import follow
from gorel.ideas.models import Idea, TeamMember


@transaction.atomic
def ask_to_join(*, idea: Idea, person: Person, unit: str = "") -> TeamMember:
    """Ask to work on an idea. Somebody in the team, or the coach, says yes."""
    member, _is_new = TeamMember.objects.get_or_create(
        idea=idea, person=person, defaults={"organisation": _home(person), "unit": unit}
    )
    return member


@transaction.atomic
def accept_member(*, member: TeamMember) -> None:
    """Let somebody in who asked. They follow the idea from now on."""
    member.is_in = True
    member.save(update_fields=["is_in"])
    follow(row=member.idea, person=member.person)


@transaction.atomic
def add_member(*, idea: Idea, person: Person, unit: str = "") -> TeamMember:
    """Put somebody into the team who is known here."""
    member = ask_to_join(idea=idea, person=person, unit=unit)
    accept_member(member=member)
    return member


@transaction.atomic
def leave_team(*, member: TeamMember) -> None:
    """Take somebody out of the team. Deletes one row."""
    member.delete()


def _home(person: Person) -> Organisation | None:
    membership = rights.memberships_of(person).order_by("organisation__name").first()
    return membership.organisation if membership is not None else None
