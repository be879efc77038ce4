"""What happened once happens again, byte for byte."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from frozen_history import ENCODER, event_of, files, thaw

from gorel.core import engine

pytestmark = pytest.mark.conformance


@pytest.mark.parametrize("path", files(), ids=[path.stem for path in files()])
def test_a_frozen_history_replays_to_the_same_bytes(path: Path) -> None:
    program, steps = thaw(path)
    state = None
    for number, frozen in enumerate(steps):
        if state is not None:
            state = engine.decode(engine.encode(state))  # as a store does between two steps
        state, effects = engine.step(program, state, event_of(frozen))
        assert (number, engine.encode(state).decode()) == (number, frozen["state"])
        assert (number, ENCODER.encode(effects).decode()) == (number, frozen["effects"])


def test_there_are_histories() -> None:
    assert len(files()) >= 17
