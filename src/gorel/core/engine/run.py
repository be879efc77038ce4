"""One step's work: tokens move through the picture until each waits.

How it works
============
Tokens on their way stand in a queue, (node, scope, flow). A node's *behaviour* takes a token in (`arrive`) and either
lets it pass at once, opens an *instance* that waits, or parks it before a join. An instance's life:

    open ── enter ─────────► start ───────► waits ── result ──► finish ─────────────► take
             map inputs,      behaviour                          map outputs,          tokens on
             look at          opens job,                         choose flows          outgoing flows
             boundaries       task, wait …
              │ Trouble                                           │ Trouble
              ▼                                                   ▼
            stuck "enter"                                       stuck "leave"        (an incident; tried again later)

Whatever may fail is evaluated before anything is opened or closed, so that a case stands still in a clean place.
A scope's `tokens` counts all tokens directly inside it; at 0 the scope is done. When only tokens parked before joins
are left, inclusive joins fire, and parallel ones are stuck for ever: an incident says so.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from gorel.core.engine import mappings, modify, waiting
from gorel.core.engine.effects import (
    CancelCase,
    CancelTimer,
    CloseIncident,
    CloseJob,
    CloseTask,
    Effect,
    EndCase,
    Log,
    RaiseIncident,
    Unsubscribe,
)  # fmt: skip
from gorel.core.engine.elements import committing, compensation, conditions, joins, listening, loops, subprocess
from gorel.core.engine.elements.behaviour import Activity
from gorel.core.engine.errors import Trouble
from gorel.core.engine.events import Activation
from gorel.core.engine.program import Flow, Node, Program
from gorel.core.engine.state import (
    CALL,
    CALLS_SPEAK,
    COMMITS,
    ENDED,
    JOB,
    LISTENS,
    LOOP,
    SCOPE,
    STUCK,
    TASK,
    Incident,
    Instance,
    State,
)
from gorel.core.engine.values import truth
from gorel.core.problems import Place, Problem

MAX_VISITS = 200_000  # elements that one step may pass; more is a loop that waits for nothing


class Run:
    """A state being stepped, and the effects so far. Lives for one step."""

    __slots__ = (
        "changed",
        "effects",
        "farewells",
        "fresh",
        "instances",
        "joins_moved",
        "now",
        "program",
        "queue",
        "seed",
        "state",
        "visits",
        "waits",
        "warnings",
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
        self.fresh: set[int] = set()
        # Listeners of cancelled tasks that are still to be heard: (node, what the task saw).
        self.farewells: list[tuple[Node, dict[str, Any]]] = []

    # ---- small things everybody needs ----------------------------------------------------------------------------

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
                self.written[name] = "update" if name in (instance.variables or ()) else "create"
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
                self.written[name] = "update" if name in instance.variables else "create"
            instance.variables[name] = value

    def remove_variable(self, key: int, name: str) -> None:
        """Forget a variable where it is, seen from *key* outwards."""
        while key >= 0:
            variables = self.instances[key].variables
            if variables is not None and name in variables:
                del variables[name]
                if self.written is not None:
                    self.written[name] = "delete"
                self.changed = True
                return
            key = self.instances[key].parent

    # ---- tokens --------------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Move every token on to its next wait."""
        while True:
            queue = self.queue
            if self.farewells:
                listening.say_farewell(self)
            while queue:
                node, scope, flow = queue.popleft()
                if scope not in self.instances:
                    continue
                self.visits += 1
                if self.visits > MAX_VISITS:
                    self.stop_token(node, scope, "arrive", _endless(node))
                    continue
                if node.commits_before and self.commits_here(node, scope):
                    committing.before(self, node, scope, flow)
                    continue
                if node.listeners and not isinstance(node.behaviour, Activity):
                    listening.hold(self, node, scope, flow)
                    continue
                try:
                    if flow is not None and flow.listeners:
                        for listener in flow.listeners:
                            listener.of(self, scope)
                    node.behaviour.arrive(self, node, scope, flow)
                except Trouble as trouble:
                    self.stop_token(node, scope, "arrive", trouble.problem)
                if self.farewells:
                    listening.say_farewell(self)
            if self.joins_moved:
                self.joins_moved = False
                if joins.release(self):
                    self.joins_moved = True  # there may be more of them
                    continue
            if self.changed and self.program.has_conditions:
                self.changed = False
                if conditions.fire_one(self):
                    continue
            return

    def commits_here(self, node: Node, scope: int) -> bool:
        """Return whether the token waits before *node*; the next round of a loop does not."""
        return bool(self.state.flags & COMMITS) and self.instances[scope].element != node.id

    def send(self, node: Node, scope: int, flow: Flow | None = None) -> None:
        """Put a token, already counted in its scope, before *node*."""
        self.queue.append((node, scope, flow))

    def pass_through(self, node: Node, scope: int) -> None:
        """The token goes through *node* at once."""
        flows = self.choose(node, scope)
        self.effects.append(node.passed)
        self.take(flows, scope)

    def choose(self, node: Node, scope: int) -> tuple[Flow, ...]:
        """Return the outgoing flows a token takes from an activity or event: all whose condition holds.

        Errors: Trouble "engine.no-flow" when there are flows and none fits.
        """
        if node.plain:
            return node.out
        chosen = []
        for flow in node.out:
            if flow is node.default:
                continue
            if flow.condition is None or truth(flow.condition, self, scope, Place(flow.id, part="condition")):
                chosen.append(flow)
        if not chosen:
            if node.default is None:
                raise Trouble(Problem("engine.no-flow", Place(node.id, node.name or None)))
            chosen.append(node.default)
        return tuple(chosen)

    def take(self, flows: Iterable[Flow], scope: int) -> None:
        """One token becomes one on each of *flows*; on none, it ends."""
        count = -1
        nodes = self.program.nodes
        for flow in flows:
            count += 1
            self.effects.append(flow.took)
            self.queue.append((nodes[flow.target], scope, flow))
        if count > 0:
            self.instances[scope].tokens += count
        elif count < 0:
            self.end_token(scope)

    def end_token(self, scope: int) -> None:
        """A token is used up; the last one ends its scope."""
        instance = self.instances[scope]
        instance.tokens -= 1
        if instance.memory is not None and "ad hoc" in instance.memory:
            node = self.node_of(instance)
            if node.behaviour.token_ended(self, node, scope, instance):
                return
        if instance.tokens == 0:
            self.end_scope(scope)
        elif instance.joins:
            self.joins_moved = True

    def end_scope(self, key: int) -> None:
        instance = self.instances[key]
        if key == 0:
            self.end_case("completed")
        elif instance.memory is not None and "undoing" in instance.memory:
            compensation.undone(self, key, instance)
        else:
            node = self.node_of(instance)
            node.behaviour.scope_done(self, node, key, instance)

    def end_case(self, outcome: str, error_kind: str = "", error_code: str = "", error_message: str = "") -> None:
        root = self.instances[0]
        escalated = (root.memory or {}).get("escalated")
        if outcome == "completed" and escalated is not None:
            outcome, error_kind, error_code = "threw", "escalation", escalated
        if outcome in ("completed", "terminated") and listening.hold_end(self, outcome):
            return
        for listener in self.program.root.listeners.get("end", ()):
            if listener.expression is not None and not (root.memory or {}).get("listened"):
                with suppress(Trouble):  # a case that is over does not stand still for its last word
                    listener.expression.of(self, 0)
        self.clear()
        root.status = SCOPE
        self.state.status = ENDED
        self.effects.append(
            EndCase(
                outcome=outcome,
                variables=root.variables or {},
                error_kind=error_kind,
                error_code=error_code,
                error_message=error_message if self.state.flags & CALLS_SPEAK else "",
            )
        )

    def begin_case(self, node: Node) -> None:
        """The case begins at *node*; the event subprocesses of the process wait from now on."""
        root = self.instances[0]
        tokens = max(root.tokens, 1)  # a person may have put some in while listeners were heard
        try:
            subprocess.open_scope(self, self.program.root, 0, root)
        except Trouble as trouble:
            self.raise_incident(0, "events", self.program.process_id, trouble.problem)
        root.tokens = tokens
        self.send_first(node)

    def begin_case_at(self, activations: Iterable[Activation]) -> None:
        """The case begins where a person puts its tokens; listeners of its start are not heard."""
        try:
            subprocess.open_scope(self, self.program.root, 0, self.instances[0])
        except Trouble as trouble:
            self.raise_incident(0, "events", self.program.process_id, trouble.problem)
        self.instances[0].tokens = 0
        self.changed = self.program.has_conditions
        modify.activate(self, activations)

    def send_first(self, node: Node) -> None:
        self.changed = self.program.has_conditions
        if node.kind in ("intermediateCatchEvent", "receiveTask"):  # the event has just come
            self.happen(node, 0, None)
        else:
            self.send(node, 0)

    def clear(self) -> None:
        """Take away everything in the case."""
        self.cancel_inside(0)
        self.drop_waits(self.instances[0])
        self.close_incidents(0)
        self.queue.clear()
        self.farewells.clear()

    # ---- the life of an instance ---------------------------------------------------------------------------------

    def open(self, node: Node, scope: int, *, inner: bool = False) -> int:
        """Open an instance of *node* for a token of *scope*. Shape: inner is one round of a loop's body."""
        key = self.state.next_key
        self.state.next_key = key + 1
        instance = Instance(node.id, scope)
        self.instances[key] = instance
        self.effects.append(Log(kind="entered", element=node.id, key=key))
        if node.loop is not None and not inner:
            self.enter_loop(node, key, instance)
        elif not inner:
            self.enter(node, key, instance)
        return key

    def enter(self, node: Node, key: int, instance: Instance) -> None:
        """Map inputs, let listeners act, then begin."""
        try:
            if node.simple:
                node.behaviour.start(self, node, key, instance)
                return
            if node.inputs:
                mappings.map_inputs(self, node, key)
        except Trouble as trouble:
            self.stick(key, "enter", trouble.problem)
            return
        if node.listeners:
            listening.go_on(self, node, key, instance, "start", 0)
        else:
            self.begin(node, key, instance)

    def begin(self, node: Node, key: int, instance: Instance) -> None:
        """Set the boundary events and let the behaviour start."""
        try:
            ready = None
            if node.boundaries and not self.is_round(instance):
                ready = waiting.look_at(self, (self.program.nodes[i] for i in node.boundaries), key)
            if node.listeners and not {"creating", "assigning"}.isdisjoint(node.listeners):
                listening.create(self, node, key, instance)
            else:
                node.behaviour.start(self, node, key, instance)
            if ready and key in self.instances:
                waiting.set_all(self, key, ready)
        except Trouble as trouble:
            self.stick(key, "begin", trouble.problem)

    def begin_work(self, node: Node, key: int, instance: Instance) -> None:
        """Let the behaviour start; boundary events are set already."""
        try:
            node.behaviour.start(self, node, key, instance)
        except Trouble as trouble:
            self.stick(key, "task", trouble.problem)

    def enter_loop(self, node: Node, key: int, instance: Instance) -> None:
        try:
            ready = waiting.look_at(self, (self.program.nodes[i] for i in node.boundaries), key)
            instance.status = LOOP
            loops.start(self, node, key, instance)
            if ready and key in self.instances:
                waiting.set_all(self, key, ready)
        except Trouble as trouble:
            self.stick(key, "enter", trouble.problem)

    def open_with(self, node: Node, scope: int, variables: dict[str, Any]) -> None:
        """As `open`, with variables of its own from the beginning."""
        key = self.new_instance(node, scope)
        instance = self.instances[key]
        instance.variables = variables
        if node.loop is not None:
            self.enter_loop(node, key, instance)
        else:
            self.enter(node, key, instance)

    def new_instance(self, node: Node, scope: int) -> int:
        """Open an instance for a token that needs nothing prepared."""
        key = self.new_key()
        self.instances[key] = Instance(node.id, scope)
        self.effects.append(Log(kind="entered", element=node.id, key=key))
        return key

    def is_round(self, instance: Instance) -> bool:
        """Return whether the instance is one round inside a loop's body."""
        parent = self.instances.get(instance.parent)
        return parent is not None and parent.status == LOOP and parent.element == instance.element

    def happen(self, node: Node, scope: int, result: Mapping[str, Any] | None) -> None:
        """An event that no token stood at has come: a token, already counted in its scope, goes on from it."""
        key = self.new_instance(node, scope)
        instance = self.instances[key]
        if "start" in node.listeners and self.state.flags & LISTENS:
            instance.memory = {"happened": True}
        self.finish(node, key, instance, result)

    def finish(self, node: Node, key: int, instance: Instance, result: Mapping[str, Any] | None = None) -> None:
        """The work is done: its result lands, and the token goes on. The work's own row is already closed."""
        if result or node.outputs:
            try:
                mappings.land(self, node, key, result)
            except Trouble as trouble:
                self.stick(key, "leave", trouble.problem)
                return
        if node.listeners:
            moment = "start" if instance.memory is not None and "happened" in instance.memory else "end"
            listening.go_on(self, node, key, instance, moment, 0)
        else:
            self.depart(node, key, instance)

    def depart(self, node: Node, key: int, instance: Instance) -> None:
        """Everything about the instance is done: close it, and send the token on."""
        scope = instance.parent
        if node.loop is not None and self.is_round(instance):
            if node.is_compensable:
                compensation.remember(self, node, instance)
            loops.round_done(self, node, key, instance)
            return
        if node.commits_after and committing.after(self, node, key, instance):
            return
        try:
            flows = node.out if node.plain else self.choose(node, scope)
        except Trouble as trouble:
            self.stick(key, "depart", trouble.problem)
            return
        if node.is_compensable:
            compensation.remember(self, node, instance)
        self.close(key, instance)
        self.take(flows, scope)

    def finish_loop(self, node: Node, key: int, body: Instance) -> None:
        """All rounds of a loop are done."""
        if node.commits_after and committing.after(self, node, key, body):
            return
        scope = body.parent
        try:
            flows = node.out if node.plain else self.choose(node, scope)
        except Trouble as trouble:
            self.stick(key, "leave-loop", trouble.problem)
            return
        if node.is_compensable:
            compensation.pass_on(self, body)
        self.close(key, body)
        self.take(flows, scope)

    def close(self, key: int, instance: Instance) -> None:
        """Remove an instance that is done; its token is still counted in its scope."""
        if instance.waits:
            self.drop_waits(instance)
        if self.state.incidents:
            self.close_incidents(key)
        del self.instances[key]
        self.effects.append(Log(kind="left", element=instance.element, key=key))

    def cancel(self, key: int, below: dict[int, list[int]] | None = None) -> None:
        """Remove an instance and everything below it; its token is still counted in its scope."""
        instance = self.instances[key]
        if instance.tokens:
            self.cancel_inside(key, below)
        if instance.status == JOB:
            self.effects.append(CloseJob(key=key))
            if instance.memory is not None and "open" in instance.memory:
                self.effects.append(CloseTask(key=key))
        elif instance.status == TASK:
            self.effects.append(CloseTask(key=key))
            if "canceling" in self.node_of(instance).listeners:
                listening.cancelled(self, self.node_of(instance), key)
        elif instance.status == CALL:
            self.effects.append(CancelCase(key=key))
        self.drop_waits(instance)
        self.close_incidents(key)
        del self.instances[key]
        self.effects.append(Log(kind="cancelled", element=instance.element, key=key))

    def cancel_inside(self, key: int, below: dict[int, list[int]] | None = None) -> None:
        """Remove everything inside a scope, tokens on their way and parked ones too; its waits stay.

        Shape: below is who stands directly below whom, when that is known already.
        """
        if self.queue:
            kept = [token for token in self.queue if token[1] != key]
            self.queue.clear()
            self.queue.extend(kept)
        if below is None:
            below = self.below()
        for child in below.get(key, ()):
            self.cancel(child, below)
        instance = self.instances[key]
        instance.tokens = 0
        instance.joins = None

    def below(self) -> dict[int, list[int]]:
        """Return the keys of the instances directly below each instance."""
        found: dict[int, list[int]] = {}
        for key, instance in self.instances.items():
            found.setdefault(instance.parent, []).append(key)
        return found

    def drop_waits(self, instance: Instance) -> None:
        for wait in instance.waits or ():
            self.drop_wait(wait)
        instance.waits = None

    def drop_wait(self, key: int) -> None:
        wait = self.waits.pop(key)
        if wait.kind == "timer":
            self.effects.append(CancelTimer(key=key))
        elif wait.kind in ("message", "signal"):
            self.effects.append(Unsubscribe(key=key))

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

    def close_incidents(self, about: int) -> None:
        for key in [key for key, incident in self.state.incidents.items() if incident.about == about]:
            del self.state.incidents[key]
            self.effects.append(CloseIncident(key=key))


def _endless(node: Node) -> Problem:
    return Problem("engine.endless-loop", Place(node.id, node.name or None), {"limit": MAX_VISITS})
