"""The rules of `check`, one subject per file."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from gorel.core.bpmn.findings import (
    catching,
    gateways,
    hearing,
    not_run,
    references,
    soundness,
    starts,
    structure,
    texts,
    work,
)
from gorel.core.bpmn.model import Definitions
from gorel.core.problems import Problem

Rule = Callable[[Definitions], Iterable[Problem]]

RULES: tuple[Rule, ...] = (
    starts.no_process,
    starts.no_start,
    references.unknown_flow_ends,
    references.duplicate_ids,
    references.unknown_event_references,
    structure.flows_across,
    structure.starts_and_ends,
    structure.subprocess_starts,
    structure.several_none_starts,
    structure.boundaries,
    structure.cancel_ends,
    structure.links,
    catching.same_code_twice,
    catching.compensations,
    hearing.throws_nothing,
    hearing.without_condition,
    hearing.without_name,
    hearing.heard_twice,
    hearing.event_subprocess_flows,
    hearing.behind_gateways,
    gateways.without_conditions,
    gateways.single_conditions,
    gateways.event_gateways,
    work.says_nothing,
    texts.expressions_that_do_not_parse,
    texts.conditions_that_are_texts,
    texts.scripts_that_are_texts,
    texts.timers,
    soundness.soundness,
    structure.unreachable,
    structure.missing_ends,
    gateways.without_default,
    gateways.conditions_not_asked,
    catching.messages_without_key,
    catching.duplicate_names,
    not_run.words,
    not_run.gateways_that_wait_for_all,
    not_run.moments,
    not_run.java,
)
