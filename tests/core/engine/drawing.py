"""Draws small processes from a line of text, for tests.

`draw("none>s a:job>x end>e", "s>a a>e")`: elements as `kind>id` or `id:kind>argument`; flows as `source>target`,
with `[condition]` behind, and `!` for the default.
"""

from __future__ import annotations

import re
from typing import Any

from gorel.core import engine
from gorel.core.bpmn import model
from gorel.core.engine import effects as fx
from gorel.core.engine import events as ev

KINDS = {
    "none": "startEvent", "end": "endEvent", "xor": "exclusiveGateway", "and": "parallelGateway",
    "or": "inclusiveGateway", "task": "userTask", "pass": "task",
}  # fmt: skip


def node(text: str) -> model.Node:
    """Return one element of the small language."""
    if ":" in text.partition(">")[0]:
        identity, _, rest = text.partition(":")
        kind, _, argument = rest.partition(">")
        if kind == "job":
            return model.Node(id=identity, kind="serviceTask", job=model.Job(type=model.Expression(argument)))
        raise AssertionError(text)
    kind, _, identity = text.partition(">")
    return model.Node(id=identity, kind=KINDS[kind], user=model.User() if kind == "task" else None)


def definitions(elements: str, flows: str, *more: model.Node) -> model.Definitions:
    """Return the model that the two lines say, with *more* elements of its own kind."""
    nodes = [node(text) for text in elements.split()] + list(more)
    drawn = []
    for text in re.findall(r"\S+>\S+?(?:\[[^\]]*\])?!?(?=\s|$)", flows):
        match = re.fullmatch(r"([^>]+)>([^\[!]+)(?:\[([^\]]*)\])?(!)?", text)
        assert match is not None, text
        source, target, condition, default = match.groups()
        identity = f"{source}>{target}"
        drawn.append(
            model.Flow(
                id=identity,
                source=source,
                target=target,
                condition=model.Expression(condition, "feel") if condition else None,
            )
        )
        if default:
            at = next(i for i, n in enumerate(nodes) if n.id == source)
            nodes[at] = model.Node(id=source, kind=nodes[at].kind, default=identity)
    process = model.Process(id="p", nodes=tuple(nodes), flows=tuple(drawn))
    return model.Definitions(id="d", processes=(process,))


def draw(elements: str, flows: str, *more: model.Node) -> engine.Program:
    return engine.compile(definitions(elements, flows, *more))


def start(program: engine.Program, variables: dict[str, Any] | None = None) -> tuple[engine.State, list[fx.Effect]]:
    return engine.step(program, None, ev.CaseStarted(now=0, variables=variables or {}))
