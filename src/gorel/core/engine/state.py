"""The state of a case: small, readable JSON, and all that a step knows besides its program and its event.

A case is a tree of *instances*. Instance 0 is the process itself; a subprocess, a multi-instance body or a waiting
activity is an instance with a key of its own below its `parent`. What an instance waits for from outside – a timer,
a message, a signal, a condition – is a *wait* with its own key. A job or task waits under its instance's key.

    instance.tokens   how many tokens live directly in this scope: instances, tokens on their way and at joins
    instance.joins    tokens parked before a join: {gateway: {flow: count}}

Elements are named by id, so that a state can be read with the picture beside it, and outlives a change of the compiler.
Behaviour that changes later gets a bit in `flags`; a case keeps the flags it started with.
"""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import Any

import msgspec

VERSION = 1

# Behaviour flags, one bit each. A new case gets all of them; a case that began before one came does without it.
CALLS_SPEAK = 1  # what a called case escalates is heard at once; errors say their message, and the call maps them
LISTENS = 2  # listener jobs of the whole process, of events that happen, and of tasks that change or are cancelled
COMMITS = 4  # asyncBefore and asyncAfter are commit points
MULTIPLE = 8  # events with several definitions throw all; parallel ones wait for all wherever they are
JOINS = 16  # an inclusive join waits for a token whose boundary event alone leads to it; two never wait for each other
BOXES = 32  # an ad-hoc subprocess whose condition cannot be had stands still, also after its last piece of work
ANSWERS = 64  # each activation of an ad-hoc subprocess that collects answers, or that a robot chooses, has a scope
REPEATS = 128  # in the older dialect an event beside happens at each change of variables while its condition holds
OWN_OUTPUT = 256  # the variable that a round gives is its own
FLAGS = CALLS_SPEAK | LISTENS | COMMITS | MULTIPLE | JOINS | BOXES | ANSWERS | REPEATS | OWN_OUTPUT

RUNNING, SUSPENDED, ENDED = 0, 1, 2

# What an instance is doing.
SCOPE, JOB, TASK, EVENT, CALL, LOOP, STUCK = 0, 1, 2, 3, 4, 5, 6


class Instance(msgspec.Struct, array_like=True, gc=False):
    """One living element of the picture."""

    element: str
    parent: int = -1
    status: int = SCOPE
    tokens: int = 0
    variables: dict[str, Any] | None = None
    waits: list[int] | None = None
    joins: dict[str, dict[str, int]] | None = None
    memory: dict[str, Any] | None = None


class Wait(msgspec.Struct, array_like=True, gc=False):
    """What an instance waits for. Shape: element is the event's own id, catch the
    number of its definition; left counts a cycle's remaining firings."""

    owner: int
    element: str
    kind: str
    name: str = ""
    due_at: int | None = None
    left: int | None = None
    catch: int = 0
    correlation_key: str = ""


class Incident(msgspec.Struct, array_like=True, gc=False):
    """Where a case stands still. Shape: phase says what is tried again, see `incidents`."""

    about: int
    phase: str
    code: str


class State(msgspec.Struct, array_like=True, gc=False):
    """A case. Nobody but `step` changes one."""

    version: int
    flags: int
    status: int
    next_key: int
    instances: dict[int, Instance]
    waits: dict[int, Wait]
    incidents: dict[int, Incident]
    business_key: str | None = None


_encoder = msgspec.json.Encoder(decimal_format="number")
_decoder = msgspec.json.Decoder(State, float_hook=Decimal)


def encode(state: State) -> bytes:
    """Return the state as JSON; equal states give equal bytes."""
    return _encoder.encode(state)


def decode(data: bytes) -> State:
    """Return the state in *data*.

    Errors: msgspec.ValidationError when it is no state; ValueError when a newer Görel wrote it.
    """
    state = _decoder.decode(data)
    if state.version > VERSION:
        raise ValueError(f"state version {state.version} is newer than {VERSION}")
    return state


def new_state(process_id: str, variables: dict[str, Any], business_key: str | None, flags: int = FLAGS) -> State:
    root = Instance(process_id, variables=variables)
    return State(VERSION, flags, RUNNING, 1, {0: root}, {}, {}, business_key)


def copy_state(state: State) -> State:
    """Return a state that can be changed without *state* changing; values in variables are shared, never changed."""
    fresh = copy.copy(state)
    fresh.instances = {key: _copy_instance(instance) for key, instance in state.instances.items()}
    fresh.waits = dict(state.waits)
    fresh.incidents = dict(state.incidents)
    return fresh


def _copy_instance(instance: Instance) -> Instance:
    fresh = copy.copy(instance)
    if fresh.variables is not None:
        fresh.variables = dict(fresh.variables)
    if fresh.waits is not None:
        fresh.waits = list(fresh.waits)
    if fresh.joins is not None:
        fresh.joins = {gateway: dict(flows) for gateway, flows in fresh.joins.items()}
    if fresh.memory is not None:
        fresh.memory = {k: list(v) if isinstance(v, list) else v for k, v in fresh.memory.items()}
    return fresh
