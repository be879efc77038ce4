"""Which values belong to a type, and the few conversions that the standard makes at parameters, results and variables.

Source: DMN 1.5 §10.3.2.9.4: a list of one is its item, an item is a list of one, a date is midnight UTC. Never in
comparisons.
"""

from __future__ import annotations

from typing import Any

from gorel.core.feel.arithmetic import midnight
from gorel.core.feel.compare import kind_of
from gorel.core.feel.functions import Function
from gorel.core.feel.ranges import Range
from gorel.core.feel.temporal import Date
from gorel.core.feel.types import (
    ANY,
    DATE_TIME,
    FUNCTION,
    LIST,
    NULL,
    Constrained,
    ContextType,
    FunctionType,
    ListType,
    RangeType,
    Simple,
    Type,
    Unknown,
)


class Misfit:
    """What `coerce` returns for a value that is not of the type and cannot be made so."""


MISFIT = Misfit()


def instance_of(value: Any, type_: Type) -> bool:
    """Return whether a value that is there is of the type; null is of the type Null alone."""
    if value is None:
        return type_ == NULL
    return conforms(value, type_)


def conforms(value: Any, type_: Type) -> bool:
    """Return whether *value* may stand where the type is asked for; null may stand anywhere."""
    if value is None:
        return not isinstance(type_, Unknown)
    match type_:
        case Constrained(base=base, allows=allows):
            return conforms(value, base) and (allows is None or allows(value) is True)
        case Simple(name="Any"):
            return True
        case Simple(name="Null") | Unknown():
            return False
        case Simple(name=name):
            return kind_of(value) == name
        case ListType(element=element):
            return isinstance(value, list) and (type_ is LIST or all(conforms(item, element) for item in value))
        case RangeType(element=element):
            return isinstance(value, Range) and (
                element == ANY or all(end is None or instance_of(end, element) for end in (value.start, value.end))
            )
        case ContextType(fields=fields):
            return isinstance(value, dict) and all(
                name in value and conforms(value[name], field) for name, field in fields.items()
            )
        case FunctionType():
            return isinstance(value, Function) and _function_conforms(value, type_)
    return False


def _function_conforms(value: Function, wanted: FunctionType) -> bool:
    """Parameters may be wider than asked for, the result narrower. What is not declared may be anything."""
    if value.arity is not None and value.arity != len(wanted.parameters):
        return False
    parameters = all(
        given is None or type_conforms(asked, given)
        for asked, given in zip(wanted.parameters, value.types, strict=False)
    )
    return parameters and (value.yields in (None, ANY) or type_conforms(value.yields or ANY, wanted.result))


def type_conforms(narrow: Type, wide: Type) -> bool:
    """Return whether every value of *narrow* is one of *wide*."""
    if wide == ANY or narrow in (wide, NULL):
        return True
    if isinstance(narrow, Constrained):
        return type_conforms(narrow.base, wide)
    if isinstance(wide, Constrained):
        return wide.allows is None and type_conforms(narrow, wide.base)
    match narrow, wide:
        case (ListType(element=one), ListType(element=other)) | (RangeType(element=one), RangeType(element=other)):
            return type_conforms(one, other)
        case ContextType(fields=has), ContextType(fields=needs):
            return all(name in has and type_conforms(has[name], field) for name, field in needs.items())
        case FunctionType(parameters=has, result=one), FunctionType(parameters=needs, result=other):
            return len(has) == len(needs) and all(map(type_conforms, needs, has)) and type_conforms(one, other)
        case FunctionType(), Simple(name="function"):
            return True
    return wide is FUNCTION and isinstance(narrow, FunctionType)


def coerce(value: Any, type_: Type | None) -> Any:
    """Return *value* as one of the type, or MISFIT."""
    if type_ is None or conforms(value, type_):
        return value
    base = type_
    while isinstance(base, Constrained):
        base = base.base
    if isinstance(base, ListType):
        if not isinstance(value, list):
            wrapped = [coerce(value, base.element)]
            return wrapped if wrapped[0] is not MISFIT and conforms(wrapped, type_) else MISFIT
        items = [coerce(item, base.element) for item in value]
        return MISFIT if any(item is MISFIT for item in items) or not conforms(items, type_) else items
    if isinstance(value, list) and len(value) == 1:
        return coerce(value[0], type_)
    if base == DATE_TIME and isinstance(value, Date):
        moment = midnight(value)
        return moment if conforms(moment, type_) else MISFIT
    return MISFIT
