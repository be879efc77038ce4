"""Cases run in memory, with everything around them that a host would do: called cases, messages, signals, a clock.

A Simulation holds cases of one or several programs. Work is answered by whoever drives it (`complete`, `fail`,
`throw`), the clock moves by `advance`, and every event is kept, so that `replay` can prove that it all happens again.
Nothing here is durable, and nothing waits for real.
"""

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
from gorel.core.engine.state import State, encode
from gorel.core.engine.step import step
from gorel.core.engine.view import Waiting, active, is_ended, variables, waits
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


class Simulation:
    """A world of cases. Shape: `programs` are by process id."""

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

    # ---- beginning -----------------------------------------------------------------------------------------------

    def start(self, process: str | None = None, **how: Any) -> Case:
        """Start a case; *how* are the fields of CaseStarted. Errors: IllegalEvent; KeyError for an unknown process."""
        program = self.main if process is None else self.programs[process]
        return self._begin(program, ev.CaseStarted(now=self.now, **how), None)

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

    # ---- what waits ----------------------------------------------------------------------------------------------

    def open_tasks(self) -> list[tuple[Case, fx.OpenTask]]:
        return [(case, task) for case in self.cases for _, task in sorted(case.tasks.items())]

    def open_jobs(self) -> list[tuple[Case, fx.OpenJob]]:
        return [(case, job) for case in self.cases for _, job in sorted(case.jobs.items())]

    def timers(self) -> list[tuple[Case, Waiting]]:
        """Return the timers by the order in which they are due."""
        found = [(case, wait) for case in self.cases for wait in case.waits() if wait.kind == "timer"]
        return sorted(found, key=lambda one: (one[1].due_at or 0, one[0].number, one[1].key))

    def open_incidents(self) -> list[tuple[Case, fx.RaiseIncident]]:
        return [(case, incident) for case in self.cases for _, incident in sorted(case.incidents.items())]

    # ---- answering -----------------------------------------------------------------------------------------------

    def complete(self, what: str, values: Mapping[str, Any] | None = None) -> None:
        """Complete the oldest open task or job of this name, element or type. Errors: LookupError when none is."""
        case, work = self._work(what)
        self.complete_at(case, work, values or {})

    def complete_at(self, case: Case, work: Work, values: Mapping[str, Any]) -> None:
        kind = ev.TaskCompleted if isinstance(work, fx.OpenTask) else ev.JobCompleted
        self.do(case, kind(now=self.now, key=work.key, variables=values))

    def change(self, what: str, **changes: Any) -> None:
        """Change the oldest open task of this name or element: who has it, when it is due."""
        case, task = self._work(what)
        self.do(case, ev.TaskChanged(now=self.now, key=task.key, changes=changes))

    def throw_at(self, case: Case, work: Work, code: str) -> None:
        self.do(case, ev.ErrorThrown(now=self.now, key=work.key, code=code))

    def throw(self, what: str, code: str, message: str = "", values: Mapping[str, Any] | None = None) -> None:
        """Let the oldest such task or job meet a business error."""
        case, work = self._work(what)
        self.do(case, ev.ErrorThrown(now=self.now, key=work.key, code=code, message=message, variables=values or {}))

    def fail(self, what: str, retries: int = 0, message: str = "") -> None:
        case, work = self._work(what)
        self.do(case, ev.JobFailed(now=self.now, key=work.key, retries=retries, message=message))

    def resolve(self) -> None:
        """Resolve the oldest incident. Errors: LookupError when there is none."""
        for case, incident in self.open_incidents():
            self.do(case, ev.IncidentResolved(now=self.now, key=incident.key))
            return
        raise LookupError("incident")

    def _work(self, what: str) -> tuple[Case, fx.OpenTask | fx.OpenJob]:
        for case, task in self.open_tasks():
            if what in (task.name, task.element):
                return case, task
        for case, job in self.open_jobs():
            if what in (job.element, job.type, case.program.node(job.element).name):
                return case, job
        raise LookupError(what)

    def set_variables(self, case: Case, values: Mapping[str, Any], key: int | None = None) -> None:
        self.do(case, ev.VariablesSet(now=self.now, variables=values, key=key))

    def message(self, name: str, correlation_key: str = "", values: Mapping[str, Any] | None = None) -> int:
        """Give a message to every case that waits for it, else start one; return how many it reached."""
        return self._publish(fx.PublishMessage(name=name, correlation_key=correlation_key, variables=values or {}))

    def signal(self, name: str, values: Mapping[str, Any] | None = None) -> int:
        return self._broadcast(fx.BroadcastSignal(name=name, variables=values or {}))

    # ---- time ----------------------------------------------------------------------------------------------------

    def fire(self, element: str | None = None) -> None:
        """Move the clock to the next timer (of *element*) and fire it. Errors: LookupError when there is none."""
        for case, wait in self.timers():
            if element is None or wait.element == element:
                self.now = max(self.now, wait.due_at or 0)
                self.do(case, ev.TimerFired(now=self.now, key=wait.key))
                return
        raise LookupError(element or "timer")

    def advance(self, micros: int) -> None:
        """Move the clock, firing what becomes due on the way, in order."""
        until = self.now + micros
        while (due := self.timers()) and (due[0][1].due_at or 0) <= until:
            self.fire(due[0][1].element)
        self.now = until

    def run(
        self, answer: Callable[[Case, fx.OpenTask | fx.OpenJob], Mapping[str, Any] | None], limit: int = 1000
    ) -> None:
        """Answer all work until nothing but incidents, messages and signals is waited for; None leaves work open."""
        left: set[tuple[int, int]] = set()
        for _ in range(limit):
            work: list[tuple[Case, Work]] = [*self.open_jobs(), *self.open_tasks()]
            fresh = [(case, one) for case, one in work if (case.number, one.key) not in left]
            if fresh:
                case, one = fresh[0]
                values = answer(case, one)
                if values is None:
                    left.add((case.number, one.key))
                    continue
                self.complete_at(case, one, values)
            elif self.timers():
                self.fire()
            else:
                return

    def path(self, case: Case) -> tuple[dict[str, int], list[str], list[str]]:
        """Return how often the case passed each element and flow, where it waits, and where it stands still."""
        went: dict[str, int] = {}
        bodies: dict[str, int | None] = {}  # of loops: what is counted are their rounds
        for done in self.trail:
            for effect in done.effects if done.case == case.number else ():
                if not isinstance(effect, fx.Log):
                    continue
                if effect.kind == "entered" and case.program.node(effect.element).loop is not None:
                    bodies.setdefault(effect.element, effect.key)
                elif effect.key is not None and bodies.get(effect.element) == effect.key:
                    del bodies[effect.element]
                    went.setdefault(effect.element, 1)  # a loop without rounds was passed all the same
                elif effect.kind in ("left", "took"):
                    went[effect.element] = went.get(effect.element, 0) + 1
        stuck = [wait.element for wait in case.waits() if wait.kind == "incident"]
        return went, [element for element in active(case.state) if element not in stuck], stuck

    # ---- effects -------------------------------------------------------------------------------------------------

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
            (case, wait.key)
            for case in self.cases
            for wait in case.waits()
            if (wait.kind, wait.name) == ("signal", signal.name)
        ]
        count = 0
        for case, key in reached:
            if any(wait.key == key for wait in case.waits()):
                self.do(case, ev.SignalReceived(now=self.now, key=key, variables=signal.variables))
                count += 1
        for program in self.programs.values():
            for start in program.starts:
                if (start.kind, start.name) == ("signal", signal.name):
                    event = ev.CaseStarted(
                        now=self.now, element=start.element, variables=signal.variables,
                        business_key=signal.business_key,
                    )  # fmt: skip
                    self._begin(program, event, None)
                    count += 1
        return count


def replay(program: Program, history: Iterable[ev.Event]) -> State:
    """Return the state that the events lead to. Errors: IllegalEvent; ValueError without any event."""
    state: State | None = None
    for event in history:
        state, _ = step(program, state, event)
    if state is None:
        raise ValueError("a history has at least its start")
    return state


def same_again(simulation: Simulation) -> bool:
    """Return whether every case of the simulation becomes byte for byte the same when its events happen again."""
    return all(encode(replay(case.program, case.history)) == encode(case.state) for case in simulation.cases)
