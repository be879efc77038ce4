"""The elements of one or several files together: who is who, who needs whom, and what lies in scope.

Each file keeps its own names. An element of another file is seen through that file's import: under the import's
name and a dot, or bare where the import has no name (DMN 1.5 §6.3.3).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gorel.core.dmn import model as m
from gorel.core.problems import Place, Problem

Key = tuple[str, str]
"""An element's address: the namespace of its file, and its id (or its name, where it has no id)."""


class Graph:
    """Shape: files[0] is the model that is asked; the others are there to be imported."""

    def __init__(self, files: Sequence[m.Definitions]) -> None:
        self.files = tuple(files)
        self.problems: list[Problem] = []
        self.elements: dict[Key, m.Element] = {}
        self.home: dict[Key, m.Definitions] = {}
        self.key_of: dict[int, Key] = {}
        for definitions in self.files:
            for element in elements_of(definitions):
                key = (definitions.namespace, element.id or element.name)
                self.key_of[id(element)] = key
                if key in self.elements:
                    self.note("dmn.duplicate-id", element, id=key[1])
                    continue
                self.elements[key] = element
                self.home[key] = definitions
        self._by_namespace = {definitions.namespace: definitions for definitions in reversed(self.files)}
        self._by_id: dict[str, list[Key]] = {}
        for key in self.elements:
            self._by_id.setdefault(key[1], []).append(key)

    @property
    def main(self) -> m.Definitions:
        return self.files[0]

    def note(self, code: str, element: m.Element, **values: object) -> None:
        place = Place(element=element.id or None, name=element.name, line=element.line)
        self.problems.append(Problem(code, place, values))

    # ---- resolving

    def resolve(self, href: str, home: m.Definitions) -> Key | None:
        """Return the address that *href*, written in *home*, means; None when nothing stands there."""
        namespace, _, id_ = href.rpartition("#")
        key = (namespace or home.namespace, id_)
        if key in self.elements:
            return key
        # Some tools write the imported file's name where the standard wants its namespace.
        others = self._by_id.get(id_, ())
        return others[0] if len(others) == 1 and namespace else None

    def imported(self, home: m.Definitions, namespace: str) -> m.Import | None:
        """Return the import by which *home* sees *namespace*."""
        return next((i for i in home.imports if i.namespace == namespace), None)

    def definitions_of(self, namespace: str) -> m.Definitions | None:
        return self._by_namespace.get(namespace)

    def needs(self, key: Key) -> Iterator[tuple[str, Key | None]]:
        """Yield (href, address) for each element that *key* requires directly."""
        element, home = self.elements[key], self.home[key]
        for href in hrefs_of(element):
            yield href, self.resolve(href, home)

    # ---- order

    def cycles(self) -> list[tuple[Key, ...]]:
        """Return each ring of elements that need each other, once.

        A business knowledge model that calls itself is recursion, not a ring of decisions, and is allowed.
        """
        found: list[tuple[Key, ...]] = []
        state: dict[Key, int] = {}
        for start in self.elements:
            if start in state:
                continue
            path: list[Key] = []
            stack: list[tuple[Key, Iterator[Key]]] = [(start, self._decisions_below(start))]
            state[start] = 1
            path.append(start)
            while stack:
                key, below = stack[-1]
                nearest = next(below, None)
                if nearest is None:
                    stack.pop()
                    path.pop()
                    state[key] = 2
                elif nearest not in state:
                    state[nearest] = 1
                    path.append(nearest)
                    stack.append((nearest, self._decisions_below(nearest)))
                elif state[nearest] == 1:
                    found.append(tuple(path[path.index(nearest) :]))
        return found

    def _decisions_below(self, key: Key) -> Iterator[Key]:
        element = self.elements[key]
        if isinstance(element, m.Decision):
            for href in element.decisions:
                needed = self.resolve(href, self.home[key])
                if needed is not None:
                    yield needed


def elements_of(definitions: m.Definitions) -> Iterator[m.Element]:
    """Yield all elements of the graph in one file."""
    yield from definitions.inputs
    yield from definitions.decisions
    yield from definitions.knowledge
    yield from definitions.services
    yield from definitions.sources


def hrefs_of(element: m.Element) -> tuple[str, ...]:
    """Return the references that an element makes, as written."""
    if isinstance(element, m.Decision):
        return element.inputs + element.decisions + element.knowledge
    if isinstance(element, m.BusinessKnowledgeModel):
        return element.knowledge
    if isinstance(element, m.DecisionService):
        return element.outputs + element.encapsulated + element.input_decisions + element.inputs
    return ()
