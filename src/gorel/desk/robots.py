"""Who does the work that robots do: connected robots and workers, what they can, how they fare, and what nobody does.

A robot is seen by its own organisation; Görel's own workers and abilities, which all share, by everybody who may look.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min
from django.db.models.functions import Coalesce
from django.db.models.lookups import In

from gorel import ability
from gorel.accounts.models import Organisation, Person
from gorel.accounts.rights import holding
from gorel.cases import nodes, policies
from gorel.cases.models import AbilityPolicy, Incident, Job, Node
from gorel.core.say import Language
from gorel.ground import machine


@dataclass(frozen=True, slots=True)
class Robot:
    """One that is connected, or was lately. Units: per_hour counts its answers since it began."""

    name: str
    organisation: Organisation | None
    types: tuple[str, ...]
    version: str
    since: datetime
    seen_at: datetime
    is_there: bool
    done: int
    failed: int
    lost: int
    per_hour: float


@dataclass(frozen=True, slots=True)
class Kind:
    """A job type: what it is called, who does it, what waits.

    Shape: waiting counts the jobs of the viewer's organisations.
    """

    type: str
    title: str
    about: str
    is_ours: bool
    robots: int
    waiting: int
    oldest: datetime | None
    incidents: int
    policy: AbilityPolicy | None

    @property
    def is_unserved(self) -> bool:
        """Whether jobs wait that nobody asks for."""
        return bool(self.waiting) and not self.is_ours and not self.robots

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to see of it: nobody waits, nothing is wrong, no robot elsewhere does it."""
        return not (self.waiting or self.incidents or self.robots or self.is_paused)

    @property
    def is_paused(self) -> bool:
        return self.policy is not None and self.policy.is_paused


def robots(person: Person) -> list[Robot]:
    """Return Görel's workers and the robots of the organisations whose robots the person may see. Two queries."""
    own = {one.pk: one for one in holding(person, "robots")}
    now = machine.now()
    found = []
    for row in Node.objects.order_by("is_robot", "-seen_at"):
        organisation, name = None, row.name
        if row.is_robot:
            _robot, _colon, rest = row.name.partition(":")
            pk, _colon, name = rest.partition(":")
            organisation = own.get(int(pk)) if pk.isdigit() else None
            if organisation is None:
                continue
        hours = max((row.seen_at - row.began_at).total_seconds() / 3600, 1 / 60)
        gone = nodes.FORGOTTEN if row.is_robot else nodes.GONE
        found.append(
            Robot(
                name, organisation, tuple(row.types.split()), row.version, row.began_at, row.seen_at,
                now - row.seen_at < gone, row.done, row.failed, row.lost, round((row.done + row.failed) / hours, 1),
            )
        )  # fmt: skip
    return found


def kinds(person: Person, connected: Iterable[Robot], language: Language) -> list[Kind]:
    """Return the job types that are known, asked for, or waited for in the person's organisations. Four queries."""
    own = [one.pk for one in holding(person, "robots")]
    serving = Counter(type for one in connected if one.organisation and one.is_there for type in one.types)
    # What waits leads: as a plain column the organisation would lead through all of its cases that ever were.
    jobs = Job.objects.filter(In(Coalesce("case__organisation", 0), own or [0]), due_at__lte=machine.now())
    counted = jobs.values_list("type").annotate(Count("pk"), Min("opened_at")).order_by()
    waiting = {type: (number, since) for type, number, since in counted}
    stuck = Counter(_types_of(own))
    said = {row.type: row for row in AbilityPolicy.objects.all()}
    known = ability.known()
    found = [
        _kind(type, known.get(type), serving[type], waiting.get(type, (0, None)), stuck[type], said.get(type), language)
        for type in {*known, *serving, *waiting, *said}
    ]
    return sorted(found, key=lambda one: (not one.is_unserved, not one.is_paused, -one.waiting, one.type))


def pause(type: str, *, by: Person, reason: str) -> None:
    """Begin no more jobs of *type* anywhere, until `resume`."""
    policies.pause_ability(type, by=by.actor, reason=reason)


def resume(type: str, *, by: Person) -> None:
    """Begin jobs of *type* again."""
    policies.resume_ability(type, by=by.actor)


def _types_of(organisations: list[int]) -> Iterable[str]:
    """The job types whose open incidents the organisations have. The job is still there, and rests."""
    ours = In(Coalesce("case__organisation", 0), organisations or [0])
    rows = Incident.objects.filter(ours, state=Incident.OPEN, about__isnull=False)
    names = set(rows.values_list("case_id", "about")[:5_000])
    jobs = Job.objects.filter(case__in={case for case, _key in names}).values_list("case_id", "key", "type")
    return [type for case, key, type in jobs if (case, key) in names]


def _kind(
    type: str, ours: ability.Ability | None, robots: int, waits: tuple[int, datetime | None], stuck: int,
    policy: AbilityPolicy | None, language: Language,
) -> Kind:  # fmt: skip
    title = ours.title.get(language, type) if ours else type
    about = ours.about.get(language, "") if ours else ""
    return Kind(type, title, about, ours is not None, robots, waits[0], waits[1], stuck, policy)
