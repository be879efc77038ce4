"""Short words for what a test of a model says."""

from __future__ import annotations

from gorel.core.engine.simulation import Simulation, same_again

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE


def tasks(world: Simulation) -> list[str]:
    """Return the names of the open tasks, sorted."""
    return sorted(task.name for _, task in world.open_tasks())


def active(world: Simulation) -> list[str]:
    """Return where open tasks, jobs and waits are, by element, sorted."""
    kinds = ("task", "job", "message", "signal", "timer", "conditional", "call")
    return sorted(wait.element for case in world.cases for wait in case.waits() if wait.kind in kinds)


def ended(world: Simulation) -> bool:
    """Return whether all cases are over – and would be so again, byte for byte."""
    assert same_again(world)
    return all(case.is_ended for case in world.cases)


def incidents(world: Simulation) -> list[str]:
    return sorted(incident.problem.code for _, incident in world.open_incidents())


def timers(world: Simulation) -> int:
    return len(world.timers())


def complete(world: Simulation, *names: str) -> None:
    for name in names:
        world.complete(name)
