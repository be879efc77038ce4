"""Policies: what people decided about processes and abilities, and what the memory makes of it.

Rooms above write the rows by these functions; workers and turns read them, and may act on what they read for up to
`FRESH_SECONDS`. What is said for one organisation stands beside what is said for everybody: a process is paused where
either says so, and of facts with the same name the organisation's own holds.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from gorel.accounts.models import Organisation
from gorel.cases import wake
from gorel.cases.models import AbilityPolicy, Policy
from gorel.cases.values import plain
from gorel.core.engine import events
from gorel.ground import clock

FRESH_SECONDS = 1.0
VARIABLE = "policy"  # what pictures see the facts as


@dataclass(frozen=True, slots=True)
class Said:
    """What holds for a process of an organisation. Shape: facts are what the picture sees as `policy`."""

    is_paused: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)


NOTHING = Said()


def pause(process: str, *, organisation: Organisation | int | None = None, by: str | None, reason: str) -> None:
    """Take new cases of *process* in without beginning them, until `resume`. Running cases go on."""
    _write(process, organisation, by, is_paused=True, reason=reason[:255])


def resume(process: str, *, organisation: Organisation | int | None = None, by: str | None) -> None:
    """Let the cases begin that came while *process* was paused, and new ones at once. The worker begins them."""
    _write(process, organisation, by, is_paused=False, reason="")
    wake.ring()


def tell(
    process: str, facts: Mapping[str, Any], *, organisation: Organisation | int | None = None, by: str | None
) -> None:
    """Let pictures of *process* see *facts* as the variable `policy`, from each case's next step on.

    Shape: *facts* take the place of those told before for the same organisation, or for everybody. Nobody else writes
    the variable: what a robot, a form or a called case brings by that name is left out.
    """
    _write(process, organisation, by, facts=plain(facts))


def pause_ability(type: str, *, by: str | None, reason: str) -> None:
    """Begin no more jobs of *type*, on any node, until `resume_ability`. Those that run are finished."""
    _write_ability(type, by, is_paused=True, reason=reason[:255])


def resume_ability(type: str, *, by: str | None) -> None:
    """Begin jobs of *type* again."""
    _write_ability(type, by, is_paused=False, reason="")
    wake.ring()


def bound_ability(type: str, *, concurrency: int | None = None, per_minute: int | None = None, by: str | None) -> None:
    """Bound how many jobs of *type* run at once, and how many are begun in a minute, on all nodes together; None is no
    bound. Errors: ValueError below 1."""
    if any(bound is not None and bound < 1 for bound in (concurrency, per_minute)):
        raise ValueError("bounds count from 1; to stop an ability, pause it")
    _write_ability(type, by, concurrency=concurrency, per_minute=per_minute)


def of(process: str, organisation_id: int | None) -> Said:
    """Return what holds for *process*: what was said for everybody, and for the organisation."""
    said = _cache.processes()
    if not said:
        return NOTHING
    general = said.get((process, None), NOTHING)
    own = said.get((process, organisation_id), NOTHING) if organisation_id is not None else NOTHING
    if own is NOTHING:
        return general
    return Said(general.is_paused or own.is_paused, {**general.facts, **own.facts})


def not_written(event: events.Event) -> events.Event:
    """Return *event* without the variable that only policies write: nobody raises a limit by answering with one."""
    variables = getattr(event, "variables", None)
    if not variables or VARIABLE not in variables:
        return event
    kept = {name: value for name, value in variables.items() if name != VARIABLE}
    return msgspec.structs.replace(event, variables=kept)


def paused() -> list[tuple[str, int | None]]:
    """Return which processes are paused, and for which organisations (None: for all)."""
    said = _cache.processes()
    return [at for at, one in said.items() if one.is_paused]


def of_ability(type: str) -> AbilityPolicy | None:
    """Return what was said about the ability *type*."""
    return _cache.abilities().get(type)


def open_types(types: Sequence[str]) -> list[str]:
    """Return those of *types* that are not paused."""
    said = _cache.abilities()
    return [type for type in types if (policy := said.get(type)) is None or not policy.is_paused]


def forget() -> None:
    """Read all policies anew when they are next asked for."""
    _cache.read_at = float("-inf")


class _Cache:
    """All policies: there are few."""

    def __init__(self) -> None:
        self.read_at = float("-inf")
        self._lock = threading.Lock()
        self._processes: dict[tuple[str, int | None], Said] = {}
        self._abilities: dict[str, AbilityPolicy] = {}

    def processes(self) -> dict[tuple[str, int | None], Said]:
        self._refresh()
        return self._processes

    def abilities(self) -> dict[str, AbilityPolicy]:
        self._refresh()
        return self._abilities

    def _refresh(self) -> None:
        moment = time.monotonic()
        if moment - self.read_at <= FRESH_SECONDS:
            return
        with self._lock:
            self._processes = {
                (row.process, row.organisation_id): Said(row.is_paused, row.facts) for row in Policy.objects.all()
            }
            self._abilities = {row.type: row for row in AbilityPolicy.objects.all()}
            self.read_at = moment


_cache = _Cache()


def _write(process: str, organisation: Organisation | int | None, by: str | None, **said: Any) -> None:
    organisation_id = organisation.pk if isinstance(organisation, Organisation) else organisation
    row = Policy.objects.filter(process=process, organisation=organisation_id).first()
    row = row or Policy(process=process, organisation_id=organisation_id)
    for name, value in said.items():
        setattr(row, name, value)
    row.at, row.by = clock.now(), by or ""
    row.save()
    forget()


def _write_ability(type: str, by: str | None, **said: Any) -> None:
    AbilityPolicy.objects.update_or_create(type=type, defaults={**said, "at": clock.now(), "by": by or ""})
    forget()
