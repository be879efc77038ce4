"""What is read but not run is told, never silently ignored."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gorel.core.bpmn.findings.walk import at, doubt, executable
from gorel.core.bpmn.model import Definitions
from gorel.core.bpmn.names import CAMUNDA, ZEEBE
from gorel.core.problems import Place, Problem

DIALECTS = {ZEEBE: "zeebe", CAMUNDA: "camunda"}
# Extensions of drawing tools that say nothing about running.
HARMLESS = ("modeler", "bioc", "color", "di", "signavio", "bpmndi", "xsi")


def symbols(definitions: Definitions) -> Iterator[Problem]:
    """A symbol that is no part of what runs here."""
    for element, tag in definitions.not_run:
        yield doubt("bpmn.symbol-not-run", Place(element), tag=tag)


def attributes(definitions: Definitions) -> Iterator[Problem]:
    """An attribute of a dialect that is not run."""
    for process in executable(definitions):
        for node in process.nodes:
            for key in node.attributes:
                space, _, name = key[1:].partition("}")
                if space in DIALECTS and not name.startswith("modelerTemplate"):
                    yield doubt("bpmn.attribute-not-run", at(node), attribute=f"{DIALECTS[space]}:{name}")


def java(definitions: Definitions) -> Iterator[Problem]:
    """Code of another engine: a robot that does jobs of its name must do its work."""
    for process in executable(definitions):
        for node in process.nodes:
            jobs = [node.job, *(event.job for event in node.events), *(one.job for one in node.listeners)]
            for name in dict.fromkeys(job.type.text for job in jobs if job is not None and job.java):
                yield doubt("bpmn.java-is-robot", at(node), name=name)
        for listener in process.listeners:
            if listener.job is not None and listener.job.java:
                yield doubt("bpmn.java-is-robot", Place(process.id, process.name or None), name=listener.job.type.text)
        for flow in process.flows:
            if any(listener.job is not None for listener in flow.listeners):
                yield doubt("bpmn.flow-listener-not-run", at(flow))


def extensions(definitions: Definitions) -> Iterator[Problem]:
    """An extension element of a dialect that is not run."""
    for process in executable(definitions):
        for owner, kept in ((Place(process.id, process.name or None), process.extensions),
                            *((at(node), node.extensions) for node in process.nodes)):  # fmt: skip
            for xml in kept:
                tag = re.match(r"<([\w.-]+:)?([\w.-]+)", xml)
                if tag is not None and (tag[1] or "").rstrip(":") not in HARMLESS:
                    yield Problem("bpmn.extension-not-run", owner, {"tag": f"{tag[1] or ''}{tag[2]}"}, "warning")
