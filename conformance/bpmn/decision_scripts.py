"""What the decisions with JUEL answer: one script per file, asked as their sources' tests ask."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from foreign_models import ROOT

from gorel.core import dmn, engine
from gorel.core.bpmn import model
from gorel.core.engine.simulation import Simulation

SCRIPTS: dict[str, Callable[[], None]] = {}
ASKED: dict[str, tuple[str, tuple[tuple[dict[str, Any], Any], ...]]] = {}  # the decision of a file, and its answers


def answers(name: str, decision: str, *asked: tuple[dict[str, Any], Any]) -> None:
    """Register a decision: asked alone, and by a case in its business rule task, it answers so."""

    def script() -> None:
        rules = dmn.read((ROOT / "dmn" / f"{name}.dmn").read_bytes())
        assert [problem for problem in rules.check() if problem.severity == "error"] == []
        for inputs, expected in asked:
            decided = rules.decide(decision, inputs)
            assert (decided.value, decided.problems) == (expected, ())
            assert rules.evaluate(decision, inputs) == expected
            assert _in_a_case(rules, decision, inputs) == expected

    SCRIPTS[f"dmn/{name}.dmn"] = script
    ASKED[f"dmn/{name}.dmn"] = decision, asked


def _in_a_case(rules: dmn.Model, decision: str, inputs: dict[str, Any]) -> Any:
    rule = model.Rule(decision=model.Expression(decision), result="answer")
    process = model.Process(
        id="p",
        nodes=(model.Node(id="s", kind="startEvent"), model.Node(id="a", kind="businessRuleTask", rule=rule)),
        flows=(model.Flow(id="f", source="s", target="a"),),
    )
    program = engine.compile(model.Definitions(processes=(process,)), decisions={decision: Asked(rules, decision)})
    world = Simulation(program)
    return world.start(variables=inputs).variables["answer"]


class Asked:
    """A decision of a file of rules."""

    def __init__(self, table: dmn.Model, name: str) -> None:
        self.table, self.name = table, name

    def decide(self, inputs: Any, **how: Any) -> Any:
        return self.table.decide(self.name, inputs, **how)


def _flags(*inputs: bool) -> dict[str, bool]:
    return {f"input{number}": value for number, value in enumerate(inputs, 1)}


def _outs(*outputs: str) -> dict[str, str]:
    return {f"output{number}": value for number, value in enumerate(outputs, 1)}


answers(
    "HitPolicyTest.first.compound", "decision",
    ({**_flags(True, True, False), **_outs("c", "b", "a")}, {"out1": "c", "out2": "c", "out3": "c"}),
    ({**_flags(False, True, True), **_outs("c", "b", "a")}, {"out1": "b", "out2": "b", "out3": "b"}),
)  # fmt: skip
answers(
    "HitPolicyTest.collect.single", "decision",
    ({**_flags(True, True, True), **_outs("a", "b", "c")}, ["a", "b", "c"]),
    ({**_flags(False, True, False), **_outs("a", "b", "c")}, ["b"]),
)  # fmt: skip
answers("EvaluateSharedDecisions", "A", ({"ff": "ff"}, "aa"))
