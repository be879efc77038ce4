"""`replace`: every match gives way to a text in which `$1` stands for a group.

Source: XPath and XQuery Functions and Operators 3.1 §5.6.4: a pattern that matches the empty string is an error; in the
replacement a `$` needs a digit after it and a backslash a `$` or a backslash.
"""

from __future__ import annotations

from gorel.core.feel import limits
from gorel.core.feel.problems import Failure
from gorel.core.feel.regex.matcher import Match, Pattern
from gorel.core.feel.run import LimitReached


def replace(
    pattern: Pattern, text: str, replacement: str, *, is_literal: bool = False, steps: list[int] | None = None
) -> str:
    """Return *text* with all matches replaced. Errors: Failure feel.empty-match, feel.bad-replacement; LimitReached."""
    if pattern.search("") is not None:
        raise Failure("feel.empty-match")
    pieces = [replacement] if is_literal else _pieces(replacement, pattern.groups)
    out: list[str] = []
    length, position, steps = 0, 0, [0] if steps is None else steps
    while (match := pattern.search(text, position, steps)) is not None:
        out.append(text[position : match.start])
        out += [piece if isinstance(piece, str) else _group(match, piece) for piece in pieces]
        position = match.end
        length += sum(map(len, out[-len(pieces) - 1 :]))
        if length > limits.CHARACTERS:
            raise LimitReached("feel.string-too-long", limit=limits.CHARACTERS)
        if match.end == match.start:
            raise Failure("feel.empty-match")
    return "".join(out) + text[position:]


def _pieces(replacement: str, groups: int) -> list[str | int]:
    pieces: list[str | int] = []
    at = 0
    while at < len(replacement):
        sign = replacement[at]
        following = replacement[at + 1 : at + 2]
        if sign == "\\":
            if following not in ("\\", "$"):
                raise Failure("feel.bad-replacement", replacement=replacement, position=at + 1)
            pieces.append(following)
            at += 2
        elif sign == "$":
            if not (following.isascii() and following.isdigit()):
                raise Failure("feel.bad-replacement", replacement=replacement, position=at + 1)
            at += 1
            end = at + 1
            while (
                end < len(replacement) and "0" <= replacement[end] <= "9" and int(replacement[at : end + 1]) <= groups
            ):
                end += 1
            pieces.append(int(replacement[at:end]))
            at = end
        else:
            pieces.append(sign)
            at += 1
    return _merged(pieces)


def _merged(pieces: list[str | int]) -> list[str | int]:
    """Return the pieces with neighbouring texts joined."""
    merged: list[list[str] | int] = []
    for piece in pieces:
        if isinstance(piece, str) and merged and isinstance(merged[-1], list):
            merged[-1].append(piece)
        else:
            merged.append([piece] if isinstance(piece, str) else piece)
    return ["".join(part) if isinstance(part, list) else part for part in merged]


def _group(match: Match, number: int) -> str:
    return (match.groups[number] or "") if number < len(match.groups) else ""
