"""How instances and their waits are taken away: done, or cancelled with all that is below them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from gorel.core.engine.effects import CancelCase, CancelTimer, CloseIncident, CloseJob, CloseTask, Log, Unsubscribe
from gorel.core.engine.elements import listening
from gorel.core.engine.holding import Holding
from gorel.core.engine.state import CALL, JOB, TASK, Instance

if TYPE_CHECKING:
    from gorel.core.engine.run import Run


class Closing(Holding):
    """A state in hand whose instances can be taken away."""

    __slots__ = ()

    def close(self, key: int, instance: Instance) -> None:
        """Remove an instance that is done; its token is still counted in its scope."""
        if instance.waits:
            self.drop_waits(instance)
        if self.state.incidents:
            self.close_incidents(key)
        del self.instances[key]
        self.effects.append(Log(kind="left", element=instance.element, key=key))

    def cancel(self, key: int, below: dict[int, list[int]] | None = None) -> None:
        """Remove an instance and everything below it; its token is still counted in its scope."""
        instance = self.instances[key]
        if instance.tokens:
            self.cancel_inside(key, below)
        if instance.status == JOB:
            self.effects.append(CloseJob(key=key))
            if instance.memory is not None and "open" in instance.memory:
                self.effects.append(CloseTask(key=key))
        elif instance.status == TASK:
            self.effects.append(CloseTask(key=key))
            if "canceling" in self.node_of(instance).listeners:
                listening.cancelled(cast("Run", self), self.node_of(instance), key)
        elif instance.status == CALL:
            self.effects.append(CancelCase(key=key))
        self.drop_waits(instance)
        self.close_incidents(key)
        del self.instances[key]
        if instance.memory is not None and ("opened" in instance.memory or "asking" in instance.memory):
            return  # part of an ad-hoc subprocess, whose own line tells of it
        self.effects.append(Log(kind="cancelled", element=instance.element, key=key))

    def cancel_inside(self, key: int, below: dict[int, list[int]] | None = None) -> None:
        """Remove everything inside a scope, tokens on their way and parked ones too; its waits stay.

        Shape: below is who stands directly below whom, when that is known already.
        """
        if self.queue:
            kept = [token for token in self.queue if token[1] != key]
            self.queue.clear()
            self.queue.extend(kept)
        if below is None:
            below = self.below()
        for child in below.get(key, ()):
            self.cancel(child, below)
        instance = self.instances[key]
        instance.tokens = 0
        instance.joins = None

    def below(self) -> dict[int, list[int]]:
        """Return the keys of the instances directly below each instance."""
        found: dict[int, list[int]] = {}
        for key, instance in self.instances.items():
            found.setdefault(instance.parent, []).append(key)
        return found

    def drop_waits(self, instance: Instance) -> None:
        for wait in instance.waits or ():
            self.drop_wait(wait)
        instance.waits = None

    def drop_wait(self, key: int) -> None:
        wait = self.waits.pop(key)
        if wait.kind == "timer":
            self.effects.append(CancelTimer(key=key))
        elif wait.kind in ("message", "signal"):
            self.effects.append(Unsubscribe(key=key))

    def close_incidents(self, about: int) -> None:
        for key in [key for key, incident in self.state.incidents.items() if incident.about == about]:
            del self.state.incidents[key]
            self.effects.append(CloseIncident(key=key))

    def clear(self) -> None:
        """Take away everything in the case."""
        self.cancel_inside(0)
        self.drop_waits(self.instances[0])
        self.close_incidents(0)
        self.queue.clear()
        self.farewells.clear()
