"""Text -> tokens.

A FEEL name may hold spaces and operators, so a token is never a whole name: it is a word, a number or a sign, and
the parser joins words and signs to the longest name that its scope knows. Names are compared as tuples of token texts,
which also makes every way to put white space between the parts equal.
Source: DMN 1.5 §10.3.1.2, grammar rules 25–37, 61–64.
"""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from gorel.core.feel import limits
from gorel.core.feel.problems import refuse
from gorel.core.problems import ModelError

_START = (
    "A-Z_a-zÀ-ÖØ-öø-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_PART = _START + "0-9\u00b7\u0300-\u036f\u203f-\u2040"
_SPACE = "\u0009\u0020\u0085\u00a0\u1680\u180e\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff\u000a-\u000d"

_TOKEN = re.compile(
    rf"""
    (?P<space>[{_SPACE}]+ | //[^\u000a-\u000d]* | /\*.*?\*/)
  | (?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
  | (?P<word>[{_START}][{_PART}]* | \?)
  | (?P<string>"(?:[^"\\]|\\.)*")
  | (?P<quoted>`[^`]*`)
  | (?P<sign>\*\*|\.\.|<=|>=|!=|->|[-+*/=<>()\[\]{{}},.:@'’])
    """,
    re.VERBOSE | re.DOTALL,
)


class Token(msgspec.Struct, frozen=True):
    """Shape: kind is number, word, string, quoted (backticks), sign, other (no part of FEEL but of names), or end."""

    kind: str
    text: str
    start: int
    end: int


def scan(text: str, *, allows_backticks: bool = False) -> list[Token]:
    """Return the tokens of *text*, the last of kind `end`.

    Errors: ModelError feel.text-too-long, feel.string-not-closed, feel.comment-not-closed.
    """
    if len(text) > limits.TEXT:
        raise refuse("feel.text-too-long", 0, length=len(text), limit=limits.TEXT)
    tokens: list[Token] = []
    position, length = 0, len(text)
    while position < length:
        match = _TOKEN.match(text, position)
        if match is None or (match.lastgroup == "quoted" and not allows_backticks):
            if text[position] == '"':
                raise refuse("feel.string-not-closed", position)
            tokens.append(Token("other", text[position], position, position + 1))
            position += 1
            continue
        kind = str(match.lastgroup)
        if kind == "sign" and text.startswith("/*", position):
            raise refuse("feel.comment-not-closed", position)
        if kind != "space":
            tokens.append(Token(kind, match.group(), position, match.end()))
        position = match.end()
    tokens.append(Token("end", "", length, length))
    return tokens


@lru_cache(maxsize=4096)
def name_key(name: str) -> tuple[str, ...]:
    """Return the token texts of a name, by which it is found in a text."""
    return tuple(match.group() if match else name[at] for at, match in _parts(name))


def _parts(name: str) -> list[tuple[int, re.Match[str] | None]]:
    found: list[tuple[int, re.Match[str] | None]] = []
    position = 0
    while position < len(name):
        match = _TOKEN.match(name, position)
        if match is None or match.lastgroup != "space":
            found.append((position, match))
        position = match.end() if match else position + 1
    return found


_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|(.))", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}


def unescape(literal: str) -> str:
    """Return what a string literal (with its quotes) stands for; surrogate pairs written as two escapes are joined."""
    body = literal[1:-1]
    if "\\" not in body:
        return body
    joined = _ESCAPE.sub(_unescape, body)
    if any("\ud800" <= character <= "\udfff" for character in joined):
        joined = joined.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return joined


def _unescape(match: re.Match[str]) -> str:
    short, long, other = match.groups()
    if short or long:
        code = int(short or long, 16)
        return chr(code) if code <= 0x10FFFF else "\ufffd"
    return _ESCAPED.get(other, "\\" + other)


def escape(value: str) -> str:
    """Return the string literal, with its quotes, that stands for *value*."""
    out = value.replace("\\", "\\\\").replace('"', '\\"')
    for letter, character in (("n", "\n"), ("r", "\r"), ("t", "\t")):
        out = out.replace(character, "\\" + letter)
    return '"' + re.sub(r"[\x0b\x0c]", lambda found: f"\\u{ord(found.group()):04X}", out) + '"'


_PLAIN_NAME = re.compile(rf"[{_START}][{_PART}]*(?: [{_START}][{_PART}]*)*")


def is_plain_name(text: str) -> bool:
    """Return whether a context's key can be written without quotes."""
    return _PLAIN_NAME.fullmatch(text) is not None


_EXPECTED = {"value", "name", "string", "type", "end", "range-end"}


def unexpected(tokens: list[Token], index: int, expected: str) -> ModelError:
    """Return the error for a token that cannot stand where it stands.

    Shape: *expected* is a sign or keyword, or one of `_EXPECTED`.
    """
    token = tokens[index]
    is_end = token.kind == "end"
    values = {"after": tokens[index - 1].text if index else "", "found": token.text or "…", "expected": expected}
    if expected == "value":
        code = "feel.unexpected-end" if is_end else "feel.unexpected"
    elif expected in _EXPECTED:
        code = f"feel.expected-{expected}"
    else:
        code = "feel.unfinished" if is_end else "feel.expected"
    return refuse(code, token.start, **values)
