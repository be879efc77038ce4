"""A model compiled: each element becomes a function of a run, when it is first needed.

A decision sees what it requires, and nothing else: its inputs and decisions by name, its knowledge as functions, those
of another file under the import's name. What each came to is remembered for the run, so that no decision is made twice;
a decision service starts a memory of its own, filled with its arguments, so that it hides what it encapsulates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from gorel.core.dmn import model as m
from gorel.core.dmn.boxed import Compiler
from gorel.core.dmn.boxed.compiler import always_null, fitted
from gorel.core.dmn.boxed.structures import static_type
from gorel.core.dmn.callables import make_function
from gorel.core.dmn.camunda import camundas_names, is_camundas
from gorel.core.dmn.constraints import make_allows
from gorel.core.dmn.graph import Graph, Key
from gorel.core.dmn.inputs import read_input
from gorel.core.dmn.record import step_of
from gorel.core.dmn.run import Evaluated, Run, Scope
from gorel.core.dmn.table import Table
from gorel.core.dmn.typing import Types
from gorel.core.dmn.values import from_python
from gorel.core.feel import types as t
from gorel.core.feel.functions import Function
from gorel.core.feel.numbers import DecimalException
from gorel.core.feel.run import LimitReached
from gorel.core.problems import Place, Problem

DEPTH = 100  # decisions that need decisions that need …
_WORKING: Any = object()


@dataclass(frozen=True, slots=True)
class Need:
    """Something in an element's scope. Shape: under is the import's name that it stands under, or empty."""

    name: str
    under: str
    key: Key


@dataclass(frozen=True, slots=True)
class CompiledElement:
    """Shape: sees_everything is for a decision in a file that draws no inputs: it sees what the caller gives."""

    element: m.Element
    key: Key
    place: Place
    needs: tuple[Need, ...]
    names: Mapping[str, t.Type]
    body: Evaluated
    type: t.Type
    sees_everything: bool = False


class Program:
    """All elements of a graph, compiled on demand. Shape: problems grows as elements are compiled."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.problems: list[Problem] = []
        self.types = Types(graph, make_allows(self.problems))
        self._compiled: dict[Key, CompiledElement] = {}
        self._functions: dict[Key, Function] = {}
        self._static: dict[Key, t.Type] = {}
        self._places: dict[Key, Place] = {}
        self.tables: dict[int, Table] = {}
        self.examined: set[Key] = set()

    # ---- compiling

    def compiled(self, key: Key) -> CompiledElement:
        """Return the element compiled."""
        found = self._compiled.get(key)
        if found is None:
            found = self._compiled[key] = self._compile(key)
        return found

    def _compile(self, key: Key) -> CompiledElement:
        element, home = self.graph.elements[key], self.graph.home[key]
        needs = self.needs(key)
        names = self.names(needs)
        compiler = self.compiler(key)
        logic = getattr(element, "logic", None)
        body: Evaluated = always_null
        if logic is not None:
            body = compiler.expression(logic, names)
        return CompiledElement(
            element=element,
            key=key,
            place=compiler.place,
            needs=needs,
            names=names,
            body=body,
            type=self.types.resolve(element.type_ref, home),
            sees_everything=self._sees_everything(key),
        )

    def place(self, key: Key) -> Place:
        """Return where an element stands."""
        found = self._places.get(key)
        if found is None:
            element = self.graph.elements[key]
            found = Place(element=element.id or None, name=element.label or element.name, line=element.line)
            self._places[key] = found
        return found

    def compiler(self, key: Key) -> Compiler:
        """Return a compiler for the element's expressions."""
        place = self.place(key)
        # What an arrow to nowhere would have brought is not known, and the arrow is a finding of its own.
        is_open = self._sees_everything(key) or any(needed is None for _, needed in self.graph.needs(key))
        return Compiler(self.types, self.graph.home[key], place, self.problems, self.tables, is_open)

    def _sees_everything(self, key: Key) -> bool:
        """Return whether a decision sees all that the caller gives.

        It does in files that draw no inputs at all, and in Camunda's files, whose engine has it so.
        """
        element = self.graph.elements[key]
        if not isinstance(element, m.Decision):
            return False
        home = self.graph.home[key]
        return is_camundas(home) or not (home.inputs or element.inputs)

    def needs(self, key: Key) -> tuple[Need, ...]:
        """Return what the element sees."""
        home = self.graph.home[key]
        found = []
        for _, needed in self.graph.needs(key):
            if needed is None:
                continue
            under = ""
            if needed[0] != home.namespace:
                import_ = self.graph.imported(home, needed[0])
                under = import_.name if import_ is not None else ""
            found.append(Need(self.graph.elements[needed].name, under, needed))
        return tuple(found)

    def names(self, needs: tuple[Need, ...]) -> dict[str, t.Type]:
        """Return the names in scope with their types; imported ones as entries of their import's name."""
        names: dict[str, t.Type] = {}
        imported: dict[str, dict[str, t.Type]] = {}
        for need in needs:
            if need.under:
                imported.setdefault(need.under, {})[need.name] = self.static_type(need.key)
            else:
                names[need.name] = self.static_type(need.key)
        for under, fields in imported.items():
            names[under] = t.ContextType(fields)
        return names

    def static_type(self, key: Key) -> t.Type:
        """Return what is known of an element's type before it is evaluated."""
        if key not in self._static:
            self._static[key] = t.ANY  # an element that needs itself knows nothing of itself
            self._static[key] = self._static_type(key)
        return self._static[key]

    def _static_type(self, key: Key) -> t.Type:
        element, home = self.graph.elements[key], self.graph.home[key]
        declared = self.types.resolve(element.type_ref, home)
        if isinstance(element, m.BusinessKnowledgeModel) and element.logic is not None:
            return self._knowledge_type(element.logic, declared, home)
        if isinstance(element, m.DecisionService):
            return self._service_type(element, key)
        if declared == t.ANY and isinstance(element, m.Decision):
            return static_type(self.compiler(key), element.logic)
        return declared

    def _knowledge_type(self, logic: m.FunctionDefinition, declared: t.Type, home: m.Definitions) -> t.FunctionType:
        """Return a knowledge model's type: by its logic, else by its variable, which names the result or the whole."""
        base = t.base_of(declared)
        result = self.types.resolve(logic.type_ref or getattr(logic.body, "type_ref", None), home)
        types = [self.types.resolve(parameter.type_ref, home) for parameter in logic.parameters]
        if isinstance(base, t.FunctionType):
            if len(base.parameters) == len(types):
                types = [known if own == t.ANY else own for own, known in zip(types, base.parameters, strict=True)]
            declared = base.result
        return t.FunctionType(tuple(types), declared if result == t.ANY else result)

    def _service_type(self, element: m.DecisionService, key: Key) -> t.FunctionType:
        outputs = self.resolved(element.outputs, key)
        if len(outputs) == 1:
            result = self.static_type(outputs[0])
        else:
            result = t.ContextType({self.graph.elements[o].name: self.static_type(o) for o in outputs})
        parameters = self.service_parameters(key)
        return t.FunctionType(tuple(self.static_type(p) for p in parameters), result)

    def resolved(self, hrefs: tuple[str, ...], key: Key) -> list[Key]:
        """Return the addresses that an element's references lead to, those that lead somewhere."""
        found = (self.graph.resolve(href, self.graph.home[key]) for href in hrefs)
        return [needed for needed in found if needed is not None]

    def service_parameters(self, key: Key) -> list[Key]:
        """Return a service's parameters in order: its input data, then its input decisions."""
        element = self.graph.elements[key]
        assert isinstance(element, m.DecisionService)
        return self.resolved(element.inputs, key) + self.resolved(element.input_decisions, key)

    # ---- evaluating

    def value(self, key: Key, run: Run) -> Any:
        """Return what an element comes to in this run."""
        found = run.values.get(key, run)
        if found is _WORKING:
            run.note("dmn.cycle", self.compiled(key).place, ring=self.graph.elements[key].name)
            return None
        if found is not run:
            return found
        element = self.graph.elements[key]
        if isinstance(element, m.Decision):
            return self._decide(key, run)
        if isinstance(element, m.InputData):
            found = run.values[key] = read_input(self, key, run)
            return found
        if isinstance(element, m.BusinessKnowledgeModel | m.DecisionService):
            return self.function(key)
        return None

    def _decide(self, key: Key, run: Run) -> Any:
        compiled = self.compiled(key)
        run.values[key] = _WORKING
        run.depth += 1
        if run.depth > DEPTH:
            run.note("dmn.too-deep", compiled.place, limit=DEPTH)
            value = None
        else:
            scope = self.scope(compiled, run)
            tables, run.tables = run.tables, []
            value = fitted(self._body(compiled, scope, run), compiled.type, compiled.place, run)
            if run.trace is not None:
                run.trace.append(step_of(self, compiled, scope, value, run.tables))
            run.tables = tables
        run.depth -= 1
        run.values[key] = value
        return value

    def _body(self, compiled: CompiledElement, scope: Scope, run: Run) -> Any:
        """Evaluate the logic; past a limit of FEEL the decision is null."""
        try:
            return compiled.body(scope, run)
        except LimitReached as reached:
            run.note(reached.code, compiled.place, **reached.values)
        except DecimalException:
            run.note("feel.number-out-of-range", compiled.place, operator="")
        return None

    def scope(self, compiled: CompiledElement, run: Run) -> Scope:
        """Return the values that the element sees."""
        scope: Scope = from_python(dict(run.given)) if compiled.sees_everything else {}
        for need in compiled.needs:
            value = self.value(need.key, run)
            if compiled.sees_everything:
                scope = {**camundas_names(self.graph.elements[need.key], value), **scope}
            if need.under:
                scope.setdefault(need.under, {})[need.name] = value
            else:
                scope[need.name] = value
        run.at = compiled.place
        return scope

    def function(self, key: Key) -> Function:
        """Return a knowledge model or a decision service as a function value."""
        found = self._functions.get(key)
        if found is None:
            found = self._functions[key] = make_function(self, key)
        return found

    def title(self, key: Key) -> str:
        element = self.graph.elements[key]
        return element.label or element.name


Answer = Callable[[Mapping[str, Any]], Any]
