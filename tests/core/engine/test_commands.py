"""What a person may do to a case: suspend, modify, migrate – or be told why not, with nothing changed."""

import pytest

from core.engine.drawing import begin, boundary, draw, event, event_sub, feel, node, says, timer
from core.engine.test_elements import at, ended
from gorel.core import engine
from gorel.core.bpmn import model
from gorel.core.engine import effects as fx
from gorel.core.engine import events as ev
from gorel.core.engine.simulation import Simulation

HOUR = 3_600_000_000
TWO = draw("s:start a:user b:user e:end", "s>a a>b b>e")


def refused(world, command):
    case = world.cases[0]
    before = engine.encode(case.state)
    with pytest.raises(engine.IllegalEvent) as found:
        world.do(case, command)
    assert engine.encode(case.state) == before
    return [problem.code for problem in found.value.problems]


def test_a_suspended_case_takes_nothing_until_it_is_resumed() -> None:
    world = begin(TWO)
    world.do(world.cases[0], ev.CaseSuspended(now=0))
    assert refused(world, ev.TaskCompleted(now=0, key=1)) == ["engine.case-suspended"]
    world.do(world.cases[0], ev.CaseResumed(now=0))
    world.complete("a")
    assert at(world) == ["b"]


def test_a_cancelled_case_closes_all_that_was_open() -> None:
    world = begin(draw("s:start a:user e:end", "s>a a>e x>e", boundary("x", "a", timer("PT1H"))))
    world.do(world.cases[0], ev.CaseCancelled(now=0))
    kinds = [type(effect) for effect in world.trail[-1].effects]
    assert kinds == [fx.CloseTask, fx.CancelTimer, fx.Log, fx.EndCase]
    assert world.cases[0].outcome.outcome == "cancelled"


def test_a_case_is_moved_to_another_element() -> None:
    world = begin(TWO)
    move = ev.CaseModified(now=0, activate=(ev.Activation(element="b", variables={"x": 1}),), terminate=(1,))
    world.do(world.cases[0], move)
    assert (at(world), world.cases[0].variables) == (["b"], {"x": 1})
    world.complete("b")
    assert ended(world)


def test_a_token_is_put_after_an_element() -> None:
    world = begin(TWO)
    world.do(world.cases[0], ev.CaseModified(now=0, activate=(ev.Activation(element="a", where="after"),)))
    assert at(world) == ["a", "b"]


@pytest.mark.parametrize("element", ["nowhere", "b.x", "t"])
def test_a_case_cannot_begin_inside_a_subprocess_or_at_a_boundary_event(element: str) -> None:
    program = draw("s:start b:sub b.s:start b.x:user b.e:end e:end", "s>b b>e b.s>b.x b.x>b.e t>e",
                   boundary("t", "b", timer("PT1H")))  # fmt: skip
    with pytest.raises(engine.IllegalEvent) as found:
        begin(program, element=element)
    assert found.value.problem.code == "engine.no-such-start"


def test_a_case_begins_at_a_given_element() -> None:
    assert at(begin(TWO, element="b")) == ["b"]


def test_the_last_instance_that_is_ended_ends_the_case() -> None:
    world = begin(TWO)
    world.do(world.cases[0], ev.CaseModified(now=0, terminate=(1,)))
    assert ended(world)


def test_a_subprocess_that_does_not_run_is_opened_around_the_element() -> None:
    program = draw(
        "s:start a:user b:sub b.s:start b.x:user b.e:end e:end", "s>a a>b b>e b.s>b.x b.x>b.e t>e",
        boundary("t", "b", timer("PT1H")),
    )  # fmt: skip
    world = begin(program)
    world.do(world.cases[0], ev.CaseModified(now=0, activate=(ev.Activation(element="b.x"),), terminate=(1,)))
    assert at(world) == ["b.x", "t"]
    world.complete("b.x")
    assert ended(world)


def test_a_modification_that_cannot_be_is_refused_with_every_reason() -> None:
    program = draw("s:start a:user e:end", "s>a a>e x>e", boundary("x", "a", event("message", ref="any-m")))
    world = begin(program)
    command = ev.CaseModified(
        now=0, activate=(ev.Activation(element="nowhere"), ev.Activation(element="x")), terminate=(77,)
    )
    assert refused(world, command) == ["engine.no-such-element", "engine.cannot-begin-here", "engine.nothing-waits"]


BOX = "s:start e:end b.s:start b.a:user b.c:user b.e:end", "s>b b>e t>e b.s>b.a b.a>b.c b.c>b.e"


def rounds(kind: str = "parallel", **fields) -> engine.Program:
    loop = model.Loop(
        kind=kind, collection=feel("items"), element="item", output_collection="out", output_element=feel("r"), **fields
    )
    return draw(*BOX, node("b", "sub", loop=loop), boundary("t", "b", timer("PT1H")))


def keys(world, element: str) -> list[int]:
    return [key for key, instance in world.cases[0].state.instances.items() if instance.element == element]


def test_a_token_is_put_within_one_round_of_a_loop() -> None:
    world = begin(rounds(), {"items": [1, 2]})
    body, first, second = keys(world, "b")
    put = ev.Activation(element="b.c")
    assert refused(world, ev.CaseModified(now=0, activate=(put,))) == ["engine.several-scopes"]
    stray = keys(world, "b.a")[0]
    for key, code in ((999, "engine.no-such-scope"), (stray, "engine.no-such-scope")):
        assert refused(world, ev.CaseModified(now=0, activate=(ev.Activation(element="b.c", within=key),))) == [code]
    put = ev.Activation(element="b.c", within=second, variables={"r": 7})
    world.do(world.cases[0], ev.CaseModified(now=0, activate=(put,), terminate=(keys(world, "b.a")[1],)))
    assert at(world) == ["b.a", "b.c", "t"]
    assert keys(world, "b") == [body, first, second]
    for name in ("b.c", "b.a", "b.c"):
        world.complete(name)
    assert ended(world)


@pytest.mark.parametrize("kind", ["parallel", "sequential"])
def test_a_loop_goes_on_without_a_round_that_is_ended(kind: str) -> None:
    world = begin(rounds(kind), {"items": [1, 2, 3]})
    world.do(world.cases[0], ev.CaseModified(now=0, terminate=(keys(world, "b")[1],)))
    assert at(world) == (["b.a", "b.a", "t"] if kind == "parallel" else ["b.a", "t"])
    for number in (2, 3):
        world.complete("b.a")
        world.complete("b.c", {"r": number})
    assert ended(world)
    assert world.cases[0].variables["out"] == [None, 2, 3]


def test_a_loop_whose_last_round_is_ended_is_over() -> None:
    world = begin(rounds(), {"items": [1]})
    world.do(world.cases[0], ev.CaseModified(now=0, terminate=(keys(world, "b")[1],)))
    assert ended(world)


def test_a_parallel_loop_is_given_one_more_round() -> None:
    world = begin(rounds(), {"items": [1]})
    more = ev.Activation(element="b", within=keys(world, "b")[0], variables={"item": 2})
    world.do(world.cases[0], ev.CaseModified(now=0, activate=(more,)))
    assert at(world) == ["b.a", "b.a", "t"]
    tasks = [task for _, task in world.open_tasks()]
    assert [engine.variables(world.cases[0].state, task.key)["item"] for task in tasks] == [1, 2]
    for name in ("b.a", "b.c", "b.a", "b.c"):
        world.complete(name, {"r": 1})
    assert ended(world)
    sequential = begin(rounds("sequential"), {"items": [1]})
    more = ev.Activation(element="b", within=keys(sequential, "b")[0])
    assert refused(sequential, ev.CaseModified(now=0, activate=(more,))) == ["engine.no-such-scope"]


def test_a_loop_that_does_not_run_is_opened_with_one_round_around_the_element() -> None:
    program = draw(BOX[0] + " a:user", BOX[1].replace("s>b ", "s>a a>b "), node("b", "sub", loop=model.Loop(
        kind="parallel", cardinality=says("3"))), boundary("t", "b", timer("PT1H")))  # fmt: skip
    world = begin(program)
    move = ev.CaseModified(now=0, activate=(ev.Activation(element="b.c"), ev.Activation(element="b.c")), terminate=(1,))
    world.do(world.cases[0], move)
    assert at(world) == ["b.c", "b.c", "t"]
    world.complete("b.c")
    world.complete("b.c")
    assert ended(world)


def test_tokens_after_the_last_element_of_a_subprocess_end_it_once() -> None:
    world = begin(draw(BOX[0] + " a:user", BOX[1].replace("s>b ", "s>a a>b "), node("b", "sub"),
                       boundary("t", "b", timer("PT1H"))))  # fmt: skip
    both = (ev.Activation(element="b.e", where="after"), ev.Activation(element="b.e", where="after"))
    world.do(world.cases[0], ev.CaseModified(now=0, activate=both))
    assert at(world) == ["a"]
    world.complete("a")
    assert at(world) == ["b.a", "t"]


def test_a_token_that_is_put_in_while_the_process_listens_is_counted() -> None:
    first = model.Listener(event="start", job=model.Job(type=says("first")))
    world = begin(draw("s:start a:user b:user e:end", "s>a a>b b>e", listeners=(first,)))
    world.do(world.cases[0], ev.CaseModified(now=0, activate=(ev.Activation(element="b"),)))
    world.complete("first")
    assert at(world) == ["a", "b"]
    for name in ("b", "a", "b"):
        assert not world.cases[0].is_ended
        world.complete(name)
    assert ended(world)


def test_an_event_subprocess_is_opened_without_its_event() -> None:
    program = draw(
        "s:start a:user e:end v.a:user v.b:user v.e:end", "s>a a>e v.s>v.a v.a>v.b v.b>v.e",
        event_sub("v", event("signal", ref="stop")),
    )  # fmt: skip
    world = begin(program)
    world.do(world.cases[0], ev.CaseModified(now=0, activate=(ev.Activation(element="v.b"),)))
    assert at(world) == ["a", "v.b", "v.s"]
    world.do(world.cases[0], ev.CaseModified(now=0, activate=(ev.Activation(element="v"),)))
    assert at(world) == ["v.a"]  # as its event would have it: it interrupts
    assert refused(world, ev.CaseModified(now=0, activate=(ev.Activation(element="v.s"),))) == [
        "engine.cannot-begin-here"
    ]


def test_a_case_begins_where_a_person_puts_its_tokens_with_what_an_old_one_had() -> None:
    program = draw(*BOX, node("b", "sub"), boundary("t", "b", timer("PT1H")))
    old = begin(program, {"n": 1}, business_key="dnr-1").cases[0].state
    world = Simulation(program)
    again = engine.restarted(old, "b.c", ev.Activation(element="b.c", variables={"m": 2}), now=5)
    with pytest.raises(engine.IllegalEvent) as found:
        engine.step(program, None, engine.restarted(old, "nowhere", "t", now=5))
    assert [problem.code for problem in found.value.problems] == ["engine.no-such-element", "engine.cannot-begin-here"]
    case = world.start(variables=again.variables, business_key=again.business_key, activate=again.activate)
    assert (at(world), case.variables, case.state.business_key) == (["b.c", "b.c", "t"], {"n": 1, "m": 2}, "dnr-1")
    world.complete("b.c")
    world.complete("b.c")
    assert ended(world)


def test_a_migrated_case_keeps_its_task_and_timer_and_gets_what_is_new() -> None:
    old = draw("s:start a:user e:end", "s>a a>e x>e", boundary("x", "a", timer("PT1H")))
    new = draw(
        "s:start a2:user c:user e:end", "s>a2 a2>c c>e x>e y>e", boundary("x", "a2", timer("PT5H")),
        boundary("y", "a2", event("message", ref="any-stop")),
    )  # fmt: skip
    state = begin(old).cases[0].state
    before = engine.encode(state)
    moved, effects = engine.migrate(old, new, state, {"a": "a2"}, now=5)
    assert engine.encode(state) == before
    assert effects == [fx.Subscribe(key=3, element="y", kind="message", name="any-stop")]
    assert [(wait.key, wait.element, wait.kind) for wait in engine.waits(new, moved)] == [
        (1, "a2", "task"), (2, "x", "timer"), (3, "y", "message"),
    ]  # fmt: skip
    after, _ = engine.step(new, moved, ev.TaskCompleted(now=6, key=1))
    assert engine.active(after) == ["c"]


def test_a_migration_gives_up_what_is_no_longer_waited_for() -> None:
    old = draw("s:start a:user e:end", "s>a a>e x>e", boundary("x", "a", timer("PT1H")))
    _, effects = engine.migrate(old, TWO, begin(old).cases[0].state, now=5)
    assert effects == [fx.CancelTimer(key=2)]


def test_a_migration_that_cannot_be_is_refused_with_every_reason() -> None:
    old = draw("s:start f:and a:user b:user c:user e:end j:and", "s>f f>a f>b f>c a>j b>e c>j j>e")
    new = draw(
        "s:start f:and a:job c:sub c.s:start c.b:user c.e:end j:and e:end", "s>f f>a f>c a>j c>j j>e c.s>c.b c.b>c.e"
    )
    world = begin(old)
    world.complete("a")
    with pytest.raises(engine.IllegalEvent) as found:
        engine.migrate(old, new, world.cases[0].state, {"b": "c.b"}, now=5)
    assert [problem.code for problem in found.value.problems] == ["engine.migrate-scope", "engine.migrate-kind"]


def test_a_migrated_join_keeps_what_is_parked() -> None:
    old = draw("s:start f:and a:user b:user j:and e:end", "s>f f>a f>b a>j b>j j>e")
    new = draw("s:start f:and a:user b:user j:and c:user e:end", "s>f f>a f>b a>j b>j j>c c>e")
    world = begin(old)
    world.complete("a")
    moved, _ = engine.migrate(old, new, world.cases[0].state, now=5)
    key = engine.waits(new, moved)[0].key
    after, _ = engine.step(new, moved, ev.TaskCompleted(now=6, key=key))
    assert engine.active(after) == ["c"]
