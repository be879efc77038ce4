"""Triples one by one, written as N-Triples: a line each, so that a hundred thousand things stream in constant memory.

Source: W3C, RDF 1.1 N-Triples.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_UNFIT = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_ESCAPED = re.compile('[\\\\"\x00-\x1f\x7f]')


class Address(str):
    """An absolute address of a thing (an IRI)."""

    __slots__ = ()


class Literal(NamedTuple):
    """A value. Shape: a language or a type, never both."""

    text: str
    language: str = ""
    type: str = ""


Triple = tuple[Address, str, Address | Literal]


def line(triple: Triple) -> str:
    """Return the triple's line, with its end."""
    about, says, what = triple
    return f"{_address(about)} {_address(says)} {_address(what) if isinstance(what, Address) else _literal(what)} .\n"


def _address(text: str) -> str:
    return "<" + _UNFIT.sub(lambda found: f"%{ord(found[0]):02X}", text) + ">"


def _literal(value: Literal) -> str:
    text = _ESCAPED.sub(lambda found: _ESCAPES.get(found[0]) or f"\\u{ord(found[0]):04X}", value.text)
    if value.language:
        return f'"{text}"@{value.language}'
    return f'"{text}"^^<{value.type}>' if value.type else f'"{text}"'
