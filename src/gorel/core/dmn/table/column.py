"""One input column, compiled: its expression, its index, and tests by FEEL for what the index cannot tell."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gorel.core.dmn import model as m
from gorel.core.dmn.boxed.compiler import Compiler, Names
from gorel.core.dmn.boxed.juel import compile_juel_test
from gorel.core.dmn.boxed.literals import Test, compile_tests, constant_value, evaluated_list, parse_tests
from gorel.core.dmn.run import Evaluated, Run, Scope
from gorel.core.dmn.table.cells import ANYTHING, KEYS, ONLY_FEEL_KNOWS, Cell, analyse
from gorel.core.dmn.table.index import MOST_BITS, ColumnIndex, build_index, size_of
from gorel.core.dmn.table.intervals import EVERYTHING, Interval
from gorel.core.feel import types as t
from gorel.core.problems import ModelError, Place


@dataclass(slots=True)
class CompiledColumn:
    """Shape: name is the variable that the input expression names, or empty when it is more than a name.

    groups holds (test, rules) for each distinct simple cell; unclear_tests the tests of cells that only FEEL can tell.
    """

    title: str
    place: Place
    name: str
    evaluated: Evaluated
    kind: str | None
    cells: tuple[Cell, ...]
    index: ColumnIndex
    groups: tuple[tuple[Test | None, int], ...]
    unclear: int
    unclear_tests: Mapping[int, Test]
    allowed: Test | None
    domain: tuple[Interval, ...] | None
    _null: int | None = field(default=None)

    def mask(self, value: Any, scope: Scope, run: Run) -> int:
        """Return the rules whose cell accepts the value; unclear ones count as accepting, until tested."""
        key = KEYS.get(type(value))
        if key is not None and key[0] == self.kind:
            value = key[1](value)
            keys = self.index.keys
            at = bisect_left(keys, value)
            return self.index.masks[2 * at + (at < len(keys) and keys[at] == value)]
        return self.other(value, scope, run)

    def other(self, value: Any, scope: Scope, run: Run) -> int:
        """Return the same for a value that is not of the index's kind, by FEEL itself."""
        if value is None and self._null is not None:
            return self._null
        noted = len(run.warnings)
        found = self.unclear
        for test, rules in self.groups:
            if test is None or test(value, scope, run) is True:
                found |= rules
        # That a cell cannot be compared with the value is no trouble: it just does not match.
        del run.warnings[noted:]
        if value is None:
            self._null = found
        return found

    def is_allowed(self, value: Any, scope: Scope, run: Run) -> bool:
        """Return whether the value is one of the input values; null is left to the rules."""
        if self.allowed is None or value is None or self.allowed(value, scope, run) is True:
            return True
        run.note_not_allowed(self.place, self.title, value)
        return False


def compile_column(
    compiler: Compiler, clause: m.InputClause, entries: Sequence[tuple[m.Rule, m.UnaryTests]], names: Names
) -> CompiledColumn:
    """Return the compiled column; faults of its cells are noted with their rows."""
    part = compiler.inside(clause.title)
    text = " ".join((clause.expression.text or "").split())
    input_type = names.get(text, part.type_of(clause.expression.type_ref))
    known = {**names, "?": input_type}
    tests = _Tests(part, known)
    cells: list[Cell] = []
    by_text: dict[str, int] = {}
    unclear_tests: dict[int, Test] = {}
    for position, (rule, entry) in enumerate(entries):
        cell = tests.cell(entry, f"{part.place.part} #{rule.number}")
        cells.append(cell)
        if cell.is_simple:
            by_text[entry.text] = by_text.get(entry.text, 0) | 1 << position
        else:
            unclear_tests[position] = tests.test(entry, rule)
    kind = _kind(cells, input_type)
    if size_of([_indexed(cell, kind) for cell in cells]) > MOST_BITS:
        # Too large to index: FEEL tests the cells one by one.
        for position, (_, entry) in enumerate(entries):
            if not cells[position].accepts_anything:
                cells[position] = ONLY_FEEL_KNOWS
                unclear_tests.setdefault(position, tests.lazy(entry.text))
        by_text = {text: rules for text, rules in by_text.items() if tests.known[text].accepts_anything}
    unclear = sum(1 << position for position in unclear_tests)
    index = build_index([_indexed(cell, kind) for cell in cells])
    allowed, domain = allowed_values(part, clause.values, known)
    if domain is None:
        domain = domain_of(input_type)
    return CompiledColumn(
        title=clause.title,
        place=part.at(clause),
        name=text if text in names else "",
        evaluated=part.literal(clause.expression, names),
        kind=kind,
        cells=tuple(cells),
        index=index,
        groups=tuple(
            (None if tests.known[text].accepts_anything else tests.lazy(text), rules) for text, rules in by_text.items()
        ),
        unclear=unclear,
        unclear_tests=unclear_tests,
        allowed=allowed,
        domain=domain.intervals if domain is not None and domain.kind == kind else None,
    )


def _kind(cells: Sequence[Cell], declared: t.Type) -> str | None:
    """Return the kind of value that the column is about: the declared one, or that of most cells."""
    base = t.base_of(declared)
    if isinstance(base, t.Simple) and base.name in {kind for kind, _ in KEYS.values()}:
        return base.name
    kinds = [cell.kind for cell in cells if cell.kind]
    return max(set(kinds), key=lambda kind: (kinds.count(kind), kind)) if kinds else None


def _indexed(cell: Cell, kind: str | None) -> tuple[Interval, ...]:
    """Return the intervals that the index holds: an unclear cell counts as accepting anything."""
    if cell.accepts_anything or cell.intervals is None:
        return (EVERYTHING,)
    return cell.intervals if cell.kind == kind else ()


class _Tests:
    """The cells of one column; each distinct text is parsed once, and compiled when it is first needed."""

    def __init__(self, compiler: Compiler, names: Names) -> None:
        self.compiler = compiler
        self.names = names
        self.known: dict[str, Cell] = {}
        self.compiled: dict[str, Test] = {}

    def cell(self, entry: m.UnaryTests, part: str) -> Cell:
        """Return what a cell accepts; *part* is where its faults are said to be."""
        found = self.known.get(entry.text)
        if found is None:
            found = self.known[entry.text] = self._analyse(entry, part)
        return found

    def _analyse(self, entry: m.UnaryTests, part: str) -> Cell:
        compiler = self.compiler
        if entry.text == "-":
            return ANYTHING
        if not compiler.is_feel(entry.language):
            return ONLY_FEEL_KNOWS
        try:
            tree = parse_tests(entry.text, self.names, compiler.types.scope(compiler.home), compiler.dialect)
        except ModelError:
            return ONLY_FEEL_KNOWS  # noted when it is compiled
        compiler.note_unknown(tree, self.names, compiler.at(entry, part))
        return analyse(tree, lambda node: constant_value(entry.text, node))

    def test(self, entry: m.UnaryTests, rule: m.Rule) -> Test:
        """Return the compiled test of an unclear cell, and note its faults."""
        found = self.compiled.get(entry.text)
        if found is None:
            place = self.compiler.at(entry, f"{self.compiler.place.part} #{rule.number}")
            found = self.compiled[entry.text] = compiled_tests(self.compiler, entry, self.names, place)
        return found

    def lazy(self, text: str) -> Test:
        """Return a test that compiles itself when it is first asked."""
        entry = m.UnaryTests(text=text)

        def test(value: Any, scope: Scope, run: Run) -> bool | None:
            found = self.compiled.get(text)
            if found is None:
                found = self.compiled[text] = compiled_tests(self.compiler, entry, self.names, self.compiler.place)
            return found(value, scope, run)

        return test


def compiled_tests(compiler: Compiler, entry: m.UnaryTests, names: Names, place: Place) -> Test:
    """Return the compiled tests; a text that does not compile is noted and matches nothing."""
    try:
        if compiler.is_juel(entry.language):
            return compile_juel_test(entry.text, place)
        if not compiler.is_feel(entry.language):
            compiler.note("dmn.language", entry, place.part, language=entry.language or compiler.home.language or "")
            return never
        return compile_tests(entry.text, names, compiler.types.scope(compiler.home), place, compiler.dialect)
    except ModelError as error:
        compiler.refused(error, place)
        return never


def never(value: Any, scope: Scope, run: Run) -> bool | None:
    """Match nothing."""
    return None


def allowed_values(compiler: Compiler, values: m.UnaryTests | None, names: Names) -> tuple[Test | None, Cell | None]:
    """Return the test of a column's list of values, and what it allows."""
    if values is None or values.text == "-":
        return None, None
    tests = _Tests(compiler, names)
    cell = tests.cell(values, f"{compiler.place.part} values")
    return compiled_tests(compiler, values, names, compiler.at(values, "values")), cell


def listed_values(compiler: Compiler, clause: m.OutputClause, names: Names) -> tuple[Any, ...]:
    """Return a column's output values in order, as PRIORITY ranks them."""
    values = clause.values
    if values is None:
        values = compiler.types.allowed_text(clause.type_ref, compiler.home)
    if values is None or values.text == "-":
        return ()
    try:
        return tuple(evaluated_list(values.text, names))
    except ModelError as error:
        compiler.refused(error, compiler.at(values, "values"))
        return ()


def domain_of(declared: t.Type) -> Cell | None:
    """Return what a constrained type allows, where it is known."""
    while isinstance(declared, t.Constrained):
        found = getattr(declared.allows, "cell", None)
        if isinstance(found, Cell):
            return found
        declared = declared.base
    return None
