"""Every case that a test runs in memory happens again: see `each_case_again`, taken in by conftests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gorel.core import engine
from gorel.core.engine.simulation import Case, Simulation


@pytest.fixture(autouse=True)
def each_case_again(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Replay the history of every case of the test, its state written and read between two steps, as by a store."""
    seen: list[Simulation] = []
    ready = Simulation.__init__

    def note(self: Simulation, *given: object, **named: object) -> None:
        ready(self, *given, **named)  # type: ignore[arg-type]
        seen.append(self)

    monkeypatch.setattr(Simulation, "__init__", note)
    yield
    for world in seen:
        for case in world.cases:
            assert engine.encode(replayed(case)) == engine.encode(case.state)


def replayed(case: Case) -> engine.State:
    """Return the state that the case's events lead to."""
    state = None
    for event in case.history:
        kept = None if state is None else engine.decode(engine.encode(state))
        state, _ = engine.step(case.program, kept, event)
    assert state is not None
    return state
