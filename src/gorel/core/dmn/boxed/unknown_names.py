"""Names in an expression that nothing in scope has: they compile, and are null for ever."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gorel.core.feel import nodes
from gorel.core.feel.builtins import table

# Names that FEEL itself gives a meaning to at some places.
SPECIAL = frozenset(("item", "partial", "?"))


def unknown_names(node: Any, known: frozenset[str]) -> Iterator[nodes.Name]:
    """Yield each name in the tree that is none of *known*, a built-in, or a name of the expression's own.

    Inside a filter the item's entries are names too, so nothing there is called unknown.
    """
    if isinstance(node, nodes.Name):
        if node.name not in known and node.name not in SPECIAL and node.name not in table("camunda"):
            yield node
    elif isinstance(node, nodes.Filter):
        yield from unknown_names(node.base, known)
    elif isinstance(node, nodes.FunctionLiteral):
        if not node.is_external:
            yield from unknown_names(node.body, known | {parameter.name for parameter in node.parameters})
    elif isinstance(node, nodes.For | nodes.Quantified):
        inner = known
        for iterator in node.iterators:
            yield from unknown_names(iterator.source, inner)
            yield from unknown_names(iterator.stop, inner)
            inner |= {iterator.name}
        yield from unknown_names(node.body if isinstance(node, nodes.For) else node.condition, inner)
    elif isinstance(node, nodes.ContextLiteral):
        inner = known
        for name, value in node.entries:
            inner |= {name}
            yield from unknown_names(value, inner)
    elif isinstance(node, nodes.NamedCall):
        yield from unknown_names(node.function, known)
        for _, value in node.arguments:
            yield from unknown_names(value, known)
    elif isinstance(node, nodes.Node):
        for field in node.__struct_fields__:
            yield from unknown_names(getattr(node, field), known)
    elif isinstance(node, tuple):
        for part in node:
            yield from unknown_names(part, known)
