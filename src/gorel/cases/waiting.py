"""Cases that were started while their process was paused: they are there, and wait to begin.

Such a case has a state that readers can read like any other: suspended, with its variables and nothing else. What its
start was asked with stands beside them, so that it begins as it would have begun.
"""

from __future__ import annotations

import msgspec

from gorel.core import engine
from gorel.core.engine import effects, events
from gorel.core.engine.state import SUSPENDED, new_state
from gorel.ground.typed import learned

_ASKED = "begin"  # in the memory of the case's own instance


def state_of(program: engine.Program, event: events.CaseStarted) -> tuple[engine.State, list[effects.Effect]]:
    """Return the state of a case that waits to begin by *event*. Errors: engine.IllegalEvent for no such start."""
    engine.step(program, None, event)  # what would be refused then is refused now
    state = new_state(program.process_id, dict(event.variables), event.business_key)
    state.status = SUSPENDED
    asked = {
        "element": event.element, "message": event.message, "called": event.called, "initiator": event.initiator,
        "activate": msgspec.to_builtins(event.activate), "came": event.came,
    }  # fmt: skip
    state.instances[0].memory = {_ASKED: asked}
    return state, []


def event_of(state: engine.State, *, now: int, seed: int) -> events.CaseStarted:
    """Return the event that the case waits to begin by."""
    root = state.instances[0]
    asked = dict((root.memory or {}).get(_ASKED, {}))
    asked["came"] = tuple(asked["came"]) if asked.get("came") else None
    asked["activate"] = msgspec.convert(asked.get("activate", ()), learned(tuple[events.Activation, ...]))
    return events.CaseStarted(
        now=now, seed=seed, variables=root.variables or {}, business_key=state.business_key, **asked
    )
