"""Functions of strings with regular expressions. Source: DMN 1.5 §10.3.4.3: patterns as in XQuery."""

from __future__ import annotations

from typing import Any

from gorel.core.feel.problems import Failure
from gorel.core.feel.regex import compile_pattern
from gorel.core.feel.regex import replace as replace_all
from gorel.core.feel.registry import builtin
from gorel.core.feel.run import Run


@builtin("matches", "input: string, pattern: string")
@builtin("matches", "input: string, pattern: string, flags: string|null")
def matches(run: Run, text: str, pattern: str, flags: str | None = None) -> bool:
    """Whether the pattern matches anywhere in the text."""
    steps = [0]
    found = compile_pattern(pattern, flags or "").search(text, 0, steps)
    run.charge(steps[0])
    return found is not None


@builtin("replace", "input: string, pattern: string, replacement: string")
@builtin("replace", "input: string, pattern: string, replacement: string, flags: string|null")
def replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None = None) -> str:
    steps = [0]
    compiled = compile_pattern(pattern, flags or "")
    found = replace_all(compiled, text, replacement, is_literal="q" in (flags or ""), steps=steps)
    run.charge(steps[0])
    return found


@builtin("split", "string: string, delimiter: string")
def split(run: Run, text: str, delimiter: str) -> list[str]:
    """The delimiter is a pattern; one that matches the empty string is an error."""
    pattern = compile_pattern(delimiter)
    if pattern.search("") is not None:
        raise Failure("feel.empty-match")
    parts: list[str] = []
    position, steps = 0, [0]
    while (match := pattern.search(text, position, steps)) is not None and match.end > position:
        parts.append(text[position : match.start])
        position = match.end
    parts.append(text[position:])
    run.charge(steps[0])
    return parts


def extract(run: Run, text: str, pattern: str) -> list[Any]:
    """Return every match of the pattern."""
    compiled = compile_pattern(pattern)
    found: list[Any] = []
    position, steps = 0, [0]
    while position <= len(text) and (match := compiled.search(text, position, steps)) is not None:
        if match.end > match.start:
            found.append(match.groups[0])
        position = max(match.end, match.start + 1)
    run.charge(steps[0])
    return found
