"""A wrong model is explained before it is started: one drawing per finding."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from core.engine.drawing import boundary, definitions, event, event_sub, feel, juel, node, says, timer
from gorel.core import bpmn
from gorel.core.bpmn import model
from gorel.core.bpmn.findings import soundness
from gorel.core.say import say


def found(*drawing: Any, **fields: Any) -> list[tuple[str, str | None]]:
    return [(problem.code, problem.where.element) for problem in bpmn.check(definitions(*drawing, **fields))]


GOOD = ("s:start a:user e:end", "s>a a>e")


def test_a_good_model_has_no_findings() -> None:
    assert found(*GOOD) == []


WRONG: list[tuple[str, tuple[Any, ...]]] = [
    ("bpmn.no-start@p", ("a:user e:end", "a>e")),
    ("bpmn.duplicate-id@a", ("s:start a:user a:user e:end", "s>a a>e")),
    ("bpmn.several-none-starts@t", ("s:start t:start e:end", "s>e t>e")),
    ("bpmn.flow-into-start@s", ("s:start a:user", "s>a a>s")),
    ("bpmn.flow-out-of-end@e", ("s:start e:end a:user", "s>e e>a")),
    ("bpmn.flow-leaves-scope@a>b.a", ("s:start a:user b:sub b.s:start b.a:user b.e:end", "s>a a>b.a b.s>b.a b.a>b.e")),
    ("bpmn.subprocess-start@b", ("s:start b:sub b.a:user e:end", "s>b b>e")),
    ("bpmn.subprocess-event-start@b", ("s:start b:sub e:end", "s>b b>e", node("b.s", "start", timer("PT1H")))),
    ("bpmn.flow-without-condition@g>b", ("s:start g:xor a:end b:end", "s>g g>a[x] g>b")),
    ("bpmn.no-default-flow@g", ("s:start g:xor a:end b:end", "s>g g>a[x] g>b[y]")),
    ("bpmn.condition-not-asked@g>a", ("s:start g:and a:end b:end", "s>g g>a[x] g>b")),
    ("bpmn.event-gateway-target@g>a", ("s:start g:event a:user b:user", "s>g g>a g>b")),
    ("bpmn.boundary-host@x", ("s:start g:xor e:end", "s>g g>e x>e", boundary("x", "g", timer("PT1H")))),
    ("bpmn.boundary-leads-nowhere@x", (*GOOD, boundary("x", "a", timer("PT1H")))),
    ("bpmn.boundary-without-event@x", ("s:start a:user e:end", "s>a a>e x>e", node("x", "boundaryEvent", on="a"))),
    ("bpmn.must-interrupt@x",
     ("s:start a:user e:end", "s>a a>e x>e", boundary("x", "a", event("error"), interrupting=False))),
    ("bpmn.boundary-host@x", (f"{GOOD[0]} v.e:end", f"{GOOD[1]} v.s>v.e x>e", event_sub("v", event("signal", ref="g")),
                              boundary("x", "v", timer("PT1H")))),
    ("bpmn.boundary-elsewhere@x",
     ("s:start e:end b.s:start b.a:user", "s>b b>e b.s>b.a x>e", node("b", "sub"),
      node("x", "boundaryEvent", timer("PT1H"), on="b.a"))),
    ("bpmn.throw-without-code@e", ("s:start", "s>e", node("e", "end", event("error")))),
    ("bpmn.throw-without-code@t", ("s:start e:end", "s>t t>e", node("t", "throw", event("escalation")))),
    ("bpmn.condition-missing@c", ("s:start e:end", "s>c c>e", node("c", "catch", event("conditional")))),
    ("bpmn.heard-twice@y",
     (*GOOD, boundary("x", "a", event("message", ref="m")), boundary("y", "a", event("message", ref="m")))),
    ("bpmn.heard-twice@t",
     ("a:user e:end", "s>a t>a a>e", node("s", "start", event("message", ref="m")),
      node("t", "start", event("message", ref="m")))),
    ("bpmn.event-subprocess-flow@v",
     ("s:start e:end v.e:end", "s>v v>e v.s>v.e", event_sub("v", event("signal", ref="g")))),
    ("bpmn.needed-but-not-run@g",
     ("s:start a:user b:user", "s>g g>m g>n m>a n>b", node("g", "event", parallel_multiple=True),
      node("m", "catch", event("signal", ref="m")), node("n", "catch", event("signal", ref="n")))),
    ("bpmn.needed-but-not-run@a",
     ("s:start e:end", "s>a a>e",
      node("a", "user", listeners=(model.Listener(event="start", kind="task", job=model.Job(type=says("x"))),)))),
    ("bpmn.script-is-text@a",
     ("s:start e:end", "s>a a>e", node("a", "scriptTask", script=model.Script(expression=juel("x = 1"))))),
    ("bpmn.event-gateway-needs-events@g", ("s:start g:event", "s>g")),
    ("bpmn.event-gateway-shares@c",
     ("s:start f:and g:event e:end", "s>f f>g f>c g>c g>t c>e t>e", node("c", "catch", timer("PT1H")),
      node("t", "catch", event("signal", ref="x")))),
    ("bpmn.output-without-element@a",
     ("s:start e:end", "s>a a>e",
      node("a", "job", loop=model.Loop(kind="parallel", collection=feel("xs"), output_collection="o")))),
    ("bpmn.mapping-without-target@a",
     ("s:start e:end", "s>a a>e", node("a", "job", outputs=(model.Assignment("", feel("x")),)))),
    ("bpmn.cancel-outside-transaction@e", ("s:start", "s>e", node("e", "end", event("cancel")))),
    ("bpmn.link-without-target@l", ("s:start", "s>l", node("l", "throw", event("link", name="x")))),
    ("bpmn.job-without-type@a", ("s:start e:end", "s>a a>e", node("a", "job", job=None))),
    ("bpmn.no-decision@a", ("s:start e:end", "s>a a>e", node("a", "businessRuleTask"))),
    ("bpmn.no-script@a", ("s:start e:end", "s>a a>e", node("a", "scriptTask"))),
    ("bpmn.no-called-process@a", ("s:start e:end", "s>a a>e", node("a", "callActivity"))),
    ("bpmn.loop-without-count@a", ("s:start e:end", "s>a a>e", node("a", "user", loop=model.Loop(kind="parallel")))),
    ("bpmn.timer-without-value@t",
     ("s:start e:end", "s>t t>e", node("t", "catch", model.EventDefinition(kind="timer", timer="date")))),
    ("bpmn.timer-value@t", ("s:start e:end", "s>t t>e", node("t", "catch", timer("tomorrow", "date")))),
    ("bpmn.timer-value@t", ("s:start e:end", "s>t t>e", node("t", "catch", timer("3 days")))),
    ("bpmn.event-without-name@m", ("s:start e:end", "s>m m>e", node("m", "catch", event("message")))),
    ("bpmn.receive-without-message@a", ("s:start e:end", "s>a a>e", node("a", "receiveTask"))),
    ("bpmn.unreachable@b", ("s:start a:user e:end b:user", "s>a a>e b>e")),
    ("bpmn.no-end@a", ("s:start a:user", "s>a")),
    ("feel.unexpected-end@a",
     ("s:start e:end", "s>a a>e", node("a", "user", user=model.User(assignee=feel("1 +"))))),
    ("juel.unexpected-end@a",
     ("s:start e:end", "s>a a>e", node("a", "user", user=model.User(assignee=juel("${a +}"))))),
    ("bpmn.deadlock@j", ("s:start g:xor a:user b:user j:and e:end", "s>g g>a[x] g>b! a>j b>j j>e")),
    ("bpmn.token-twice@c", ("s:start f:and a:user b:user x:xor c:user e:end", "s>f f>a f>b a>x b>x x>c c>e")),
    ("bpmn.event-subprocess-start@v",
     (*GOOD[:1], GOOD[1] + " v.s>v.e", node("v", "sub", triggered_by_event=True), node("v.s", "start"),
      node("v.e", "end"))),
    ("bpmn.caught-twice@y",
     ("s:start a:user e:end", "s>a a>e x>e y>e", boundary("x", "a", event("error")),
      boundary("y", "a", event("error")))),
    ("bpmn.caught-twice@y",
     ("s:start t:tx e:end", "s>t t>e x>e y>e", boundary("x", "t", event("cancel")),
      boundary("y", "t", event("cancel")))),
    ("bpmn.compensation-without-handler@x", (*GOOD, boundary("x", "a", event("compensation")))),
    ("bpmn.unknown-reference@u",
     ("s:start e:end", "s>u u>e", node("u", "throw", event("compensation", activity="nowhere")))),
    ("bpmn.handler-goes-on@h", ("s:start e:end", "s>e h>e", node("h", "user", is_for_compensation=True))),
    ("bpmn.single-condition@g>e", ("s:start g:xor e:end", "s>g g>e[x]")),
    ("bpmn.message-without-key@m", ("s:start e:end", "s>m m>e", node("m", "catch", event("message", ref="any-x")))),
    ("bpmn.not-a-number@a",
     ("s:start e:end", "s>a a>e", node("a", "job", job=model.Job(type=says("x"), retries=says("many"))))),
]  # fmt: skip


@pytest.mark.parametrize(("finding", "drawing"), WRONG, ids=[finding for finding, _ in WRONG])
def test_a_fault_is_found_at_its_element(finding: str, drawing: tuple[Any, ...]) -> None:
    code, element = finding.split("@")
    assert (code, element) in found(*drawing)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_finding_is_said_whole(language: Any) -> None:
    for _, drawing in WRONG:
        for problem in bpmn.check(definitions(*drawing)):
            text = say(problem, language)
            assert "{" not in text.replace("${", "")
            assert problem.code not in text


def test_the_older_dialect_takes_one_flow_without_condition_as_default() -> None:
    drawing = ("s:start g:xor a:end b:end", "s>g g>a[x] g>b")
    assert found(*drawing, dialect="camunda") == [("bpmn.assumed-default", "g>b")]
    older = definitions("s:start g:xor a:end b:end", "s>g g>a[x] g>b!", dialect="camunda")
    assert bpmn.check(older) == []


def test_two_signals_of_one_name_are_a_doubt() -> None:
    drawn = definitions(*GOOD)
    signals = {name: model.Signal(id=name, name=says("same")) for name in ("one", "two")}
    problems = bpmn.check(msgspec.structs.replace(drawn, signals=signals))
    assert [(p.code, p.where.element) for p in problems] == [("bpmn.same-name-twice", "two")]


def test_a_deadlock_is_an_error_when_no_way_ends_well() -> None:
    always = definitions("s:start g:xor a:user b:user j:and e:end", "s>g g>a[x] g>b! a>j b>j j>e")
    sometimes = definitions(
        "s:start h:xor g:xor a:user b:user j:and e:end q:end", "s>h h>g[y] h>q! g>a[x] g>b! a>j b>j j>e"
    )
    for drawn, severity in ((always, "error"), (sometimes, "warning")):
        problem = next(problem for problem in bpmn.check(drawn) if problem.code == "bpmn.deadlock")
        assert problem.severity == severity
    assert problem.values["path"] == "s → h → g → a"


def test_well_nested_models_are_sound() -> None:
    drawn = definitions(
        "s:start f:and a:user g:xor b:user c:user k:xor j:and m:xor n:xor e:end",
        "s>f f>a f>g g>b[x] g>c! b>k c>k k>j a>j j>m m>n[y] m>e! n>e t>n",
        boundary("t", "a", timer("PT1H"), interrupting=False), event_sub("v", event("signal", ref="x")),
        node("v.e", "end"),
    )  # fmt: skip
    assert [p.code for p in bpmn.check(drawn) if p.code in ("bpmn.deadlock", "bpmn.token-twice")] == []


SPLIT = "s:start f:and a:user b:user j:and e:end"
FLAWS: list[tuple[str, str, str, tuple[Any, ...]]] = [
    # A join that needs what only a non-interrupting event brings waits in vain when the event never comes.
    ("bpmn.deadlock@j", "warning", "s → f → a → b",
     (SPLIT, "s>f f>a f>b a>j b>j t>j j>e", boundary("t", "a", timer("PT1H"), interrupting=False))),
    # A non-interrupting event whose way meets the main way brings a second token.
    ("bpmn.token-twice@c", "warning", "s → t → x → x",
     ("s:start a:user x:xor c:user e:end", "s>a a>x t>x x>c c>e",
      boundary("t", "a", timer("PT1H"), interrupting=False))),
    # An interrupting event leads round a join.
    ("bpmn.deadlock@j", "warning", "s → f → t → b",
     (SPLIT + " q:end", "s>f f>a f>b a>j b>j j>e t>q", boundary("t", "a", timer("PT1H")))),
    # Inside an event subprocess.
    ("bpmn.deadlock@v.j", "error", "v.s → v.g → v.a",
     ("s:start w:user e:end v.g:xor v.a:user v.b:user v.j:and v.e:end",
      "s>w w>e v.s>v.g v.g>v.a[x] v.g>v.b! v.a>v.j v.b>v.j v.j>v.e", event_sub("v", event("signal", ref="y")))),
    # Conditional flows on an activity may leave a join waiting.
    ("bpmn.deadlock@j", "warning", "s → a → b", ("s:start a:user b:user c:user j:and e:end",
                                               "s>a a>b a>c[x] b>j c>j j>e")),
]  # fmt: skip


@pytest.mark.parametrize(("finding", "severity", "path", "drawing"), FLAWS, ids=[flaw[0] for flaw in FLAWS])
def test_the_shortest_way_to_an_unsound_marking_is_told(
    finding: str, severity: str, path: str, drawing: tuple[Any, ...]
) -> None:
    code, element = finding.split("@")
    told = [p for p in bpmn.check(definitions(*drawing)) if (p.code, p.where.element) == (code, element)]
    assert [(problem.severity, problem.values["path"]) for problem in told] == [(severity, path)]


SOUND = [
    # Inclusive joins wait for what was taken; a loop, a call and a subprocess are one move each.
    ("s:start f:or a:user b:user j:or e:end", "s>f f>a[x] f>b! a>j b>j j>e",
     node("r", "user", loop=model.Loop(kind="parallel", cardinality=says("3")))),
    ("s:start f:and a:sub b:callActivity j:and e:end", "s>f f>a f>b a>j b>j j>e"),
    # A reminder that may go on many times at once, beside the main way.
    ("s:start x:xor a:user g:xor r:user e:end q:end", "s>x x>a a>g g>x[y] g>e! t>r r>q",
     boundary("t", "a", timer("R/PT1H", "cycle"), interrupting=False)),
    # A plain end takes any number of tokens.
    ("s:start f:and a:user b:user e:end", "s>f f>a f>b a>e b>e"),
]  # fmt: skip


@pytest.mark.parametrize("drawing", SOUND, ids=[str(number) for number in range(len(SOUND))])
def test_what_is_sound_is_not_doubted(drawing: tuple[Any, ...]) -> None:
    codes = [p.code for p in bpmn.check(definitions(*drawing))]
    assert [code for code in codes if code in ("bpmn.deadlock", "bpmn.token-twice")] == []


def test_the_exploration_stops_at_its_stated_size() -> None:
    names = [f"u{number}" for number in range(60)]
    wide = definitions(
        "s:start f:and j:and e:end " + " ".join(f"{name}:user" for name in names),
        "s>f j>e " + " ".join(f"f>{name} {name}>j" for name in names),
    )
    moves = 0
    net = soundness._Net(wide.processes[0], "")
    played = net.own_moves

    def counted(marking: Any) -> Any:
        nonlocal moves
        for move in played(marking):
            moves += 1
            yield move

    net.own_moves = counted  # type: ignore[method-assign]
    assert list(soundness._play(net)) == []
    assert 0 < moves <= soundness.MAX_MOVES + len(names)
