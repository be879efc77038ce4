"""Who publishes: as the publisher has stated it, or what can be said before anybody has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gorel.accounts import rights
from gorel.accounts.models import Membership, Person
from gorel.opendata.models import Statement

LICENCES = {
    "CC0": "http://creativecommons.org/publicdomain/zero/1.0/",
    "CC-BY": "http://creativecommons.org/licenses/by/4.0/",
}


@dataclass(frozen=True, slots=True)
class Contact:
    """Who answers questions. Shape: email is "" until somebody has stated it."""

    name: str
    email: str


def stated(kind: str) -> Statement | None:
    """Return the statement that counts."""
    return Statement.objects.filter(kind=kind).select_related("organisation").first()


def facts(kind: str) -> dict[str, Any]:
    """Return what is stated, empty until then."""
    found = stated(kind)
    return found.facts if found else {}


def contact() -> Contact:
    """Return who answers questions on open data."""
    said = facts("publisher")
    return Contact(said.get("contact") or "", said.get("email") or "")


def may_state(person: Any) -> bool:
    """Say whether the person may state things: an administrator of the organisation that has, of any before that."""
    if not isinstance(person, Person):
        return False
    found = stated("publisher")
    return rights.may(person, Membership.Role.ADMINISTRATOR, found.organisation if found else None)


def state(*, kind: str, facts: dict[str, Any], by: Person) -> Statement:
    """State something anew. Writes one row. Shape: the first statement settles whose administrators may."""
    earlier = stated("publisher")
    own = rights.organisations_of(by, Membership.Role.ADMINISTRATOR).first()
    organisation = earlier.organisation if earlier else own
    assert organisation is not None  # whoever may state is an administrator somewhere
    return Statement.objects.create(kind=kind, facts=facts, organisation=organisation, stated_by=by)
