"""What an ability takes and gives, field by field, read once from its structs.

    class Reading(msgspec.Struct, frozen=True, kw_only=True):
        file: Annotated[str, says(sv="Fil", en="File", help_sv="Mapp och namn: in/fakturor.xlsx", help_en="…")]

The element template, the page in the docs, and the test double are all made from these.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import inspect

KINDS: dict[type, str] = {
    inspect.StrType: "text", inspect.IntType: "number", inspect.FloatType: "number", inspect.DecimalType: "number",
    inspect.BoolType: "boolean", inspect.ListType: "list", inspect.VarTupleType: "list", inspect.TupleType: "list",
    inspect.DictType: "map", inspect.StructType: "map", inspect.DateType: "date", inspect.DateTimeType: "moment",
    inspect.LiteralType: "choice", inspect.EnumType: "choice",
}  # fmt: skip


def says(*, sv: str, en: str, help_sv: str = "", help_en: str = "") -> msgspec.Meta:
    """Return what a field is called and what to write there, for `Annotated`."""
    return msgspec.Meta(title=en, extra={"sv": sv, "en": en, "help_sv": help_sv, "help_en": help_en})


class FieldOf(msgspec.Struct, frozen=True, kw_only=True):
    """One field of what an ability takes or gives.

    Shape: kind is "text", "number", "boolean", "choice", "date", "moment", "list", "map" or "any"; default is MISSING
    (`msgspec.NODEFAULT`) for a required field.
    """

    name: str
    kind: str
    required: bool
    default: Any
    choices: tuple[str, ...] = ()
    words: dict[str, str] = {}

    def title(self, language: str) -> str:
        """Return what people call it."""
        return self.words.get(language) or self.name.replace("_", " ").capitalize()

    def help(self, language: str) -> str:
        """Return what to write there; "" when nothing need be said."""
        return self.words.get(f"help_{language}", "")


def fields_of(struct: type[Any] | None) -> tuple[FieldOf, ...]:
    """Return the fields of *struct* in their order; none for None."""
    return () if struct is None else tuple(_read(struct))


def _read(struct: type[Any]) -> Iterator[FieldOf]:
    described = inspect.type_info(struct)
    if not isinstance(described, inspect.StructType):
        raise TypeError(f"{struct!r} must be a msgspec.Struct")
    for field in described.fields:
        words, kind, choices = _look(field.type)
        default = field.default
        if default is msgspec.NODEFAULT and field.default_factory is not msgspec.NODEFAULT:
            default = field.default_factory()
        yield FieldOf(
            name=field.name, kind=kind, required=field.required, default=default, choices=choices, words=words
        )


def _look(found: inspect.Type) -> tuple[dict[str, str], str, tuple[str, ...]]:
    """Return (words, kind, choices) of a field's type; what may be absent counts as what it is when it is there."""
    words: dict[str, str] = {}
    if isinstance(found, inspect.Metadata):
        words = dict(found.extra or {})
        found = found.type
    if isinstance(found, inspect.UnionType):
        kinds = [one for one in found.types if not isinstance(one, inspect.NoneType)]
        if len(kinds) != 1:
            return words, "any", ()
        inner, kind, choices = _look(kinds[0])
        return {**inner, **words}, kind, choices
    choices = tuple(str(value) for value in found.values) if isinstance(found, inspect.LiteralType) else ()
    if isinstance(found, inspect.EnumType):
        choices = tuple(str(one.value) for one in found.cls)
    return words, KINDS.get(type(found), "any"), choices
