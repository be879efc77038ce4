"""How many jobs of a type may be begun now, on all nodes together: what a policy says, and an ability's own rate.

A rate is kept as one moment per ability, from which the next may begin (`AbilityPolicy.free_at`). Its row's lock makes
nodes ask one after the other; most abilities have neither row nor rate, and nobody asks about them.
"""

from __future__ import annotations

from gorel import ability as abilities
from gorel.cases import policies
from gorel.cases.models import AbilityPolicy, Job
from gorel.cases.turn import Turn
from gorel.ground import clock

MINUTE = 60_000_000  # microseconds
SLACK = 100_000  # microseconds: what was not begun so long ago may be begun now
LOOK_AGAIN = 100_000  # microseconds until a full ability is asked about again


class Bounds:
    """What one worker knows of bounds. Units: machine time, microseconds."""

    def __init__(self) -> None:
        self._closed_until: dict[str, int] = {}

    def are_on(self, type: str) -> bool:
        """Whether anything but this worker's own hands bounds jobs of *type*."""
        ability, said = abilities.find(type), policies.of_ability(type)
        has_rate = ability is not None and ability.per_minute is not None
        return has_rate or (said is not None and (said.is_paused or bool(said.concurrency or said.per_minute)))

    def closed_until(self, type: str, now: int) -> int | None:
        """Return until when none of *type* may be begun, as far as is known; None when it may be asked for."""
        said = policies.of_ability(type)
        if said is not None and said.is_paused:
            return now + MINUTE  # who lets it go on rings
        until = self._closed_until.get(type, 0)
        return until if until > now else None

    def allowed(self, turn: Turn, type: str, wanted: int) -> int:
        """Return how many jobs of *type* may be begun, and count them as begun. Shape: the turn's transaction."""
        if wanted <= 0 or not self.are_on(type):
            return max(wanted, 0)
        ability = abilities.find(type)
        now = turn.machine_now
        AbilityPolicy.objects.get_or_create(type=type, defaults={"at": clock.now()})
        said = AbilityPolicy.objects.select_for_update().get(type=type)
        if said.is_paused:
            return 0
        if said.concurrency is not None:
            at_work = Job.objects.filter(type=type, due_at__gt=clock.from_instant(now)).exclude(lease_owner="").count()
            wanted = min(wanted, said.concurrency - at_work)
        rates = [rate for rate in (said.per_minute, ability.per_minute if ability else None) if rate is not None]
        if rates and wanted > 0:
            wanted = min(wanted, self._by_rate(said, MINUTE // min(rates), now, wanted))
        if wanted <= 0:
            self._closed_until[type] = max(said.free_at if rates else 0, now + LOOK_AGAIN)
        return max(wanted, 0)

    def give_back(self, type: str, count: int) -> None:
        """Take back what was counted as begun and was not: there were not so many jobs."""
        ability, said = abilities.find(type), policies.of_ability(type)
        rates = [rate for rate in (said and said.per_minute, ability and ability.per_minute) if rate]
        if count > 0 and rates:
            row = AbilityPolicy.objects.select_for_update().get(type=type)
            AbilityPolicy.objects.filter(pk=row.pk).update(free_at=row.free_at - count * (MINUTE // min(rates)))

    def _by_rate(self, said: AbilityPolicy, interval: int, now: int, wanted: int) -> int:
        base = max(said.free_at, now - SLACK)
        count = min(wanted, (now - base) // interval + 1) if base <= now else 0
        if count > 0:
            AbilityPolicy.objects.filter(pk=said.pk).update(free_at=base + count * interval)
        return count
