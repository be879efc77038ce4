"""A model behind a door, driven and looked at as a simulation of it in memory is: by calls alone.

Beside it stands the simulation itself. Both are told the same; at the end the history that the door tells must be what
the core says that happened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

from gorel.cases import travel
from gorel.core.engine import effects as fx
from gorel.core.engine.simulation import Simulation
from gorel.ground import clock
from gorel.ground.models import PinnedClock


class Behind:
    """What both doors share. Shape: the words are those of `Simulation`; *is_seven* says that the door speaks as C7."""

    is_seven = False

    def __init__(self, robot: Any, twin: Simulation) -> None:
        self.robot, self.twin, self.main = robot, twin, twin.main
        twin.now = clock.to_instant(clock.now())
        for one in self._instances():
            self._end(one)
        self._before = {one["id"] for one in self._past()}

    # ---- each door's own -----------------------------------------------------------------------------------------

    def _instances(self) -> list[dict[str, Any]]:
        raise NotImplementedError

    def _past(self) -> list[dict[str, Any]]:
        raise NotImplementedError

    def _end(self, one: dict[str, Any]) -> None:
        raise NotImplementedError

    def _answer(self, what: str, values: Mapping[str, Any]) -> None:
        raise NotImplementedError

    def _visits(self) -> Counter[tuple[str, str]]:
        raise NotImplementedError

    # ---- time ----------------------------------------------------------------------------------------------------

    @property
    def now(self) -> int:
        return self.twin.now

    @now.setter
    def now(self, moment: int) -> None:
        """Move the clock, and let nothing happen."""
        self.twin.now = moment
        PinnedClock.objects.update(pinned_at=clock.from_instant(moment), target_at=None)

    def advance(self, micros: int) -> None:
        travel.to(clock.now() + timedelta(microseconds=micros))
        self.twin.advance(micros)

    # ---- both at once --------------------------------------------------------------------------------------------

    def complete(self, what: str, values: Mapping[str, Any] | None = None) -> None:
        self._answer(what, values or {})
        self.twin.complete(what, values)

    def run(self, answer: Callable[..., Mapping[str, Any] | None]) -> None:
        for _ in range(100):
            work = [*self.open_jobs(), *self.open_tasks()]  # type: ignore[attr-defined]
            if work:
                self.complete(work[0][1].element, answer(*work[0]))
            elif self.twin.timers():
                self.advance((self.twin.timers()[0][1].due_at or 0) - self.now)
            else:
                return

    @property
    def trail(self) -> Any:
        """What happened, when the door tells the same."""
        self.compare()
        return self.twin.trail

    def compare(self) -> bool:
        """See that the door's history is what the core says, element for element, as often. Errors: AssertionError."""
        assert self._visits() == said_by(self.twin, is_seven=self.is_seven)
        return True


def said_by(twin: Simulation, *, is_seven: bool) -> Counter[tuple[str, str]]:
    """Return how often cases were at each element and how that ended, as a door counts it.

    In the older dialect a link that throws is none, and an end that throws an error is cancelled with its scope.
    """
    found: Counter[tuple[str, str]] = Counter()
    for case in twin.cases:
        joins = {
            node.id for node in case.program.process.nodes
            if node.kind in ("parallelGateway", "inclusiveGateway")
            and sum(flow.target == node.id for flow in case.program.process.flows) > 1
        }  # fmt: skip
        nodes = case.program.process.nodes
        drawn = {node.id: (node.kind, node.events[0].kind if node.events else "") for node in nodes}
        open_: dict[int, str] = {}
        for done in twin.trail:
            for effect in done.effects if done.case == case.number else ():
                if not isinstance(effect, fx.Log) or effect.element in joins or effect.kind == "took":
                    continue
                if effect.kind == "entered":
                    open_[effect.key or 0] = effect.element
                else:
                    open_.pop(effect.key or 0, None)
                    what = drawn.get(effect.element, ("", ""))
                    if is_seven and what == ("intermediateThrowEvent", "link"):
                        continue
                    is_thrown = is_seven and what in (("endEvent", "error"), ("endEvent", "cancel"))
                    how = "cancelled" if effect.kind == "cancelled" or is_thrown else "completed"
                    if effect.element in case.program.elements:
                        found[effect.element, how] += 1
        found.update((element, "active") for element in open_.values())
    return found


def without_joins(twin: Simulation, found: Iterable[tuple[str, str, str]]) -> Counter[tuple[str, str]]:
    """Return visits (process, element, how) less those of joins, which doors count by token."""
    counted: Counter[tuple[str, str]] = Counter()
    for process, element, how in found:
        program = twin.programs[process]
        kind = program.elements[element].kind
        incoming = sum(flow.target == element for flow in program.process.flows)
        if kind not in ("parallelGateway", "inclusiveGateway") or incoming < 2:
            counted[element, how] += 1
    return counted
