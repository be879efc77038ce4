"""Elements that meet: what the test suites of other engines try when one symbol at a time is not enough."""

from __future__ import annotations

import msgspec

from core.engine.drawing import boundary, definitions, draw, event, event_sub, job, node, timer
from core.engine.test_elements import HOUR, at, begin, ended
from gorel.core import engine
from gorel.core.bpmn import model
from gorel.core.engine.simulation import Simulation

THREE = model.Loop(kind="parallel", cardinality=model.Expression("3"))
TWO_IN_TURN = model.Loop(kind="sequential", cardinality=model.Expression("2"))
ERROR, ESCALATION, UNDO = event("error", ref="E"), event("escalation", ref="X"), event("compensation")


def handler(identity: str, **fields: object) -> model.Node:
    return node(identity, "job", is_for_compensation=True, **fields)


def undoes(source: str, target: str) -> model.Association:
    return model.Association(id=f"{source}-{target}", source=source, target=target, scope=source.rpartition(".")[0])


def called(*more: object, elements: str = "s:start a:job e:end", flows: str = "s>a a>e") -> model.Definitions:
    return definitions(elements, flows, *more)


def under(name: str, drawn: model.Definitions) -> engine.Program:
    """Return the process compiled, under this id."""
    process = msgspec.structs.replace(drawn.processes[0], id=name)
    return engine.compile(msgspec.structs.replace(drawn, processes=(process,)))


def call(identity: str, process: str) -> model.Node:
    return node(identity, "callActivity", call=model.Call(process=model.Expression(process)))


def test_a_timer_on_a_loop_is_one_for_all_its_rounds() -> None:
    on = boundary("t", "a", timer("PT1H"), interrupting=False)
    world = begin(draw("s:start h:user z:user", "s>a a>z t>h", node("a", "user", loop=TWO_IN_TURN), on))
    world.advance(3 * HOUR)
    world.complete("a")
    world.advance(3 * HOUR)
    assert at(world) == ["a", "h"]
    world.complete("a")
    assert at(world) == ["h", "z"]


def test_an_error_in_one_round_ends_all_or_only_the_round_that_catches_it() -> None:
    around = node("b", "sub", loop=THREE)
    inside = "s:start z:user h:user b.s:start b.a:job b.e:end"
    flows = "s>b b>z b.s>b.a b.a>b.e"
    world = begin(draw(inside, f"{flows} x>h", around, boundary("x", "b", ERROR)))
    world.throw("b.a", "E")
    assert at(world) == ["h"]
    caught = event_sub("b.v", ERROR)
    world = begin(draw(f"{inside.replace(' h:user', '')} b.v.h:user", f"{flows} b.v.s>b.v.h", around, caught))
    world.throw("b.a", "E")
    assert at(world) == ["b.a", "b.a", "b.v.h"]


def test_an_event_subprocess_of_a_called_process_throws_to_its_caller() -> None:
    inner = called(event_sub("v", event("message", ref="any-stop")), node("v.e", "end", ERROR), flows="s>a a>e v.s>v.e")
    outer = draw("s:start h:user e:end", "s>c c>e x>h", call("c", "q"), boundary("x", "c", ERROR))
    world = Simulation([outer, under("q", inner)])
    world.start()
    world.message("any-stop")
    assert at(world) == ["h"]


def test_an_error_goes_through_two_calls_with_its_code() -> None:
    catch = event("error", ref="E", code_variable="code", message_variable="why")
    outer = definitions("s:start h:user e:end", "s>c c>e x>h", call("c", "q"), boundary("x", "c", catch))
    middle = called(call("d", "r"), elements="s:start e:end", flows="s>d d>e")
    world = Simulation([under("p", outer), under("q", middle), under("r", called())])
    world.start()
    world.throw("a", "E", "no money", {"n": 1})
    assert (at(world), world.cases[0].variables) == (["h"], {"n": 1, "code": "E", "why": "no money"})
    assert [case.is_ended for case in world.cases] == [False, True, True]


def test_a_cancelled_transaction_undoes_every_round_that_was_done() -> None:
    world = begin(draw(
        "s:start t.s:start t.ask:user t.x:xor t.e:end z:user e:end",
        "s>t t>e c>z t.s>t.book t.book>t.ask t.ask>t.x t.x>t.e! t.x>t.c[cancel]",
        node("t", "tx"), node("t.book", "job", loop=THREE), boundary("t.b", "t.book", UNDO), handler("t.undo"),
        node("t.c", "end", event("cancel")), boundary("c", "t", event("cancel")),
        associations=[undoes("t.b", "t.undo")],
    ))  # fmt: skip
    for _ in range(3):
        world.complete("t.book")
    world.complete("t.ask", {"cancel": True})
    assert at(world) == ["t.undo"] * 3
    for _ in range(3):
        world.complete("t.undo")
    assert at(world) == ["z"]


def test_a_transaction_is_undone_by_the_one_around_it() -> None:
    world = begin(draw(
        "s:start t.s:start t.ask:user t.i.s:start t.i.a:job t.i.e:end z:user e:end",
        "s>t t>e c>z t.s>t.i t.i>t.ask t.ask>t.c t.i.s>t.i.a t.i.a>t.i.e",
        node("t", "tx"), node("t.i", "tx"), boundary("t.i.b", "t.i.a", UNDO), handler("t.i.undo"),
        node("t.c", "end", event("cancel")), boundary("c", "t", event("cancel")),
        associations=[undoes("t.i.b", "t.i.undo")],
    ))  # fmt: skip
    world.complete("t.i.a")
    world.complete("t.ask")
    assert at(world) == ["t.i.undo"]
    world.complete("t.i.undo")
    assert at(world) == ["z"]


def test_a_subprocess_is_undone_by_its_own_handler_and_else_by_those_inside() -> None:
    inside = "s:start z:user b.s:start b.a:job b.e:end"
    parts = (node("b", "sub"), boundary("b.x", "b.a", UNDO), handler("b.undo"), node("t", "throw", UNDO))
    flows = "s>b b>t t>z b.s>b.a b.a>b.e"
    world = begin(draw(inside, flows, *parts, associations=[undoes("b.x", "b.undo")]))
    world.complete("b.a")
    assert at(world) == ["b.undo"]
    both = [undoes("b.x", "b.undo"), undoes("x", "undo")]
    world = begin(draw(inside, flows, *parts, boundary("x", "b", UNDO), handler("undo"), associations=both))
    world.complete("b.a")
    assert at(world) == ["undo"]


def test_an_event_subprocess_undoes_what_was_done_around_it() -> None:
    world = begin(draw(
        "s:start z:user b.s:start b.a:job b.w:job b.e:end b.v.e:end",
        "s>b b>z b.s>b.a b.a>b.w b.w>b.e b.v.s>b.v.t b.v.t>b.v.e",
        node("b", "sub"), boundary("b.x", "b.a", UNDO), handler("b.undo"), event_sub("b.v", ERROR),
        node("b.v.t", "throw", UNDO), associations=[undoes("b.x", "b.undo")],
    ))  # fmt: skip
    world.complete("b.a")
    world.throw("b.w", "E")
    assert at(world) == ["b.undo"]
    world.complete("b.undo")
    assert at(world) == ["z"]


def test_terminating_a_round_ends_that_round_alone() -> None:
    world = begin(draw(
        "s:start z:user b.s:start b.f:and b.a:user b.c:user", "s>b b>z b.s>b.f b.f>b.a b.f>b.c b.a>b.t b.c>b.t",
        node("b", "sub", loop=model.Loop(kind="parallel", cardinality=model.Expression("2"))),
        node("b.t", "end", event("terminate")),
    ))  # fmt: skip
    world.complete("b.a")
    assert at(world) == ["b.a", "b.c"]
    world.complete("b.c")
    assert at(world) == ["z"]


INCLUSIVE = "s:start f:or b:user z:user h:user j:or"


def test_an_inclusive_join_goes_on_when_what_it_waits_for_is_interrupted() -> None:
    on = boundary("x", "a", timer("PT1H"))
    world = begin(draw(f"{INCLUSIVE} a:user", "s>f f>a[true] f>b[true] a>j b>j j>z x>h", on))
    world.complete("b")
    assert at(world) == ["a", "x"]
    world.advance(2 * HOUR)
    assert at(world) == ["h", "z"]


def test_an_inclusive_join_goes_on_when_an_event_chooses_another_way() -> None:
    world = begin(draw(
        f"{INCLUSIVE} g:event", "s>f f>g[true] f>b[true] g>c g>d c>j d>h b>j j>z",
        node("c", "catch", event("signal", ref="one")), node("d", "catch", event("signal", ref="two")),
    ))  # fmt: skip
    world.complete("b")
    assert at(world) == ["c", "d"]
    world.signal("two")
    assert at(world) == ["h", "z"]


def test_an_inclusive_join_waits_for_what_happened_beside() -> None:
    on = boundary("x", "a", event("signal", ref="one"), interrupting=False)
    world = begin(draw(f"{INCLUSIVE} a:user", "s>f f>a[true] f>b[true] a>j b>j j>z x>h h>j", on))
    world.signal("one")
    for name in ("a", "b"):
        world.complete(name)
    assert at(world) == ["h"]
    world.complete("h")
    assert at(world) == ["z"]


def test_inclusive_joins_in_a_loop_come_round_again() -> None:
    world = begin(draw(
        "s:start m:xor f:or a:user b:user j:or x:xor e:end",
        "s>m m>f f>a[true] f>b[n>1] a>j b>j j>x x>m[again] x>e!",
    ), {"n": 2, "again": True})  # fmt: skip
    for name, values in (("a", {}), ("b", {"n": 1}), ("a", {"n": 2}), ("b", {}), ("a", {"again": False})):
        world.complete(name, values)
    assert ended(world)


def test_a_branch_is_interrupted_by_what_the_other_says() -> None:
    world = begin(draw(
        "s:start f:and a:user h:user z:user", "s>f f>a f>t x>h t>z", node("t", "throw", event("signal", ref="stop")),
        boundary("x", "a", event("signal", ref="stop")),
    ))  # fmt: skip
    assert at(world) == ["h", "z"]


def test_each_round_escalates_for_itself() -> None:
    world = begin(draw(
        "s:start z:user h:user b.s:start", "s>b b>z x>h b.s>b.e", node("b", "sub", loop=THREE),
        node("b.e", "end", ESCALATION), boundary("x", "b", ESCALATION, interrupting=False),
    ))  # fmt: skip
    assert at(world) == ["h", "h", "h", "z"]


def test_a_task_of_a_loop_that_was_denied_can_be_interrupted() -> None:
    listener = model.Listener(event="completing", kind="task", job=job("check"))
    world = begin(draw(
        "s:start h:user z:user", "s>a a>z x>h", node("a", "user", loop=THREE, listeners=(listener,)),
        boundary("x", "a", timer("PT1H")),
    ))  # fmt: skip
    world.complete("a")
    assert at(world) == ["a", "a", "a", "x"]
    world.advance(2 * HOUR)
    assert at(world) == ["h"]
