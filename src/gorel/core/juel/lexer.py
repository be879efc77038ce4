"""JUEL text -> tokens."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, NamedTuple

from gorel.core.problems import ModelError, Place, Problem

TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)
    | (?P<string>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
    | (?P<name>[^\W\d][\w$]*)
    | (?P<symbol>==|!=|<=|>=|&&|\|\||[-+*/%<>!?:.,()\[\]])
    )""",
    re.VERBOSE | re.DOTALL,
)
WORDS = {
    "eq": "==", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">=", "and": "&&", "or": "||", "not": "!",
    "div": "/", "mod": "%", "empty": "empty",
}  # fmt: skip
MAX_NUMBER = 60  # letters of a number
LITERALS = {"true": True, "false": False, "null": None}


class Token(NamedTuple):
    """Shape: kind is "value", "name", "symbol" or "end"; position counts from the text's start."""

    kind: str
    value: Any
    position: int


def scan(text: str, offset: int = 0) -> list[Token]:
    """Return the tokens of one expression, without its `${}`. Errors: ModelError "juel.unexpected"."""
    tokens: list[Token] = []
    at = 0
    while at < len(text.rstrip()):
        match = TOKEN.match(text, at)
        if match is None:
            while text[at].isspace():
                at += 1
            raise unexpected(text[at], offset + at)
        position = offset + match.start(match.lastgroup or 0)
        piece = match.group(match.lastgroup or 0)
        if match.lastgroup == "number" and len(piece) > MAX_NUMBER:
            raise unexpected(piece[:20], position)
        if match.lastgroup == "number":
            tokens.append(Token("value", int(piece) if piece.isdigit() else Decimal(piece), position))
        elif match.lastgroup == "string":
            tokens.append(Token("value", re.sub(r"\\(.)", r"\1", piece[1:-1], flags=re.DOTALL), position))
        elif match.lastgroup == "name" and piece in LITERALS:
            tokens.append(Token("value", LITERALS[piece], position))
        elif match.lastgroup == "name" and piece in WORDS:
            tokens.append(Token("symbol", WORDS[piece], position))
        else:
            tokens.append(Token(match.lastgroup or "", piece, position))
        at = match.end()
    tokens.append(Token("end", "", offset + len(text)))
    return tokens


def unexpected(what: str, position: int) -> ModelError:
    code = "juel.unexpected" if what else "juel.unexpected-end"
    return ModelError([Problem(code, Place(position=position), {"what": what})])
