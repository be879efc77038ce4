"""Who works in the workshop.

Editors and administrators work with all drafts of their organisation, process owners with those that they own or stand
in for, and so does whoever else is named as owner or stand-in of a draft.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from gorel.accounts.models import Membership, Organisation, Person
from gorel.accounts.rights import POWERS, held_by, holding
from gorel.desk.workshop.models import Draft, Release


def organisations_of(person: Person) -> QuerySet[Organisation]:
    """Return the organisations for which the person may begin drafts."""
    return holding(person, "teach").order_by("name")


def drafts_of(person: Person) -> QuerySet[Draft]:
    """Return the drafts that the person may look into and change."""
    member = [organisation for _role, organisation in held_by(person).roles]
    mine = Q(organisation__in=[at for role, at in held_by(person).roles if role in POWERS["teach-all"]])
    mine |= (Q(owner=person) | Q(backup=person)) & Q(organisation__in=member)
    return Draft.objects.filter(mine).select_related("organisation", "owner", "backup")


def approvers(release: Release) -> list[Person]:
    """Return who may approve a release: all who may work with its draft but who asked and who saved it, by name."""
    draft = release.draft
    everywhere = Membership.objects.filter(organisation=draft.organisation, role__in=POWERS["teach-all"])
    named = Q(pk__in=everywhere.values("person_id"))
    members = Membership.objects.filter(organisation=draft.organisation).values("person_id")
    named |= Q(pk__in=[draft.owner_id, draft.backup_id]) & Q(pk__in=members)
    made = [release.asked_by_id, release.version.by_id if release.version else None]
    return list(Person.objects.filter(named, is_active=True).exclude(pk__in=[pk for pk in made if pk]).order_by("name"))


def waiting_for(person: Person) -> QuerySet[Release]:
    """Return the releases that the person may approve now."""
    asked = Release.objects.filter(state=Release.State.ASKED, draft__in=drafts_of(person).values("pk"))
    return asked.exclude(asked_by=person).exclude(version__by=person).select_related("draft__organisation", "asked_by")
