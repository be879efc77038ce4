"""One small model per element and kind of event; docs/bpmn-support.md is made from this file (see test_support.py).

The name of a test is its line in that table: `test_<element>__<what it does>`.
"""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from core.engine.drawing import (
    begin,
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
)  # fmt: skip
from gorel.core import engine
from gorel.core.bpmn import model
from gorel.core.engine import events as ev
from gorel.core.engine.simulation import Simulation, same_again

HOUR = 3_600_000_000


def at(world: Simulation) -> list[str]:
    """Where open work and waits are, by element; and the case must come out the same when it happens again."""
    assert same_again(world)
    return sorted(w.element for case in world.cases for w in case.waits() if w.kind != "incident")


def codes(world: Simulation) -> list[str]:
    return [incident.problem.code for _, incident in world.open_incidents()]


def ended(world: Simulation) -> bool:
    assert same_again(world)
    return all(case.is_ended for case in world.cases)


# ---- start events ----------------------------------------------------------------------------------------------------


def test_start_event_none__begins_a_case() -> None:
    assert ended(begin(draw("s:start e:end", "s>e")))


def test_start_event_message__begins_a_case_when_the_message_comes() -> None:
    world = Simulation(draw("a:user", "s>a", node("s", "start", event("message", ref="any-order"))))
    assert world.message("any-order", "", {"n": 1}) == 1
    assert (at(world), world.cases[0].variables) == (["a"], {"n": 1})


def test_start_event_signal__begins_a_case_when_the_signal_comes() -> None:
    world = Simulation(draw("a:user", "s>a", node("s", "start", event("signal", ref="alarm"))))
    assert world.signal("alarm") == 1
    assert at(world) == ["a"]


def test_start_event_timer__tells_when_its_next_case_begins() -> None:
    program = draw("a:user", "s>a", node("s", "start", timer("R2/PT1H", "cycle")))
    first = engine.first_due(program, program.starts[0], now=0)
    assert first == (HOUR, 1)
    second = engine.next_due(program, program.starts[0], due_at=first.due_at, left=first.left)
    assert second == (2 * HOUR, 0)
    assert engine.next_due(program, program.starts[0], due_at=second.due_at, left=second.left) is None


def test_start_event_several__the_message_chooses() -> None:
    program = draw("s:start a:user b:user", "s>a m>b", node("m", "start", event("message", ref="any-b")))
    assert at(begin(program)) == ["a"]
    assert at(begin(program, message="any-b")) == ["b"]


def test_start_event_conditional__tells_for_which_variables_a_case_begins() -> None:
    named = event("conditional", value=feel("n > 5"), variable="n, k")
    program = draw(
        "a:user b:user", "s>a t>b", node("s", "start", event("conditional", value=feel("n > 2"))),
        node("t", "start", named),
    )  # fmt: skip

    def met(**variables: object) -> list[str]:
        return [start.element for start in engine.conditions_met(program, variables, now=0)]

    assert [met(n=1), met(n=3), met(n=6), met(m=6)] == [[], ["s"], ["s", "t"], []]
    assert at(begin(program, {"n": 6}, element="t")) == ["b"]


def test_event_based_gateway_as_start__the_event_that_comes_begins_the_case() -> None:
    program = draw(
        "a:user b:user", "g>m g>n m>a n>b", node("g", "event", instantiate=True),
        node("m", "catch", event("message", ref="any-m")), node("n", "catch", event("message", ref="any-n")),
    )  # fmt: skip
    assert at(begin(program, message="any-n")) == ["b"]


def test_start_event_parallel_multiple__begins_with_the_first_and_goes_on_with_the_last() -> None:
    several = (event("message", ref="order"), event("signal", ref="open"), event("conditional", value=feel("ready")))
    program = draw("a:user", "s>a", node("s", "start", *several, parallel_multiple=True))
    assert [(start.kind, start.together) for start in program.starts] == [
        ("message", True), ("signal", True), ("conditional", True),
    ]  # fmt: skip
    world = Simulation(program)
    world.signal("open", {"key": "k1"})
    assert at(world) == ["s", "s"]
    assert world.message("order", "k2") == 1  # another key: another case
    assert len(world.cases) == 2
    world.message("order", "k1", {"n": 1})
    world.set_variables(world.cases[0], {"ready": True})
    assert [wait.element for wait in world.cases[0].waits()] == ["a"]
    assert world.cases[0].variables == {"key": "k1", "n": 1, "ready": True}
    begun = begin(program, element="s")  # a person needs no event
    assert at(begun) == ["a"]


def test_start_event_parallel_multiple__hears_a_signal_once() -> None:
    several = (event("signal", ref="one"), event("signal", ref="two"))
    world = Simulation(draw("a:user", "s>a", node("s", "start", *several, parallel_multiple=True)))
    world.signal("one")
    world.signal("two")
    assert (len(world.cases), at(world)) == (1, ["a"])


def test_start_event_parallel_multiple__stands_still_where_it_cannot_wait() -> None:
    several = (event("message", ref="order"), event("signal", ref="open"))
    world = Simulation(draw("a:user", "s>a", node("s", "start", *several, parallel_multiple=True),
                            listeners=(_listens("start", "first"),)))  # fmt: skip
    world.signal("open")
    world.complete("first")
    assert codes(world) == ["engine.text-expected"]
    world.set_variables(world.cases[0], {"key": "k1"})
    world.resolve()
    world.message("order", "k1")
    assert at(world) == ["a"]


def test_event_based_gateway_as_start_parallel__each_event_goes_its_way_and_all_must_come() -> None:
    program = draw(
        "a:user b:user c:user", "g>m g>n g>o m>a n>b o>c", node("g", "event", instantiate=True, parallel_multiple=True),
        node("m", "catch", event("message", ref="any-m")), node("n", "catch", event("signal", ref="n")),
        node("o", "catch", event("signal", ref="o")),
    )  # fmt: skip
    world = Simulation(program)
    assert world.message("any-m", values={"x": 1}) == 1
    assert at(world) == ["a", "n", "o"]
    world.complete("a")
    world.signal("o")
    world.complete("c")
    assert (at(world), len(world.cases)) == (["n"], 1)
    world.signal("n")
    world.complete("b")
    assert ended(world)


# ---- tasks -----------------------------------------------------------------------------------------------------------


def test_service_task__opens_a_job_and_takes_its_result() -> None:
    world = begin(draw("s:start a:job e:end", "s>a a>e"))
    world.complete("a", {"x": 1})
    assert ended(world)
    assert world.cases[0].variables == {"x": 1}


def test_service_task_mapped__only_mapped_outputs_land() -> None:
    mapped = node(
        "a", "job", inputs=(model.Assignment("to", feel("who")),), outputs=(model.Assignment("r.ok", feel("sent")),)
    )
    world = begin(draw("s:start e:end", "s>a a>e", mapped), {"who": "uid", "r": {"n": 1}})
    assert engine.variables(world.cases[0].state, 1) == {"who": "uid", "r": {"n": 1}, "to": "uid"}
    world.complete("a", {"sent": True, "noise": 1})
    assert world.cases[0].variables == {"who": "uid", "r": {"n": 1, "ok": True}}


def test_service_task_expression__sets_its_result_variable_at_once() -> None:
    work = node("a", "job", expression=juel("${n + 1}"), result="m")
    program = engine.compile(_older("s:start e:end", "s>a a>e", work))
    world = begin(program, {"n": 1})
    assert world.cases[0].variables == {"n": 1, "m": 2}


def test_send_task__publishes_its_message() -> None:
    world = begin(draw("s:start e:end", "s>a a>e", node("a", "sendTask", message="any-hello")))
    assert [message.name for message in world.messages] == ["any-hello"]
    assert ended(world)


def test_receive_task__waits_for_its_message() -> None:
    world = begin(draw("s:start e:end", "s>a a>e", node("a", "receiveTask", message="paid")), {"key": "7"})
    assert world.message("paid", "8") == 0
    assert world.message("paid", "7", {"amount": 3}) == 1
    assert ended(world)
    assert world.cases[0].variables == {"key": "7", "amount": 3}


def test_user_task__opens_a_task_with_who_when_and_form() -> None:
    user = model.User(
        assignee=feel("owner"),
        candidate_groups=says("a, b"),
        due=says("PT1H"),
        form=says("review"),
        priority=says("70"),
    )
    world = begin(draw("s:start e:end", "s>a a>e", node("a", "user", user=user, name="Granska")), {"owner": "u1"})
    task = world.open_tasks()[0][1]
    assert (task.name, task.assignee, task.candidate_groups, task.due_at, task.form, task.priority) == (
        "Granska", "u1", ("a", "b"), HOUR, "review", 70,
    )  # fmt: skip
    world.complete("a")
    assert ended(world)


@pytest.mark.parametrize("retries", ['"many"', "1.5", "10 ** 40", "-1", "null", "true"])
def test_service_task_retries__that_are_no_number_are_an_incident(retries: str) -> None:
    work = model.Job(type=says("x"), retries=feel(retries))
    world = begin(draw("s:start e:end", "s>a a>e", node("a", "job", job=work)))
    assert codes(world) == ["engine.number-expected"]


@pytest.mark.parametrize("text", ["PT99999999999999999H", "P9999Y", "P99999999999M"])
def test_intermediate_catch_timer_beyond_time__is_an_incident(text: str) -> None:
    late = model.EventDefinition(kind="timer", timer="duration", value=feel(f'"{text}"'))
    assert codes(begin(draw("s:start e:end", "s>t t>e", node("t", "catch", late)))) == ["engine.timer-value"]


def test_user_task_in_lane__proposes_the_lane_as_group() -> None:
    lane = model.Lane(id="lane", name="Registrator", nodes=("a",))
    world = begin(draw("s:start a:user e:end", "s>a a>e", lanes=(lane,)))
    assert world.open_tasks()[0][1].candidate_groups == ("Registrator",)


def test_manual_and_undefined_task__are_passed() -> None:
    assert ended(begin(draw("s:start a:manual b:pass e:end", "s>a a>b b>e")))


def test_script_task__evaluates_feel() -> None:
    script = node("a", "scriptTask", script=model.Script(expression=feel("n * 2"), result="m", format="feel"))
    assert begin(draw("s:start e:end", "s>a a>e", script), {"n": 21}).cases[0].variables == {"n": 21, "m": 42}


class Grade:
    """A decision of three lines."""

    value, explanation, problems = "hög", {"rule": 1}, ()

    def decide(self, inputs, *, now, seed, zone):
        self.inputs = inputs
        return self


def test_business_rule_task__asks_its_decision_and_records_why() -> None:
    rule = node("a", "businessRuleTask", rule=model.Rule(decision=says("grade"), result="level"))
    drawn = draw("s:start e:end", "s>a a>e", rule)
    program = engine.compile(drawn.definitions, decisions={"grade": Grade()})
    world = begin(program, {"n": 1})
    assert world.cases[0].variables == {"n": 1, "level": "hög"}
    recorded = [effect for done in world.trail for effect in done.effects if type(effect).__name__ == "RecordDecision"]
    assert [(r.decision, r.explanation) for r in recorded] == [("grade", {"rule": 1})]


def test_business_rule_task_without_decision__stands_still_until_it_is_there() -> None:
    rule = node("a", "businessRuleTask", rule=model.Rule(decision=says("grade"), result="level"))
    world = begin(draw("s:start e:end", "s>a a>e", rule))
    assert codes(world) == ["engine.unknown-decision"]


def test_call_activity__runs_another_process() -> None:
    caller = draw("s:start e:end", "s>a a>e", node("a", "callActivity", call=model.Call(process=says("called"))))
    called = engine.compile(_renamed("called", "s:start b:user e:end", "s>b b>e"))
    world = Simulation([caller, called])
    world.start("p", variables={"x": 1})
    world.complete("b", {"y": 2})
    assert ended(world)
    assert world.cases[0].variables == {"x": 1, "y": 2}


def test_call_activity_error__is_caught_by_the_caller() -> None:
    caller = draw(
        "s:start e:end c:user", "s>a a>e x>c", node("a", "callActivity", call=model.Call(process=says("called"))),
        boundary("x", "a", event("error", ref="no")),
    )  # fmt: skip
    called = engine.compile(_renamed("called", "s:start", "s>f", node("f", "end", event("error", ref="no"))))
    world = Simulation([caller, called])
    world.start("p")
    assert at(world) == ["c"]


def test_call_activity_escalation__is_caught_by_the_caller() -> None:
    caller = draw(
        "s:start e:end c:user", "s>a a>e x>c", node("a", "callActivity", call=model.Call(process=says("called"))),
        boundary("x", "a", event("escalation", ref="up"), interrupting=False),
    )  # fmt: skip
    called = engine.compile(_renamed("called", "s:start", "s>f", node("f", "end", event("escalation", ref="up"))))
    world = Simulation([caller, called])
    world.start("p")
    assert at(world) == ["c"]
    world.complete("c")
    assert ended(world)


@pytest.mark.parametrize(("interrupting", "where"), [(False, ["a", "b", "c"]), (True, ["c"])])
def test_call_activity_escalation__is_heard_while_the_called_case_goes_on(interrupting: bool, where: list[str]) -> None:
    up = event("escalation", ref="up", code_variable="why")
    caller = engine.compile(_older(
        "s:start e:end c:user", "s>a a>e x>c",
        node("a", "callActivity", call=model.Call(process=says("called"), all_out=False, outs=(
            model.Assignment("found", juel("${n}")),))),
        boundary("x", "a", up, interrupting=interrupting),
    ))  # fmt: skip
    called = _renamed(
        "called", "s:start b:user e:end", "s>u u>b b>e", node("u", "throw", event("escalation", ref="up"))
    )
    world = Simulation([caller, engine.compile(called)])
    world.start("p", variables={"n": 1})
    assert at(world) == where
    assert world.cases[0].variables == {"n": 1, "why": "up", "found": 1}
    assert world.cases[1].is_ended == interrupting
    if not interrupting:
        world.complete("b")
        assert at(world) == ["c"]
    world.complete("c")
    assert ended(world)


@pytest.mark.parametrize("inner", [True, False])
def test_call_activity_escalation__goes_through_calls_to_the_nearest_that_catches(inner: bool) -> None:
    catching = engine.compile(_renamed(
        "outer", "s:start e:end v.a:user v.e:end", "s>a a>e v.s>v.a v.a>v.e",
        node("a", "callActivity", call=model.Call(process=says("middle"))),
        event_sub("v", event("escalation", ref="up"), interrupting=False),
    ))  # fmt: skip
    middle_catch = [boundary("y", "a", event("escalation"), interrupting=False)] if inner else []
    middle = engine.compile(_renamed(
        "middle", "s:start e:end d:user", "s>a a>e" + (" y>d" if inner else " d>e"),
        node("a", "callActivity", call=model.Call(process=says("called"))), *middle_catch,
    ))  # fmt: skip
    called = _renamed(
        "called", "s:start b:user e:end", "s>u u>b b>e", node("u", "throw", event("escalation", ref="up"))
    )
    world = Simulation([catching, middle, engine.compile(called)])
    world.start("outer")
    assert at(world) == ["a", "a", "b", "d" if inner else "v.a"]


def test_call_activity_error__brings_its_message_and_what_the_call_maps() -> None:
    no = event("error", ref="no", code_variable="code", message_variable="text")
    caller = engine.compile(_older(
        "s:start e:end c:user", "s>a a>e x>c",
        node("a", "callActivity", call=model.Call(process=says("called"), all_out=False, outs=(
            model.Assignment("found", juel("${n}")),))),
        boundary("x", "a", no),
    ))  # fmt: skip
    world = Simulation([caller, engine.compile(_renamed("called", "s:start b:job e:end", "s>b b>e"))])
    world.start("p", variables={})
    world.throw("b", "no", "stängt", {"n": 7, "noise": 1})
    assert (at(world), world.cases[0].variables) == (["c"], {"code": "no", "text": "stängt", "found": 7})


def test_call_activity_cancelled__cancels_the_called_case() -> None:
    caller = draw(
        "s:start e:end", "s>a a>e x>e", node("a", "callActivity", call=model.Call(process=says("called"))),
        boundary("x", "a", timer("PT1H")),
    )  # fmt: skip
    world = Simulation([caller, engine.compile(_renamed("called", "s:start b:user e:end", "s>b b>e"))])
    world.start("p")
    world.advance(HOUR)
    assert ended(world)


# ---- loops -----------------------------------------------------------------------------------------------------------


def _each(kind: str, **fields) -> model.Node:
    loop = model.Loop(
        kind=kind, collection=feel("items"), element="item", output_collection="out", output_element=feel("r"), **fields
    )
    return node("a", "job", loop=loop)


def test_multi_instance_parallel__collects_in_order_of_items() -> None:
    world = begin(draw("s:start e:end", "s>a a>e", _each("parallel")), {"items": [5, 6, 7]})
    assert at(world) == ["a", "a", "a"]
    for number in (3, 2, 4):
        case = world.cases[0]
        variables = engine.variables(case.state, number)
        result = {"r": variables["item"] * 10 + variables["loopCounter"]}
        world.do(case, ev.JobCompleted(now=0, key=number, variables=result))
    assert ended(world)
    assert world.cases[0].variables == {"items": [5, 6, 7], "out": [51, 62, 73]}


def test_multi_instance_output__is_a_variable_of_the_round_alone() -> None:
    for output, left in (("r", {}), ("r.n", {}), ("r + 0", {"r": 2})):
        loop = model.Loop(
            kind="parallel", collection=feel("[1, 2]"), output_collection="all", output_element=feel(output)
        )
        world = begin(draw("s:start e:end", "s>a a>e", node("a", "job", loop=loop)))
        for n in (1, 2):
            world.complete("a", {"r": {"n": n} if output == "r.n" else n})
        assert world.cases[0].variables == {"all": [1, 2], **left}


def test_multi_instance_sequential__one_after_the_other() -> None:
    world = begin(draw("s:start e:end", "s>a a>e", _each("sequential")), {"items": ["x", "y"]})
    for value in (1, 2):
        assert at(world) == ["a"]
        world.complete("a", {"r": value})
    assert ended(world)
    assert world.cases[0].variables["out"] == [1, 2]


def test_multi_instance_completion__stops_when_its_condition_holds() -> None:
    each = _each("parallel", condition=feel("numberOfCompletedInstances = 2"))
    world = begin(draw("s:start e:end", "s>a a>e", each), {"items": [1, 2, 3]})
    world.complete("a", {"r": 1})
    world.complete("a", {"r": 1})
    assert ended(world)


def test_multi_instance_empty__is_passed() -> None:
    assert ended(begin(draw("s:start e:end", "s>a a>e", _each("parallel")), {"items": []}))


def test_multi_instance_without_list__stands_still_until_there_is_one() -> None:
    world = begin(draw("s:start e:end", "s>a a>e", _each("parallel")), {"items": 3})
    assert codes(world) == ["engine.list-expected"]
    world.set_variables(world.cases[0], {"items": [1]})
    world.resolve()
    assert at(world) == ["a"]


def test_multi_instance_subprocess__each_round_has_its_own_scope() -> None:
    loop = model.Loop(kind="parallel", collection=feel("items"), element="item")
    world = begin(draw("s:start e:end b.s:start b.a:user b.e:end", "s>b b>e b.s>b.a b.a>b.e",
                       node("b", "sub", loop=loop)), {"items": [1, 2]})  # fmt: skip
    assert at(world) == ["b.a", "b.a"]
    world.complete("b.a")
    world.complete("b.a")
    assert ended(world)


def test_multi_instance_boundary__ends_all_rounds() -> None:
    loop = model.Loop(kind="parallel", cardinality=says("3"))
    world = begin(draw("s:start e:end", "s>a a>e x>e", node("a", "user", loop=loop), boundary("x", "a", timer("PT1H"))))
    assert at(world) == ["a", "a", "a", "x"]
    world.fire()
    assert ended(world)


def test_multi_instance_long__is_no_deeper_than_short() -> None:
    loop = model.Loop(kind="sequential", cardinality=says("5000"))
    script = node(
        "a", "scriptTask", script=model.Script(expression=feel("n + 1"), result="n", format="feel"), loop=loop
    )
    assert begin(draw("s:start e:end", "s>a a>e", script), {"n": 0}).cases[0].variables == {"n": 5000}


def test_standard_loop__repeats_while_its_condition_holds() -> None:
    loop = model.Loop(kind="standard", condition=feel("n < 3"))
    world = begin(draw("s:start e:end", "s>a a>e", node("a", "job", loop=loop)), {"n": 0})
    for n in (1, 2, 3):
        world.complete("a", {"n": n})
    assert ended(world)


# ---- gateways --------------------------------------------------------------------------------------------------------


def test_exclusive_gateway__takes_the_first_flow_that_holds_or_the_default() -> None:
    program = draw("s:start g:xor a:user b:user c:user", "s>g g>a[n>2] g>b[n>1] g>c!")
    assert [at(begin(program, {"n": n})) for n in (3, 2, 1)] == [["a"], ["b"], ["c"]]


def test_exclusive_gateway_no_flow__stands_still_and_goes_on_when_mended() -> None:
    world = begin(draw("s:start g:xor a:user b:user", "s>g g>a[n>2] g>b[n>1]"), {"n": 0})
    assert codes(world) == ["engine.no-flow"]
    world.set_variables(world.cases[0], {"n": 2})
    world.resolve()
    assert at(world) == ["b"]


def test_exclusive_gateway_null__is_an_incident_not_false() -> None:
    world = begin(draw("s:start g:xor a:user b:user", "s>g g>a[n>2] g>b!"))
    assert codes(world) == ["engine.condition-not-boolean"]


def test_parallel_gateway__forks_and_joins() -> None:
    world = begin(draw("s:start f:and a:user b:user j:and c:user", "s>f f>a f>b a>j b>j j>c"))
    world.complete("a")
    assert at(world) == ["b"]
    world.complete("b")
    assert at(world) == ["c"]


def test_parallel_gateway_in_vain__says_so() -> None:
    drawn = definitions("s:start g:xor a:user b:user j:and c:user", "s>g g>a[x] g>b! a>j b>j j>c")
    world = begin(engine.compile(drawn), {"x": True})
    world.complete("a")
    assert codes(world) == ["engine.join-waits-in-vain"]


def test_inclusive_gateway__joins_what_was_taken() -> None:
    program = draw("s:start f:or a:user b:user d:user j:or c:user", "s>f f>a[n>1] f>b[n>0] f>d! a>j b>j d>j j>c")
    world = begin(program, {"n": 2})
    assert at(world) == ["a", "b"]
    world.complete("a")
    assert at(world) == ["b"]
    world.complete("b")
    assert at(world) == ["c"]
    assert at(begin(program, {"n": 0})) == ["d"]


def test_inclusive_gateway__goes_on_when_the_token_it_waits_for_takes_another_way() -> None:
    program = draw(
        "s:start f:or a:user b:user x:xor c:user e:end j:or d:user h:end",
        "s>f f>a[true] f>b[true] a>x x>j! x>c[away] c>e b>j j>d d>h",
    )
    world = begin(program, {"away": True})
    world.complete("b")
    assert at(world) == ["a"]
    world.complete("a")
    assert at(world) == ["c", "d"]


def test_inclusive_gateway_in_loop__does_not_wait_for_itself() -> None:
    program = draw(
        "s:start j:or a:user g:xor e:end", "s>j j>a a>g g>j[again] g>e!",
    )  # fmt: skip
    world = begin(program)
    world.complete("a", {"again": True})
    assert at(world) == ["a"]
    world.complete("a", {"again": False})
    assert ended(world)


def test_inclusive_gateway__waits_for_a_token_whose_boundary_event_has_come_already() -> None:
    beside = boundary("t", "a", timer("PT1H"), interrupting=False)
    world = begin(draw("s:start f:or a:user b:user j:or z:user", "s>f f>a[true] f>b[true] a>j b>j t>j j>z", beside))
    world.fire()
    world.complete("b")
    assert at(world) == ["a"]
    world.complete("a")
    assert at(world) == ["z"]


def test_inclusive_gateways__that_could_wait_for_each_other_do_not() -> None:
    program = draw(
        "s:start f:and a:user b:user j:or k:or x:xor y:xor e:end",
        "s>f f>a f>b a>j b>k j>x x>k[false] x>e! k>y y>j[false] y>e!",
    )
    world = begin(program)
    world.complete("a")
    assert at(world) == ["b"]
    world.complete("b")
    assert ended(world)


def test_complex_gateway__goes_on_with_the_second_of_three() -> None:
    join = node("j", "complex", condition=feel("activationCount >= 2"))
    world = begin(draw("s:start f:and a:user b:user c:user d:user", "s>f f>a f>b f>c a>j b>j c>j j>d", join))
    world.complete("a")
    assert at(world) == ["b", "c"]
    world.complete("b")
    assert at(world) == ["c", "d"]
    world.complete("c")
    assert at(world) == ["d"]
    world.complete("d")
    assert ended(world)


def test_event_based_gateway__the_first_event_decides() -> None:
    program = draw(
        "s:start g:event a:user b:user", "s>g g>m g>t m>a t>b",
        node("m", "catch", event("message", ref="answer")), node("t", "catch", timer("PT1H")),
    )  # fmt: skip
    world = begin(program, {"key": "1"})
    assert at(world) == ["m", "t"]
    world.message("answer", "1")
    assert at(world) == ["a"]
    world = begin(program, {"key": "1"})
    world.advance(HOUR)
    assert at(world) == ["b"]


def test_activity_with_conditional_flows__splits_and_has_a_default() -> None:
    program = draw("s:start a:user b:user c:user d:user", "s>a a>b[n>0] a>c[n>1] a>d!")
    for n, where in ((2, ["b", "c"]), (1, ["b"]), (0, ["d"])):
        world = begin(program)
        world.complete("a", {"n": n})
        assert at(world) == where


# ---- intermediate events ---------------------------------------------------------------------------------------------


def test_intermediate_catch_timer_duration__waits() -> None:
    world = begin(draw("s:start e:end", "s>t t>e", node("t", "catch", timer("P1DT2H"))))
    assert [wait.due_at for wait in world.cases[0].waits()] == [26 * HOUR]
    world.fire()
    assert ended(world)


def test_intermediate_catch_timer_date__in_the_past_is_due_now() -> None:
    world = begin(draw("s:start e:end", "s>t t>e", node("t", "catch", timer("2020-10-21T09:00", "date"))))
    assert [wait.due_at for wait in world.cases[0].waits()] == [1_603_263_600_000_000]


def test_intermediate_catch_timer_feel__takes_feel_dates() -> None:
    late = model.EventDefinition(kind="timer", timer="date", value=feel('date and time(at) - duration("P2D")'))
    world = begin(draw("s:start e:end", "s>t t>e", node("t", "catch", late)), {"at": "2020-10-23T09:00:00+02:00"})
    assert [wait.due_at for wait in world.cases[0].waits()] == [1_603_263_600_000_000]


@pytest.mark.parametrize(
    ("kind", "text", "due_at"),
    [
        ("duration", 'duration("PT5M")', HOUR // 12),
        ("duration", "wait", 2 * HOUR),
        ("duration", 'date and time(at) - date and time("2020-10-25T00:00:00+02:00")', 25 * HOUR),
        ("date", 'now() + duration("PT1H")', HOUR),
        ("date", 'date and time(at) + duration("PT1H")', 1_603_670_400_000_000),
        ("date", 'date and time("1970-01-01T02:30:00@Europe/Helsinki")', HOUR // 2),
        ("date", 'date("1970-01-02")', 23 * HOUR),
        ("cycle", 'cycle(3, duration("PT1H"))', HOUR),
        ("cycle", 'cycle(duration("PT1H"))', HOUR),
        ("cycle", "cycle(n, duration(wait))", 2 * HOUR),
        ("cycle", '"R3/" + wait', 2 * HOUR),
        ("cycle", '"0 0 9 * * *"', 8 * HOUR),
    ],
)  # fmt: skip
def test_intermediate_catch_timer_calculated__takes_feel_times(kind: str, text: str, due_at: int) -> None:
    known = {"at": "2020-10-26T00:00:00+01:00", "wait": "PT2H", "n": 2}
    when = model.EventDefinition(kind="timer", timer=kind, value=feel(text))
    world = begin(draw("s:start e:end", "s>t t>e", node("t", "catch", when)), known)
    assert [wait.due_at for wait in world.cases[0].waits()] == [due_at]


def test_boundary_timer_calculated__fires_as_often_as_its_cycle_says() -> None:
    world = begin(
        draw("s:start a:user e:end r:job", "s>a a>e b>r", boundary("b", "a", model.EventDefinition(
            kind="timer", timer="cycle", value=feel("cycle(n, duration(wait))")), interrupting=False)),
        {"n": 2, "wait": "PT2H"},
    )  # fmt: skip
    world.advance(2 * HOUR)
    world.advance(2 * HOUR)
    assert at(world) == ["a", "r", "r"]


def test_intermediate_catch_timer_wrong__stands_still() -> None:
    late = model.EventDefinition(kind="timer", timer="date", value=feel("at"))
    assert codes(begin(draw("s:start e:end", "s>t t>e", node("t", "catch", late)))) == ["engine.timer-value"]


def test_intermediate_catch_message__correlates_by_key() -> None:
    world = begin(draw("s:start e:end", "s>m m>e", node("m", "catch", event("message", ref="m1"))), {"key": 12})
    assert (world.message("m1", "13"), world.message("m1", "12")) == (0, 1)
    assert ended(world)


def test_intermediate_catch_message_without_key__stands_still() -> None:
    world = begin(draw("s:start e:end", "s>m m>e", node("m", "catch", event("message", ref="m1"))))
    assert codes(world) == ["engine.text-expected"]


def test_intermediate_catch_signal__is_reached_in_every_case() -> None:
    program = draw("s:start e:end", "s>m m>e", node("m", "catch", event("signal", ref="go")))
    world = begin(program)
    world.start()
    assert world.signal("go") == 2
    assert ended(world)


def test_intermediate_catch_conditional__waits_until_it_holds() -> None:
    world = begin(
        draw("s:start e:end", "s>c c>e", node("c", "catch", event("conditional", value=feel("n > 2")))), {"n": 1}
    )
    assert at(world) == ["c"]
    world.set_variables(world.cases[0], {"n": 3})
    assert ended(world)


def test_intermediate_catch_parallel_multiple__waits_for_all() -> None:
    both = node("c", "catch", event("signal", ref="one"), event("signal", ref="two"), parallel_multiple=True)
    world = begin(draw("s:start e:end", "s>c c>e", both))
    world.signal("two")
    assert at(world) == ["c"]
    world.signal("one")
    assert ended(world)


def test_intermediate_catch_multiple__one_is_enough() -> None:
    either = node("c", "catch", event("signal", ref="one"), event("signal", ref="two"))
    world = begin(draw("s:start e:end", "s>c c>e", either))
    world.signal("two")
    assert ended(world)


def _several(kind: str, *, interrupting: bool = True) -> engine.Program:
    """A boundary event, or an event subprocess, that waits for two signals."""
    both = (event("signal", ref="one"), event("signal", ref="two"))
    if kind == "boundary":
        drawn = boundary("x", "a", both[0], interrupting=interrupting)
        drawn = msgspec.structs.replace(drawn, events=both, parallel_multiple=True)
        return draw("s:start a:user e:end c:user", "s>a a>e x>c c>e", drawn)
    around, start = event_sub("v", both[0], interrupting=interrupting)
    start = msgspec.structs.replace(start, events=both, parallel_multiple=True)
    return draw("s:start a:user e:end v.c:user v.e:end", "s>a a>e v.s>v.c v.c>v.e", [around, start])


@pytest.mark.parametrize("kind", ["boundary", "event subprocess"])
def test_parallel_multiple_boundary_and_event_subprocess__wait_for_all_and_then_anew(kind: str) -> None:
    task = "c" if kind == "boundary" else "v.c"
    world = begin(_several(kind))
    world.signal("one", {"n": 1})
    world.signal("one")
    assert "a" in at(world)
    world.signal("two")
    assert (at(world), world.cases[0].variables) == ([task], {"n": 1})
    world = begin(_several(kind, interrupting=False))
    for name in ("one", "two", "two", "one", "one"):
        world.signal(name)
    assert [name for name in at(world) if name == task] == [task, task]


def test_intermediate_throw_multiple__throws_all() -> None:
    several = (event("message", ref="any-m"), event("signal", ref="s"), event("escalation", ref="up"))
    program = draw(
        "s:start f:and h:user e:end u:user b.s:start b.a:user b.e:end",
        "s>f f>b f>c c>h h>e b>e x>u u>e b.s>b.t b.t>b.a b.a>b.e", node("c", "catch", event("signal", ref="s")),
        node("b", "sub"), node("b.t", "throw", *several),
        boundary("x", "b", event("escalation", ref="up"), interrupting=False),
    )  # fmt: skip
    world = begin(program)
    assert ([one.name for one in world.messages], at(world)) == (["any-m"], ["b.a", "h", "u"])


def test_intermediate_throw_message__publishes_or_opens_a_job() -> None:
    world = begin(draw("s:start e:end", "s>m m>e", node("m", "throw", event("message", ref="any-hello"))))
    assert ([message.name for message in world.messages], ended(world)) == (["any-hello"], True)
    by_robot = node("m", "throw", event("message"), job=job("send"))
    assert at(begin(draw("s:start e:end", "s>m m>e", by_robot))) == ["m"]


def test_intermediate_throw_signal__broadcasts() -> None:
    program = draw(
        "s:start f:and a:end e:end", "s>f f>c f>t c>a t>e",
        node("c", "catch", event("signal", ref="go")), node("t", "throw", event("signal", ref="go")),
    )  # fmt: skip
    assert ended(begin(program))


def test_intermediate_link__goes_to_its_target() -> None:
    assert at(begin(draw("s:start a:user", "s>l k>a", node("l", "throw", event("link", name="x")),
                         node("k", "catch", event("link", name="x"))))) == ["a"]  # fmt: skip


def test_intermediate_throw_escalation__goes_on_besides() -> None:
    program = draw(
        "s:start b:sub e:end b.s:start b.a:user b.e:end c:user", "s>b b>e b.s>b.x b.x>b.a b.a>b.e u>c",
        node("b.x", "throw", event("escalation", ref="up")),
        boundary("u", "b", event("escalation", ref="up"), interrupting=False),
    )  # fmt: skip
    assert at(begin(program)) == ["b.a", "c"]


def test_intermediate_throw_compensation__undoes_newest_first() -> None:
    world = begin(_booking("throw"))
    world.complete("hotel")
    world.complete("flight")
    assert at(world) == ["no-flight", "no-hotel"]
    assert [task.element for _, task in world.open_tasks()] == ["no-flight", "no-hotel"]
    world.complete("no-flight")
    world.complete("no-hotel")
    assert at(world) == ["after"]


def _booking(kind: str) -> engine.Program:
    return draw(
        "s:start hotel:user flight:user after:user", "s>hotel hotel>flight flight>undo undo>after",
        node("undo", kind, event("compensation")),
        boundary("h", "hotel", event("compensation")), boundary("f", "flight", event("compensation")),
        node("no-hotel", "user", is_for_compensation=True), node("no-flight", "user", is_for_compensation=True),
        associations=[
            model.Association(id="a1", source="h", target="no-hotel"),
            model.Association(id="a2", source="f", target="no-flight"),
        ],
    )  # fmt: skip


# ---- boundary events -------------------------------------------------------------------------------------------------


def _guarded(definition: model.EventDefinition, *, interrupting: bool = True) -> engine.Program:
    return draw("s:start a:user e:end b:user", "s>a a>e x>b", boundary("x", "a", definition, interrupting=interrupting))


def test_boundary_timer__cancels_the_task_when_interrupting() -> None:
    world = begin(_guarded(timer("PT1H")))
    world.advance(HOUR)
    assert at(world) == ["b"]


def test_boundary_timer_cycle__fires_besides_as_often_as_it_says() -> None:
    world = begin(_guarded(timer("R2/PT1H", "cycle"), interrupting=False))
    world.advance(5 * HOUR)
    assert at(world) == ["a", "b", "b"]


def test_boundary_timer__is_cancelled_when_the_task_is_done() -> None:
    world = begin(_guarded(timer("PT1H")))
    world.complete("a")
    assert ended(world)


@pytest.mark.parametrize(("interrupting", "where"), [(True, ["b"]), (False, ["a", "b", "x"])])
def test_boundary_message__interrupting_or_not(interrupting: bool, where: list[str]) -> None:
    world = begin(_guarded(event("message", ref="stop"), interrupting=interrupting), {"key": "k"})
    world.message("stop", "k")
    assert at(world) == where


@pytest.mark.parametrize(("interrupting", "where"), [(True, ["b"]), (False, ["a", "b", "x"])])
def test_boundary_signal__interrupting_or_not(interrupting: bool, where: list[str]) -> None:
    world = begin(_guarded(event("signal", ref="stop"), interrupting=interrupting))
    world.signal("stop")
    assert at(world) == where


@pytest.mark.parametrize(("interrupting", "where"), [(True, ["b"]), (False, ["a", "b", "x"])])
def test_boundary_conditional__interrupting_or_not(interrupting: bool, where: list[str]) -> None:
    world = begin(_guarded(event("conditional", value=feel("n > 1")), interrupting=interrupting))
    world.set_variables(world.cases[0], {"n": 2})
    assert at(world) == where


def test_boundary_error__catches_its_code_before_a_catch_all() -> None:
    known = event("error", ref="known", code_variable="code")
    program = engine.compile(_older(
        "s:start a:job e:end b:user c:user", "s>a a>e x>b y>c",
        boundary("x", "a", event("error")), boundary("y", "a", known),
    ))  # fmt: skip
    world = begin(program)
    world.throw("a", "known")
    assert (at(world), world.cases[0].variables) == (["c"], {"code": "known"})
    world = begin(program)
    world.throw("a", "other")
    assert at(world) == ["b"]


def test_boundary_error_uncaught__is_an_incident() -> None:
    world = begin(draw("s:start a:job e:end", "s>a a>e"))
    world.throw("a", "other")
    assert codes(world) == ["engine.error-uncaught"]
    world.resolve()
    assert [work.type for _, work in world.open_jobs()] == ["a"]


def test_boundary_escalation__interrupts() -> None:
    program = draw(
        "s:start b:sub e:end b.s:start b.f:and b.a:user c:user", "s>b b>e b.s>b.f b.f>b.a b.f>b.x u>c",
        node("b.x", "end", event("escalation", ref="up")), boundary("u", "b", event("escalation", ref="up")),
    )  # fmt: skip
    assert at(begin(program)) == ["c"]


# ---- end events ------------------------------------------------------------------------------------------------------


def test_end_event_none__ends_its_token_only() -> None:
    world = begin(draw("s:start f:and a:user e:end", "s>f f>a f>e a>e"))
    assert at(world) == ["a"]


def test_end_event_terminate__ends_everything_in_its_scope() -> None:
    world = begin(draw("s:start f:and a:user", "s>f f>a f>t", node("t", "end", event("terminate"))))
    assert ended(world)
    assert world.cases[0].outcome.outcome == "terminated"


def test_end_event_error__is_caught_around_it() -> None:
    program = draw(
        "s:start b:sub e:end b.s:start c:user", "s>b b>e b.s>b.x u>c",
        node("b.x", "end", event("error", ref="no")), boundary("u", "b", event("error", ref="no")),
    )  # fmt: skip
    assert at(begin(program)) == ["c"]


def test_end_event_message__publishes() -> None:
    world = begin(draw("s:start", "s>m", node("m", "end", event("message", ref="any-bye"))))
    assert ([message.name for message in world.messages], ended(world)) == (["any-bye"], True)


def test_end_event_signal__broadcasts() -> None:
    program = draw("s:start f:and e:end", "s>f f>c f>t c>e", node("c", "catch", event("signal", ref="go")),
                   node("t", "end", event("signal", ref="go")))  # fmt: skip
    assert ended(begin(program))


def test_end_event_compensation__undoes_then_ends() -> None:
    program = draw(
        "s:start hotel:user", "s>hotel hotel>undo", node("undo", "end", event("compensation")),
        boundary("h", "hotel", event("compensation")), node("no-hotel", "user", is_for_compensation=True),
        associations=[model.Association(id="a1", source="h", target="no-hotel")],
    )  # fmt: skip
    world = begin(program)
    world.complete("hotel")
    assert at(world) == ["no-hotel"]
    world.complete("no-hotel")
    assert ended(world)


# ---- subprocesses ----------------------------------------------------------------------------------------------------


def test_subprocess__is_a_scope_that_ends_with_its_last_token() -> None:
    world = begin(draw("s:start b:sub c:user b.s:start b.a:user b.e:end", "s>b b>c b.s>b.a b.a>b.e"))
    world.complete("b.a")
    assert at(world) == ["c"]


def test_subprocess_empty__is_passed() -> None:
    assert ended(begin(draw("s:start b:sub e:end", "s>b b>e")))


def test_subprocess_local_variables__stay_inside() -> None:
    inside = node("b", "sub", inputs=(model.Assignment("x", feel("1 + 1")),))
    world = begin(draw("s:start c:user b.s:start b.a:job b.e:end", "s>b b>c b.s>b.a b.a>b.e", inside))
    world.complete("b.a", {"x": 9, "y": 1})
    assert world.cases[0].variables == {"y": 1}


@pytest.mark.parametrize(("interrupting", "where"), [(True, ["v.a"]), (False, ["a", "v.a", "v.s"])])
@pytest.mark.parametrize("kind", ["message", "signal"])
def test_event_subprocess_message_signal__interrupting_or_not(kind: str, interrupting: bool, where: list[str]) -> None:
    program = draw(
        "s:start a:user e:end v.a:user v.e:end", "s>a a>e v.s>v.a v.a>v.e",
        event_sub("v", event(kind, ref="any-stop"), interrupting=interrupting),
    )  # fmt: skip
    world = begin(program)
    world.message("any-stop") if kind == "message" else world.signal("any-stop")
    assert at(world) == where


def test_event_subprocess_timer_cycle__runs_besides() -> None:
    program = draw(
        "s:start a:user e:end v.a:user v.e:end", "s>a a>e v.s>v.a v.a>v.e",
        event_sub("v", timer("R/PT1H", "cycle"), interrupting=False),
    )  # fmt: skip
    world = begin(program)
    world.advance(2 * HOUR)
    assert at(world) == ["a", "v.a", "v.a", "v.s"]
    world.complete("a")
    world.complete("v.a")
    assert at(world) == ["v.a", "v.s"]


def test_event_subprocess_error__comes_before_a_boundary_event() -> None:
    program = draw(
        "s:start b:sub e:end b.s:start c:user b.v.a:user b.v.e:end",
        "s>b b>e b.s>b.x u>c b.v.s>b.v.a b.v.a>b.v.e",
        node("b.x", "end", event("error", ref="no")), boundary("u", "b", event("error", ref="no")),
        event_sub("b.v", event("error", ref="no")),
    )  # fmt: skip
    assert at(begin(program)) == ["b.v.a"]


def test_event_subprocess_interrupting__leaves_the_boundary_events_of_its_scope() -> None:
    program = draw(
        "s:start b:sub e:end b.s:start b.a:user b.e:end b.v.a:user b.v.e:end c:user",
        "s>b b>e b.s>b.a b.a>b.e t>c b.v.s>b.v.a b.v.a>b.v.e", boundary("t", "b", timer("PT1H")),
        event_sub("b.v", event("signal", ref="stop")),
    )  # fmt: skip
    world = begin(program)
    world.signal("stop")
    assert at(world) == ["b.v.a", "t"]
    world.advance(HOUR)
    assert at(world) == ["c"]


def test_event_subprocess_in_multi_instance__catches_in_its_own_round_only() -> None:
    loop = model.Loop(kind="parallel", cardinality=says("2"))
    program = draw(
        "s:start e:end b.s:start b.a:job b.e:end b.v.x:user c:user",
        "s>b b>e b.s>b.a b.a>b.e u>c b.v.s>b.v.x b.v.x>b.v.e",
        node("b", "sub", loop=loop), event_sub("b.v", event("error", ref="one")),
        node("b.v.e", "end", event("error", ref="one")), boundary("u", "b", event("error")),
    )  # fmt: skip
    world = begin(program)
    world.throw("b.a", "one")
    assert at(world) == ["b.a", "b.v.x"]
    world.complete("b.v.x")
    assert at(world) == ["c"]


def test_event_subprocess_escalation__goes_on_besides() -> None:
    program = draw(
        "s:start x:user v.a:user v.e:end", "s>u u>x v.s>v.a v.a>v.e", node("u", "throw", event("escalation", ref="up")),
        event_sub("v", event("escalation", ref="up"), interrupting=False),
    )  # fmt: skip
    assert at(begin(program)) == ["v.a", "x"]


def test_event_subprocess_conditional__starts_when_it_holds() -> None:
    program = draw(
        "s:start a:user e:end v.a:user v.e:end", "s>a a>e v.s>v.a v.a>v.e",
        event_sub("v", event("conditional", value=feel("n > 1"))),
    )  # fmt: skip
    world = begin(program, {"n": 0})
    world.set_variables(world.cases[0], {"n": 2})
    assert at(world) == ["v.a"]


def test_event_subprocess_compensation__undoes_its_finished_subprocess() -> None:
    program = draw(
        "s:start b:sub b.s:start b.a:user b.e:end b.v.a:user b.v.e:end e:end",
        "s>b b>undo undo>e b.s>b.a b.a>b.e b.v.s>b.v.a b.v.a>b.v.e",
        node("undo", "throw", event("compensation")), event_sub("b.v", event("compensation")),
    )  # fmt: skip
    world = begin(program)
    world.complete("b.a")
    assert at(world) == ["b.v.a"]
    world.complete("b.v.a")
    assert ended(world)


def test_transaction_cancel__undoes_and_leaves_by_the_cancel_event() -> None:
    program = draw(
        "s:start t:tx e:end t.s:start t.a:user c:user", "s>t t>e t.s>t.a t.a>t.x u>c",
        node("t.x", "end", event("cancel")), boundary("u", "t", event("cancel")),
        boundary("t.h", "t.a", event("compensation")), node("t.no", "user", is_for_compensation=True),
        associations=[model.Association(id="a1", source="t.h", target="t.no", scope="t")],
    )  # fmt: skip
    world = begin(program)
    world.complete("t.a")
    assert at(world) == ["t.no"]
    world.complete("t.no")
    assert at(world) == ["c"]


def test_transaction_multi_instance__is_cancelled_as_a_whole() -> None:
    loop = model.Loop(kind="parallel", cardinality=says("2"))
    program = draw(
        "s:start e:end t.s:start t.a:user c:user", "s>t t>e t.s>t.a t.a>t.x u>c", node("t", "tx", loop=loop),
        node("t.x", "end", event("cancel")), boundary("u", "t", event("cancel")),
    )  # fmt: skip
    world = begin(program)
    world.complete("t.a")
    assert at(world) == ["c"]


def test_ad_hoc_subprocess__opens_what_it_holds_and_ends_when_its_condition_holds() -> None:
    box = node("b", "box", condition=feel("enough"))
    program = draw("s:start e:end b.x:user b.y:user", "s>b b>e", box)
    world = begin(program, {"enough": False})
    assert at(world) == ["b.x", "b.y"]
    world.complete("b.x", {"enough": True})
    assert ended(world)


def test_ad_hoc_subprocess_elements__opens_those_it_is_told() -> None:
    box = node("b", "box", active_elements=feel("chosen"))
    world = begin(draw("s:start e:end b.x:user b.y:user", "s>b b>e", box), {"chosen": ["b.y"]})
    assert at(world) == ["b.y"]
    world.complete("b.y")
    assert ended(world)


def test_ad_hoc_subprocess_answers__are_collected_in_the_order_they_come() -> None:
    box = node(
        "b", "box", active_elements=feel("chosen"), condition=feel("count(answers) >= 3"), output_collection="answers",
        output_element=feel("{said: result}"),
    )  # fmt: skip
    drawn = draw("s:start a:user b.x:user b.y:user b.z:user b.w:user", "s>b b>a b.x>b.w", box)
    world = begin(drawn, {"chosen": ["b.y", "b.x", "b.z"]})
    world.complete("b.x", {"result": 1})
    assert at(world) == ["b.w", "b.y", "b.z"]
    world.complete("b.z", {"result": 2})
    world.complete("b.w", {"result": 3})
    assert world.cases[0].variables.get("answers") is None  # they are the subprocess's own until it ends
    world.complete("b.y", {"result": 4})
    assert at(world) == ["a"]
    assert world.cases[0].variables["answers"] == [{"said": n} for n in (2, 3, 4)]
    assert begin(drawn, {"chosen": []}).cases[0].variables["answers"] == []


def test_ad_hoc_subprocess_cancelling__leaves_what_is_open_where_it_says_so() -> None:
    box = node(
        "b", "box", cancel_remaining=False, condition=feel("true"), output_collection="r", output_element=feel("n")
    )
    world = begin(draw("s:start e:end b.x:user b.y:user", "s>b b>e", box))
    world.complete("b.y", {"n": 2})
    assert at(world) == ["b.x"]
    world.complete("b.x", {"n": 1})
    assert ended(world)
    assert world.cases[0].variables["r"] == [2, 1]


def test_ad_hoc_subprocess_condition_wrong__stands_still_after_its_last_step() -> None:
    box = node("b", "box", condition=feel("enough"), output_collection="r", output_element=feel("n"))
    world = begin(draw("s:start a:user b.x:user b.y:user", "s>b b>a", box))
    world.complete("b.x", {"n": 1})
    world.complete("b.y", {"n": 2})
    assert codes(world) == ["engine.condition-not-boolean"] * 2
    world.set_variables(world.cases[0], {"enough": False})
    world.resolve()
    assert at(world) == []
    world.resolve()
    assert (at(world), world.cases[0].variables["r"]) == (["a"], [1, 2])


def test_ad_hoc_subprocess_answer_wrong__stands_still_until_it_can_be_had() -> None:
    box = node("b", "box", output_collection="all", output_element=juel("${r.size()}"))
    drawn = definitions("s:start a:user b.x:user b.y:user", "s>b b>a", box)
    world = begin(engine.compile(drawn))  # not as a file: FEEL always has an answer
    world.complete("b.x")
    world.complete("b.y", {"r": [1]})
    assert codes(world) == ["juel.unknown-name"]
    world.resolve()
    assert (at(world), world.cases[0].variables["all"]) == (["a"], [1, 1])


def test_ad_hoc_subprocess_work_ended__by_a_person_gives_no_answer() -> None:
    box = node("b", "box", output_collection="all", output_element=feel("r"))
    world = begin(draw("s:start a:user b.x:user b.y:user", "s>b b>a", box))
    case, task = next(work for work in world.open_tasks() if work[1].element == "b.x")
    world.do(case, ev.CaseModified(now=0, terminate=(task.key,)))
    world.complete("b.y", {"r": 1})
    assert (at(world), world.cases[0].variables["all"]) == (["a"], [1])


def test_ad_hoc_subprocess_steps_that_split__give_one_answer_when_all_of_it_has_ended() -> None:
    box = node(
        "b", "box", active_elements=feel("chosen"), output_collection="all", output_element=feel("[x, y]"),
        condition=feel("count(all) >= 2"),
    )  # fmt: skip
    drawn = draw(
        "s:start a:user b.f:and b.x:user b.y:user b.j:and b.z:user b.w:user b.v.u:user",
        "s>b b>a b.f>b.x b.f>b.y b.x>b.j b.y>b.j b.j>b.z b.t>b.w b.v.s>b.v.u", box,
        boundary("b.t", "b.z", timer("PT1H"), interrupting=False),
        event_sub("b.v", event("signal", ref="more"), interrupting=False),
    )  # fmt: skip
    world = begin(drawn, {"chosen": ["b.f", "b.f"]})
    world.complete("b.x", {"x": 1})
    world.complete("b.y", {"y": 2})
    world.signal("more")
    world.advance(HOUR)
    assert at(world) == ["b.v.s", "b.v.u", "b.w", "b.x", "b.y", "b.z"]
    world.complete("b.z")
    world.complete("b.w")
    world.complete("b.v.u")  # what happens beside gives no answer
    assert engine.variables(world.cases[0].state, world.open_tasks()[0][1].key)["all"] == [[1, 2]]
    world.complete("b.x")
    world.complete("b.y")
    world.complete("b.z")
    assert (at(world), world.cases[0].variables["all"]) == (["a"], [[1, 2], [1, 2]])


CHOOSES = model.Job(type=says("choose"), headers={"h": "1"})


def _chosen(world: Simulation, *elements: str, values: dict[str, Any] | None = None, **more: bool) -> None:
    case, work = next(one for one in world.open_jobs() if one[1].type == "choose")
    opened = tuple(ev.Activation(element=element, variables={"picked": element}) for element in elements)
    answer = ev.Chosen(activate=opened, **more)
    world.do(case, ev.JobCompleted(now=0, key=work.key, variables=values or {}, answer=answer))
    assert same_again(world)


def _choosing(*more: Any) -> engine.Program:
    box = node("b", "box", job=CHOOSES, output_collection="all", output_element=feel("picked"))
    return draw("s:start a:user b.x:user b.y:job b.y2:user", "s>b b>a b.y>b.y2", box, *more)


def test_ad_hoc_subprocess_of_a_robot__opens_what_the_robot_chooses_until_it_is_enough() -> None:
    world = begin(_choosing())
    _, work = world.open_jobs()[0]
    assert (work.element, work.headers) == ("b", {"h": "1"})
    seen = engine.variables(world.cases[0].state, work.key)
    assert seen["adHocSubProcessElements"] == [{"elementId": "b.x"}, {"elementId": "b.y"}]
    _chosen(world, "b.x", "b.y", "b.x", values={"n": 1})
    assert at(world) == ["b.x", "b.x", "b.y"]
    world.complete("b.x")
    assert at(world) == ["b", "b.x", "b.y"]
    world.complete("b.y")
    world.complete("b.y2")  # the robot is asked anew, with what is there now
    assert [work.type for _, work in world.open_jobs()] == ["choose"]
    _chosen(world, is_enough=True)
    assert at(world) == ["b.x"]
    world.complete("b.x")
    assert at(world) == ["a"]
    assert world.cases[0].variables == {"all": ["b.x", "b.y", "b.x"]}


def test_ad_hoc_subprocess_of_a_robot__may_be_ended_with_what_is_open() -> None:
    world = begin(_choosing())
    _chosen(world, "b.x", "b.y")
    world.complete("b.x")
    _chosen(world, is_enough=True, cancels=True)
    assert (at(world), world.cases[0].variables["all"]) == (["a"], ["b.x"])


def test_ad_hoc_subprocess_of_a_robot__that_chooses_nothing_stands_still() -> None:
    world = begin(_choosing())
    for wrong in ({"elements": ["a"]}, {"elements": ["b.x"], "is_enough": True}):
        with pytest.raises(engine.IllegalEvent):
            _chosen(world, *wrong.pop("elements"), **wrong)
    world.complete("choose")
    assert (at(world), codes(world)) == ([], ["engine.nothing-chosen"])
    world.resolve()
    world.fail("choose")
    world.resolve()
    _chosen(world, "b.y")
    world.throw("b.y", "no")
    assert codes(world) == ["engine.error-uncaught"]
    world = begin(draw("s:start a:job e:end", "s>a a>e"))
    case, work = world.open_jobs()[0]
    with pytest.raises(engine.IllegalEvent):
        world.do(case, ev.JobCompleted(now=0, key=work.key, answer=ev.Chosen()))


def test_ad_hoc_subprocess_of_a_robot__is_tried_out_by_a_script() -> None:
    def tried(answers: dict[str, Any]) -> engine.Trace:
        return engine.simulate(_choosing(), engine.Script(answers={"a": {"_leave": True}, **answers}))

    trace = tried({})
    assert (trace.here, trace.went["b.x"], trace.went["b.y2"]) == (("a",), 1, 1)
    trace = tried({"b": [{"_open": ["b.x"]}, {"_open": ["b.x"]}, {"_open": []}]})
    assert (trace.here, trace.went["b.x"], "b.y" in trace.went) == (("a",), 2, False)


def test_ad_hoc_subprocess_of_a_robot__is_left_by_its_boundary_and_event_subprocess() -> None:
    errors = boundary("x", "b", event("error", ref="no"))
    world = begin(_choosing(errors, node("c", "user")))
    _chosen(world, "b.x", "b.y")
    world.throw("b.y", "no")
    assert at(world) == []
    world = begin(_choosing(event_sub("b.v", event("signal", ref="stop"))))
    _chosen(world, "b.x")
    world.complete("b.x")
    world.signal("stop")
    assert at(world) == ["a"]


def test_ad_hoc_subprocess_of_a_robot__can_be_moved_by_a_person() -> None:
    world = begin(_choosing())
    _chosen(world, "b.x")
    case, task = world.open_tasks()[0]
    world.do(case, ev.CaseModified(now=0, activate=(ev.Activation(element="b.y"),), terminate=(task.key,)))
    assert at(world) == ["b", "b.y"]
    world = begin(draw("s:start a:user b.x:user", "s>a a>b", node("b", "box", job=CHOOSES)))
    world.do(world.cases[0], ev.CaseModified(now=0, activate=(ev.Activation(element="b.x"),)))
    world.complete("b.x")
    assert at(world) == ["a", "b"]


# ---- listeners -------------------------------------------------------------------------------------------------------


def test_execution_listener_job__is_waited_for_before_and_after_the_work() -> None:
    listeners = (model.Listener(event="start", job=job("before")), model.Listener(event="end", job=job("after")))
    world = begin(draw("s:start e:end", "s>a a>e", node("a", "job", listeners=listeners)))
    for kind in ("before", "a", "after"):
        assert [work.type for _, work in world.open_jobs()] == [kind]
        world.complete(kind)
    assert ended(world)


def test_task_listener_job__is_waited_for_when_a_task_is_created_and_completed() -> None:
    listeners = (
        model.Listener(event="creating", kind="task", job=job("made")),
        model.Listener(event="completing", kind="task", job=job("done")),
    )
    world = begin(draw("s:start e:end", "s>a a>e", node("a", "user", listeners=listeners)))
    world.complete("made")
    world.complete("a", {"x": 1})
    world.complete("done")
    assert ended(world)
    assert world.cases[0].variables == {"x": 1}


def _listens(moment: str, name: str, kind: str = "execution") -> model.Listener:
    return model.Listener(event=moment, kind=kind, job=job(name))


def open_jobs(world: Simulation) -> list[str]:
    assert same_again(world)
    return [work.type for _, work in world.open_jobs()]


def test_execution_listener_of_process__is_waited_for_before_its_first_and_after_its_last_token() -> None:
    program = draw(
        "s:start a:user e:end v.a:user v.e:end", "s>a a>e v.s>v.a v.a>v.e",
        event_sub("v", event("message", ref="stop")),
        listeners=(_listens("start", "first"), _listens("start", "second"), _listens("end", "last")),
    )  # fmt: skip
    world = begin(program)
    assert (open_jobs(world), at(world)) == (["first"], ["p"])
    world.complete("first", {"key": "k7"})  # what the event subprocess waits for
    world.complete("second")
    assert at(world) == ["a", "v.s"]
    world.complete("a")
    assert (open_jobs(world), at(world)) == (["last"], ["p"])
    world.complete("last", {"x": 1})
    assert ended(world)
    assert world.cases[0].outcome.variables == {"key": "k7", "x": 1}


def test_execution_listener_of_process__is_not_waited_for_when_the_case_is_cancelled() -> None:
    world = begin(draw("s:start a:user e:end", "s>a a>e", listeners=(_listens("end", "last"),)))
    world.do(world.cases[0], ev.CaseCancelled(now=0))
    assert (ended(world), open_jobs(world)) == (True, [])


def _beside(**fields: Any) -> Simulation:
    """A task with a conditional event beside it, in the older dialect."""
    on = boundary("x", "a", event("conditional", value=juel("${v == 1}"), **fields), interrupting=False)
    return begin(engine.compile(definitions("s:start a:user b:user e:end", "s>a a>e x>b b>e", on, dialect="camunda")))


def test_boundary_conditional_older__happens_at_each_change_while_its_condition_holds() -> None:
    world = _beside()
    world.set_variables(world.cases[0], {"v": 1})
    world.set_variables(world.cases[0], {"v": 1, "w": 2})
    world.set_variables(world.cases[0], {"v": 2})
    assert at(world) == ["a", "b", "b", "b", "x"]
    world = _beside(variable="v", variable_events=("update",))
    for values in ({"v": 1}, {"w": 2}, {"v": 1}):
        world.set_variables(world.cases[0], values)
    assert at(world) == ["a", "b", "x"]


def test_boundary_conditional_older__that_makes_itself_happen_is_an_incident() -> None:
    again = node(
        "b", "pass", inputs=(model.Assignment("n", juel("${1}")),), outputs=(model.Assignment("v", juel("${1}")),)
    )
    on = boundary("x", "a", event("conditional", value=juel("${v == 1}")), interrupting=False)
    world = begin(engine.compile(definitions("s:start a:user e:end", "s>a a>e x>b b>e", on, again, dialect="camunda")))
    world.set_variables(world.cases[0], {"v": 1})
    assert (at(world), codes(world)) == (["a", "x"], ["engine.endless-event"])
    world.resolve()
    world.complete("a", {"v": 2})
    assert ended(world)


@pytest.mark.parametrize("element", ["s", "g", "c", "t", "b", "b.s", "b.x", "x", "e"])
def test_execution_listener_job__is_waited_for_at_every_kind_of_element(element: str) -> None:
    """Start, gateway, catch and throw event, subprocess, event behind a gateway, boundary and end event."""
    drawn = definitions(
        "s:start f:and g:xor b:sub b.s:start b.q:event b.u:user b.e:end u:user e:end",
        "s>f f>g g>c c>t t>b b>e x>e f>u u>e b.s>b.q b.q>b.x b.q>b.y b.x>b.u b.y>b.e b.u>b.e",
        node("c", "catch", event("signal", ref="go")), node("t", "throw", event("message", ref="any-hi")),
        node("b.x", "catch", event("signal", ref="in")), node("b.y", "catch", timer("PT1H")),
        boundary("x", "b", event("signal", ref="stop")),
    )  # fmt: skip
    process = drawn.processes[0]
    listeners = (_listens("start", "before"), _listens("end", "after"))
    nodes = tuple(msgspec.structs.replace(n, listeners=listeners) if n.id == element else n for n in process.nodes)
    process = msgspec.structs.replace(process, nodes=nodes)
    world = begin(engine.compile(msgspec.structs.replace(drawn, processes=(process,))))
    heard: list[str] = []

    def listen() -> None:
        while open_jobs(world):
            heard.extend(open_jobs(world))
            world.complete(open_jobs(world)[0])

    listen()
    for name in ("go", "in", "stop"):
        world.signal(name)
        listen()
    world.complete("u")
    listen()
    times = {"g": 1, "c": 1, "e": 2, "x": 1}.get(element, 1)
    assert heard == (["before", "after"] * times if element != "b" else ["before"])
    assert ended(world)


def test_execution_listener_job__holds_an_inclusive_join_until_its_token_has_come() -> None:
    join = node("j", "or", listeners=(_listens("start", "before"),))
    world = begin(draw("s:start f:or a:user b:user c:user", "s>f f>a[true] f>b[true] a>j b>j j>c", join))
    world.complete("a")
    world.complete("b")
    assert open_jobs(world) == ["before", "before"]
    world.complete("before")
    assert at(world) == ["j"]
    world.complete("before")
    assert at(world) == ["c"]


def test_task_listener_job__is_waited_for_when_a_task_is_assigned_and_updated() -> None:
    listeners = (_listens("assigning", "given", "task"), _listens("updating", "changed", "task"))
    world = begin(draw("s:start e:end", "s>a a>e", node("a", "user", listeners=listeners)))
    assert (open_jobs(world), at(world)) == ([], ["a"])  # opened for nobody
    world.change("a", assignee="person:7")
    assert world.open_tasks()[0][1].assignee is None
    with pytest.raises(engine.IllegalEvent):
        world.do(world.cases[0], ev.TaskCompleted(now=0, key=1))
    world.complete("given")
    assert world.open_tasks()[0][1].assignee == "person:7"
    world.change("a", priority=90)
    world.complete("changed")
    assert world.open_tasks()[0][1].priority == 90
    with pytest.raises(engine.IllegalEvent):
        world.change("a", colour="red")
    world.complete("a")
    assert ended(world)


def test_task_listener_job__is_done_aside_when_its_task_is_cancelled() -> None:
    task = node("b.a", "user", listeners=(_listens("canceling", "gone", "task"),))
    program = draw(
        "s:start b.s:start b.e:end c:user e:end", "s>b b>e x>c c>e b.s>b.a b.a>b.e",
        node("b", "sub", inputs=(model.Assignment("n", feel("1 + 1")),)), task, boundary("x", "b", timer("PT1H")),
    )  # fmt: skip
    world = begin(program)
    world.advance(HOUR)
    assert (open_jobs(world), at(world)) == (["gone"], ["b.a", "c"])
    case, gone = world.open_jobs()[0]
    assert engine.variables(case.state, gone.key) == {"n": 2}
    world.complete("c")
    assert not world.cases[0].is_ended
    world.complete("gone")
    assert ended(world)
    world = begin(program)
    world.do(world.cases[0], ev.CaseCancelled(now=0))
    assert (ended(world), open_jobs(world)) == (True, [])


def _answered(world: Simulation, kind: str, **verdict: Any) -> None:
    """A listener's job is done, with what it says of its task."""
    case, work = next(one for one in world.open_jobs() if one[1].type == kind)
    world.do(case, ev.JobCompleted(now=0, key=work.key, answer=ev.Verdict(**verdict)))
    assert same_again(world)


def _listened_to() -> Simulation:
    moments = ("creating", "assigning", "updating", "completing")
    listeners = tuple(_listens(moment, moment, "task") for moment in moments)
    user = model.User(assignee=says("person:1"), candidate_groups=says("clerk"), priority=says("10"))
    return begin(draw("s:start e:end", "s>a a>e", node("a", "user", user=user, listeners=listeners)))


def _task(world: Simulation) -> Any:
    return world.open_tasks()[0][1]


def test_task_listener_job_that_denies__leaves_the_task_as_it_was() -> None:
    world = _listened_to()
    world.complete("creating")
    _answered(world, "assigning", is_denied=True)
    assert (_task(world).assignee, _task(world).candidate_groups) == (None, ("clerk",))
    world.change("a", assignee="person:2")
    _answered(world, "assigning")
    world.change("a", assignee="person:3")
    _answered(world, "assigning", is_denied=True, reason="not she")
    assert _task(world).assignee == "person:2"
    world.change("a", priority=90)
    _answered(world, "updating", is_denied=True)
    assert _task(world).priority == 10
    world.complete("a", {"x": 1})
    assert world.open_tasks() == []
    _answered(world, "completing", is_denied=True, reason="x must be 2")
    assert (_task(world).assignee, at(world), world.cases[0].variables) == ("person:2", ["a"], {})
    world.complete("a", {"x": 2})
    _answered(world, "completing")
    assert (ended(world), world.cases[0].variables) == (True, {"x": 2})


def test_task_listener_job_that_corrects__makes_the_task_otherwise() -> None:
    world = _listened_to()
    _answered(world, "creating", changes={"candidate_groups": ["chief"], "priority": 70, "due_at": HOUR})
    _answered(world, "assigning", changes={"assignee": "person:9", "follow_up_at": 1})
    task = _task(world)
    assert (task.assignee, task.candidate_groups, task.priority) == ("person:9", ("chief",), 70)
    assert (task.due_at, task.follow_up_at) == (HOUR, 1)
    world.change("a", priority=20)
    _answered(world, "updating", changes={"priority": 30, "candidate_users": ["person:4"]})
    assert (_task(world).priority, _task(world).candidate_users) == (30, ["person:4"])
    world.complete("a")
    _answered(world, "completing", changes={"priority": 99})
    assert ended(world)


def test_task_listener_job_that_denies__is_tried_out_by_a_script() -> None:
    listener = model.Listener(event="completing", kind="task", job=job("check"))
    program = draw("s:start e:end", "s>a a>e", node("a", "user", listeners=(listener,)))
    trace = engine.simulate(program, engine.Script(answers={"check": [{"_deny": True}, {}], "a": {"x": 1}}))
    assert (trace.outcome, trace.variables) == ("completed", {"x": 1})


def test_job_that_denies_or_corrects__is_refused_where_there_is_nothing_of_the_kind() -> None:
    world = _listened_to()
    refused = ({"is_denied": True}, {"changes": {"colour": "red"}}, {"is_denied": True, "changes": {"priority": 1}})
    for verdict in refused:
        with pytest.raises(engine.IllegalEvent):
            _answered(world, "creating", **verdict)
    assert open_jobs(world) == ["creating"]
    world = begin(draw("s:start a:job e:end", "s>a a>e"))
    with pytest.raises(engine.IllegalEvent):
        _answered(world, "a", is_denied=True)
    _answered(world, "a")
    assert ended(world)


def test_task_listener_expression__hears_every_moment_in_the_older_dialect() -> None:
    def at_moment(moment: str, **fields) -> model.Listener:
        says_so = juel(f"${{execution.setVariable('heard', heard.concat(' {moment}'))}}")
        return model.Listener(event=moment, kind="task", expression=says_so, **fields)

    listeners = (
        model.Listener(event="create", kind="task", expression=juel("${task.setAssignee(boss)}")),
        *(at_moment(moment) for moment in ("create", "assignment", "update", "complete", "delete")),
        at_moment("timeout", timer=timer("R/PT1H", "cycle")),
        model.Listener(event="timeout", kind="task", timer=timer("PT90M"),
                       expression=juel("${task.setVariable('late', task.assignee)}")),
    )  # fmt: skip
    program = engine.compile(_older(
        "s:start e:end b:user", "s>a a>e x>b", node("a", "user", listeners=listeners),
        boundary("x", "a", event("signal", ref="stop")),
    ))  # fmt: skip
    world = begin(program, {"heard": "", "boss": "person:1"})
    assert world.open_tasks()[0][1].assignee == "person:1"
    world.change("a", assignee="person:2")
    world.change("a", due_at=HOUR)
    world.advance(2 * HOUR)
    assert world.cases[0].variables["late"] == "person:2"
    world.complete("a")
    assert ended(world)
    told = "create assignment assignment update timeout timeout complete"
    assert world.cases[0].variables["heard"].split() == told.split()
    world = begin(program, {"heard": "", "boss": None})
    world.signal("stop")
    assert (at(world), world.cases[0].variables["heard"].split()) == (["b"], ["create", "delete"])


def test_execution_listener_expression__sets_variables_in_the_older_dialect() -> None:
    listener = model.Listener(event="start", expression=juel("${execution.setVariable('n', 2)}"))
    program = engine.compile(_older("s:start a:user", "s>g g>a", node("g", "xor", listeners=(listener,))))
    assert begin(program).cases[0].variables == {"n": 2}


def _older(*drawing) -> model.Definitions:
    """Return a drawing of the older dialect, which is not written and read first."""
    return definitions(*drawing, dialect="camunda")


def _renamed(name: str, *drawing) -> model.Definitions:
    drawn = definitions(*drawing)
    return msgspec.structs.replace(drawn, processes=(msgspec.structs.replace(drawn.processes[0], id=name),))
