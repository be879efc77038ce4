"""Cases run in memory, with everything around them that a host would do: called cases, messages, signals, a clock.

A Simulation holds cases of one or several programs. Work is answered by whoever drives it (`complete`, `fail`,
`throw`), the clock moves by `advance`, and every event is kept, so that `replay` can prove that it all happens again.
Nothing here is durable, and nothing waits for real.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from gorel.core.engine import effects as fx
from gorel.core.engine import events as ev
from gorel.core.engine.program import Program
from gorel.core.engine.state import State, encode
from gorel.core.engine.step import step
from gorel.core.engine.view import Waiting, active
from gorel.core.engine.world import Case, Work, World


class Simulation(World):
    """A world of cases. Shape: `programs` are by process id."""

    # ---- beginning -----------------------------------------------------------------------------------------------

    def start(self, process: str | None = None, **how: Any) -> Case:
        """Start a case; *how* are the fields of CaseStarted. Errors: IllegalEvent; KeyError for an unknown process."""
        program = self.main if process is None else self.programs[process]
        return self._begin(program, ev.CaseStarted(now=self.now, **how), None)

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
