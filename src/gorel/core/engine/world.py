"""Cases in memory, and what passes between them: calls, messages, signals, ends."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from gorel.core.engine import effects as fx
from gorel.core.engine import events as ev
from gorel.core.engine.elements.committing import CONTINUE
from gorel.core.engine.errors import IllegalEvent
from gorel.core.engine.program import Program
from gorel.core.engine.state import State
from gorel.core.engine.step import step
from gorel.core.engine.view import Waiting, is_ended, variables, waits
from gorel.core.problems import Problem

MAX_FOLLOWING = 500  # messages, signals and calls between cases that may follow from one event
Work = fx.OpenTask | fx.OpenJob
Answer = Callable[["Case", Work], Mapping[str, Any] | None]


class Done(msgspec.Struct, frozen=True):
    """One event of one case, and what it led to."""

    now: int
    case: int
    event: ev.Event
    effects: tuple[fx.Effect, ...]


class Case:
    """One case of a simulation."""

    def __init__(self, number: int, program: Program, state: State, caller: tuple[Case, int] | None) -> None:
        self.number = number
        self.program = program
        self.state = state
        self.caller = caller
        self.history: list[ev.Event] = []
        self.tasks: dict[int, fx.OpenTask] = {}
        self.jobs: dict[int, fx.OpenJob] = {}
        self.incidents: dict[int, fx.RaiseIncident] = {}
        self.outcome: fx.EndCase | None = None

    @property
    def is_ended(self) -> bool:
        return is_ended(self.state)

    @property
    def variables(self) -> dict[str, Any]:
        return variables(self.state)

    def waits(self) -> list[Waiting]:
        return waits(self.program, self.state)


class World:
    """Cases, and what they want of each other. Shape: `programs` are by process id."""

    def __init__(self, programs: Program | Iterable[Program], *, now: int = 0) -> None:
        known = [programs] if isinstance(programs, Program) else list(programs)
        self.main = known[0]
        self.programs = {program.process_id: program for program in known}
        self.now = now
        self.cases: list[Case] = []
        self.trail: list[Done] = []
        self.messages: list[fx.PublishMessage] = []
        self.later: deque[Callable[[], object]] = deque()  # what cases want of each other, in the order they said it
        self.is_settling = False

    def _begin(self, program: Program, event: ev.CaseStarted, caller: tuple[Case, int] | None) -> Case:
        state, effects = step(program, None, event)
        case = Case(len(self.cases) + 1, program, state, caller)
        self.cases.append(case)
        self._note(case, event, effects)
        return case

    def do(self, case: Case, event: ev.Event) -> None:
        """Let an event happen to a case, and all that follows from it. Errors: IllegalEvent."""
        case.state, effects = step(case.program, case.state, event)
        self._note(case, event, effects)

    def complete_at(self, case: Case, work: Work, values: Mapping[str, Any]) -> None:
        kind = ev.TaskCompleted if isinstance(work, fx.OpenTask) else ev.JobCompleted
        self.do(case, kind(now=self.now, key=work.key, variables=values))

    def _note(self, case: Case, event: ev.Event, effects: list[fx.Effect]) -> None:
        case.history.append(event)
        self.trail.append(Done(self.now, case.number, event, tuple(effects)))
        for effect in effects:
            self._effect(case, effect)
        if self.is_settling:
            return
        self.is_settling = True
        try:
            for _ in range(MAX_FOLLOWING):
                if not self.later:
                    return
                self.later.popleft()()
            raise IllegalEvent(Problem("engine.never-settles", values={"limit": MAX_FOLLOWING}))
        finally:
            self.later.clear()
            self.is_settling = False

    def _effect(self, case: Case, effect: fx.Effect) -> None:
        if isinstance(effect, fx.OpenTask):
            case.tasks[effect.key] = effect
        elif isinstance(effect, fx.ChangeTask) and effect.key in case.tasks:  # else it is being completed
            case.tasks[effect.key] = msgspec.structs.replace(case.tasks[effect.key], **effect.changes)
        elif isinstance(effect, fx.CloseTask):
            case.tasks.pop(effect.key, None)
        elif isinstance(effect, fx.OpenJob):
            case.jobs[effect.key] = effect
            if effect.type == CONTINUE:  # a commit point is nothing to wait for in memory
                self.later.append(lambda: self._continue(case, effect))
        elif isinstance(effect, fx.CloseJob):
            case.jobs.pop(effect.key, None)
        elif isinstance(effect, fx.RaiseIncident):
            case.incidents[effect.key] = effect
        elif isinstance(effect, fx.CloseIncident):
            case.incidents.pop(effect.key, None)
        elif isinstance(effect, fx.PublishMessage):
            self.later.append(lambda: self._publish(effect))
        elif isinstance(effect, fx.BroadcastSignal):
            self.later.append(lambda: self._broadcast(effect))
        elif isinstance(effect, fx.StartCase):
            self.later.append(lambda: self._call(case, effect))
        elif isinstance(effect, fx.CancelCase):
            self.later.append(lambda: self._cancel(case, effect))
        elif isinstance(effect, fx.Escalate):
            escalated = {"code": effect.code, "variables": effect.variables}
            self.later.append(lambda: self._tell(case, ev.CalledCaseEscalated, escalated))
        elif isinstance(effect, fx.EndCase):
            case.outcome = effect
            self.later.append(lambda: self._ended(case, effect))

    def _continue(self, case: Case, effect: fx.OpenJob) -> None:
        if effect.key in case.jobs:
            self.complete_at(case, effect, {})

    def _cancel(self, case: Case, effect: fx.CancelCase) -> None:
        for called in self.cases:
            if called.caller == (case, effect.key) and not called.is_ended:
                self.do(called, ev.CaseCancelled(now=self.now))

    def _tell(self, case: Case, kind: Any, fields: Mapping[str, Any]) -> None:
        """Tell the caller something, if it still waits for this case."""
        if case.caller is None:
            return
        caller, key = case.caller
        if any(wait.key == key and wait.kind == "call" for wait in caller.waits()):
            self.do(caller, kind(now=self.now, key=key, **fields))

    def _call(self, case: Case, effect: fx.StartCase) -> None:
        if all(wait.key != effect.key for wait in case.waits()):
            return  # it was called and given up in the same step
        program = self.programs.get(effect.process)
        if program is None:
            problem = Problem("engine.unknown-process", values={"process": effect.process})
            case.incidents[-effect.key] = fx.RaiseIncident(key=-effect.key, element=effect.element, problem=problem)
            return
        event = ev.CaseStarted(
            now=self.now, variables=effect.variables, business_key=effect.business_key, called=True
        )  # fmt: skip
        self._begin(program, event, (case, effect.key))

    def _ended(self, case: Case, effect: fx.EndCase) -> None:
        if effect.outcome == "threw":
            thrown = {"kind": effect.error_kind, "code": effect.error_code, "message": effect.error_message}
            self._tell(case, ev.CalledCaseThrew, {**thrown, "variables": effect.variables})
        elif effect.outcome != "cancelled":
            self._tell(case, ev.CalledCaseEnded, {"variables": effect.variables})

    def _publish(self, message: fx.PublishMessage) -> int:
        self.messages.append(message)
        for case in self.cases:
            for wait in case.waits():
                fits = wait.kind == "message" and wait.name == message.name
                if fits and wait.correlation_key in ("", message.correlation_key):
                    self.do(case, ev.MessageReceived(now=self.now, key=wait.key, variables=message.variables))
                    return 1
        for program in self.programs.values():
            if any((start.kind, start.name) == ("message", message.name) for start in program.starts):
                event = ev.CaseStarted(now=self.now, message=message.name, variables=message.variables)
                self._begin(program, event, None)
                return 1
        return 0

    def _broadcast(self, signal: fx.BroadcastSignal) -> int:
        reached = [
            (case, wait)
            for case in self.cases
            for wait in case.waits()
            if (wait.kind, wait.name) == ("signal", signal.name)
        ]
        count = 0
        for case, waiting in reached:
            if any(wait.key == waiting.key for wait in case.waits()):
                self.do(case, ev.SignalReceived(now=self.now, key=waiting.key, variables=signal.variables))
                count += 1
        for program in self.programs.values():
            for start in program.starts:
                heard = start.together and any(
                    case.program is program and wait.element == start.element for case, wait in reached
                )
                if (start.kind, start.name) == ("signal", signal.name) and not heard:
                    event = ev.CaseStarted(
                        now=self.now, element=start.element, variables=signal.variables,
                        business_key=signal.business_key, came=("signal", signal.name),
                    )  # fmt: skip
                    self._begin(program, event, None)
                    count += 1
        return count
