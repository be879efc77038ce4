"""A turn: one transaction in which cases take steps. `cases.taking` takes it; this is what happens in it."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from django.db import transaction

from gorel.cases import doing, policies
from gorel.cases.models import Case
from gorel.cases.store.hand import Hand
from gorel.cases.store.handlers import HANDLERS
from gorel.cases.store.held import Held
from gorel.cases.store.keeping import Kept
from gorel.cases.store.standing import NEVER
from gorel.cases.store.statements import POSTPONE_JOB
from gorel.core import engine
from gorel.core.engine import effects, events

T = TypeVar("T")

_chance = random.Random()  # noqa: S311 - what a process calls random; secrets come from elsewhere
os.register_at_fork(after_in_child=_chance.seed)


class Turn(Hand):
    """Lets the cases in hand take steps. Made by `taking.take` alone."""

    def __init__(self, *, is_worker: bool, kept: Kept | None = None) -> None:
        super().__init__(is_worker=is_worker, kept=kept)
        self._facts: dict[tuple[int, int | None], Mapping[str, Any]] = {}  # what policies tell, see `policies`

    def seed(self) -> int:
        """Return chance for an event."""
        return _chance.getrandbits(53)

    def step(self, case: Held, event: events.Event) -> None:
        """Let *case* see *event*. Errors: engine.IllegalEvent, and the case is as it was."""
        at = case.process.id, case.organisation_id
        facts = self._facts.get(at)
        if facts is None:
            facts = self._facts[at] = policies.of(case.process.key, case.organisation_id).facts
        if facts:
            self._tell_policy(case, facts)
            event = policies.not_written(event)
        self.write_effects(case, engine.advance(case.process.program, case.state, event))

    def _tell_policy(self, case: Held, facts: Mapping[str, Any]) -> None:
        """Let the picture see what was decided about its process since its last step."""
        root = case.state.instances[0].variables or {}
        if root.get(policies.VARIABLE) != facts and case.word in Case.OPEN and not case.waits_to_begin:
            told = events.VariablesSet(now=self.now, seed=self.seed(), variables={policies.VARIABLE: facts})
            self.write_effects(case, engine.advance(case.process.program, case.state, told))

    def write_effects(self, case: Held, asked: Iterable[effects.Effect]) -> None:
        """Note what a step asked for."""
        case.is_changed = True
        self.steps += 1
        implied = case.process.implied
        for effect in asked:
            if type(effect) is not effects.Log:
                HANDLERS[type(effect)](self, case, effect)
            elif effect.kind != "took" or effect.element not in implied:  # half of all effects: no call for them
                self.rows.lines.append((case.id, self.now, effect.kind, effect.element, effect.key, "", ""))

    def answer(self, case: Held, key: int, outcome: doing.Outcome, *, retries: int, tries: int) -> bool:
        """Let *case* see what came of its job; False when the job is no longer wanted."""
        event = doing.event_for(outcome, key=key, retries=retries, now=self.now, seed=self.seed())
        if isinstance(event, events.JobFailed):
            drawn = engine.retry_at(case.process.program, case.state, key, tries=tries, now=self.machine_now)
            due_at = drawn or self.machine_now + doing.pause(tries) if event.retries > 0 else NEVER
            self.rows.add(POSTPONE_JOB, (event.retries, due_at, "", case.id, key))
        try:
            self.step(case, event)
        except engine.IllegalEvent:
            return False
        return True

    def join(self, action: Callable[[Turn], T]) -> T:
        """Let *action*, called by an ability that runs in this turn, take steps in it: all or none."""
        self.write()
        self.joined = True
        mark = self.mark()
        try:
            with transaction.atomic():
                result = action(self)
                self.write()
        except BaseException:
            self.forget(mark)
            raise
        return result
