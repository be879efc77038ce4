"""What a worker begins next: jobs that its turn has just opened, and jobs that are due in the database.

A case that is in hand is carried on at once, which costs no look-up; but not with an ability that does only so many at
once, or a hundred thousand cases on their way to a letter would keep it from those that are more urgent. Where other
lanes wait, half of what can be begun is kept for them, so that a case with many jobs in a row holds up nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from gorel import ability as abilities
from gorel.ability import Ability
from gorel.cases import lanes, policies
from gorel.cases.turn import Turn
from gorel.cases.worker import leases
from gorel.cases.worker.bounds import Bounds
from gorel.cases.worker.hands import Hands
from gorel.cases.worker.poison import Poison


class Room:
    """Claims jobs for one worker's hands.

    Shape: *left_some* says that a turn left jobs for others; *waiting* are lanes that had more than could be taken.
    """

    def __init__(self, *, owner: str, types: Callable[[], list[str]], hands: Hands, bounds: Bounds, poison: Poison):
        self._owner, self._types, self._hands, self._bounds, self._poison = owner, types, hands, bounds, poison
        self._begun: Counter[bool] = Counter()  # in this turn, by whether they are async
        self._begun_of: Counter[str] = Counter()
        self.waiting: set[int] = set()
        self.left_some = False

    def carry_on(self, turn: Turn) -> list[leases.Claim]:
        """Take jobs that *turn* has just opened; nothing is written yet."""
        self._begun.clear()
        self._begun_of.clear()
        if not turn.opened:
            self.left_some = turn.others_wanted
            return []
        types = set(self._types())
        claims = leases.carry_on(turn, lambda ability, lane: self._may_carry(types, ability, lane), owner=self._owner)
        self.left_some = bool(turn.opened) or turn.others_wanted
        return claims

    def claim(self, turn: Turn) -> list[leases.Claim]:
        """Take jobs that are due in the database; the turn is written."""
        self.waiting = set()
        claims, unbounded = [], []
        for type in self._types():
            ability = abilities.known()[type]
            if ability.transactional or self._bounds.closed_until(type, turn.machine_now) is not None:
                continue
            if ability.concurrency is None and not ability.is_async and not self._bounds.are_on(type):
                unbounded.append(type)
            elif self._free(ability) > 0 and lanes.due([type], turn.machine_now):
                allowed = self._bounds.allowed(turn, type, self._free(ability))
                claimed = self._claim(turn, [type], allowed)
                self._bounds.give_back(type, allowed - len(claimed))
                claims += claimed
        if unbounded:
            claims += self._claim(turn, unbounded, self._free(abilities.known()[unbounded[0]]))
        return claims

    def _may_carry(self, types: set[str], ability: Ability, lane: int) -> bool:
        if ability.concurrency is not None:  # one at a time: who is more urgent may be waiting in the database
            return False
        free = self._free(ability)
        if free <= 0 or ability.type not in types or self._bounds.are_on(ability.type):
            return False
        if self.waiting - {lane} and self._begun.total() >= free:
            return False
        self._note(ability)
        return True

    def _claim(self, turn: Turn, types: list[str], limit: int) -> list[leases.Claim]:
        claims, waiting = leases.claim(turn, types, limit, owner=self._owner, without=self._poison.cases())
        for claim in claims:
            self._note(claim.ability)
        self.waiting |= waiting
        return claims

    def _note(self, ability: Ability) -> None:
        self._begun_of[ability.type] += 1
        if ability.concurrency is None or self._begun_of[ability.type] <= ability.concurrency:  # others hold no thread
            self._begun[ability.is_async] += 1

    def _free(self, ability: Ability) -> int:
        """Return how many more jobs of *ability* may be begun in this turn."""
        free = self._hands.free(ability) - self._begun_of[ability.type]
        if ability.concurrency is not None and not ability.is_async:
            return free
        return min(free, self._hands.room(ability) - self._begun[ability.is_async])


class NoRoom:
    """A worker that is stopping begins nothing."""

    def carry_on(self, _turn: Turn) -> list[leases.Claim]:
        """Take nothing."""
        return []

    def claim(self, _turn: Turn) -> list[leases.Claim]:
        """Take nothing."""
        return []


class InOrder(NoRoom):
    """A few jobs at a time, the oldest first: for a headless run."""

    def __init__(self, *, owner: str, types: Callable[[], list[str]], poison: Poison, together: int) -> None:
        self._owner, self._types, self._poison, self._together = owner, types, poison, together

    def claim(self, _turn: Turn) -> list[leases.Claim]:
        """Take the most urgent jobs that are due."""
        types = [type for type in policies.open_types(self._types()) if not abilities.known()[type].transactional]
        without = self._poison.cases()
        return leases.claim(_turn, types, self._together, owner=self._owner, without=without, in_order=True)[0]
