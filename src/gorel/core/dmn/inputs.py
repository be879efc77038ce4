"""How an input of the model finds its value among what the caller gives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gorel.core.dmn import model as m
from gorel.core.dmn.graph import Key
from gorel.core.dmn.run import Run
from gorel.core.dmn.values import from_json, from_python
from gorel.core.feel import types as t
from gorel.core.feel.compare import kind_of
from gorel.core.feel.conform import MISFIT, coerce

if TYPE_CHECKING:
    from gorel.core.dmn.program import Program

_MISSING: Any = object()


def read_input(program: Program, key: Key, run: Run) -> Any:
    """Return the input's value as one of its type; null and a problem when it is missing or does not fit."""
    element = program.graph.elements[key]
    type_ = program.static_type(key)
    value = find_given(program, key, run.given)
    place = program.place(key)
    if value is _MISSING:
        run.note("dmn.input-missing", place, name=program.title(key))
        return None
    return fit_given(value, type_, run, name=element.label or element.name, place=place)


def fit_given(value: Any, type_: t.Type, run: Run, *, name: str, place: Any) -> Any:
    """Return a given value as one of the type; null and a problem when it is none."""
    value = from_json(value, type_) if run.is_json else from_python(value)
    found = coerce(value, type_)
    if found is not MISFIT:
        return found
    base = t.base_of(type_)
    if base is not type_ and coerce(value, base) is not MISFIT:
        run.note_not_allowed(place, name, value)
    else:
        run.note("dmn.input-type", place, name=name, expected=t.text_of(base or type_), found=kind_of(value))
    return None


def find_given(program: Program, key: Key, given: Mapping[str, Any]) -> Any:
    """Return what the caller gives for an input.

    An input of the asked model goes by its name, with or without its namespace. One of an imported file goes by
    `{namespace}name`, or as an entry of what is given under the import's name, or by its bare name when the asked model
    has no input called so.
    """
    graph, name = program.graph, program.graph.elements[key].name
    qualified = f"{{{key[0]}}}{name}"
    if key[0] == graph.main.namespace:
        return given[name] if name in given else given.get(qualified, _MISSING)
    if qualified in given:
        return given[qualified]
    found = _under_imports(program, graph.main, key, given, ())
    if found is not _MISSING:
        return found
    if any(element.name == name for element in graph.main.inputs):
        return _MISSING
    return given.get(name, _MISSING)


def _under_imports(
    program: Program, home: m.Definitions, key: Key, given: Mapping[str, Any], seen: tuple[str, ...]
) -> Any:
    """Look under the names of the imports that lead from *home* to the input's file."""
    for import_ in home.imports:
        inner = given.get(import_.name) if import_.name else None
        if not isinstance(inner, Mapping) or import_.namespace in seen:
            continue
        name = program.graph.elements[key].name
        if import_.namespace == key[0] and name in inner:
            return inner[name]
        other = program.graph.definitions_of(import_.namespace)
        if other is not None:
            found = _under_imports(program, other, key, inner, (*seen, import_.namespace))
            if found is not _MISSING:
                return found
    return _MISSING
