"""What tests of the memory share: a fresh record, and a clock that stands still."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from cases.trying import CALLS, FAIL, NOW
from gorel.cases import deployment, programs
from gorel.cases.models import Process


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    CALLS.clear()
    FAIL.clear()
    programs.forget()
    yield
    programs.forget()


@pytest.fixture
def stopped_clock(pinned: Callable[[str], None]) -> datetime:
    """A demo home whose clock stands at `NOW`."""
    pinned("2020-10-01 09:00")
    return NOW


@pytest.fixture
def teach(db: None):
    """Deploy pictures: teach(picture, …) -> the processes."""

    def _teach(*pictures: bytes) -> tuple[Process, ...]:
        return deployment.deploy([(f"{place}.bpmn", data) for place, data in enumerate(pictures)]).processes

    return _teach
