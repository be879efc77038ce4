"""What a file says that is not run here is told, never silently ignored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gorel.core.bpmn.findings.walk import at, doubt, executable
from gorel.core.bpmn.model import Definitions, Listener
from gorel.core.problems import Place, Problem

CODES = {
    "symbol": "bpmn.symbol-not-run", "extension": "bpmn.extension-not-run", "attribute": "bpmn.attribute-not-run",
}  # fmt: skip


def words(definitions: Definitions) -> Iterator[Problem]:
    """A symbol, extension or attribute without effect here: a fault where the process would do something else."""
    names = {node.id: node.name for process in definitions.processes for node in process.nodes}
    names |= {flow.id: flow.name for process in definitions.processes for flow in process.flows}
    names |= {process.id: process.name for process in definitions.processes}
    for one in definitions.not_run:
        where = Place(one.element or None, names.get(one.element) or None)
        if one.wrong:
            yield Problem("bpmn.needed-but-not-run", where, {"what": one.what})
        else:
            yield Problem(CODES[one.kind], where, {"what": one.what}, "warning")


HEARD = {
    "execution": frozenset(("start", "end")),
    "task": frozenset(
        ("creating", "create", "assigning", "assignment", "updating", "update", "completing", "complete", "canceling",
         "delete", "timeout")
    ),
}  # fmt: skip


def moments(definitions: Definitions) -> Iterator[Problem]:
    """A listener of a process or symbol hears a moment that there is; those of flows have one only."""
    for process in executable(definitions):
        owners: list[tuple[Place, Iterable[Listener]]] = [(at(node), node.listeners) for node in process.nodes]
        owners.append((Place(process.id, process.name or None), process.listeners))
        for where, listeners in owners:
            for listener in listeners:
                if listener.event not in HEARD[listener.kind]:
                    yield Problem("bpmn.needed-but-not-run", where, {"what": listener.event})


def gateways_that_wait_for_all(definitions: Definitions) -> Iterator[Problem]:
    """An event-based gateway waits for all of its events only where it begins a process."""
    for process in executable(definitions):
        for node in process.nodes:
            if node.kind == "eventBasedGateway" and node.parallel_multiple and (node.scope or not node.instantiate):
                yield Problem("bpmn.needed-but-not-run", at(node), {"what": "eventGatewayType"})


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
