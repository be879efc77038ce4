"""Mangled models: reader, findings, compiler and simulation say what is wrong; none of them breaks."""

from __future__ import annotations

import os
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.bpmn.mutants import mutant, use
from core.engine.drawing import definitions, event, node, timer
from gorel.core import bpmn, engine
from gorel.core.bpmn import model
from gorel.core.bpmn.picture import read_picture
from gorel.core.engine.simulation import Simulation
from gorel.core.problems import ModelError
from gorel.core.say import say

EXAMPLES = int(os.environ.get("EXAMPLES", "60"))  # more of them when looking for trouble


@settings(deadline=None, max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**40))
def test_a_mangled_model_is_refused_or_runs(seed: int) -> None:
    chance = random.Random(seed)
    use(mutant(chance.randrange), chance.randrange)


@pytest.mark.parametrize("data", [b"", b"<", b"<a/>", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', b"\xff\xfe"])
def test_what_is_no_model_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(ModelError) as found:
        bpmn.read(data)
    assert all(say(problem, "sv") for problem in found.value.problems)


# Found by damaging models: each of these once broke the compiler, the engine or the drawing.
LOOP = model.Loop(kind="parallel", cardinality=model.Expression("2"))
BROKEN = [
    ("bpmn.duplicate-id", definitions("s:start p:user e:end", "s>p p>e")),
    ("bpmn.duplicate-id", definitions("s:start", "s>p", node("p", "user", loop=LOOP))),
    ("bpmn.event-gateway-target",
     definitions("s:start g:event a:user", "s>g g>a g>t t>e", node("t", "catch", timer("PT1H")), node("e", "end"))),
    ("bpmn.event-gateway-target",
     definitions("s:start g:event", "s>g g>m", node("m", "start", event("message", ref="x")))),
    ("bpmn.unknown-reference",
     definitions("s:start", "s>m",
                 node("m", "catch", event("message", job=model.Job(type=model.Expression("x")))))),
]  # fmt: skip


@pytest.mark.parametrize(("code", "drawn"), BROKEN, ids=[str(n) for n in range(len(BROKEN))])
def test_what_could_not_run_is_not_compiled(code: str, drawn: model.Definitions) -> None:
    with pytest.raises(ModelError) as found:
        engine.compile(drawn)
    assert code in [problem.code for problem in found.value.problems]
    assert [problem for problem in bpmn.check(drawn) if problem.severity == "error"]


def test_a_subprocess_that_bears_the_id_of_what_is_inside_it_is_drawn_all_the_same() -> None:
    inner = model.Node(id="b", kind="subProcess", scope="b")
    process = model.Process(id="p", nodes=(model.Node(id="b", kind="subProcess"), inner))
    drawn = read_picture(bpmn.write(model.Definitions(processes=(process,))))
    assert [name for name, *_ in drawn.pieces] == ["b"]


def test_cases_that_answer_each_other_without_end_are_stopped_and_told() -> None:
    echo = event("message", ref="any-echo")
    world = Simulation(engine.compile(definitions("", "s>e", node("s", "start", echo), node("e", "end", echo))))
    with pytest.raises(engine.IllegalEvent) as found:
        world.message("any-echo")
    assert found.value.problem.code == "engine.never-settles"


def test_a_reference_that_does_not_belong_is_told_and_kept() -> None:
    drawn = definitions("s:start e:end", "s>t t>e", node("t", "catch", timer("PT1H")))
    data = bpmn.write(drawn).replace(b"<bpmn:timerEventDefinition", b'<bpmn:timerEventDefinition messageRef="m"')
    odd = bpmn.read(data)
    assert [(one.element, one.what) for one in odd.not_run] == [("t", "messageRef")]
    assert bpmn.read(bpmn.write(odd)).not_run == odd.not_run
