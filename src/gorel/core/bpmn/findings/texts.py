"""Expressions that do not parse, and timers that are no timers."""

from __future__ import annotations

from collections.abc import Iterator

from gorel.core import feel, juel, times
from gorel.core.bpmn.findings.walk import at, doubt, error, executable, expressions
from gorel.core.bpmn.model import Definitions, Expression
from gorel.core.problems import ModelError, Place, Problem


def expressions_that_do_not_parse(definitions: Definitions) -> Iterator[Problem]:
    """Every expression is read; the position in its text is told."""
    for process in executable(definitions):
        for where, expression in expressions(process):
            yield from _parse(where, expression)
    for message in definitions.messages.values():
        for part, value in (("name", message.name), ("correlation key", message.correlation_key)):
            if value is not None:
                yield from _parse(Place(message.id, None, part), value)


def conditions_that_are_texts(definitions: Definitions) -> Iterator[Problem]:
    """A condition without `=` or `${}` is a text, and a text is never true."""
    for process in executable(definitions):
        for flow in process.flows:
            condition = flow.condition
            if condition is not None and condition.language == "text":
                yield error("bpmn.condition-is-text", at(flow, "condition"), text=condition.text)


def scripts_that_are_texts(definitions: Definitions) -> Iterator[Problem]:
    """A script without `${}` in the older dialect's own language does nothing: it is another language's, unnamed."""
    for process in executable(definitions):
        for node in process.nodes:
            source = None if node.script is None or node.job is not None else node.script.expression
            if source is not None and source.language == "juel" and source.text and "{" not in source.text:
                yield error("bpmn.script-is-text", at(node, "script"), text=source.text[:60])


def timers(definitions: Definitions) -> Iterator[Problem]:
    """A timer has a value, and a constant one is a date, a duration or a cycle."""
    for process in executable(definitions):
        for node in process.nodes:
            for event in node.events:
                if event.kind != "timer":
                    continue
                if event.value is None or not event.value.text:
                    yield error("bpmn.timer-without-value", at(node, "timer"))
                elif event.value.language == "text":
                    try:
                        times.first_firing(event.timer, event.value.text.strip(), 0)
                    except (ValueError, OverflowError) as reason:
                        text = event.value.text
                        where = at(node, "timer")
                        yield error("bpmn.timer-value", where, kind=event.timer, value=text, reason=str(reason))
                is_once = node.kind == "intermediateCatchEvent" or (
                    node.interrupting and (node.kind == "boundaryEvent" or bool(node.scope))
                )
                if is_once and event.timer == "cycle":
                    yield doubt("bpmn.cycle-once", at(node, "timer"))


def _parse(where: Place, expression: Expression) -> Iterator[Problem]:
    try:
        if expression.language == "feel":
            feel.compile(expression.text, dialect="camunda")
        elif expression.language == "juel":
            juel.compile(expression.text)
        elif expression.language != "text":
            yield error("bpmn.script-language", where, language=expression.language)
    except ModelError as failed:
        for problem in failed.problems:
            place = Place(where.element, where.name, where.part, None, None, problem.where.position)
            yield Problem(problem.code, place, problem.values)
