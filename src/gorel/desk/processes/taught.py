"""Which processes a person may look into, and which of them they may pause or give an owner.

Editors, process owners, operators, auditors and administrators see their organisation's own processes and everybody's,
as their organisation runs them; who is named as owner or stand-in sees theirs, whatever the role.
What a page counts is that organisation's cases alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max, Q, QuerySet

from gorel.accounts.models import Membership, Organisation, Person
from gorel.accounts.rights import POWERS, memberships_of
from gorel.cases.models import Process
from gorel.desk.looking import holds
from gorel.desk.models import Stewardship
from gorel.desk.steps import process_name

SEES = POWERS["processes"]
PAUSES = frozenset({"administrator", "owner", "operator"})


@dataclass(frozen=True, slots=True)
class Taught:
    """A process as one organisation runs it. Shape: newest is its own version, or else everybody's."""

    organisation: Organisation
    newest: Process
    steward: Stewardship
    is_administrator: bool
    may_pause: bool

    @property
    def key(self) -> str:
        return self.newest.key

    @property
    def name(self) -> str:
        return process_name(self.newest)

    @property
    def lacks(self) -> bool:
        """Whether an owner or a stand-in is missing."""
        return not (self.steward.owner_id and self.steward.backup_id)

    def versions(self) -> QuerySet[Process]:
        """Return its versions, the newest first."""
        one = self.newest
        rows = Process.objects.filter(key=one.key, organisation=one.organisation, space=one.space)
        return rows.select_related("resource__deployment").defer("resource__content").order_by("-version")


def taught(
    person: Person, *, key: str = "", organisation: str = "", word: str = "", most: int | None = None
) -> list[Taught]:
    """Return the processes that *person* may look into, by name; those of one key or organisation (its short name).

    Shape: *word* is in the name or key of each, or in what its owner or an organisation is called; of more than *most*
    it is the first by name. Three queries, however many there are.
    """
    roles: dict[int, set[str]] = {}
    organisations: dict[int, Organisation] = {}
    for member in memberships_of(person):
        if not organisation or member.organisation.slug == organisation:
            roles.setdefault(member.organisation_id, set()).add(member.role)
            organisations[member.organisation_id] = member.organisation
    named = Stewardship.objects.filter(organisation__in=organisations)
    own = Q(key__in=named.filter(Q(owner=person) | Q(backup=person)).values("process"))
    seen = [at for at in organisations if roles[at].intersection(SEES)]
    seen_there = Q(organisation__in=seen) | Q(organisation=None) if seen else Q(pk=None)
    rows = Process.objects.filter(Q(organisation__in=organisations) | Q(organisation=None), seen_there | own, space="")
    rows = rows.filter(key=key) if key else rows
    versions = rows.order_by().values("organisation", "key").annotate(newest=Max("pk")).values("newest")
    rows = Process.objects.filter(pk__in=versions)
    if word:
        its = [pk for pk, one in organisations.items() if word.casefold() in one.name.casefold()]
        owned = named.filter(holds(word, "owner__name", "backup__name")).values("process")
        theirs = Q(organisation__in=its) | Q(organisation=None) if its else Q(pk=None)
        rows = rows.filter(holds(word, "name", "key") | Q(key__in=owned) | theirs)
    newest = _newest(rows if most is None else rows.order_by("name", "pk")[:most], organisations)
    if most is not None:
        named = named.filter(process__in={process for _at, process in newest})
    stewards = {(row.organisation_id, row.process): row for row in named.select_related("owner", "backup")}
    found = []
    for (at, process), version in newest.items():
        steward = stewards.get((at, process)) or Stewardship(organisation=organisations[at], process=process)
        answers = person.pk in (steward.owner_id, steward.backup_id)
        administers = Membership.Role.ADMINISTRATOR in roles[at]
        if answers or roles[at].intersection(SEES):
            found.append(Taught(organisations[at], version, steward, administers, answers or bool(roles[at] & PAUSES)))
    return sorted(found, key=lambda one: (one.name.casefold(), one.organisation.name))[:most]


def _newest(rows: Iterable[Process], organisations: Iterable[int]) -> dict[tuple[int, str], Process]:
    """Return the version that each organisation's new cases take. Shape: *rows* are the newest of each owner."""
    own: dict[tuple[int | None, str], Process] = {(row.organisation_id, row.key): row for row in rows}
    shared = {key: row for (owner, key), row in own.items() if owner is None}
    return {
        (at, key): row
        for at in organisations
        for key, row in (shared | {key: row for (owner, key), row in own.items() if owner == at}).items()
    }
