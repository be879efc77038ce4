"""How a case hears what was said: where it waits for it, or by beginning with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gorel.cases import calling, programs
from gorel.cases.models import Case, Start
from gorel.cases.turn import Turn
from gorel.core import engine
from gorel.core.engine import events


def hear(turn: Turn, case_id: int, key: int, variables: Mapping[str, Any], *, by: str) -> bool:
    """Let a case hear a message where *key* waits for it; False when it waits no more."""
    return step(
        turn, case_id, events.MessageReceived(now=turn.now, seed=turn.seed(), key=key, variables=variables),
        name="", by=by,
    )  # fmt: skip


def step(turn: Turn, case_id: int, event: events.Event, *, name: str, by: str) -> bool:
    """Let a case see what was said, *by* somebody or nobody; False when it waits no more."""
    try:
        case = turn.hold(case_id)
        turn.step(case, event)
    except (engine.IllegalEvent, Case.DoesNotExist):
        return False  # it stopped waiting before it was locked
    if by:
        turn.log(case, "message", key=getattr(event, "key", None), by=by)
    return True


def begin_by(
    turn: Turn,
    start: Start,
    correlation_key: str,
    variables: Mapping[str, Any],
    *,
    organisation_id: int | None,
    by: str,
) -> bool:
    """Start a case by a message, unless one of the process with this correlation key is open."""
    if correlation_key:
        same = Case.objects.filter(
            process__key=start.process.key, process__space=start.process.space, business_key=correlation_key,
            state__in=Case.OPEN,
        )  # fmt: skip
        if organisation_id is not None and start.process.organisation_id is None:
            same = same.filter(organisation_id=organisation_id)
        if same.exists():
            return False
    known = programs.known(start.process_id)
    calling.begin(
        turn, known, variables=variables, business_key=correlation_key,
        organisation_id=known.organisation_id or organisation_id, by=by, message=start.name,
    )  # fmt: skip
    return True
