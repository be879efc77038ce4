"""The engine: step(program, state, event) -> state and effects. Pure: time, chance and answers come in events."""

from gorel.core.engine.compile import compile
from gorel.core.engine.elements.committing import CONTINUE
from gorel.core.engine.errors import EngineError, IllegalEvent
from gorel.core.engine.migrate import migrate
from gorel.core.engine.program import Decidable, Decided, ElementInfo, Program, Start
from gorel.core.engine.simulate import Script, Sent, Trace, simulate
from gorel.core.engine.starts import conditions_met, first_due, next_due, restarted
from gorel.core.engine.state import State, decode, encode
from gorel.core.engine.step import advance, step
from gorel.core.engine.view import Waiting, active, is_ended, outwards, retry_at, variables, waits

__all__ = [
    "CONTINUE", "Decidable", "Decided", "ElementInfo", "EngineError", "IllegalEvent", "Program", "Script", "Sent",
    "Start", "State", "Trace", "Waiting", "active", "advance", "compile", "conditions_met", "decode", "encode",
    "first_due", "is_ended",
    "migrate", "next_due", "outwards", "restarted", "retry_at", "simulate", "step", "variables", "waits",
]  # fmt: skip
