"""What happened in a simulation, line by line, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from gorel.core.engine import effects as fx
from gorel.core.say import Language, say

if TYPE_CHECKING:
    from gorel.core.engine.simulation import Simulation
    from gorel.core.engine.world import Case

WORDS: dict[str, dict[str, str]] = {
    "CaseStarted": {"sv": "ärendet börjar", "en": "the case begins"},
    "JobCompleted": {"sv": "roboten är klar", "en": "the robot is done"},
    "JobFailed": {"sv": "roboten lyckades inte", "en": "the robot did not succeed"},
    "TaskCompleted": {"sv": "uppgiften är klar", "en": "the task is done"},
    "TimerFired": {"sv": "tiden är inne", "en": "the time has come"},
    "MessageReceived": {"sv": "meddelandet kom", "en": "the message came"},
    "SignalReceived": {"sv": "signalen kom", "en": "the signal came"},
    "ErrorThrown": {"sv": "ett fel kastades", "en": "an error was thrown"},
    "OpenJob": {"sv": "robot: {type}", "en": "robot: {type}"},
    "OpenTask": {"sv": "uppgift: {name}", "en": "task: {name}"},
    "SetTimer": {"sv": "väntar på en tid", "en": "waits for a time"},
    "Subscribe": {"sv": "väntar på {kind} {name}", "en": "waits for {kind} {name}"},
    "PublishMessage": {"sv": "skickar meddelandet {name}", "en": "sends the message {name}"},
    "BroadcastSignal": {"sv": "sänder signalen {name}", "en": "broadcasts the signal {name}"},
    "StartCase": {"sv": "anropar {process}", "en": "calls {process}"},
    "RecordDecision": {"sv": "beslutsregel: {decision}", "en": "decision: {decision}"},
    "EndCase": {"sv": "ärendet är slut ({outcome})", "en": "the case ends ({outcome})"},
}
PASSED = {"sv": "passerar", "en": "passes"}
CANCELLED = {"sv": "avbryts", "en": "is cancelled"}


class Line(msgspec.Struct, frozen=True):
    """One line of the story. Shape: element is None where the whole case is meant."""

    now: int
    case: int
    element: str | None
    what: str


def tell(world: Simulation, language: Language = "sv") -> Iterator[Line]:
    """Yield what happened, in order."""
    for done in world.trail:
        case = world.cases[done.case - 1]
        several = f"[{done.case}] " if len(world.cases) > 1 else ""
        kind = type(done.event).__name__
        if kind in WORDS:
            yield Line(done.now, done.case, None, f"{several}— {WORDS[kind][language]}")
        for effect in done.effects:
            line = _line(case, effect, language)
            if line is not None:
                yield Line(done.now, done.case, line[0], f"{several}{line[1]}")


def _line(case: Case, effect: fx.Effect, language: Language) -> tuple[str | None, str] | None:
    element = getattr(effect, "element", None)
    name = _name(case, element)
    if isinstance(effect, fx.Log):
        if effect.kind == "cancelled":
            return element, f"  {name}: {CANCELLED[language]}"
        if effect.kind == "left" and effect.key is None:
            return element, f"  {name}: {PASSED[language]}"
        return None
    if isinstance(effect, fx.RaiseIncident):
        where = msgspec.structs.replace(effect.problem.where, element=None, name=None)
        return element, f"  ✗ {name}: {say(msgspec.structs.replace(effect.problem, where=where), language)}"
    words = WORDS.get(type(effect).__name__)
    if words is None:
        return None
    fields = {field: getattr(effect, field) for field in effect.__struct_fields__}
    text = words[language].format_map(fields)
    return element, f"  {name}: {text}" if element else f"  {text}"


def _name(case: Case, element: str | None) -> str:
    if element is None or element in case.program.flow_index:
        return element or ""
    return case.program.node(element).name or element
