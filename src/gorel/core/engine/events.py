"""What has happened to a case. An event is all that a step may know of the world.

Units: every `now` and `due_at` is an `Instant`, whole microseconds since 1970-01-01 UTC.
`key` is the number that the case itself gave the job, task, timer, subscription or incident (see `effects`).
Variables are JSON values: None, bool, int, Decimal, str, list, dict with str keys; never float.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

Instant = int
Variables = Mapping[str, Any]


# What of an open task may be changed: fields of the effect OpenTask.
TASK_FIELDS = frozenset(("assignee", "candidate_users", "candidate_groups", "due_at", "follow_up_at", "priority"))


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="event", tag=True, gc=False):
    """Base of all events. Shape: seed feeds `random number` and `uuid`, nothing else."""

    now: Instant
    seed: int = 0


class Activation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A token that a person puts into a case.

    Shape: where is "before" or "after" the element; within is the key of an instance around it, where several could be
    meant – of a parallel loop, to give that one more round.
    """

    element: str
    where: str = "before"
    variables: Variables = {}
    within: int | None = None


class CaseStarted(Event, frozen=True):
    """A new case begins: at its none start, at *element*, at the start that waits for *message*, or where *activate*
    puts its tokens.

    Shape: called says that a call activity of another case waits for this one, so an uncaught error goes up to it;
    initiator is whoever started it, for a start event that asks for it; flags are the behaviours of a case that began
    long ago and is replayed (see `state`), None for those of today. came is the kind of the event at *element* that has
    come, and the name of its message or signal: where all of several must come, the case waits for the others.
    """

    variables: Variables = {}
    element: str | None = None
    message: str | None = None
    business_key: str | None = None
    called: bool = False
    initiator: str | None = None
    flags: int | None = None
    activate: tuple[Activation, ...] = ()
    came: tuple[str, str] | None = None


class Verdict(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """What the job of a task's listener says of what is happening to the task.

    Shape: *is_denied*, and the task stays as it was; changes are fields as in TaskChanged that become otherwise.
    """

    is_denied: bool = False
    reason: str = ""
    changes: Variables = {}


class Chosen(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """What the robot of an ad-hoc subprocess opens next.

    Shape: *is_enough* ends the subprocess when nothing in it is open any more; *cancels* what is still open.
    """

    activate: tuple[Activation, ...] = ()
    is_enough: bool = False
    cancels: bool = False


class JobCompleted(Event, frozen=True):
    """A robot is done. Shape: answer is for jobs that ask something besides."""

    key: int
    variables: Variables = {}
    answer: Verdict | Chosen | None = None


class JobFailed(Event, frozen=True):
    """A try failed. With retries left the job stays open; with none an incident is raised."""

    key: int
    retries: int
    message: str = ""
    code: str = "job.failed"
    values: Variables = {}


class ErrorThrown(Event, frozen=True):
    """The job or task met a business error that the picture may catch by its code."""

    key: int
    code: str
    message: str = ""
    variables: Variables = {}


class TaskCompleted(Event, frozen=True):
    key: int
    variables: Variables = {}


class TaskChanged(Event, frozen=True):
    """Somebody takes, gives back or changes an open task.

    Shape: changes are fields of the effect OpenTask: assignee, candidate_users, candidate_groups, due_at, follow_up_at,
    priority.
    """

    key: int
    changes: Variables


class TimerFired(Event, frozen=True):
    key: int


class MessageReceived(Event, frozen=True):
    """The message that subscription *key* waits for has come."""

    key: int
    variables: Variables = {}


class SignalReceived(Event, frozen=True):
    key: int
    variables: Variables = {}


class CalledCaseEnded(Event, frozen=True):
    """A case that a call activity started has ended, with its variables."""

    key: int
    variables: Variables = {}


class CalledCaseThrew(Event, frozen=True):
    """A case that a call activity started ended with an error or escalation that it did not catch itself."""

    key: int
    kind: str  # "error" | "escalation"
    code: str
    message: str = ""
    variables: Variables = {}


class CalledCaseEscalated(Event, frozen=True):
    """A case that a call activity started escalates something that it does not catch itself; it goes on."""

    key: int
    code: str
    variables: Variables = {}


class VariablesSet(Event, frozen=True):
    """Somebody corrected variables, in the case or in the scope of the element instance *key*, and took some away."""

    variables: Variables
    key: int | None = None
    remove: tuple[str, ...] = ()


class IncidentResolved(Event, frozen=True):
    """The cause is mended: try again where the case stopped. *retries* is for a job without any left."""

    key: int
    retries: int = 1


class CaseModified(Event, frozen=True):
    """A person moves a case: tokens are put in, then instances (by key) are ended."""

    activate: tuple[Activation, ...] = ()
    terminate: tuple[int, ...] = ()


class CaseCancelled(Event, frozen=True):
    reason: str = ""


class CaseSuspended(Event, frozen=True):
    reason: str = ""


class CaseResumed(Event, frozen=True):
    pass
