"""What a person holds: roles in organisations, and groups. Nearly every question that a page asks begins with it."""

from __future__ import annotations

from dataclasses import dataclass

from gorel.accounts.models import Group, Membership
from gorel.ground.once import once
from gorel.ground.prepared import Prepared

# Tasks opened before a duplicate was merged name the duplicate's uid.
_ROLES = Prepared(
    lambda person: (
        Membership.objects.filter(person_id=person)
        .order_by()
        .values_list("role", "organisation_id", "organisation__uid", "organisation__merged__uid")
    ),
    person=int,
)
_GROUPS = Prepared(
    lambda person: (
        Group.objects.filter(members=person, organisation__memberships__person=person)
        .order_by()
        .distinct()
        .values_list("slug", "organisation__uid")
    ),
    person=int,
)


@dataclass(frozen=True, slots=True)
class Held:
    """What one person holds. Shape: roles are (role, organisation's id); groups are candidate groups, `role@<uid>`."""

    roles: tuple[tuple[str, int], ...] = ()
    groups: frozenset[str] = frozenset()

    @property
    def working(self) -> list[int]:
        """Return the organisations in which the person has a role of the staff's."""
        return sorted({organisation for role, organisation in self.roles if role != Membership.Role.EMPLOYEE})


def by(person_id: int) -> Held:
    """Return what a person who may sign in holds. Two queries, once a page."""
    return once(("held", person_id), lambda: _held(person_id))


def _held(person_id: int) -> Held:
    roles, groups = set(), set()
    for role, organisation, *uids in _ROLES.rows(person=person_id):
        roles.add((role, organisation))
        groups |= {f"{role}@{uid}" for uid in uids if uid is not None}
    if roles:
        groups |= {f"{slug}@{uid}" for slug, uid in _GROUPS.rows(person=person_id)}
    return Held(tuple(sorted(roles)), frozenset(groups))
