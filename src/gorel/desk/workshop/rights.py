"""Who works in the workshop: editors and administrators for their organisation, owners and stand-ins for their own."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from gorel.accounts.models import Membership, Organisation, Person
from gorel.accounts.rights import memberships_of
from gorel.desk.processes.taught import SEES
from gorel.desk.workshop.models import Draft


def organisations_of(person: Person) -> QuerySet[Organisation]:
    """Return the organisations for which the person may begin drafts."""
    held = memberships_of(person).filter(role__in=SEES)
    return Organisation.objects.filter(pk__in=held.values("organisation_id")).order_by("name")


def drafts_of(person: Person) -> QuerySet[Draft]:
    """Return the drafts that the person may look into and change."""
    member = memberships_of(person).values("organisation_id")
    mine = Q(organisation__in=organisations_of(person).values("pk"))
    mine |= (Q(owner=person) | Q(backup=person)) & Q(organisation__in=member)
    return Draft.objects.filter(mine).select_related("organisation", "owner", "backup")


def colleagues(organisation: Organisation) -> QuerySet[Person]:
    """Return the people of an organisation, by name."""
    members = Membership.objects.filter(organisation=organisation)
    return Person.objects.filter(is_active=True, pk__in=members.values("person_id")).order_by("name")
