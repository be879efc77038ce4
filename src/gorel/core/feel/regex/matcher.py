"""Tree -> program -> match: a backtracking machine with a stack of its own and a count of its steps.

A program is a list of instructions, each a tuple whose first item says which. A split keeps its second way on the
stack; a loop over one set of characters is one instruction, so that `.*` costs a step for each character and no more.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import msgspec

from gorel.core.feel import limits
from gorel.core.feel.problems import Failure
from gorel.core.feel.regex.charsets import CharSet, same_ignoring_case
from gorel.core.feel.regex.syntax import (
    UNBOUNDED,
    BackReference,
    Chars,
    Choice,
    End,
    Group,
    Part,
    PatternParser,
    Repeat,
    Sequence,
    Start,
)
from gorel.core.feel.run import LimitReached

SET, LOOP, SPLIT, JUMP, SAVE, START, END, REFERENCE, MARK, MOVED, DONE = range(11)
LONGEST_PROGRAM = 20_000
FLAGS = frozenset("smixq")

Instruction = tuple[Any, ...]


class Match(msgspec.Struct, frozen=True):
    """Where a pattern was found. Shape: groups[0] is the whole; a group that took no part is None."""

    start: int
    end: int
    groups: tuple[str | None, ...]


class Pattern:
    """A compiled pattern."""

    def __init__(self, program: list[Instruction], groups: int, marks: int, *, ignores_case: bool, many: bool) -> None:
        self.program = program
        self.groups = groups
        self.marks = marks
        self.ignores_case = ignores_case
        self.has_lines = many

    def search(self, text: str, start: int = 0, steps: list[int] | None = None) -> Match | None:
        """Return the first match at or after *start*.

        Errors: LimitReached feel.pattern-too-slow. Shape: *steps* carries the count from search to search.
        """
        used = steps if steps is not None else [0]
        for at in range(start, len(text) + 1):
            found = self._match_at(text, at, used)
            if found is not None:
                return found
        return None

    def _match_at(self, text: str, start: int, used: list[int]) -> Match | None:
        program, length = self.program, len(text)
        saves: tuple[int, ...] = (-1,) * (2 * self.groups + 2 + self.marks)
        stack: list[tuple[int, int, tuple[int, ...], int]] = []
        at, position = FAIL + 1, start
        steps = used[0]
        while True:
            steps += 1
            if steps > limits.PATTERN_STEPS:
                raise LimitReached("feel.pattern-too-slow", limit=limits.PATTERN_STEPS)
            instruction = program[at]
            kind = instruction[0]
            goes_on = True
            if kind == SET:
                goes_on = position < length and instruction[1].has(text[position])
                position += 1
                at += 1
            elif kind == LOOP:
                _, chars, least, most, is_greedy = instruction
                first = position + least
                last = length if most == UNBOUNDED else min(length, position + most)
                end = position
                has = chars.has
                goal = last if is_greedy else min(first, length)
                while end < goal and has(text[end]):
                    end += 1
                steps += end - position
                goes_on = end >= first
                at += 1
                if goes_on and is_greedy and end > first:
                    stack.append((~at, end - 1, saves, first))
                elif goes_on and not is_greedy and end < last:
                    stack.append((~(at - 1), end, saves, -1 - last))
                position = end
            elif kind == SPLIT:
                stack.append((instruction[2], position, saves, 0))
                at = instruction[1]
            elif kind == JUMP:
                at = instruction[1]
            elif kind in (SAVE, MARK):
                slot = instruction[1]
                saves = (*saves[:slot], position, *saves[slot + 1 :])
                at += 1
            elif kind == MOVED:
                goes_on = saves[instruction[1]] != position
                at += 1
            elif kind == START:
                goes_on = position == 0 or (self.has_lines and position < length and text[position - 1] == "\n")
                at += 1
            elif kind == END:
                goes_on = position == length or (self.has_lines and text[position] == "\n")
                at += 1
            elif kind == REFERENCE:
                slot = 2 * instruction[1]
                captured = text[saves[slot] : saves[slot + 1]] if saves[slot + 1] >= 0 else ""
                found = text[position : position + len(captured)]
                goes_on = found == captured or (self.ignores_case and same_ignoring_case(found, captured))
                position += len(captured)
                steps += len(captured)
                at += 1
            else:
                used[0] = steps
                return self._made(text, start, position, saves)
            if not goes_on:
                if not stack:
                    used[0] = steps
                    return None
                at, position, saves, extra = stack.pop()
                if at < 0:
                    at = ~at
                    if extra >= 0:  # a greedy loop gives back one character
                        if position > extra:
                            stack.append((~at, position - 1, saves, extra))
                    else:  # a reluctant loop takes one more
                        last = -1 - extra
                        chars = program[at][1]
                        if position < last and chars.has(text[position]):
                            position += 1
                            if position < last:
                                stack.append((~at, position, saves, extra))
                            at += 1
                        else:
                            # Nothing more to take: fail again from the next way that is left.
                            at, position = FAIL, position

    def _made(self, text: str, start: int, end: int, saves: tuple[int, ...]) -> Match:
        groups: list[str | None] = [text[start:end]]
        for number in range(1, self.groups + 1):
            low, high = saves[2 * number], saves[2 * number + 1]
            groups.append(text[low:high] if high >= 0 else None)
        return Match(start, end, tuple(groups))


FAIL = 0  # every program's first instruction is one that fails


class _Writer:
    """Writes the program of a tree."""

    def __init__(self, groups: int) -> None:
        self.program: list[Instruction] = [(SET, CharSet())]
        self.groups = groups
        self.marks = 0

    def add(self, *instruction: Any) -> int:
        if len(self.program) >= LONGEST_PROGRAM:
            raise LimitReached("feel.pattern-too-large", limit=LONGEST_PROGRAM)
        self.program.append(instruction)
        return len(self.program) - 1

    def write(self, part: Part) -> None:
        match part:
            case Chars(chars=chars):
                self.add(SET, chars)
            case Start():
                self.add(START)
            case End():
                self.add(END)
            case BackReference(number=number):
                self.add(REFERENCE, number)
            case Sequence(parts=parts):
                for inner in parts:
                    self.write(inner)
            case Group(number=number, body=body):
                if number:
                    self.add(SAVE, 2 * number)
                self.write(body)
                if number:
                    self.add(SAVE, 2 * number + 1)
            case Choice(branches=branches):
                self._choice(branches)
            case Repeat():
                self._repeat(part)

    def _choice(self, branches: tuple[Part, ...]) -> None:
        ends: list[int] = []
        for branch in branches[:-1]:
            split = self.add(SPLIT)
            self.write(branch)
            ends.append(self.add(JUMP))
            self.program[split] = (SPLIT, split + 1, len(self.program))
        self.write(branches[-1])
        for end in ends:
            self.program[end] = (JUMP, len(self.program))

    def _repeat(self, part: Repeat) -> None:
        if isinstance(part.body, Chars):
            self.add(LOOP, part.body.chars, part.least, part.most, part.is_greedy)
            return
        for _ in range(part.least):
            self.write(part.body)
        if part.most == UNBOUNDED:
            self._star(part)
            return
        splits = []
        for _ in range(part.most - part.least):
            splits.append(self.add(SPLIT))
            self.write(part.body)
        for split in splits:
            self._aim(split, len(self.program), is_greedy=part.is_greedy)

    def _star(self, part: Repeat) -> None:
        """Loop; a round that took nothing is not repeated."""
        mark = 2 * self.groups + 2 + self.marks
        self.marks += 1
        split = self.add(SPLIT)
        self.add(MARK, mark)
        self.write(part.body)
        self.add(MOVED, mark)
        self.add(JUMP, split)
        self._aim(split, len(self.program), is_greedy=part.is_greedy)

    def _aim(self, split: int, after: int, *, is_greedy: bool) -> None:
        self.program[split] = (SPLIT, split + 1, after) if is_greedy else (SPLIT, after, split + 1)


@lru_cache(maxsize=256)
def compile_pattern(pattern: str, flags: str = "") -> Pattern:
    """Return the compiled pattern. Errors: Failure feel.bad-pattern, feel.bad-flags; LimitReached."""
    if not FLAGS.issuperset(flags):
        raise Failure("feel.bad-flags", flags=flags)
    tree: Part
    if "q" in flags:
        tree = Sequence(tuple(Chars(CharSet(sign, ignores_case="i" in flags)) for sign in pattern))
        groups = 0
    else:
        parser = PatternParser(pattern, flags)
        tree = parser.parse()
        groups = parser.groups
    writer = _Writer(groups)
    writer.write(tree)
    writer.add(DONE)
    # Marks lie behind the groups' slots.
    return Pattern(writer.program, groups, writer.marks, ignores_case="i" in flags, many="m" in flags)
