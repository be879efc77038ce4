"""Every fault of a model at once: how it is written, drawn, typed and expressed, and what its tables say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gorel.core.dmn import model as m
from gorel.core.dmn.graph import Graph, Key, hrefs_of
from gorel.core.dmn.program import Program
from gorel.core.dmn.table.checks import check_table
from gorel.core.dmn.table.prepare import checked_tables
from gorel.core.problems import Place, Problem


def check_model(graph: Graph, read: Sequence[Problem]) -> list[Problem]:
    """Return the problems, errors first, each once."""
    # A program of its own: what compiling finds is found whole, whatever has been evaluated before.
    program = Program(graph)
    found = [*read, *graph.problems, *_graph(graph), *_names(graph)]
    for key, element in graph.elements.items():
        if isinstance(element, m.Decision | m.BusinessKnowledgeModel):
            program.compiled(key)
        elif isinstance(element, m.InputData):
            program.static_type(key)
    for definitions in graph.files:
        program.types.scope(definitions)
    found += program.problems
    found += _types(program)
    for table in checked_tables(program):
        found += check_table(table)
    unique = dict.fromkeys(_hashable(problem) for problem in found)
    by_key = {_hashable(problem): problem for problem in reversed(found)}
    ordered = [by_key[key] for key in unique]
    return sorted(ordered, key=lambda problem: problem.severity != "error")


def _hashable(problem: Problem) -> tuple[str, Place, str]:
    return problem.code, problem.where, repr(sorted(problem.values.items(), key=str))


def _graph(graph: Graph) -> Iterator[Problem]:
    """Requirements that lead nowhere, or in a ring; imports that are not there; decisions without logic."""
    for ring in graph.cycles():
        first = graph.elements[ring[0]]
        names = " → ".join(graph.elements[key].name for key in (*ring, ring[0]))
        yield Problem("dmn.cycle", _place(first), {"ring": names})
    for key, element in graph.elements.items():
        for href in hrefs_of(element):
            if graph.resolve(href, graph.home[key]) is None:
                yield Problem("dmn.unknown-reference", _place(element), {"href": href})
        if isinstance(element, m.Decision) and element.logic is None:
            yield Problem("dmn.no-logic", _place(element), {"name": element.name}, "warning")
        if isinstance(element, m.BusinessKnowledgeModel) and (element.logic is None or element.logic.body is None):
            yield Problem("dmn.no-logic", _place(element), {"name": element.name}, "warning")
        if isinstance(element, m.DecisionService) and not element.outputs:
            yield Problem("dmn.no-service-output", _place(element), {"name": element.name})
    for definitions in graph.files:
        for import_ in definitions.imports:
            if "DMN" in import_.kind.upper() and graph.definitions_of(import_.namespace) is None:
                place = Place(element=import_.id or None, name=import_.name or None, line=import_.line)
                yield Problem("dmn.import-missing", place, {"namespace": import_.namespace})


def _names(graph: Graph) -> Iterator[Problem]:
    """Two elements of one file that expressions could not tell apart."""
    seen: dict[tuple[str, str], Key] = {}
    for key, element in graph.elements.items():
        if isinstance(element, m.KnowledgeSource):
            continue
        earlier = seen.setdefault((key[0], element.name), key)
        if earlier != key:
            yield Problem("dmn.duplicate-name", _place(element), {"name": element.name})


def _types(program: Program) -> Iterator[Problem]:
    """Types that nothing defines, types within themselves, and fixed answers that are not of their decision's type."""
    for name, definitions in program.types.unknown:
        place = Place(element=definitions.id or None, name=definitions.name or None)
        known = ", ".join(sorted(item.name for item in definitions.types)[:10])
        yield Problem("dmn.unknown-type", place, {"type": name, "known": known})
    for item in program.types.recursive:
        yield Problem("dmn.recursive-type", Place(element=item.id or None, name=item.name, line=item.line), {})


def _place(element: m.Element) -> Place:
    return Place(element=element.id or None, name=element.label or element.name, line=element.line)
