"""A frozen history: a model, the events that happened to one case, and what each step gave, byte for byte.

Histories are append-only. A red one means that running cases would take another turn: give the new behaviour a numbered
flag in `engine.state`, so that old cases keep the old logic, and never edit the file.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from gorel.core import bpmn, engine
from gorel.core.engine import events as ev

FOLDER = Path(__file__).parent
KINDS = {kind.__name__: kind for kind in vars(ev).values() if isinstance(kind, type) and issubclass(kind, ev.Event)}
ENCODER = msgspec.json.Encoder(decimal_format="number")


def files() -> list[Path]:
    return sorted(FOLDER.glob("*.json"))


def freeze(name: str, program: engine.Program, history: list[ev.Event]) -> None:
    """Write a new history. Errors: FileExistsError when there is one of that name."""
    steps = []
    state: engine.State | None = None
    for event in history:
        state, effects = engine.step(program, state, event)
        steps.append(
            {
                "event": json.loads(ENCODER.encode(event)),
                "state": engine.encode(state).decode(),
                "effects": ENCODER.encode(effects).decode(),
            }
        )
    text = json.dumps({"model": bpmn.write(program.definitions).decode(), "steps": steps}, ensure_ascii=False, indent=1)
    with (FOLDER / f"{name}.json").open("x", encoding="utf-8") as file:
        file.write(text + "\n")


def thaw(path: Path) -> tuple[engine.Program, list[dict[str, Any]]]:
    """Return the program and the steps of a history."""
    data = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    return engine.compile(bpmn.read(data["model"].encode())), data["steps"]


def event_of(step: dict[str, Any]) -> ev.Event:
    """Return the event of a step; a case begins with the behaviours that it had when it was frozen."""
    fields = dict(step["event"])
    if fields["event"] == "CaseStarted":
        fields["flags"] = json.loads(step["state"])[1]
    if "activate" in fields:
        fields["activate"] = msgspec.convert(fields["activate"], tuple[ev.Activation, ...])
    if "answer" in fields:
        fields["answer"] = msgspec.convert(fields["answer"], ev.Verdict | ev.Chosen)
    if "came" in fields:
        fields["came"] = tuple(fields["came"])
    return KINDS[fields.pop("event")](**fields)
