"""A process compiled for running: every lookup that a step would make is made once here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from gorel.core.bpmn.model import Definitions, Process
from gorel.core.engine.effects import Log
from gorel.core.engine.errors import EngineError

if TYPE_CHECKING:
    from gorel.core.engine.elements.behaviour import Behaviour
    from gorel.core.engine.elements.listening import ListenerRule
    from gorel.core.engine.timers import TimerRule
    from gorel.core.engine.values import Value


class Decided(Protocol):
    """What a decision answers (`core.dmn`)."""

    @property
    def value(self) -> Any: ...
    @property
    def explanation(self) -> Any: ...
    @property
    def problems(self) -> Any: ...


class Decidable(Protocol):
    """A decision that a business rule task can ask."""

    def decide(self, inputs: Mapping[str, Any], *, now: int, seed: int, zone: str) -> Decided: ...


class Flow:
    """A sequence flow. Shape: target is an index into `Program.nodes`; condition None is always true."""

    __slots__ = ("condition", "id", "listeners", "target", "took")

    def __init__(self, identity: str, target: int, condition: Value | None) -> None:
        self.id = identity
        self.target = target
        self.took = Log(kind="took", element=identity)  # the line of the story, always the same
        self.condition = condition
        self.listeners: tuple[Value, ...] = ()


class Catch:
    """One event definition that can be waited for, compiled."""

    __slots__ = (
        "all_in", "business_key", "code", "code_variable", "correlation", "element", "everything", "ins", "kind",
        "message", "message_variable", "name", "timer", "value", "variable", "variable_events", "waits",
    )  # fmt: skip

    def __init__(self, element: str, kind: str) -> None:
        self.element = element
        self.kind = kind
        self.name: Value | None = None
        self.correlation: Value | None = None
        self.timer: TimerRule | None = None
        self.value: Value | None = None  # of a condition
        self.code: Value | None = None  # None catches all
        self.message: Value | None = None  # that an error end event says
        self.code_variable = ""
        self.message_variable = ""
        self.variable = ""
        self.variable_events: tuple[str, ...] = ()
        self.waits = True  # a compensation throw waits for its handlers
        self.everything = False  # a terminate event ends the whole case
        self.all_in = False
        self.ins: tuple[tuple[str, Value], ...] = ()  # what a signal carries
        self.business_key: Value | None = None  # of the cases that it starts


class Node:
    """One symbol. Shape: every index points into `Program.nodes`; scope -1 is the process itself."""

    __slots__ = (
        "attached_to", "behaviour", "boundaries", "catches", "commits_after", "commits_before", "compensation",
        "conditional", "default", "event_starts", "id", "incoming", "index", "inner_start", "inputs", "interrupting",
        "is_activity", "is_compensable", "is_event_subprocess", "is_for_compensation", "kind", "listeners",
        "loop", "merges", "more", "name", "out", "outputs", "parallel_multiple", "passed", "plain", "scope", "simple",
        "single", "throws", "undo_start",
    )  # fmt: skip

    def __init__(self, index: int, identity: str, kind: str, name: str) -> None:
        self.index = index
        self.id = identity
        self.kind = kind
        self.name = name
        self.passed = Log(kind="left", element=identity)
        self.scope = -1
        self.behaviour: Behaviour
        self.out: tuple[Flow, ...] = ()
        self.default: Flow | None = None
        self.plain = True  # no outgoing flow has a condition
        self.single: Flow | None = None  # the one outgoing flow of a plain node
        self.simple = True  # no mappings, boundaries, loop or listeners: the short way in and out
        self.incoming: tuple[str, ...] = ()
        self.is_activity = False
        self.is_for_compensation = False
        self.commits_before = False
        self.commits_after = False
        self.interrupting = True
        self.parallel_multiple = False
        self.attached_to = -1
        self.boundaries: tuple[int, ...] = ()
        self.catches: tuple[Catch, ...] = ()
        self.throws: tuple[Catch, ...] = ()
        self.inputs: tuple[tuple[str, Value], ...] = ()
        self.outputs: tuple[tuple[str, Value], ...] = ()
        self.merges = False
        self.loop: Any = None
        self.inner_start = -1  # of a subprocess: its none start
        self.event_starts: tuple[int, ...] = ()  # starts of the event subprocesses directly inside
        self.undo_start = -1  # of a subprocess: the start of its compensation event subprocess
        self.is_event_subprocess = False
        self.is_compensable = False
        self.compensation = -1  # the handler that undoes this activity
        self.conditional = False
        self.listeners: dict[str, tuple[ListenerRule, ...]] = {}  # by moment
        self.more: Any = None  # what its behaviour compiled for itself


class Start(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A way to begin a case.

    Shape: kind is "none", "message", "timer", "signal" or "conditional"; *together*, the case waits for other events.
    """

    element: str
    kind: str
    name: str = ""  # of the message or signal
    timer: Any = None  # TimerRule: see `timers.first_due` and `timers.next_due`
    form: str = ""
    together: bool = False


class ElementInfo(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a host may want to say about an element."""

    id: str
    kind: str
    name: str = ""
    documentation: str = ""
    properties: Mapping[str, str] = {}


class Program:
    """A compiled process. Nothing changes it."""

    def __init__(self, definitions: Definitions, process: Process) -> None:
        self.definitions = definitions
        self.process = process
        self.process_id = process.id
        self.name = process.name or process.id
        self.documentation = process.documentation
        self.history_ttl = process.time_to_live
        self.version_tag = process.version_tag
        self.properties: Mapping[str, str] = process.properties
        self.nodes: list[Node] = []
        self.index: dict[str, int] = {}
        self.flow_index: dict[str, Flow] = {}
        self.root: Node
        self.starts: tuple[Start, ...] = ()
        self.elements: dict[str, ElementInfo] = {}
        self.decisions: Mapping[str, Decidable] = {}
        self.has_conditions = False
        self.is_older = definitions.dialect == "camunda"
        self.inclusive_reach: dict[str, dict[str, frozenset[str]]] = {}
        self.straight_reach: dict[str, dict[str, frozenset[str]]] = {}

    def node(self, identity: str) -> Node:
        """Return the node with this id, or the process's own. Errors: EngineError for a state of another process."""
        position = self.index.get(identity)
        if position is not None:
            return self.nodes[position]
        if identity == self.process_id:
            return self.root
        raise EngineError(f"{self.process_id} has no element {identity}: is this a state of another version?")
