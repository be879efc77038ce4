"""The neutral process model: what a picture says, whichever dialect it was drawn in.

Nodes of all levels stand flat in their process, in document order; `Node.scope` names the subprocess around them
("" = the process itself). Each dialect's reader fills the same fields, so nothing behind this module knows a dialect.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec


class Rest(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a file says of an element that no field holds: kept, so that it is written again.

    Shape: elements and extensions are XML; patches are attributes of extension elements that fields hold otherwise, as
    (tag, which of that tag, attribute, value).
    """

    attributes: Mapping[str, str] = {}
    elements: tuple[str, ...] = ()
    extensions: tuple[str, ...] = ()
    patches: tuple[tuple[str, int, str, str], ...] = ()


class Expression(msgspec.Struct, frozen=True, omit_defaults=True):
    """A text that is itself ("text") or is evaluated ("feel", without its `=`; "juel", with its `${…}`)."""

    text: str
    language: str = "text"


Source = Expression | Mapping[str, Any] | tuple[Any, ...]
"""Where a variable comes from: an expression, or a map or list of sources (`camunda:map`, `camunda:list`)."""


class Assignment(msgspec.Struct, frozen=True, omit_defaults=True):
    """`target` gets the value of `source`. Shape: target may be a path, as `authentication.type`."""

    target: str
    source: Any = Expression("")  # Source


class EventDefinition(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an event waits for or throws.

    Shape: kind is "message", "timer", "signal", "error", "escalation", "conditional", "compensation", "cancel",
    "link" or "terminate"; ref names the message, signal, error or escalation; timer is "date", "duration" or "cycle".
    """

    kind: str
    id: str = ""
    ref: str = ""
    name: str = ""  # of a link
    timer: str = ""
    value: Expression | None = None  # of a timer or condition
    activity: str = ""  # that a compensation is about
    waits: bool = True  # a compensation throw waits for its handlers
    variable: str = ""  # a condition looks only when this variable changes
    variable_events: tuple[str, ...] = ()
    code_variable: str = ""
    message_variable: str = ""
    job: Job | None = None  # a camunda message throw may be an external task
    expression: Expression | None = None  # a camunda message throw may evaluate one
    when: Expression | None = None  # camunda:errorEventDefinition on an external task
    everything: bool = False  # a terminate event ends the case, wherever it stands
    all_in: bool = False  # a signal carries all variables
    ins: tuple[Assignment, ...] = ()  # and these
    business_key: Expression | None = None  # of the cases that a signal starts
    rest: Rest = Rest()


class Message(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    id: str
    name: Expression
    correlation_key: Expression | None = None
    rest: Rest = Rest()


class Signal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    id: str
    name: Expression
    rest: Rest = Rest()


class Fault(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A declared error or escalation. Shape: code None catches every code."""

    id: str
    name: str = ""
    code: Expression | None = None
    message: str = ""
    rest: Rest = Rest()


class Job(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Work for a robot."""

    type: Expression
    retries: Expression = Expression("3")
    headers: Mapping[str, str] = {}
    priority: Expression | None = None
    retry_after: tuple[str, ...] = ()  # durations; the last one goes on being used
    retry_cycle: Expression | None = None  # camunda: what says both, where it is an expression or is not understood
    java: str = ""  # "class" or "delegateExpression": code of another engine, which a robot here does in its place


class User(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Work for a person."""

    assignee: Expression | None = None
    candidate_groups: Expression | None = None
    candidate_users: Expression | None = None
    due: Expression | None = None
    follow_up: Expression | None = None
    priority: Expression | None = None
    form: Expression | None = None
    title: Expression | None = None  # camunda: the task's name, where it is an expression
    native: bool = True  # zeebe: without zeebe:userTask the task is a job of its own type


class Rule(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A decision is asked. Shape: mapping is "" (as it is) or a camunda mapDecisionResult."""

    decision: Expression
    result: str = ""
    mapping: str = ""
    binding: str = "latest"


class Script(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    expression: Expression
    result: str = ""
    format: str = ""


class Call(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Another process is called. Shape: binding as in the effect StartCase."""

    process: Expression
    binding: str = "latest"
    all_in: bool = True
    all_out: bool = True
    local_in: bool = False  # "all" are those of the call itself
    local_out: bool = False  # what comes back stays with the call, for its output mappings
    business_key: Expression | None = None
    ins: tuple[Assignment, ...] = ()
    outs: tuple[Assignment, ...] = ()


class Loop(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An activity done several times. Shape: kind is "parallel", "sequential" or "standard"."""

    kind: str
    cardinality: Expression | None = None
    collection: Expression | None = None
    element: str = ""
    output_collection: str = ""
    output_element: Expression | None = None
    condition: Expression | None = None  # completion, or "once more" of a standard loop
    first: int = 1  # what loopCounter starts from
    test_before: bool = False
    maximum: Expression | None = None
    rest: Rest = Rest()


class Listener(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something done at a moment of an element's life: a job, or an expression that sets variables."""

    event: str  # "start", "end", "take", "create", "assignment", "complete" …
    kind: str = "execution"  # | "task"
    job: Job | None = None
    expression: Expression | None = None
    timer: EventDefinition | None = None  # when a "timeout" of a task comes


class Node(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One symbol that tokens pass. Shape: kind is the BPMN tag, as `userTask`."""

    id: str
    kind: str
    name: str = ""
    documentation: str = ""
    scope: str = ""
    events: tuple[EventDefinition, ...] = ()
    parallel_multiple: bool = False
    attached_to: str = ""
    interrupting: bool = True
    default: str = ""
    triggered_by_event: bool = False
    is_for_compensation: bool = False
    instantiate: bool = False
    message: str = ""  # of a send or receive task
    condition: Expression | None = None  # of a complex gateway, or ad-hoc completion
    ordering: str = ""  # of an ad-hoc subprocess
    cancel_remaining: bool = True
    active_elements: Expression | None = None
    output_collection: str = ""  # an ad-hoc subprocess collects here what each piece of work gave
    output_element: Expression | None = None
    job: Job | None = None
    user: User | None = None
    rule: Rule | None = None
    script: Script | None = None
    call: Call | None = None
    loop: Loop | None = None
    inputs: tuple[Assignment, ...] = ()
    outputs: tuple[Assignment, ...] = ()
    merges: bool = False  # results land in the case even where outputs are mapped
    result: str = ""  # the variable that an expression's value goes to
    expression: Expression | None = None  # camunda:expression of a service task
    initiator: str = ""  # the start event writes who started here
    async_before: bool = False
    async_after: bool = False
    listeners: tuple[Listener, ...] = ()
    properties: Mapping[str, str] = {}
    rest: Rest = Rest()


class Flow(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A sequence flow."""

    id: str
    source: str
    target: str
    name: str = ""
    scope: str = ""
    condition: Expression | None = None
    listeners: tuple[Listener, ...] = ()
    properties: Mapping[str, str] = {}
    rest: Rest = Rest()


class Association(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    id: str
    source: str
    target: str
    scope: str = ""
    rest: Rest = Rest()


class Annotation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    id: str
    text: str = ""
    scope: str = ""
    rest: Rest = Rest()


class Lane(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    id: str
    name: str = ""
    nodes: tuple[str, ...] = ()


class Process(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    id: str
    name: str = ""
    documentation: str = ""
    executable: bool = True
    nodes: tuple[Node, ...] = ()
    flows: tuple[Flow, ...] = ()
    associations: tuple[Association, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    lanes: tuple[Lane, ...] = ()
    time_to_live: str = ""  # ISO duration or days, as written
    version_tag: str = ""
    candidate_starters: tuple[str, ...] = ()
    listeners: tuple[Listener, ...] = ()
    properties: Mapping[str, str] = {}
    lane_sets: tuple[str, ...] = ()  # XML of the lanes as drawn, with what is no lane's name
    rest: Rest = Rest()


class Participant(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    id: str
    name: str = ""
    process: str = ""


class Shape(msgspec.Struct, frozen=True):
    """Where an element is drawn."""

    x: float
    y: float
    width: float
    height: float


class Unread(msgspec.Struct, frozen=True):
    """Something in the file that is not run.

    Shape: what is the word as the file has it; kind is "symbol", "extension" or "attribute"; wrong says that the
    process would do something else than it is drawn to do.
    """

    element: str
    what: str
    kind: str
    wrong: bool = False


class Definitions(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One BPMN file. `lines` says where in the file an element stood; it is no part of what the picture means."""

    id: str = ""
    name: str = ""
    dialect: str = "zeebe"  # which extension elements `write` uses
    target_namespace: str = ""
    processes: tuple[Process, ...] = ()
    messages: Mapping[str, Message] = {}
    signals: Mapping[str, Signal] = {}
    errors: Mapping[str, Fault] = {}
    escalations: Mapping[str, Fault] = {}
    participants: tuple[Participant, ...] = ()
    shapes: Mapping[str, Shape] = {}
    edges: Mapping[str, tuple[tuple[float, float], ...]] = {}
    collaborations: tuple[str, ...] = ()  # XML, of which participants is what is understood
    diagrams: tuple[str, ...] = ()  # XML, of which shapes and edges are what is understood
    prefixes: Mapping[str, str] = {}  # of other namespaces
    rest: Rest = Rest()
    not_run: tuple[Unread, ...] = ()
    lines: Mapping[str, int] = {}

    def process(self, process_id: str | None = None) -> Process | None:
        """Return the process with this id, or the one executable process; None when there is none such."""
        for process in self.processes:
            if process.id == process_id or (process_id is None and process.executable):
                return process
        return None
