"""What a step asks of the world. The store writes them in the transaction that writes the new state.

Shape: `key` counts up within the case and is never used again, so (case, key) names a job, task, timer,
subscription, called case or incident for ever, also across retries and versions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from gorel.core.engine.events import Instant
from gorel.core.problems import Problem


class Effect(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="effect", tag=True, gc=False):
    """Base of all effects. Each is a command, named in the imperative."""


class OpenJob(Effect, frozen=True):
    """Work for a robot. Its variables are read from the state when it is done: `engine.variables(state, key)`."""

    key: int
    element: str
    type: str
    retries: int = 3
    headers: Mapping[str, str] = {}
    priority: int = 0


class CloseJob(Effect, frozen=True):
    """The job is done or no longer wanted."""

    key: int


class OpenTask(Effect, frozen=True):
    """Work for a person."""

    key: int
    element: str
    name: str
    assignee: str | None = None
    candidate_users: tuple[str, ...] = ()
    candidate_groups: tuple[str, ...] = ()
    form: str | None = None
    due_at: Instant | None = None
    follow_up_at: Instant | None = None
    priority: int = 50


class ChangeTask(Effect, frozen=True):
    """An open task is changed. Shape: changes are fields of OpenTask."""

    key: int
    changes: Mapping[str, Any]


class CloseTask(Effect, frozen=True):
    key: int


class SetTimer(Effect, frozen=True):
    key: int
    element: str
    due_at: Instant


class CancelTimer(Effect, frozen=True):
    """The timer has fired or is no longer wanted."""

    key: int


class Subscribe(Effect, frozen=True):
    """Wait for a message (by name and correlation key) or a signal (by name)."""

    key: int
    element: str
    kind: str  # "message" | "signal"
    name: str
    correlation_key: str = ""


class Unsubscribe(Effect, frozen=True):
    key: int


class PublishMessage(Effect, frozen=True):
    name: str
    correlation_key: str
    variables: Mapping[str, Any] = {}
    time_to_live: int = 0  # microseconds
    message_id: str = ""


class BroadcastSignal(Effect, frozen=True):
    name: str
    variables: Mapping[str, Any] = {}
    business_key: str | None = None  # of the cases that it starts


class StartCase(Effect, frozen=True):
    """A call activity calls another process; its end comes back as `CalledCaseEnded` with this key."""

    key: int
    element: str
    process: str
    binding: str = "latest"  # "latest" | "deployment" | "version:7" | "tag:x"
    variables: Mapping[str, Any] = {}
    business_key: str | None = None


class CancelCase(Effect, frozen=True):
    """The called case with this key is no longer wanted."""

    key: int


class Escalate(Effect, frozen=True):
    """A called case escalates what it does not catch: its caller hears `CalledCaseEscalated`, and this case goes on."""

    code: str
    variables: Mapping[str, Any] = {}


class RaiseIncident(Effect, frozen=True):
    """Something that she will not guess about. *about* is the key of the job or element instance that stands still."""

    key: int
    element: str
    problem: Problem
    about: int | None = None


class CloseIncident(Effect, frozen=True):
    key: int


class RecordDecision(Effect, frozen=True):
    """A decision was made by rules: its inputs, rules hit and outcome, as data for `dmn.explain`."""

    element: str
    decision: str
    explanation: Mapping[str, Any]


class Log(Effect, frozen=True):
    """A line of the case's story. Shape: kind is "entered", "left", "cancelled" or "took" (a sequence flow)."""

    kind: str
    element: str
    key: int | None = None


class EndCase(Effect, frozen=True):
    """The case is over. Shape: outcome is "completed", "cancelled", "terminated" or "threw"."""

    outcome: str = "completed"
    variables: Mapping[str, Any] = {}
    error_kind: str = ""  # with "threw": "error" | "escalation"
    error_code: str = ""
    error_message: str = ""
