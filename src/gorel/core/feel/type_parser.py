"""Reads type expressions: `list<number>`, `context<a: string>`, `function<number> -> date`, a model's own types."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gorel.core.feel.scanner import Token, unexpected
from gorel.core.feel.scope import Frame
from gorel.core.feel.types import ANY, NAMED, ContextType, FunctionType, ListType, RangeType, Type, Unknown
from gorel.core.problems import ModelError

_STOPS = frozenset({"and", "or", "then", "else", "return", "satisfies", "in", "between", "instance"})
_BUILT_IN = Frame(NAMED)


def parse_type(tokens: list[Token], index: int, types: Mapping[str, Type]) -> tuple[Type, int]:
    """Return the type that starts at token *index*, and the index after it."""
    token, following = tokens[index], tokens[min(index + 1, len(tokens) - 1)].text
    reader = _READERS.get(token.text) if token.kind == "word" and following == "<" else None
    if reader is not None:
        try:
            return reader(tokens, index + 2, types)
        except ModelError:
            pass  # `x instance of list < 3` compares
    own = Frame(types).longest(tokens, index)
    built_in = _BUILT_IN.longest(tokens, index)
    if own is not None and (built_in is None or own[0] >= built_in[0]):
        return types[own[1]], index + own[0]
    if built_in is not None:
        return NAMED[built_in[1]], index + built_in[0]
    if token.kind not in ("word", "quoted"):
        raise unexpected(tokens, index, "type")
    at = index + 1
    while (tokens[at].kind == "word" and tokens[at].text not in _STOPS) or (
        tokens[at].text == "." and tokens[at + 1].kind == "word"
    ):
        at += 1
    return Unknown(" ".join(part.text for part in tokens[index:at]).replace(" . ", ".")), at


def _context(tokens: list[Token], index: int, types: Mapping[str, Type]) -> tuple[Type, int]:
    fields: dict[str, Type] = {}
    while tokens[index].text != ">":
        at = index
        while tokens[at].kind != "end" and tokens[at].text != ":":
            at += 1
        name = " ".join(part.text for part in tokens[index:at])
        fields[name], index = parse_type(tokens, _take(tokens, at, ":"), types)
        if tokens[index].text != ",":
            break
        index += 1
    return ContextType(fields), _take(tokens, index, ">")


def _function(tokens: list[Token], index: int, types: Mapping[str, Type]) -> tuple[Type, int]:
    parameters: list[Type] = []
    while tokens[index].text != ">":
        type_, index = parse_type(tokens, index, types)
        parameters.append(type_)
        if tokens[index].text != ",":
            break
        index += 1
    index = _take(tokens, index, ">")
    if tokens[index].text != "->":
        return FunctionType(tuple(parameters), ANY), index
    result, index = parse_type(tokens, index + 1, types)
    return FunctionType(tuple(parameters), result), index


def _take(tokens: list[Token], index: int, sign: str) -> int:
    if tokens[index].text != sign:
        raise unexpected(tokens, index, sign)
    return index + 1


def _list(tokens: list[Token], index: int, types: Mapping[str, Type]) -> tuple[Type, int]:
    element, index = parse_type(tokens, index, types)
    return ListType(element), _take(tokens, index, ">")


def _range(tokens: list[Token], index: int, types: Mapping[str, Type]) -> tuple[Type, int]:
    element, index = parse_type(tokens, index, types)
    return RangeType(element), _take(tokens, index, ">")


_READERS: dict[str, Callable[[list[Token], int, Mapping[str, Type]], tuple[Type, int]]] = {
    "list": _list,
    "range": _range,
    "context": _context,
    "function": _function,
}
