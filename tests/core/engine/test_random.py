"""Random processes with random schedules, and random commands against random states."""

from __future__ import annotations

import os
from collections import Counter
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from core.engine.blocks import BLOCKS, build, reference
from core.engine.drawing import boundary, draw, event, event_sub, feel, job, node, timer
from gorel.core import engine
from gorel.core.bpmn import model
from gorel.core.engine import effects as fx
from gorel.core.engine import events as ev
from gorel.core.engine.simulation import replay

EXAMPLES = int(os.environ.get("EXAMPLES", "50"))  # more of them when looking for trouble
SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=EXAMPLES)


@SLOW
@given(BLOCKS, st.sampled_from(["zeebe", "camunda"]), st.data())
def test_a_block_structured_process_ends_in_any_order_and_does_what_its_blocks_say(
    block: Any, dialect: str, data: st.DataObject
) -> None:
    program, conditions, throwing = build(block, dialect)
    chosen = {name: data.draw(st.booleans(), label=name) for name in conditions}
    history: list[ev.Event] = [ev.CaseStarted(now=0, variables=chosen)]
    state, _ = engine.step(program, None, history[0])
    done: Counter[str] = Counter()
    while not engine.is_ended(state):
        waits = [wait for wait in engine.waits(program, state) if wait.kind in ("job", "task")]
        assert waits, engine.waits(program, state)
        wait = data.draw(st.sampled_from(waits), label="next")
        kind = ev.JobCompleted if wait.kind == "job" else ev.TaskCompleted
        if wait.element in throwing:
            history.append(ev.ErrorThrown(now=len(history), key=wait.key, code="broken"))
        else:
            history.append(kind(now=len(history), key=wait.key))
        done[wait.element] += 1
        state, _ = engine.step(program, engine.decode(engine.encode(state)), history[-1])
        assert sum(done.values()) < 500
    assert done == reference(block, chosen)
    assert list(state.instances) == [0]
    assert (state.waits, state.incidents, state.instances[0].tokens) == ({}, {}, 0)
    assert engine.encode(replay(program, history)) == engine.encode(state)


EVERYTHING = draw(
    "s:start f:and a:job b:user g:event h:user e:end v.a:user v.e:end w.s:start w.a:user w.e:end t.s:start t.a:job "
    "n:user",
    "s>f f>a f>b f>g f>w f>t a>e b>e g>m g>c m>e c>e x>h h>e y>e v.s>v.a v.a>v.e w.s>w.a w.a>w.e w>e t.s>t.a t.a>t.x "
    "t>e z>n n>e",
    node("m", "catch", event("message", ref="m1")), node("c", "catch", timer("PT1H")),
    boundary("x", "b", timer("R3/PT1H", "cycle"), interrupting=False), boundary("y", "a", event("error", ref="no")),
    event_sub("v", event("signal", ref="alarm"), interrupting=False),
    node("w", "sub", loop=model.Loop(kind="parallel", collection=feel("items"), element="item")),
    node("t", "tx"), node("t.x", "end", event("cancel")), boundary("z", "t", event("cancel")),
    boundary("t.h", "t.a", event("compensation")), node("t.no", "user", is_for_compensation=True),
    associations=[model.Association(id="as", source="t.h", target="t.no", scope="t")],
)  # fmt: skip


def attentive(program: engine.Program) -> engine.Program:
    """Return the same process with commit points, and with listener jobs everywhere."""
    moments = ("creating", "assigning", "updating", "completing", "canceling")

    def listens(*names: str, kind: str = "execution") -> tuple[model.Listener, ...]:
        return tuple(model.Listener(event=name, kind=kind, job=job(name)) for name in names)

    nodes = []
    for drawn in program.process.nodes:
        own = listens("start", "end") + (listens(*moments, kind="task") if drawn.kind == "userTask" else ())
        commits = {"async_before": drawn.id in "abf", "async_after": drawn.id in "awe"}
        nodes.append(msgspec.structs.replace(drawn, listeners=own, **commits))
    process = msgspec.structs.replace(program.process, nodes=tuple(nodes), listeners=listens("start", "end"))
    return engine.compile(msgspec.structs.replace(program.definitions, processes=(process,)))


ATTENTIVE = attentive(EVERYTHING)
KEYS = st.integers(0, 40)
VALUES = st.dictionaries(
    st.sampled_from(["items", "key", "x"]),
    st.one_of(st.none(), st.booleans(), st.integers(0, 3), st.just([1, 2]), st.just(Decimal("1.5"))),
    max_size=2,
)
EVENTS = st.one_of(
    st.builds(ev.JobCompleted, now=st.just(1), key=KEYS, variables=VALUES),
    st.builds(ev.JobFailed, now=st.just(1), key=KEYS, retries=st.integers(0, 1)),
    st.builds(ev.ErrorThrown, now=st.just(1), key=KEYS, code=st.sampled_from(["no", "other"])),
    st.builds(ev.TaskCompleted, now=st.just(1), key=KEYS, variables=VALUES),
    st.builds(ev.TimerFired, now=st.just(1), key=KEYS),
    st.builds(ev.MessageReceived, now=st.just(1), key=KEYS, variables=VALUES),
    st.builds(ev.SignalReceived, now=st.just(1), key=KEYS, variables=VALUES),
    st.builds(ev.CalledCaseEnded, now=st.just(1), key=KEYS),
    st.builds(ev.CalledCaseEscalated, now=st.just(1), key=KEYS, code=st.just("up")),
    st.builds(
        ev.TaskChanged,
        now=st.just(1),
        key=KEYS,
        changes=st.dictionaries(st.sampled_from(["assignee", "priority", "colour"]), st.just("x"), max_size=2),
    ),
    st.builds(ev.VariablesSet, now=st.just(1), key=st.one_of(st.none(), KEYS), variables=VALUES),
    st.builds(ev.IncidentResolved, now=st.just(1), key=KEYS),
    st.builds(
        ev.CaseModified,
        now=st.just(1),
        activate=st.lists(
            st.builds(
                ev.Activation,
                element=st.sampled_from([*EVERYTHING.index, "nowhere"]),
                where=st.sampled_from(["before", "after"]),
                within=st.one_of(st.none(), st.none(), KEYS),
            ),
            max_size=2,
        ).map(tuple),
        terminate=st.lists(KEYS, max_size=2).map(tuple),
    ),
    st.builds(ev.CaseSuspended, now=st.just(1)),
    st.builds(ev.CaseResumed, now=st.just(1)),
    st.builds(ev.CaseStarted, now=st.just(1)),
)
PICKS = st.tuples(st.integers(0, 30), st.integers(0, 9), VALUES)


def fitting(program: engine.Program, state: engine.State, pick: tuple[int, int, Any]) -> ev.Event:
    """Return an event that something in the case waits for, as *pick* says; nothing waits: one that does not fit."""
    at, how, values = pick
    waits = engine.waits(program, state)
    if not waits:
        return ev.TimerFired(now=1, key=0)
    wait = waits[at % len(waits)]
    if wait.kind in ("job", "task") and how == 0:
        return ev.ErrorThrown(now=1, key=wait.key, code="no")
    if wait.kind == "task" and how in (1, 2):
        return ev.TaskChanged(now=1, key=wait.key, changes={"assignee" if how == 1 else "priority": how})
    if wait.kind == "job" and how == 1:
        return ev.JobFailed(now=1, key=wait.key, retries=0)
    kinds: dict[str, Any] = {
        "job": ev.JobCompleted, "task": ev.TaskCompleted, "message": ev.MessageReceived, "signal": ev.SignalReceived,
    }  # fmt: skip
    if wait.kind in kinds:
        return kinds[wait.kind](now=1, key=wait.key, variables=values)  # type: ignore[no-any-return]
    if wait.kind == "incident":
        return ev.IncidentResolved(now=1, key=wait.key)
    return ev.TimerFired(now=1, key=wait.key)


OPENING = {
    fx.OpenJob: "job",
    fx.OpenTask: "task",
    fx.SetTimer: "timer",
    fx.Subscribe: "sub",
    fx.RaiseIncident: "incident",
}
CLOSING = {
    fx.CloseJob: "job",
    fx.CloseTask: "task",
    fx.CancelTimer: "timer",
    fx.Unsubscribe: "sub",
    fx.CloseIncident: "incident",
}


@pytest.mark.parametrize("program", [EVERYTHING, ATTENTIVE], ids=["everything", "attentive"])
@SLOW
@given(variables=VALUES, commands=st.lists(st.one_of(EVENTS, PICKS, PICKS), max_size=40), stop=st.booleans())
def test_any_command_steps_or_is_refused_without_a_trace(
    program: engine.Program, variables: Any, commands: list[Any], stop: bool
) -> None:
    state, effects = engine.step(program, None, ev.CaseStarted(now=0, variables=variables))
    rows: set[tuple[str, int]] = set()
    follow(rows, effects)
    for command in [*commands, *([ev.CaseCancelled(now=2)] if stop else [])]:
        before = engine.encode(state)
        command = fitting(program, state, command) if isinstance(command, tuple) else command
        try:
            after, effects = engine.step(program, state, command)
        except engine.IllegalEvent:
            with pytest.raises(engine.IllegalEvent):
                engine.advance(program, state, command)
            assert engine.encode(state) == before
            continue
        assert engine.encode(state) == before
        in_place = engine.decode(before)
        assert engine.advance(program, in_place, command) == effects
        assert engine.encode(in_place) == engine.encode(after)
        follow(rows, effects)
        state = after
        assert rows == expected_rows(program, state)
        assert tokens_add_up(state)


def follow(rows: set[tuple[str, int]], effects: list[fx.Effect]) -> None:
    """Do with effects what a store does with rows; opening one twice or closing one that is not there is a fault."""
    for effect in effects:
        if type(effect) in OPENING:
            row = (OPENING[type(effect)], effect.key)  # type: ignore[attr-defined]
            assert row not in rows
            rows.add(row)
        elif type(effect) in CLOSING:
            rows.remove((CLOSING[type(effect)], effect.key))  # type: ignore[attr-defined]


def expected_rows(program: engine.Program, state: engine.State) -> set[tuple[str, int]]:
    kinds = {"message": "sub", "signal": "sub"}
    waits = engine.waits(program, state)
    return {(kinds.get(wait.kind, wait.kind), wait.key) for wait in waits if wait.kind != "conditional"}


def tokens_add_up(state: engine.State) -> bool:
    """A scope's tokens are its living instances and what is parked before its joins."""
    for key, instance in state.instances.items():
        children = sum(1 for child in state.instances.values() if child.parent == key)
        parked = sum(sum(flows.values()) for flows in (instance.joins or {}).values())
        if instance.tokens != children + parked:
            return False
    return True


@SLOW
@given(st.lists(st.integers(0, 5), max_size=30))
def test_a_program_has_no_memory_of_its_own(order: list[int]) -> None:
    """Two cases stepped in turns come out as if each had been alone."""
    program = draw("s:start f:and a:user b:user j:and c:user e:end", "s>f f>a f>b a>j b>j j>c c>e")
    assume(order)
    states = [engine.step(program, None, ev.CaseStarted(now=0))[0] for _ in range(2)]
    histories: list[list[ev.Event]] = [[ev.CaseStarted(now=0)] for _ in range(2)]
    for turn, pick in enumerate(order):
        waits = engine.waits(program, states[turn % 2])
        if not waits:
            continue
        command = ev.TaskCompleted(now=turn, key=waits[pick % len(waits)].key)
        states[turn % 2], _ = engine.step(program, states[turn % 2], command)
        histories[turn % 2].append(command)
    for state, history in zip(states, histories, strict=True):
        assert engine.encode(replay(program, history)) == engine.encode(state)
