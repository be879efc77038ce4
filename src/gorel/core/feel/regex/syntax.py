"""Pattern text -> tree. One method for each rule of the grammar; what the standard forbids is refused."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from gorel.core.feel import limits
from gorel.core.feel.problems import Failure
from gorel.core.feel.regex.charsets import ESCAPES, CharSet, block, category, negated

UNBOUNDED = -1
SINGLE_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", **{sign: sign for sign in "\\|.?*+(){}-[]^$"}}
SPECIAL = frozenset(".\\?*+()|[]{}^$")


class Part(msgspec.Struct, frozen=True):
    """Base of the tree."""


class Chars(Part, frozen=True):
    """One character out of a set."""

    chars: CharSet


class Start(Part, frozen=True):
    """`^`."""


class End(Part, frozen=True):
    """`$`."""


class Group(Part, frozen=True):
    """Shape: number counts capturing groups from 1; 0 for one that captures nothing."""

    number: int
    body: Part


class BackReference(Part, frozen=True):
    number: int


class Repeat(Part, frozen=True):
    """Shape: most is UNBOUNDED for no limit."""

    body: Part
    least: int
    most: int
    is_greedy: bool


class Sequence(Part, frozen=True):
    parts: tuple[Part, ...]


class Choice(Part, frozen=True):
    branches: tuple[Part, ...]


def bad(pattern: str, position: int) -> Failure:
    """Return the refusal of a pattern."""
    return Failure("feel.bad-pattern", pattern=pattern, position=position + 1)


def without_space(pattern: str) -> str:
    """Return the pattern without white space outside character classes, as the flag x asks."""
    kept: list[str] = []
    depth, is_escaped = 0, False
    for sign in pattern:
        if depth == 0 and sign in " \t\n\r":
            continue
        if not is_escaped:
            depth += (sign == "[") - (sign == "]" and depth > 0)
        is_escaped = sign == "\\" and not is_escaped
        kept.append(sign)
    return "".join(kept)


class PatternParser:
    """Parses one pattern. Shape: `at` is the next character; flags are checked by the caller."""

    def __init__(self, pattern: str, flags: str) -> None:
        self.pattern = without_space(pattern) if "x" in flags else pattern
        self.ignores_case = "i" in flags
        self.dot_is_all = "s" in flags
        self.at = 0
        self.groups = 0
        self.closed: set[int] = set()
        self.depth = 0

    def parse(self) -> Part:
        """Return the whole pattern's tree. Errors: Failure feel.bad-pattern."""
        part = self._choice()
        if self.at < len(self.pattern):
            raise self._bad()
        return part

    def _choice(self) -> Part:
        self.depth += 1
        if self.depth > limits.PATTERN_NESTING:
            raise self._bad()
        branches = [self._branch()]
        while self._peek() == "|":
            self.at += 1
            branches.append(self._branch())
        self.depth -= 1
        return branches[0] if len(branches) == 1 else Choice(tuple(branches))

    def _branch(self) -> Part:
        parts: list[Part] = []
        while self._peek() not in ("", "|", ")"):
            parts.append(self._quantified(self._atom()))
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _quantified(self, atom: Part) -> Part:
        sign = self._peek()
        if sign not in ("?", "*", "+", "{"):
            return atom
        self.at += 1
        least, most = {"?": (0, 1), "*": (0, UNBOUNDED), "+": (1, UNBOUNDED)}.get(sign, (0, 0))
        if sign == "{":
            least, most = self._counts()
        is_greedy = self._peek() != "?"
        if not is_greedy:
            self.at += 1
        return Repeat(atom, least, most, is_greedy)

    def _counts(self) -> tuple[int, int]:
        closing = self.pattern.find("}", self.at)
        text = self.pattern[self.at : closing] if closing > 0 else ""
        least, comma, most = text.partition(",")
        if not _is_count(least) or (most and not _is_count(most)):
            raise self._bad()
        self.at = closing + 1
        low = int(least)
        high = int(most) if most else UNBOUNDED if comma else low
        if high != UNBOUNDED and high < low:
            raise self._bad()
        return low, high

    def _atom(self) -> Part:
        sign = self._next()
        if sign == "(":
            return self._group()
        if sign == "[":
            return Chars(self._class())
        if sign == ".":
            return Chars(CharSet(is_negated=True) if self.dot_is_all else CharSet("\n\r", is_negated=True))
        if sign == "^":
            return Start()
        if sign == "$":
            return End()
        if sign == "\\":
            return self._escape()
        if sign in SPECIAL:
            self.at -= 1
            raise self._bad()
        return Chars(CharSet(sign, ignores_case=self.ignores_case))

    def _group(self) -> Part:
        number = 0
        if self.pattern.startswith("?:", self.at):
            self.at += 2
        else:
            self.groups += 1
            number = self.groups
        body = self._choice()
        if self._next() != ")":
            raise self._bad()
        if number:
            self.closed.add(number)
        return Group(number, body)

    def _escape(self) -> Part:
        sign = self.pattern[self.at : self.at + 1]
        if sign.isascii() and sign.isdigit() and sign != "0":
            return self._back_reference()
        return Chars(self._escaped_set())

    def _back_reference(self) -> Part:
        """As many digits as still name a group that has begun; the group must be closed."""
        number = int(self.pattern[self.at])
        self.at += 1
        while (digit := self.pattern[self.at : self.at + 1]).isascii() and digit.isdigit():
            if number * 10 + int(digit) > self.groups:
                break
            number = number * 10 + int(digit)
            self.at += 1
        if number not in self.closed:
            raise self._bad()
        return BackReference(number)

    def _escaped_set(self) -> CharSet:
        sign = self.pattern[self.at : self.at + 1]
        self.at += 1
        if sign in SINGLE_ESCAPES and sign:
            return CharSet(SINGLE_ESCAPES[sign], ignores_case=self.ignores_case)
        if sign in ESCAPES:
            return CharSet(predicates=(ESCAPES[sign],))
        if sign in ("p", "P"):
            predicate = self._property()
            return CharSet(predicates=(predicate if sign == "p" else negated(predicate),))
        self.at -= 1
        raise self._bad()

    def _property(self) -> Callable[[str], bool]:
        closing = self.pattern.find("}", self.at)
        if self.pattern[self.at : self.at + 1] != "{" or closing < 0:
            raise self._bad()
        name = self.pattern[self.at + 1 : closing]
        found = block(name[2:]) if name.startswith("Is") else category(name)
        if found is None:
            raise self._bad()
        self.at = closing + 1
        return found

    def _class(self) -> CharSet:
        """Parse what follows `[`, to its `]`."""
        self.depth += 1
        if self.depth > limits.PATTERN_NESTING:
            raise self._bad()
        is_negated = self._peek() == "^"
        if is_negated:
            self.at += 1
        characters: list[str] = []
        ranges: list[tuple[str, str]] = []
        sets: list[CharSet] = []
        less: CharSet | None = None
        is_first = True
        while True:
            sign = self._peek()
            if sign == "":
                raise self._bad()
            if sign == "]":
                if is_first:
                    raise self._bad()
                self.at += 1
                break
            if sign == "-" and self.pattern.startswith("-[", self.at) and not is_first:
                self.at += 2
                less = self._class()
                if self._peek() != "]":
                    raise self._bad()
                self.at += 1
                break
            low = self._class_character(is_first=is_first)
            is_first = False
            if isinstance(low, CharSet):
                sets.append(low)
                continue
            if self._is_range():
                self.at += 1
                high = self._class_character(is_first=False)
                if isinstance(high, CharSet) or high < low:
                    raise self._bad()
                ranges.append((low, high))
            else:
                characters.append(low)
        self.depth -= 1
        return CharSet(
            "".join(characters),
            ranges=tuple(ranges),
            predicates=tuple(found.has for found in sets),
            is_negated=is_negated,
            less=less,
            ignores_case=self.ignores_case,
        )

    def _is_range(self) -> bool:
        return self._peek() == "-" and self.pattern[self.at + 1 : self.at + 2] not in ("]", "[", "")

    def _class_character(self, *, is_first: bool) -> str | CharSet:
        sign = self.pattern[self.at]
        if sign == "\\":
            self.at += 1
            escape = self.pattern[self.at : self.at + 1]
            if escape in SINGLE_ESCAPES and escape:
                self.at += 1
                return SINGLE_ESCAPES[escape]
            return self._escaped_set()
        if sign == "[" or (sign == "-" and not is_first and self.pattern[self.at + 1 : self.at + 2] != "]"):
            raise self._bad()
        self.at += 1
        return sign

    def _peek(self) -> str:
        """Return the next sign without taking it."""
        return self.pattern[self.at : self.at + 1]

    def _next(self) -> str:
        sign = self._peek()
        self.at += 1
        return sign

    def _bad(self) -> Failure:
        return bad(self.pattern, min(self.at, len(self.pattern)))


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 6
