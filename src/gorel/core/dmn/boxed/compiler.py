"""From a boxed expression to what evaluates it. FEEL texts are compiled by `core.feel`; the boxes around them here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar

from gorel.core.dmn import model as m
from gorel.core.dmn.boxed.juel import compile_juel, is_juel
from gorel.core.dmn.boxed.literals import compile_text
from gorel.core.dmn.boxed.unknown_names import unknown_names
from gorel.core.dmn.camunda import is_camundas
from gorel.core.dmn.run import Evaluated, Run, Scope
from gorel.core.dmn.typing import Types
from gorel.core.feel import nodes
from gorel.core.feel import types as t
from gorel.core.feel.compare import kind_of
from gorel.core.feel.conform import MISFIT, coerce
from gorel.core.problems import ModelError, Place, Problem

Names = Mapping[str, t.Type]
"""The names in scope, with their types."""

FEEL_LANGUAGES = ("feel", "b-feel")

_COMPILERS: dict[type, Callable[[Compiler, Any, Names], Evaluated]] = {}
_F = TypeVar("_F", bound=Callable[..., Evaluated])


def compiles(kind: type[m.Expression]) -> Callable[[_F], _F]:
    """Let a function compile the boxed expressions of a kind: `(compiler, node, names) -> Evaluated`."""

    def known(function: _F) -> _F:
        _COMPILERS[kind] = function
        return function

    return known


@dataclass(frozen=True, slots=True)
class Compiler:
    """Compiles the expressions of one element.

    Shape: place is the element; problems collects every fault that compiling meets. What cannot be compiled
    becomes null at run time, so that the rest of a model works and `check` can say all that is wrong. tables keeps each
    table (`table.Table`) that was compiled, by the identity of its node. is_open says that scope may hold more names
    than are known.
    """

    types: Types
    home: m.Definitions
    place: Place
    problems: list[Problem]
    tables: dict[int, Any]
    is_open: bool = False

    def type_of(self, type_ref: str | None) -> t.Type:
        return self.types.resolve(type_ref, self.home)

    def note(self, code: str, node: m.Node | None = None, part: str | None = None, **values: Any) -> None:
        self.problems.append(Problem(code, self.at(node, part), values))

    def at(self, node: m.Node | None, part: str | None = None) -> Place:
        """Return the place of a node inside this element."""
        place = self.place
        line = node.line if node is not None and node.line is not None else place.line
        return Place(element=place.element, name=place.name, part=part or place.part, line=line)

    def inside(self, part: str) -> Compiler:
        """Return a compiler whose findings name *part*."""
        return replace(self, place=self.at(None, part))

    # ---- expressions

    def expression(self, node: m.Expression | None, names: Names) -> Evaluated:
        """Return what evaluates *node*; null when it is missing, which the reader has noted."""
        if node is None:
            return always_null
        evaluated = _COMPILERS[type(node)](self, node, names)
        if isinstance(node, m.DecisionTable | m.FunctionDefinition):
            # A table's type is that of one row, whatever its policy makes of it; a function's is that of its result.
            return evaluated
        return self.coerced(evaluated, self.type_of(node.type_ref), node)

    def coerced(self, evaluated: Evaluated, type_: t.Type, node: m.Node, part: str | None = None) -> Evaluated:
        """Return *evaluated* with its value made one of the type, or null."""
        if type_ == t.ANY:
            return evaluated
        place = self.at(node, part)

        def converted(scope: Scope, run: Run) -> Any:
            return fitted(evaluated(scope, run), type_, place, run)

        return converted

    def literal(self, node: m.Literal, names: Names, part: str | None = None) -> Evaluated:
        """Return what evaluates a FEEL text."""
        if node.text is None or not node.text.strip():
            return always_null
        return self.text(node.text, names, node, part, node.language)

    def text(
        self, text: str, names: Names, node: m.Node, part: str | None = None, language: str | None = None
    ) -> Evaluated:
        place = self.at(node, part)
        try:
            if self.is_juel(language):
                return compile_juel(text, place)
            if not self.is_feel(language):
                self.note("dmn.language", node, part, language=language or self.home.language or "")
                return always_null
            found = compile_text(text, names, self.types.scope(self.home), place, self.dialect)
            self.note_unknown(found.node, names, place)
            return found.evaluated
        except ModelError as error:
            self.refused(error, place)
            return failing(place)

    def note_unknown(self, tree: nodes.Node, names: Names, place: Place) -> None:
        """Note each name that is null for ever, for want of anything that has it."""
        if self.is_open:
            return
        for node in unknown_names(tree, frozenset(names)):
            where = Place(element=place.element, name=place.name, part=place.part, line=place.line, position=node.start)
            self.problems.append(Problem("dmn.unknown-name", where, {"name": node.name}))

    def refused(self, error: ModelError, place: Place) -> None:
        """Note why a text does not compile, at its place in the model."""
        for problem in error.problems:
            where = Place(
                element=place.element,
                name=place.name,
                part=place.part,
                line=place.line,
                position=problem.where.position,
            )
            self.problems.append(Problem(problem.code, where, problem.values, problem.severity))

    @property
    def dialect(self) -> Literal["feel", "camunda"]:
        """The FEEL of the file: with Camunda's functions where the file declares one of Camunda's namespaces."""
        return "camunda" if is_camundas(self.home) else "feel"

    def is_feel(self, language: str | None) -> bool:
        """Return whether a text is FEEL, by its own mark or its file's."""
        name = (language or self.home.language or "feel").strip().lower().rstrip("/")
        return name.endswith(FEEL_LANGUAGES) or "/feel/" in f"{name}/"

    def is_juel(self, language: str | None) -> bool:
        """Return whether a text is JUEL, by its own mark or its file's."""
        return is_juel(language or self.home.language)


def always_null(scope: Scope, run: Run) -> None:
    """Evaluate to null."""
    return None


def failing(place: Place) -> Evaluated:
    """Return what evaluates to null and says that the text there does not compile."""

    def fail(scope: Scope, run: Run) -> None:
        run.note("dmn.not-compiled", place)

    return fail


def fitted(value: Any, type_: t.Type, place: Place, run: Run) -> Any:
    """Return *value* as one of the type; null and a problem when it is none."""
    found = coerce(value, type_)
    if found is MISFIT:
        run.note("dmn.not-of-type", place, "warning", expected=t.text_of(type_), found=kind_of(value))
        return None
    return found


@compiles(m.Literal)
def compile_literal(compiler: Compiler, node: m.Literal, names: Names) -> Evaluated:
    """Return what evaluates a FEEL text."""
    return compiler.literal(node, names)
