"""Draws small processes, for tests.

`draw("s:start a:job b:user e:end", "s>a a>b b>e")`: elements as `id:kind`, flows as `source>target`, with `[condition]`
(FEEL) behind and `!` for the default. A dot puts an element into a subprocess: `box:sub box.s:start`. What needs more
than a word is given as a Node: `node("a", "serviceTask", loop=…)`.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from gorel.core import bpmn, engine
from gorel.core.bpmn import model
from gorel.core.engine import effects as fx
from gorel.core.engine import events as ev
from gorel.core.engine.simulation import Simulation

KINDS = {
    "start": "startEvent", "end": "endEvent", "throw": "intermediateThrowEvent", "catch": "intermediateCatchEvent",
    "xor": "exclusiveGateway", "and": "parallelGateway", "or": "inclusiveGateway", "event": "eventBasedGateway",
    "complex": "complexGateway", "user": "userTask", "job": "serviceTask", "pass": "task", "manual": "manualTask",
    "sub": "subProcess", "tx": "transaction", "box": "adHocSubProcess",
}  # fmt: skip


def feel(text: str) -> model.Expression:
    return model.Expression(text, "feel")


def juel(text: str) -> model.Expression:
    return model.Expression(text, "juel")


def says(text: str) -> model.Expression:
    return model.Expression(text)


def event(kind: str, **fields: Any) -> model.EventDefinition:
    """Return an event definition; `ref` names what `draw` declares by itself."""
    return model.EventDefinition(kind=kind, **fields)


def timer(text: str, kind: str = "duration") -> model.EventDefinition:
    return model.EventDefinition(kind="timer", timer=kind, value=says(text))


def job(kind: str) -> model.Job:
    return model.Job(type=says(kind))


def node(identity: str, kind: str, *events: model.EventDefinition, on: str = "", **fields: Any) -> model.Node:
    """Return an element. Shape: *on* is the activity a boundary event sits on; a dot in the id is its subprocess."""
    kind = KINDS.get(kind, kind)
    scope = identity.rpartition(".")[0]
    if kind == "serviceTask" and not fields.keys() & {"job", "expression"}:
        fields["job"] = job(identity)
    if kind == "userTask":
        fields.setdefault("user", model.User())
    return model.Node(id=identity, kind=kind, scope=scope, events=events, attached_to=on, **fields)


def boundary(
    identity: str, on: str, event_definition: model.EventDefinition, *, interrupting: bool = True
) -> model.Node:
    scope = on.rpartition(".")[0]
    return model.Node(
        id=identity, kind="boundaryEvent", scope=scope, events=(event_definition,), attached_to=on,
        interrupting=interrupting,
    )  # fmt: skip


def event_sub(identity: str, event_definition: model.EventDefinition, *, interrupting: bool = True) -> list[model.Node]:
    """Return an event subprocess with its start `<id>.s`."""
    scope = identity.rpartition(".")[0]
    around = model.Node(id=identity, kind="subProcess", scope=scope, triggered_by_event=True)
    start = model.Node(
        id=f"{identity}.s", kind="startEvent", scope=identity, events=(event_definition,), interrupting=interrupting
    )
    return [around, start]


def definitions(elements: str, flows: str = "", *more: Any, **fields: Any) -> model.Definitions:
    """Return the model; messages, signals, errors and escalations are declared by their references.

    A message's correlation key is the variable `key`, unless its name begins with `any`.
    """
    nodes: list[model.Node] = [node(*text.split(":")) for text in elements.split()]
    for one in more:
        nodes += one if isinstance(one, list) else [one]
    drawn = []
    for text in re.findall(r"\S+>\S+?(?:\[[^\]]*\])?!?(?=\s|$)", flows):
        match = re.fullmatch(r"([^>]+)>([^\[!]+)(?:\[([^\]]*)\])?(!)?", text)
        assert match is not None, text
        source, target, condition, default = match.groups()
        at = next(i for i, n in enumerate(nodes) if n.id == source)
        identity = f"{source}>{target}"
        drawn.append(
            model.Flow(
                id=identity, source=source, target=target, scope=nodes[at].scope,
                condition=feel(condition) if condition else None,
            )
        )  # fmt: skip
        if default:
            nodes[at] = msgspec.structs.replace(nodes[at], default=identity)
    dialect = fields.pop("dialect", "zeebe")
    associations = tuple(fields.pop("associations", ()))
    process = model.Process(id="p", nodes=nested(nodes), flows=tuple(drawn), associations=associations, **fields)
    refs: dict[str, set[str]] = {"message": set(), "signal": set(), "error": set(), "escalation": set()}
    for one in nodes:
        for definition in one.events:
            if definition.ref:
                refs[definition.kind].add(definition.ref)
        if one.message:
            refs["message"].add(one.message)
    return model.Definitions(
        id="d",
        dialect=dialect,
        processes=(process,),
        messages={
            r: model.Message(id=r, name=says(r), correlation_key=None if r.startswith("any") else feel("key"))
            for r in sorted(refs["message"])
        },
        signals={r: model.Signal(id=r, name=says(r)) for r in sorted(refs["signal"])},
        errors={r: model.Fault(id=r, code=says(r)) for r in sorted(refs["error"])},
        escalations={r: model.Fault(id=r, code=says(r)) for r in sorted(refs["escalation"])},
    )


def nested(nodes: list[model.Node]) -> tuple[model.Node, ...]:
    """Return the nodes with each subprocess directly before what is inside it, as a file has them."""
    found: list[model.Node] = []

    def add(scope: str) -> None:
        for one in nodes:
            if one.scope == scope:
                found.append(one)
                add(one.id)

    add("")
    return tuple(found)


def draw(elements: str, flows: str = "", *more: Any, **fields: Any) -> engine.Program:
    """Return the model compiled; it must survive being written and read, and have no errors."""
    drawn = definitions(elements, flows, *more, **fields)
    again = bpmn.read(bpmn.write(drawn))
    assert _in_order(again) == _in_order(drawn)
    errors = [problem for problem in bpmn.check(drawn) if problem.severity == "error"]
    assert errors == []
    return engine.compile(drawn)


def _in_order(drawn: model.Definitions) -> model.Definitions:
    """Return the model without what only a file has: lines and the XML of lanes; its flows are ordered by id."""
    process = drawn.processes[0]
    flows = tuple(sorted(process.flows, key=lambda flow: flow.id))
    return msgspec.structs.replace(
        drawn, lines={}, processes=(msgspec.structs.replace(process, flows=flows, lane_sets=()),)
    )


def begin(program: engine.Program, variables: dict[str, Any] | None = None, **how: Any) -> Simulation:
    """Return a world with one case started in it."""
    world = Simulation(program)
    world.start(variables=variables or {}, **how)
    return world


def start(program: engine.Program, variables: dict[str, Any] | None = None) -> tuple[engine.State, list[fx.Effect]]:
    return engine.step(program, None, ev.CaseStarted(now=0, variables=variables or {}))
