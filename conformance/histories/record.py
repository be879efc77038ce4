"""Records the histories that are not there yet: `python conformance/histories/record.py`. Never overwrites one."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(Path(__file__).parent)]

import msgspec  # noqa: E402
from frozen_history import FOLDER, freeze  # noqa: E402

from core.engine.drawing import (  # noqa: E402
    boundary,
    definitions,
    draw,
    event,
    event_sub,
    feel,
    job,
    juel,
    node,
    says,
    timer,
)
from core.engine.municipal import building_permit  # noqa: E402
from gorel.core import bpmn, engine  # noqa: E402
from gorel.core.bpmn import model  # noqa: E402
from gorel.core.engine import events as ev  # noqa: E402
from gorel.core.engine.simulation import Simulation  # noqa: E402

HOUR = 3_600_000_000


def review() -> Simulation:
    """A job with mappings, a task with a deadline beside it, a choice, a way back."""
    check = node(
        "check", "job", inputs=(model.Assignment("point", feel("row")),),
        outputs=(model.Assignment("facts.complete", feel("complete")),),
    )  # fmt: skip
    world = Simulation(draw(
        "s:start review:user g:xor e:end remind:job", "s>check check>review review>g g>check[again] g>e! late>remind",
        check, boundary("late", "review", timer("R2/P1D", "cycle"), interrupting=False),
    ))  # fmt: skip
    world.start(variables={"row": "0190-uid", "again": False})
    world.complete("check", {"complete": False, "noise": 1})
    world.advance(25 * HOUR)
    world.complete("remind")
    world.complete("review", {"again": True})
    world.complete("check", {"complete": True})
    world.complete("review", {"again": False})
    return world


def rounds() -> Simulation:
    loop = model.Loop(
        kind="parallel", collection=feel("items"), element="item", output_collection="out",
        output_element=feel("r + item"), condition=feel("numberOfCompletedInstances = 3"),
    )  # fmt: skip
    world = Simulation(draw("s:start e:end", "s>a a>e", node("a", "job", loop=loop)))
    world.start(variables={"items": [1, 2, 3, 4]})
    for r in (10, 20, 30):
        world.complete("a", {"r": r})
    return world


def undoing() -> Simulation:
    world = Simulation(draw(
        "s:start t:tx e:end t.s:start t.a:user t.b:user c:user", "s>t t>e t.s>t.a t.a>t.b t.b>t.x u>c",
        node("t.x", "end", event("cancel")), boundary("u", "t", event("cancel")),
        boundary("t.ha", "t.a", event("compensation")), node("t.no-a", "user", is_for_compensation=True),
        boundary("t.hb", "t.b", event("compensation")), node("t.no-b", "user", is_for_compensation=True),
        associations=[
            model.Association(id="a1", source="t.ha", target="t.no-a", scope="t"),
            model.Association(id="a2", source="t.hb", target="t.no-b", scope="t"),
        ],
    ))  # fmt: skip
    world.start()
    for name in ("t.a", "t.b", "t.no-b", "t.no-a", "c"):
        world.complete(name)
    return world


def inclusive() -> Simulation:
    world = Simulation(draw(
        "s:start f:or a:user b:user d:user j:or c:user", "s>f f>a[n>1] f>b[n>0] f>d! a>j b>j d>j j>c"
    ))  # fmt: skip
    world.start(variables={"n": 2})
    for name in ("b", "a", "c"):
        world.complete(name)
    return world


def events() -> Simulation:
    world = Simulation(draw(
        "s:start g:event a:user e:end v.a:user v.e:end", "s>g g>m g>t m>a t>e a>e v.s>v.a v.a>v.e",
        node("m", "catch", event("message", ref="answer")), node("t", "catch", timer("PT1H")),
        event_sub("v", event("signal", ref="alarm"), interrupting=False),
    ))  # fmt: skip
    world.start(variables={"key": "k1"})
    world.signal("alarm")
    world.message("answer", "k1", {"text": "ja"})
    world.complete("a")
    world.complete("v.a")
    return world


def mending() -> Simulation:
    world = Simulation(draw("s:start a:job g:xor b:user c:user", "s>a a>g g>b[n>2] g>c[n>1]"))
    case = world.start()
    world.fail("a", 0, "timeout")
    world.resolve()
    world.complete("a", {"n": 0})
    world.set_variables(case, {"n": 2})
    world.resolve()
    world.complete("c")
    return world


def faults() -> Simulation:
    world = Simulation(draw(
        "s:start b:sub e:end c:user b.s:start b.a:job b.e:end b.v.a:user b.v.e:end",
        "s>b b>e u>c b.s>b.a b.a>b.e b.v.s>b.v.a b.v.a>b.v.x",
        boundary("u", "b", event("error", ref="outer")), event_sub("b.v", event("error", ref="inner")),
        node("b.v.x", "end", event("error", ref="outer")),
    ))  # fmt: skip
    world.start()
    world.throw("b.a", "inner", "no")
    world.complete("b.v.a")
    world.complete("c")
    return world


def listening() -> Simulation:
    listeners = (model.Listener(event="start", job=job("before")), model.Listener(event="end", job=job("after")))
    world = Simulation(draw("s:start e:end", "s>a a>e", node("a", "user", listeners=listeners)))
    world.start()
    for name in ("before", "a", "after"):
        world.complete(name)
    return world


def boxes() -> Simulation:
    join = node("j", "complex", condition=feel("activationCount >= 2"))
    world = Simulation(draw(
        "s:start f:and a:user b:user c:user e:end x.p:user x.q:user", "s>f f>a f>b f>c a>j b>j c>j j>x x>e",
        join, node("x", "box", condition=feel("enough")),
    ))  # fmt: skip
    world.start(variables={"enough": False})
    for name in ("a", "b", "c"):
        world.complete(name)
    world.complete("x.p", {"enough": True})
    return world


def collecting() -> Simulation:
    """A box that collects answers; its condition cannot be had at first. A timer repeats as calculated."""
    late = model.EventDefinition(kind="timer", timer="cycle", value=feel("cycle(2, duration(wait))"))
    box = node(
        "x", "box", condition=feel("enough"), output_collection="answers", output_element=feel("{n: n}"),
        cancel_remaining=False,
    )  # fmt: skip
    world = Simulation(draw(
        "s:start a:user e:end r:end x.p:user x.q:user", "s>x x>a a>e b>r", box,
        boundary("b", "a", late, interrupting=False),
    ))  # fmt: skip
    world.start(variables={"wait": "PT2H"})
    world.complete("x.q", {"n": 2})
    world.set_variables(world.cases[0], {"enough": True})
    world.resolve()
    world.complete("x.p", {"n": 1})
    world.advance(5 * HOUR)
    world.complete("a")
    return world


def repeating() -> Simulation:
    loop = model.Loop(kind="sequential", cardinality=says("2"))
    again = model.Loop(kind="standard", condition=feel("n < 2"))
    world = Simulation(draw("s:start e:end", "s>a a>b b>e", node("a", "user", loop=loop), node("b", "job", loop=again)))
    world.start(variables={"n": 0})
    for name, values in (("a", {}), ("a", {}), ("b", {"n": 1}), ("b", {"n": 2})):
        world.complete(name, values)
    return world


def calling() -> Simulation:
    """A call whose process escalates while it goes on, and then ends by an error with a message."""
    caller = draw(
        "s:start e:end c:user d:user", "s>a a>e x>c c>e y>d d>e",
        node("a", "callActivity", call=model.Call(process=says("q"))),
        boundary("x", "a", event("escalation", ref="up"), interrupting=False),
        boundary("y", "a", event("error", ref="no")),
    )  # fmt: skip
    drawn = definitions("s:start b:job e:end", "s>u u>b b>e", node("u", "throw", event("escalation", ref="up")))
    called = msgspec.structs.replace(drawn, processes=(msgspec.structs.replace(drawn.processes[0], id="q"),))
    world = Simulation([caller, engine.compile(called)])
    world.start("p", variables={"n": 1})
    world.complete("c")
    world.throw("b", "no", "closed")
    world.complete("d")
    return world


def attending() -> Simulation:
    """Listener jobs of the process, and of a task that is taken, changed and cancelled."""

    def listens(moment: str, kind: str = "task") -> model.Listener:
        return model.Listener(event=moment, kind=kind, job=job(moment))

    task = node(
        "a", "user", listeners=tuple(listens(one) for one in ("creating", "assigning", "updating", "canceling"))
    )
    gate = node("g", "xor", listeners=(listens("start", "execution"), listens("end", "execution")))
    world = Simulation(draw(
        "s:start e:end", "s>a a>e x>g g>e", task, gate, boundary("x", "a", timer("PT1H")),
        listeners=(listens("start", "execution"), listens("end", "execution")),
    ))  # fmt: skip
    world.start()
    for name in ("start", "creating"):
        world.complete(name)
    world.change("a", assignee="person:7")
    world.complete("assigning")
    world.change("a", priority=80)
    world.complete("updating")
    world.fire()
    for name in ("canceling", "start", "end", "end"):
        world.complete(name)
    return world


def committing() -> Simulation:
    loop = model.Loop(kind="sequential", cardinality=says("2"), first=0)
    drawn = definitions(
        "s:start e:end", "s>a a>b b>e", node("a", "user", async_before=True, async_after=True),
        node("b", "job", loop=loop, async_before=True, async_after=True), dialect="camunda",
    )  # fmt: skip
    world = Simulation(engine.compile(bpmn.read(bpmn.write(drawn))))
    world.start()
    for name in ("a", "b", "b"):
        world.complete(name)
    return world


def moving() -> Simulation:
    """A person puts tokens into rounds of a loop, ends one, and adds one."""
    loop = model.Loop(kind="parallel", collection=feel("items"), element="item", output_collection="out",
                      output_element=feel("item"))  # fmt: skip
    world = Simulation(draw("s:start e:end b.s:start b.a:user b.c:user b.e:end", "s>b b>e b.s>b.a b.a>b.c b.c>b.e",
                            node("b", "sub", loop=loop)))  # fmt: skip
    case = world.start(variables={"items": [1, 2]})
    body, first, second = [key for key, one in case.state.instances.items() if one.element == "b"]
    put = (ev.Activation(element="b.c", within=second), ev.Activation(element="b", within=body, variables={"item": 3}))
    world.do(case, ev.CaseModified(now=0, activate=put, terminate=(first,)))
    for name in ("b.a", "b.c", "b.c", "b.a", "b.c"):
        world.complete(name)
    return world


def several() -> Simulation:
    """Events of several definitions, and inclusive joins that could wait for each other."""
    both = (event("signal", ref="one"), event("signal", ref="two"))
    beside = msgspec.structs.replace(
        boundary("x", "a", both[0], interrupting=False), events=both, parallel_multiple=True
    )  # fmt: skip
    world = Simulation(draw(
        "s:start f:and a:user b:user c:user j:or k:or y:xor z:xor e:end",
        "s>f f>a f>b f>t t>e a>j b>k x>c c>e j>y y>k[false] y>e! k>z z>j[false] z>e!", beside,
        node("t", "throw", event("message", ref="any-m"), event("signal", ref="two")),
    ))  # fmt: skip
    world.start()
    world.signal("one")
    for name in ("a", "b", "c"):
        world.complete(name)
    return world


def withdrawn() -> Simulation:
    """A municipality's whole process: its robots, listeners, conditions and commit points."""
    world = Simulation(engine.compile(bpmn.read(building_permit())), now=1_762_156_800_000_000)
    case = world.start(business_key="BN-2025-77", initiator="person:3", variables={
        "fastighet": " Backa 3:14 ", "komplett": True, "handlingar": ["ritning"], "handläggare": "person:12",
        "remissinstanser": ["miljö"], "avbryt_remiss": False, "återkallad": False, "ny_uppgift": None, "area": 60,
        "prioritet": "normal",
    })  # fmt: skip

    def robots() -> None:
        while jobs := world.open_jobs():
            world.complete_at(*jobs[0], {"plan": {"namn": "DP 1204"}} if "plan" in jobs[0][1].type else {})

    robots()
    world.fire("r_bevakning")
    robots()
    world.message("remissvar")
    robots()
    world.set_variables(case, {"prioritet": "hög"})
    robots()
    world.set_variables(case, {"återkallad": True})
    robots()
    return world


def answering() -> Simulation:
    """Listeners that deny and correct."""
    moments = ("creating", "assigning", "completing")
    listeners = tuple(model.Listener(event=moment, kind="task", job=job(moment)) for moment in moments)
    world = Simulation(draw("s:start e:end", "s>a a>e", node("a", "user", listeners=listeners)))
    case = world.start()

    def answered(kind: str, **verdict: Any) -> None:
        _, work = next(one for one in world.open_jobs() if one[1].type == kind)
        world.do(case, ev.JobCompleted(now=0, key=work.key, answer=ev.Verdict(**verdict)))

    answered("creating", changes={"priority": 70})
    world.change("a", assignee="person:1")
    answered("assigning", changes={"assignee": "person:2"})
    world.change("a", assignee="person:3")
    answered("assigning", is_denied=True)
    world.complete("a", {"x": 1})
    answered("completing", is_denied=True, reason="not yet")
    world.complete("a", {"x": 2})
    answered("completing")
    return world


def choosing() -> Simulation:
    """A robot that chooses what is done in a box, with answers collected."""
    box = node("b", "box", job=job("choose"), output_collection="all", output_element=feel("n"))
    world = Simulation(draw("s:start e:end b.x:user b.y:job b.z:user b.w:user", "s>b b>e b.y>b.z b.y>b.w", box))
    case = world.start()

    def chosen(*elements: str, **more: bool) -> None:
        _, work = next(one for one in world.open_jobs() if one[1].type == "choose")
        opened = tuple(ev.Activation(element=element, variables={"who": element}) for element in elements)
        world.do(case, ev.JobCompleted(now=0, key=work.key, answer=ev.Chosen(activate=opened, **more)))

    chosen("b.x", "b.y")
    world.complete("b.x", {"n": 1})
    world.complete("b.y")
    world.complete("b.z", {"n": 2})
    world.complete("b.w", {"n": 3})
    chosen("b.x", "b.x")
    world.complete("b.x", {"n": 4})
    chosen(is_enough=True, cancels=True)
    return world


def together() -> Simulation:
    """A case that begins by several events, all of which must come."""
    several = (event("message", ref="order"), event("signal", ref="open"), event("conditional", value=feel("ready")))
    world = Simulation(draw("a:user e:end", "s>a a>e", node("s", "start", *several, parallel_multiple=True)))
    world.signal("open", {"key": "k1"})
    world.message("order", "k1")
    world.set_variables(world.cases[0], {"ready": True})
    world.complete("a")
    return world


def again() -> Simulation:
    """In the older dialect: a condition beside a task, that holds on."""
    on = boundary("x", "a", event("conditional", value=juel("${v == 1}")), interrupting=False)
    drawn = definitions("s:start a:user b:user e:end", "s>a a>e x>b b>e", on, dialect="camunda")
    world = Simulation(engine.compile(bpmn.read(bpmn.write(drawn))))
    case = world.start()
    for values in ({"v": 1}, {"v": 1, "w": 2}, {"v": 2}):
        world.set_variables(case, values)
    for name in ("b", "b", "b", "a"):
        world.complete(name)
    return world


def giving() -> Simulation:
    """Rounds whose results are their own; an inclusive join whose token goes elsewhere."""
    loop = model.Loop(kind="parallel", collection=feel("[1, 2]"), output_collection="all", output_element=feel("r"))
    world = Simulation(draw(
        "s:start f:or a:user x:xor d:user h:end e:end j:or", "s>f f>a[true] f>c[true] a>x x>j! x>d[away] d>h c>j j>e",
        node("c", "user", loop=loop),
    ))  # fmt: skip
    world.start(variables={"away": True})
    for number in (1, 2):
        world.complete("c", {"r": number})
    world.complete("a")
    world.complete("d")
    return world


STORIES: tuple[Callable[[], Simulation], ...] = (
    review, rounds, undoing, inclusive, events, mending, faults, listening, boxes, collecting, repeating,
    calling, attending, committing, moving, several, withdrawn, answering, choosing, together, again, giving,
)  # fmt: skip


def main() -> None:
    for story in STORIES:
        if (FOLDER / f"{story.__name__}.json").exists():
            continue
        world = story()
        for number, case in enumerate(world.cases):
            assert case.is_ended, (story.__name__, case.waits())
            name = story.__name__ if number == 0 else f"{story.__name__}-{number}"
            freeze(name, case.program, case.history)
            print(f"recorded {name}: {len(case.history)} events")


if __name__ == "__main__":
    main()
