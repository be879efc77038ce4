"""The public face of `core.dmn`: a model read once, asked often."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import InvalidOperation, getcontext, setcontext
from typing import Any

import msgspec

from gorel.core.dmn import model as m
from gorel.core.dmn.callables import serve
from gorel.core.dmn.check import check_model
from gorel.core.dmn.graph import Graph, Key
from gorel.core.dmn.inputs import fit_given
from gorel.core.dmn.program import Answer, Program
from gorel.core.dmn.quick import quick_answer
from gorel.core.dmn.read import parse_definitions
from gorel.core.dmn.run import Run
from gorel.core.dmn.values import from_python, to_json
from gorel.core.feel.calls import call
from gorel.core.feel.numbers import CONTEXT
from gorel.core.feel.types import Type
from gorel.core.problems import ModelError, Place, Problem

KINDS = {
    "decision": m.Decision,
    "decisionService": m.DecisionService,
    "bkm": m.BusinessKnowledgeModel,
}


class Decided(msgspec.Struct, frozen=True):
    """What a decision came to. Shape: value and explanation are JSON; problems with severity "error" want a person."""

    value: Any
    explanation: dict[str, Any]
    problems: tuple[Problem, ...] = ()


class Model:
    """One or several DMN files. Ask it with `evaluate`, or with `decide` when the answer must be accounted for."""

    def __init__(self, files: Sequence[m.Definitions], problems: Sequence[Problem] = ()) -> None:
        self.graph = Graph(files)
        self.program = Program(self.graph)
        self._read_problems = tuple(problems)
        self._quick: dict[str, Answer] = {}
        self._found: dict[tuple[str, str], Key] = {}

    @property
    def definitions(self) -> m.Definitions:
        """The file that is asked."""
        return self.graph.main

    @property
    def decisions(self) -> tuple[m.Decision, ...]:
        """The decisions of the file, in its order; each has an id and a name."""
        return self.graph.main.decisions

    def check(self) -> list[Problem]:
        """Return every fault of the model at once, worst first, each with its place and what to do.

        Those with severity "error" make the model unfit for use; warnings are for a person to judge.
        """
        return check_model(self.graph, self._read_problems)

    def inputs_of(self, name: str, kind: str = "decision") -> dict[str, Type]:
        """Return the inputs that a decision rests on, directly or through others, by name with their types.

        An input of an imported file goes by `{namespace}name`. Errors: KeyError.
        """
        found: dict[str, Type] = {}
        seen: set[Key] = set()
        waiting = [self.find(name, kind)]
        while waiting:
            key = waiting.pop(0)
            if key in seen:
                continue
            seen.add(key)
            element = self.graph.elements[key]
            if isinstance(element, m.InputData):
                qualified = element.name if key[0] == self.graph.main.namespace else f"{{{key[0]}}}{element.name}"
                found[qualified] = self.program.static_type(key)
            elif not isinstance(element, m.BusinessKnowledgeModel):
                waiting.extend(needed for _, needed in self.graph.needs(key) if needed is not None)
        return found

    # ---- asking

    def evaluate(
        self,
        name: str,
        inputs: Mapping[str, Any],
        kind: str = "decision",
        *,
        now: int | None = None,
        seed: int = 0,
        zone: str = "UTC",
    ) -> Any:
        """Return what a decision, decision service ("decisionService") or knowledge model ("bkm") answers.

        Shape: inputs are FEEL values by name, or Python's own numbers, dates and texts. A service with several
        outputs answers a dict. Units: now is whole microseconds since 1970 UTC.
        Errors: KeyError when there is nothing of that name; trouble while evaluating is null.
        """
        if kind == "decision":
            quick = self._quick.get(name)
            if quick is not None:
                try:
                    return quick(inputs)
                except InvalidOperation:  # a number that is none
                    pass
        key = self.find(name, kind)
        if key not in self.program.examined:
            self.program.examined.add(key)
            found = quick_answer(self.program, key, lambda given: self._evaluate(key, given, Run(given)))
            if found is not None:
                self._quick[name] = found
        return self._evaluate(key, inputs, Run(inputs, now=now, seed=seed, zone=zone))

    def decide(
        self,
        name: str,
        inputs: Mapping[str, Any],
        *,
        now: int | None = None,
        seed: int = 0,
        zone: str = "UTC",
        kind: str = "decision",
    ) -> Decided:
        """Return what a decision answers, why, and what went wrong on the way.

        Shape: *name* is the decision's id or name; inputs are JSON: where the model asks for a date, time or duration,
        its text is read as one. Errors: KeyError when there is no such decision.
        """
        key = self.find(name, kind)
        trace: list[dict[str, Any]] = []
        run = Run(inputs, now=now, seed=seed, zone=zone, trace=trace, is_json=True)
        value = to_json(self._evaluate(key, inputs, run))
        element = self.graph.elements[key]
        given = [
            {"name": self.program.title(used), "value": to_json(found)}
            for used, found in run.values.items()
            if isinstance(self.graph.elements[used], m.InputData)
        ]
        explanation = {
            "decision": {"id": element.id, "name": element.label or element.name},
            "model": {"id": self.graph.main.id, "name": self.graph.main.name},
            "inputs": given,
            "steps": trace,
            "value": value,
        }
        return Decided(value, explanation, tuple(run.warnings))

    def find(self, name: str, kind: str = "decision") -> Key:
        """Return the address of an element by its name or id, first in the file that is asked.

        Errors: KeyError.
        """
        key = self._found.get((name, kind))
        if key is None:
            wanted = KINDS[kind]
            candidates = [
                (key[0] != self.graph.main.namespace, by_id, key)
                for key, element in self.graph.elements.items()
                if isinstance(element, wanted)
                for by_id, text in enumerate((element.name, element.id))
                if text == name
            ]
            if not candidates:
                raise KeyError(name)
            key = self._found[name, kind] = min(candidates)[2]
        return key

    def _evaluate(self, key: Key, given: Mapping[str, Any], run: Run) -> Any:
        before = getcontext()
        setcontext(CONTEXT)
        try:
            return self._answer(key, given, run)
        except RecursionError:
            run.note("dmn.too-deep", Place(element=key[1]), limit=0)
            return None
        finally:
            setcontext(before)

    def _answer(self, key: Key, given: Mapping[str, Any], run: Run) -> Any:
        program, element = self.program, self.graph.elements[key]
        if isinstance(element, m.Decision):
            return program.value(key, run)
        function = program.function(key)
        if isinstance(element, m.DecisionService):
            arguments = {}
            for parameter in program.service_parameters(key):
                name = self.graph.elements[parameter].name
                arguments[parameter] = fit_given(
                    given.get(name), program.static_type(parameter), run, name=name, place=program.place(key)
                )
            answer = serve(program, key, arguments, run)
            run.values.update(arguments)
            return answer
        return call(run, None, function, [from_python(given.get(name)) for name in function.parameters])


def read(files: bytes | Sequence[bytes]) -> Model:
    """Return the model that the files hold; the first is the one that is asked, the others are there to be imported.

    Errors: ModelError when a file is no DMN at all. Every other fault is told by `Model.check`.
    """
    definitions: list[m.Definitions] = []
    problems: list[Problem] = []
    for data in [files] if isinstance(files, bytes | bytearray | memoryview) else files:
        found, noted = parse_definitions(bytes(data))
        definitions.append(found)
        problems.extend(noted)
    if not definitions:
        raise ModelError([Problem("dmn.not-dmn", values={"found": ""})])
    return Model(definitions, problems)
