"""Cases that cannot be stepped, set aside so that they do not stop the others.

The engine answers trouble in a case with an incident; it never fails on one. Should it, or the store, fail all the
same, that is a defect of ours: the case is left for a while, a person sees an incident, and everything else goes on.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import structlog

from gorel.cases.collisions import NO_DATABASE
from gorel.cases.doing import Failed, failure
from gorel.cases.models import Incident
from gorel.cases.values import plain, to_json
from gorel.core.problems import Problem
from gorel.ground import clock

log = structlog.get_logger("gorel.cases")

FIRST, LONGEST = 5.0, 600.0  # seconds of machine time


@dataclass
class Guarded:
    """How it went inside a guard."""

    failed: bool = False


class Poison:
    """What is set aside, and until when."""

    def __init__(self) -> None:
        self._until: dict[int, tuple[float, float]] = {}  # case -> (monotonic moment, pause)

    def cases(self) -> list[int]:
        """Return the cases that are to be left alone now."""
        moment = time.monotonic()
        return [case_id for case_id, (until, _) in self._until.items() if until > moment]

    @contextmanager
    def guard(self, case_id: int | None = None, key: int = 0) -> Iterator[Guarded]:
        """Set *case_id* aside when what is inside fails. Side effect: an incident, once per key."""
        guarded = Guarded()
        try:
            yield guarded
        except NO_DATABASE:
            raise
        except Exception as error:
            guarded.failed = True
            failed = failure(error, "")
            log.error("worker.set-aside", case=case_id, key=key, error=failed.message, place=failed.values["place"])
            if case_id is not None:
                self._set_aside(case_id, key, failed)

    def _set_aside(self, case_id: int, key: int, failed: Failed) -> None:
        pause = min(self._until.get(case_id, (0, FIRST / 2))[1] * 2, LONGEST)
        self._until[case_id] = time.monotonic() + pause, pause
        problem = Problem("case.step-failed", values={"message": failed.message, "place": failed.values["place"]})
        # Keys of the case's own count upwards from 1, so this one is free.
        Incident.objects.get_or_create(
            case_id=case_id, key=-key,
            defaults={
                "element": "", "code": problem.code, "problem": to_json(plain(problem)), "raised_at": clock.now(),
            },
        )  # fmt: skip
