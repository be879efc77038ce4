"""An item as triples of schema.org, field by field, for resources whose words there are plain."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from gorel.opendata.resources.events import RDF_TYPE, SCHEMA, XSD
from gorel.opendata.shape import Item
from gorel.opendata.triples import Address, Literal, Triple

_TYPES = {10: "date", 20: "dateTime"}  # by length: as items write days and moments
Said = str | tuple[str, str]  # a field, or the Swedish one and the English one


def described(kind: str, *, about: str = "url", **says: Said) -> Callable[[Item], Iterable[Triple]]:
    """Return how an item is told as a *kind* of schema.org. Shape: *about* is the field with its address."""

    def triples(item: Item) -> Iterable[Triple]:
        thing = Address(item[about])
        yield thing, RDF_TYPE, Address(SCHEMA + kind)
        for word, field in says.items():
            if isinstance(field, tuple):
                for language, name in zip(("sv", "en"), field, strict=True):
                    if item[name]:
                        yield thing, SCHEMA + word, Literal(item[name], language=language)
            else:
                for value in item[field] if isinstance(item[field], list) else [item[field]]:
                    if value is not None and value != "":
                        yield thing, SCHEMA + word, _value(word, value)

    return triples


def _value(word: str, value: Any) -> Address | Literal:
    text = str(value)
    if text.startswith(("http://", "https://")):
        return Address(text)
    if isinstance(value, int | float):
        return Literal(text, type=XSD + ("integer" if isinstance(value, int) else "double"))
    kind = _TYPES.get(len(text), "") if word.lower().endswith(("date", "published")) else ""
    return Literal(text, type=XSD + kind) if kind else Literal(text)
