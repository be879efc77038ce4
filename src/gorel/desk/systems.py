"""Which systems each process leans on, and which processes to test when one of them is upgraded.

A picture tells by its abilities: a web address by its host, letters, files, robots elsewhere by their job type. What no
picture tells, the owner does (`SystemUse`). A system is known by its name, whatever the case of its letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from gorel.ability import registry
from gorel.accounts.models import Person
from gorel.accounts.rights import held_by
from gorel.cases.models import Process
from gorel.core import bpmn
from gorel.desk.models import SystemUse, Upgrade
from gorel.desk.processes.taught import Taught, taught
from gorel.desk.steps import steps
from gorel.desk.workshop import saving, testing
from gorel.desk.workshop.models import Release
from gorel.ground import clock
from gorel.ground.language import spoken
from gorel.ideas.models import Installation
from gorel.ideas.packages import looking, reporting
from gorel.ideas.packages import trying as packaged

SOON = timedelta(days=14)
_HOST = re.compile(r"https?://([A-Za-z0-9.-]+)")
_KEPT = {
    "mail": _("The mail server"), "file": _("Files and folders"), "sheet": _("Files and folders"),
    "document": _("Files and folders"), "http": _("A web address that the case decides"),
    "browser": _("A web address that the case decides"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Use:
    """One process that leans on a system. Shape: steps are elements of the picture; stated is the owner's own row."""

    one: Taught
    elements: tuple[str, ...] = ()
    stated: SystemUse | None = None

    @property
    def steps(self) -> list[str]:
        known = steps(self.one.newest)
        return [known.find(element).said for element in self.elements]


@dataclass(slots=True)
class System:
    """A system and the processes that lean on it."""

    name: str
    uses: list[Use] = field(default_factory=list)


def register(person: Person) -> list[System]:
    """Return every system that the processes lean on which the person may look into, by name."""
    ours = taught(person)
    stated: dict[tuple[int, str], list[SystemUse]] = {}
    for row in SystemUse.objects.filter(organisation__in={one.organisation.pk for one in ours}).order_by("pk"):
        stated.setdefault((row.organisation_id, row.process), []).append(row)
    found: dict[str, System] = {}
    for one in ours:
        for name, elements in _drawn(one.newest.uid):
            found.setdefault(str(name).casefold(), System(str(name))).uses.append(Use(one, elements))
        for row in stated.get((one.organisation.pk, one.key), ()):
            found.setdefault(row.name.casefold(), System(row.name)).uses.append(Use(one, stated=row))
    return sorted(found.values(), key=lambda system: system.name.casefold())


def of(one: Taught) -> list[tuple[str, str]]:
    """Return the systems that one process leans on, each with its steps or its owner's words."""
    known = steps(one.newest)
    drawn = [(str(name), ", ".join(known.find(at).said for at in where)) for name, where in _drawn(one.newest.uid)]
    stated = SystemUse.objects.filter(organisation=one.organisation, process=one.key).order_by("name")
    return drawn + list(stated.values_list("name", "how"))


def touched(upgrade: Upgrade, systems: Iterable[System]) -> list[Use]:
    """Return the uses in the upgrade's organisation that it touches, each process once."""
    uses: dict[str, Use] = {}
    for system in systems:
        if system.name.casefold() == upgrade.name.casefold():
            for use in system.uses:
                if use.one.organisation.pk == upgrade.organisation_id:
                    uses.setdefault(use.one.key, use)
    return list(uses.values())


def coming(person: Person) -> list[tuple[Upgrade, list[Use]]]:
    """Return the upgrades of the next two weeks that touch processes which the person answers for.

    One query while none comes.
    """
    today = clock.today()
    days = {"on__gte": today, "on__lte": today + SOON}
    near = list(Upgrade.objects.filter(organisation__in=held_by(person).working, **days))
    if not near:
        return []
    answers = [one for one in taught(person) if person.pk in (one.steward.owner_id, one.steward.backup_id)]
    mine = {(one.organisation.pk, one.key) for one in answers}
    systems = register(person) if answers else []
    found = [
        (row, [use for use in touched(row, systems) if (use.one.organisation.pk, use.one.key) in mine]) for row in near
    ]
    return [(row, uses) for row, uses in found if uses]


def results(one: Taught) -> list[testing.Result]:
    """Run the tests that are kept with the version in use, and those of packages, in memory; return how they went."""
    released = Release.objects.filter(process=one.newest, version__isnull=False).select_related("version").last()
    found = []
    if released is not None and released.version is not None:
        found += testing.run_all(saving.load(released.version), one.organisation)
    for installation in Installation.objects.filter(organisation=one.organisation).select_related("package"):
        if one.key in reporting.processes_of(installation):
            files = looking.look(bytes(installation.package.content)).files
            files |= {path: text.encode() for path, text in installation.base.items()}  # as it was adapted here
            for result in packaged.run(files, now=clock.instant(), language=spoken()):
                found.append(testing.Result(result.name, result.name, (result.reason,) if result.reason else ()))
    return found


@lru_cache(maxsize=256)
def _drawn(version: UUID) -> tuple[tuple[Any, tuple[str, ...]], ...]:
    """Return the systems that a version's picture tells of, with its steps. A version never changes."""
    process = Process.objects.select_related("resource").get(uid=version)
    drawn = bpmn.read(process.bpmn).process(process.key)
    found: dict[Any, list[str]] = {}
    for node in drawn.nodes if drawn else ():
        if node.job is not None and (name := _system(node)) is not None:
            found.setdefault(name, []).append(node.id)
    return tuple((name, tuple(elements)) for name, elements in found.items())


def _system(node: Any) -> Any:
    """Return what the work of a step leans on; None for what is Görel's own."""
    job = node.job.type.text
    if node.job.type.language != "text":
        return _("What the case itself decides")
    family = job.partition(".")[0]
    if family in ("http", "browser"):
        texts = [*node.job.headers.values(), *(str(one.source) for one in node.inputs)]
        hosts = [host[1].lower() for text in texts if (host := _HOST.search(text))]
        return hosts[0] if hosts else _KEPT[family]
    return _KEPT.get(family) if registry.find(job) is not None else job
