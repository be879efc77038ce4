"""What every step has in hand: the state, the event's time and chance, the effects so far; variables and incidents."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any

from gorel.core.engine.effects import Effect, Log, RaiseIncident
from gorel.core.engine.program import Flow, Node, Program
from gorel.core.engine.state import STUCK, Incident, Instance, State
from gorel.core.problems import Place, Problem


class Holding:
    """A state in hand."""

    __slots__ = (
        "changed",
        "effects",
        "farewells",
        "fired",
        "fresh",
        "instances",
        "joins_moved",
        "looked",
        "now",
        "program",
        "queue",
        "seed",
        "state",
        "visits",
        "waits",
        "warnings",
        "writes",
        "written",
    )  # fmt: skip

    def __init__(self, program: Program, state: State, now: int, seed: int) -> None:
        self.program = program
        self.state = state
        self.instances = state.instances
        self.waits = state.waits
        self.now = now
        self.seed = seed
        self.effects: list[Effect] = []
        self.queue: deque[tuple[Node, int, Flow | None]] = deque()
        self.visits = 0
        self.joins_moved = False
        self.changed = False
        self.warnings: tuple[Problem, ...] = ()
        # What a step writes and newly waits for matters to conditional events only.
        self.written: dict[str, str] | None = {} if program.has_conditions else None
        self.writes: list[tuple[str, str, int]] = []  # each write: what, how, in the scope of which instance
        self.fresh: dict[int, int] = {}  # new wait -> how many writes were before it
        self.looked: dict[int, int] = {}  # wait -> how many writes it has looked at
        self.fired = 0  # how often events happened again
        # Listeners of cancelled tasks that are still to be heard: (node, what the task saw).
        self.farewells: list[tuple[Node, dict[str, Any]]] = []

    def new_key(self) -> int:
        key = self.state.next_key
        self.state.next_key = key + 1
        return key

    def next_seed(self) -> int:
        self.seed += 1
        return self.seed

    def node_of(self, instance: Instance) -> Node:
        return self.program.node(instance.element)

    # ---- variables -----------------------------------------------------------------------------------------------

    def scope_of(self, key: int) -> Mapping[str, Any]:
        """Return all variables that instance *key* sees, inner before outer. The caller must not change them."""
        seen: list[dict[str, Any]] = []
        while key >= 0:
            instance = self.instances[key]
            if instance.variables:
                seen.append(instance.variables)
            key = instance.parent
        if len(seen) == 1:
            return seen[0]
        merged: dict[str, Any] = {}
        for variables in reversed(seen):
            merged.update(variables)
        return merged

    def set_local(self, key: int, variables: Mapping[str, Any]) -> None:
        instance = self.instances[key]
        if self.written is not None:
            for name in variables:
                self.note_write(name, "update" if name in (instance.variables or ()) else "create", key)
        if instance.variables is None:
            instance.variables = dict(variables)
        else:
            instance.variables.update(variables)
        self.changed = True

    def set_variables(self, key: int, variables: Mapping[str, Any]) -> None:
        """Set each variable where it already is, seen from *key* outwards; new ones in the case itself."""
        if not variables:
            return
        self.changed = True
        instances = self.instances
        for name, value in variables.items():
            at = key
            instance = instances[at]
            while at != 0 and (instance.variables is None or name not in instance.variables):
                at = instance.parent
                instance = instances[at]
            if instance.variables is None:
                instance.variables = {}
            if self.written is not None:
                self.note_write(name, "update" if name in instance.variables else "create", at)
            instance.variables[name] = value

    def remove_variable(self, key: int, name: str) -> None:
        """Forget a variable where it is, seen from *key* outwards."""
        while key >= 0:
            variables = self.instances[key].variables
            if variables is not None and name in variables:
                del variables[name]
                if self.written is not None:
                    self.note_write(name, "delete", key)
                self.changed = True
                return
            key = self.instances[key].parent

    def note_write(self, name: str, moment: str, key: int) -> None:
        """Remember what conditional events look at."""
        assert self.written is not None
        self.written[name] = moment
        self.writes.append((name, moment, key))

    # ---- incidents -----------------------------------------------------------------------------------------------

    def stick(self, key: int, phase: str, problem: Problem) -> None:
        """The instance stands still until the incident is resolved; *phase* is then tried again."""
        instance = self.instances[key]
        instance.status = STUCK
        self.raise_incident(key, phase, instance.element, problem)

    def raise_incident(self, about: int, phase: str, element: str, problem: Problem) -> None:
        """Tell that a person must look at *element*, without stopping anything else."""
        key = self.new_key()
        self.state.incidents[key] = Incident(about, phase, problem.code)
        where = problem.where
        if where.element is None:
            node = self.program.node(element)
            where = Place(node.id, node.name or None, where.part, where.line, where.column, where.position)
            problem = Problem(problem.code, where, problem.values, problem.severity)
        self.effects.append(RaiseIncident(key=key, element=element, problem=problem, about=about))

    def stop_token(self, node: Node, scope: int, phase: str, problem: Problem) -> None:
        """A token that cannot pass stands still before its node."""
        key = self.new_key()
        self.instances[key] = Instance(node.id, scope)
        self.effects.append(Log(kind="entered", element=node.id, key=key))
        self.stick(key, phase, problem)
