"""What a person may do to a case: suspend, modify, migrate – or be told why not, with nothing changed."""

import pytest

from core.engine.drawing import begin, boundary, draw, event, timer
from core.engine.test_elements import at, ended
from gorel.core import engine
from gorel.core.engine import effects as fx
from gorel.core.engine import events as ev

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
