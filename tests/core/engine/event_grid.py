"""Every event of the standard in every place where it may stand, interrupting or not: an example, and what it does.

`EXAMPLES` is the whole grid. Each example is a file that a reader can open (docs/exempel/bpmn), is run by
test_event_grid.py, and is a link in the table of docs/bpmn-support.md; `python tests/core/engine/support.py` writes
both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import msgspec

from core.engine.drawing import boundary, definitions, event, event_sub, feel, node, timer
from gorel.core.bpmn import model
from gorel.core.bpmn.layout import lay_out
from gorel.core.engine.simulation import Simulation

PLACES = {
    "start": "start", "catch": "catch", "boundary": "boundary, interrupting", "beside": "boundary, non-interrupting",
    "inside": "event subprocess, interrupting", "within": "event subprocess, non-interrupting", "throw": "throw",
    "end": "end",
}  # fmt: skip
WHERE = {
    "none": ("start", "throw", "end"),
    "message": tuple(PLACES),
    "timer": ("start", "catch", "boundary", "beside", "inside", "within"),
    "signal": tuple(PLACES),
    "conditional": ("start", "catch", "boundary", "beside", "inside", "within"),
    "error": ("boundary", "inside", "end"),
    "escalation": ("boundary", "beside", "inside", "within", "throw", "end"),
    "compensation": ("boundary", "inside", "throw", "end"),
    "cancel": ("boundary", "end"),
    "link": ("catch", "throw"),
    "terminate": ("end",),
    "multiple": tuple(PLACES),
    "parallel multiple": ("start", "catch", "boundary", "beside", "inside", "within"),
}
NAMES = {
    "s": "Begin", "work": "Work", "came": "What the event leads to", "after": "Afterwards", "e": "The event",
    "undo": "Undo the work", "t": "Throw", "end": "End", "box": "Part", "v": "When it happens",
}  # fmt: skip
Drive = Callable[[Simulation], None]


class Example(NamedTuple):
    """Shape: expected are the elements whose tasks are open when *drive* is done, or what it says of the case."""

    kind: str
    place: str
    drawn: model.Definitions
    drive: Drive
    expected: tuple[str, ...]

    @property
    def file(self) -> str:
        return f"{self.place}-{self.kind.replace(' ', '-')}.bpmn"


def _events(kind: str) -> tuple[model.EventDefinition, ...]:
    found = {
        "message": (event("message", ref="paid"),),
        "timer": (timer("PT1H"),),
        "signal": (event("signal", ref="alarm"),),
        "conditional": (event("conditional", value=feel("ready = true")),),
        "error": (event("error", ref="broken"),),
        "escalation": (event("escalation", ref="late"),),
        "link": (event("link", name="on"),),
    }
    if "multiple" in kind:
        return found["message"] + found["signal"]
    return found.get(kind) or (() if kind == "none" else (event(kind),))


def _happen(kind: str) -> Drive:
    """Return what makes a waiting event of this kind come."""

    def drive(world: Simulation) -> None:
        if kind in ("message", "parallel multiple"):
            assert world.message("paid", "7") == 1
        if kind in ("signal", "multiple", "parallel multiple"):
            assert world.signal("alarm") >= 1
        if kind == "timer":
            world.fire()
        if kind == "conditional":
            world.set_variables(world.cases[0], {"ready": True})
        if kind == "error":
            world.throw("work", "broken")

    return drive


def _begun(kind: str) -> Drive:
    def drive(world: Simulation) -> None:
        world.start(variables={"key": "7"})
        _happen(kind)(world)

    return drive


def _draw(elements: str, flows: str, *more: object, **fields: object) -> model.Definitions:
    """Return the model with names, drawn in its place."""
    drawn = definitions(elements, flows, *more, **fields)
    process = drawn.processes[0]
    nodes = tuple(msgspec.structs.replace(one, name=NAMES.get(one.id.rpartition(".")[2], "")) for one in process.nodes)
    process = msgspec.structs.replace(process, nodes=nodes, name="Example")
    shapes, edges = lay_out(drawn, process)
    return msgspec.structs.replace(drawn, processes=(process,), shapes=shapes, edges=edges)


def _waiting(kind: str, place: str) -> Example:
    """An event that is waited for."""
    events, together = _events(kind), kind == "parallel multiple"
    if place == "start":
        drawn = _draw("came:user end:end", "e>came came>end", node("e", "start", *events, parallel_multiple=together))
        return Example(kind, place, drawn, _starting(kind), ("came",))
    if place == "catch":
        catch = node("e", "catch", *events, parallel_multiple=together)
        return Example(kind, place, _draw("s:start came:user end:end", "s>e e>came came>end", catch), _begun(kind),
                       ("came",))  # fmt: skip
    interrupting = place in ("boundary", "inside")
    main = ("s:start work:user after:user end:end", "s>work work>after after>end")
    if place in ("boundary", "beside"):
        on = node("e", "boundaryEvent", *events, on="work", interrupting=interrupting, parallel_multiple=together)
        drawn = _draw(f"{main[0]} came:user", f"{main[1]} e>came came>end", on)
        return Example(kind, place, drawn, _begun(kind), ("came",) if interrupting else ("came", "work"))
    around = node("v", "sub", triggered_by_event=True)
    start = node("v.e", "start", *events, interrupting=interrupting, parallel_multiple=together)
    drawn = _draw(f"{main[0]} v.came:user v.end:end", f"{main[1]} v.e>v.came v.came>v.end", [around, start])
    return Example(kind, place, drawn, _begun(kind), ("v.came",) if interrupting else ("v.came", "work"))


def _starting(kind: str) -> Drive:
    def drive(world: Simulation) -> None:
        if kind == "message":
            assert world.message("paid", "", {"key": "7"}) == 1
        elif kind in ("signal", "multiple"):
            assert world.signal("alarm") == 1
        elif kind == "parallel multiple":
            assert world.message("paid", "", {"key": "7"}) == 1
            assert world.signal("alarm") == 1
        else:
            kinds = [start.kind for start in world.main.starts]
            assert kinds == [kind]
            world.start(element="e")

    return drive


def _escalated(place: str) -> Example:
    interrupting = place in ("boundary", "inside")
    throw = node("t", "throw", event("escalation", ref="late"))
    if place in ("boundary", "beside"):
        inner = node("box.t", "throw", event("escalation", ref="late"))
        on = boundary("e", "box", event("escalation", ref="late"), interrupting=interrupting)
        drawn = _draw("s:start box:sub box.s:start box.work:user box.end:end came:user end:end",
                      "s>box box.s>box.t box.t>box.work box.work>box.end box>end e>came came>end",
                      inner, on)  # fmt: skip
        return Example("escalation", place, drawn, _begun(""), ("came",) if interrupting else ("box.work", "came"))
    if place in ("inside", "within"):
        around = event_sub("v", event("escalation", ref="late"), interrupting=interrupting)
        drawn = _draw("s:start work:user end:end v.came:user v.end:end",
                      "s>t t>work work>end v.s>v.came v.came>v.end", throw, around)  # fmt: skip
        return Example("escalation", place, drawn, _begun(""), ("v.came",) if interrupting else ("v.came", "work"))
    inner = node("box.e", "throw" if place == "throw" else "end", event("escalation", ref="late"))
    on = boundary("t", "box", event("escalation", ref="late"), interrupting=False)
    more = ("box.work:user box.end:end", "box.e>box.work box.work>box.end") if place == "throw" else ("", "")
    drawn = _draw(f"s:start box:sub box.s:start came:user after:user end:end {more[0]}",
                  f"s>box box.s>box.e box>after after>end t>came came>end {more[1]}", inner, on)  # fmt: skip
    return Example("escalation", place, drawn, _begun(""), ("box.work" if place == "throw" else "after", "came"))


def _undone(place: str) -> Example:
    def drive(world: Simulation) -> None:
        world.start(variables={"key": "7"})
        world.complete("work" if place != "inside" else "box.work")

    throw = node("e" if place in ("throw", "end") else "t", "end" if place == "end" else "throw", event("compensation"))
    if place == "inside":
        around = event_sub("box.v", event("compensation"))
        drawn = _draw("s:start box:sub box.s:start box.work:user box.end:end box.v.came:user box.v.end:end end:end",
                      "s>box box.s>box.work box.work>box.end box>t t>end box.v.s>box.v.came box.v.came>box.v.end",
                      throw, around)  # fmt: skip
        return Example("compensation", place, drawn, drive, ("box.v.came",))
    on = boundary("e" if place == "boundary" else "t", "work", event("compensation"))
    undo = node("undo", "user", is_for_compensation=True)
    link = model.Association(id="undoes", source=on.id, target="undo")
    flows = "s>work work>e" if place == "end" else f"s>work work>{throw.id} {throw.id}>end"
    ends = "" if place == "end" else " end:end"
    drawn = _draw(f"s:start work:user{ends}", flows, throw, on, undo, associations=[link])
    return Example("compensation", place, drawn, drive, ("undo",))


def _cancelled(place: str) -> Example:
    leaving, on = ("e", "t") if place == "end" else ("t", "e")
    drawn = _draw("s:start box:tx box.s:start came:user end:end",
                  f"s>box box.s>box.{leaving} box>end {on}>came came>end",
                  node(f"box.{leaving}", "end", event("cancel")), boundary(on, "box", event("cancel")))  # fmt: skip
    return Example("cancel", place, drawn, _begun(""), ("came",))


def _said(kind: str, place: str) -> Example:
    """An event that is thrown: something else in the same case, or beside it, hears it."""
    what = node("e", place, *_events(kind))
    if kind in ("message", "signal", "multiple"):
        heard = event("signal", ref="alarm") if kind == "signal" else event("message", ref="paid")
        hear = node("t", "catch", heard)
        first = "s:start f:parallelGateway came:user end:end after:user q:end work:user"
        flows = "s>f f>t t>came came>end f>work work>e"
        drawn = _draw(first if place == "throw" else first.replace(" after:user q:end", ""),
                      flows + (" e>after after>q" if place == "throw" else ""), hear, what)  # fmt: skip

        def drive(world: Simulation) -> None:
            world.start(variables={"key": "7"})
            world.complete("work")

        return Example(kind, place, drawn, drive, ("after", "came") if place == "throw" else ("came",))
    if kind == "error":
        drawn = _draw("s:start box:sub box.s:start came:user end:end", "s>box box.s>box.e box>end t>came came>end",
                      node("box.e", "end", *_events(kind)),
                      boundary("t", "box", event("error", ref="broken")))  # fmt: skip
        return Example(kind, place, drawn, _begun(""), ("came",))
    if kind == "terminate":
        drawn = _draw("s:start f:parallelGateway work:user after:user end:end",
                      "s>f f>work f>after work>e after>end", what)  # fmt: skip

        def finish(world: Simulation) -> None:
            world.start()
            world.complete("work")

        return Example(kind, place, drawn, finish, ())
    if place == "end":
        return Example(kind, place, _draw("s:start", "s>e", what), _begun(""), ())
    return Example(kind, place, _draw("s:start came:user end:end", "s>e e>came came>end", what), _begun(""), ("came",))


def _linked(place: str) -> Example:
    here, there = ("e", "t") if place == "throw" else ("t", "e")
    drawn = _draw("s:start came:user end:end", f"s>{here} {there}>came came>end", node(here, "throw", *_events("link")),
                  node(there, "catch", *_events("link")))  # fmt: skip
    return Example("link", place, drawn, _begun(""), ("came",))


def _examples() -> Iterator[Example]:
    for kind, places in WHERE.items():
        for place in places:
            if kind == "escalation":
                yield _escalated(place)
            elif kind == "compensation":
                yield _undone(place)
            elif kind == "cancel":
                yield _cancelled(place)
            elif kind == "link":
                yield _linked(place)
            elif place in ("throw", "end"):
                yield _said(kind, place)
            elif kind == "none":
                drawn = _draw("e:start came:user end:end", "e>came came>end")
                yield Example(kind, place, drawn, _begun(""), ("came",))
            else:
                yield _waiting(kind, place)


EXAMPLES = tuple(_examples())
