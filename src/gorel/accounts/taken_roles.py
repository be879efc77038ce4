"""The role that somebody took away last, kept in their session: it can be given back with one press."""

from __future__ import annotations

from django.http import HttpRequest

from gorel.accounts import organising, traces
from gorel.accounts.models import Membership, Organisation, Person, Trace

_KEY = "role-taken"  # organisation, person and role
_NONE = (None, None, "")


def remember(request: HttpRequest, membership: Membership) -> None:
    """Keep what was taken away. Writes to the session."""
    request.session[_KEY] = [membership.organisation_id, membership.person_id, membership.role]


def last(request: HttpRequest, organisation: Organisation) -> Membership | None:
    """Return the role that can be given back, not saved; None when there is none here."""
    of, person, role = request.session.get(_KEY, _NONE)
    found = Person.objects.filter(pk=person).first() if of == organisation.pk else None
    return Membership(organisation=organisation, person=found, role=role) if found else None


def give_back(request: HttpRequest, organisation: Organisation) -> bool:
    """Give it again, once, and return whether there was one. Writes the role and a line of the audit log."""
    found = last(request, organisation)
    request.session.pop(_KEY, None)
    if found is None:
        return False
    organising.give(organisation=organisation, person=found.person_id, role=found.role)
    about = f"person {found.person_id} {found.role}"
    traces.note(request, Trace.Kind.ROLE_GIVEN, about=about, organisation=organisation)
    return True
