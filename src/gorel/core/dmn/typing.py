"""Item definitions to FEEL types, with their allowed values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gorel.core.dmn import model as m
from gorel.core.dmn.graph import Graph
from gorel.core.feel import types as t

Allows = Callable[[m.UnaryTests, t.Type, m.Definitions], Callable[[Any], bool] | None]
"""Makes the test of allowed values from its text, the type that it constrains and the file that it stands in."""

FEEL_NAMESPACES = (
    "http://www.omg.org/spec/FEEL/20140401",
    "http://www.omg.org/spec/DMN/20180521/FEEL/",
    "https://www.omg.org/spec/DMN/20191111/FEEL/",
    "https://www.omg.org/spec/DMN/20211108/FEEL/",
    "https://www.omg.org/spec/DMN/20230324/FEEL/",
    "https://www.omg.org/spec/DMN/20240513/FEEL/",
)
# Names that other tools write for FEEL's own types.
ALIASES: Mapping[str, t.Type] = {
    "integer": t.NUMBER,
    "int": t.NUMBER,
    "long": t.NUMBER,
    "double": t.NUMBER,
    "decimal": t.NUMBER,
    "float": t.NUMBER,
    "bool": t.BOOLEAN,
}


class Types:
    """All named types of a model."""

    def __init__(self, graph: Graph, allows: Allows) -> None:
        self.graph = graph
        self.allows = allows
        self.unknown: list[tuple[str, m.Definitions]] = []
        self.recursive: list[m.ItemDefinition] = []
        self._known: dict[tuple[str, str], t.Type] = {}
        self._open: set[tuple[str, str]] = set()
        self._definitions = {
            (definitions.namespace, item.name): (item, definitions)
            for definitions in reversed(graph.files)
            for item in reversed(definitions.types)
        }

    def resolve(self, type_ref: str | None, home: m.Definitions) -> t.Type:
        """Return the type that *type_ref*, written in *home*, names; Any when it is missing or unknown."""
        if type_ref is None or not type_ref.strip():
            return t.ANY
        name = " ".join(type_ref.split())
        found = self._named(name, home)
        if found is None:
            self.unknown.append((name, home))
            return t.ANY
        return found

    def scope(self, home: m.Definitions) -> Mapping[str, t.Type]:
        """Return the named types that an expression in *home* may use after `instance of`."""
        names = {item.name: self._defined(home.namespace, item.name) for item in home.types}
        for import_ in home.imports:
            other = self.graph.definitions_of(import_.namespace)
            if other is not None and other is not home:
                prefix = f"{import_.name}." if import_.name else ""
                for item in other.types:
                    names.setdefault(prefix + item.name, self._defined(other.namespace, item.name))
        return names

    def function(self, parameters: tuple[m.Variable, ...], result: str | None, home: m.Definitions) -> t.FunctionType:
        return t.FunctionType(tuple(self.resolve(p.type_ref, home) for p in parameters), self.resolve(result, home))

    def allowed_text(self, type_ref: str | None, home: m.Definitions) -> m.UnaryTests | None:
        """Return the allowed values that the named type itself states."""
        item, _ = self._definitions.get((home.namespace, type_ref or ""), (None, None))
        return item.allowed_values if item is not None else None

    def _named(self, name: str, home: m.Definitions) -> t.Type | None:
        if (home.namespace, name) in self._definitions:
            return self._defined(home.namespace, name)
        if name in t.NAMED:
            return t.NAMED[name]
        if name in ALIASES:
            return ALIASES[name]
        prefix, colon, rest = name.partition(":")
        if colon:
            namespace = home.prefixes.get(prefix, "")
            if namespace in FEEL_NAMESPACES or prefix == "feel":
                return t.NAMED.get(rest)
            return self._defined(namespace, rest) if (namespace, rest) in self._definitions else ALIASES.get(rest)
        for import_ in home.imports:
            start = f"{import_.name}." if import_.name else ""
            rest = name.removeprefix(start) if name.startswith(start) else ""
            if rest and (import_.namespace, rest) in self._definitions:
                return self._defined(import_.namespace, rest)
        return None

    def _defined(self, namespace: str, name: str) -> t.Type:
        key = (namespace, name)
        if key in self._known:
            return self._known[key]
        item, home = self._definitions[key]
        if key in self._open:
            self.recursive.append(item)
            return t.ANY
        self._open.add(key)
        try:
            made = self._known[key] = self._item(item, home)
        finally:
            self._open.discard(key)
        return made

    def _item(self, item: m.ItemDefinition, home: m.Definitions) -> t.Type:
        if item.function is not None:
            base: t.Type = self.function(item.function.parameters, item.function.output_type_ref, home)
        elif item.components:
            base = t.ContextType({c.name: self._item(c, home) for c in item.components})
        else:
            base = self.resolve(item.type_ref, home)
        if item.allowed_values is not None:
            allows = self.allows(item.allowed_values, base, home)
            base = t.Constrained(item.name, base, allows)
        if item.is_collection:
            base = t.ListType(base)
        if item.type_constraint is not None:
            base = t.Constrained(item.name, base, self.allows(item.type_constraint, base, home))
        return base
