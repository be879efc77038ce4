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

`holding` has what every step needs, `closing` takes instances away, `beginning` puts the first token in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from gorel.core.engine import mappings, waiting
from gorel.core.engine.closing import Closing
from gorel.core.engine.effects import EndCase, Log
from gorel.core.engine.elements import committing, compensation, conditions, joins, listening, loops
from gorel.core.engine.elements.behaviour import Activity
from gorel.core.engine.errors import Trouble
from gorel.core.engine.program import Flow, Node
from gorel.core.engine.state import CALLS_SPEAK, COMMITS, ENDED, LISTENS, LOOP, SCOPE, Instance
from gorel.core.engine.values import truth
from gorel.core.problems import Place, Problem

MAX_VISITS = 200_000  # elements that one step may pass; more is a loop that waits for nothing


class Run(Closing):
    """A state being stepped, and the effects so far. Lives for one step."""

    __slots__ = ()

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
        if count < 0:
            self.end_token(scope)
            return
        instance = self.instances[scope]
        if count:
            instance.tokens += count
        if instance.joins:
            self.joins_moved = True  # the token may have gone where it cannot come to them any more

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


def _endless(node: Node) -> Problem:
    return Problem("engine.endless-loop", Place(node.id, node.name or None), {"limit": MAX_VISITS})
