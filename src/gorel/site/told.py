"""Findings of models as lines for a terminal, or for a file: coloured only on a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from gorel.core.problems import ModelError, Problem
from gorel.core.say import Language, say

RED, YELLOW, BOLD, PLAIN = "\x1b[31m", "\x1b[33m", "\x1b[1m", "\x1b[0m"
SUMMARY: dict[Language, tuple[str, str]] = {
    "sv": ("{file}: {errors} fel, {doubts} att se över", "{file}: inget att anmärka"),
    "en": ("{file}: {errors} errors, {doubts} to look over", "{file}: nothing to remark on"),
}


def findings_of(path: Path, data: bytes) -> list[Problem]:
    """Return every finding of a .bpmn or .dmn file; what cannot be read at all is one of them."""
    from gorel.core import bpmn, dmn

    try:
        return dmn.read(data).check() if path.suffix == ".dmn" else bpmn.check(bpmn.read(data))
    except ModelError as error:
        return list(error.problems)


def tell(file: str, findings: Iterable[Problem], language: Language) -> int:
    """Print the findings of a file, errors first, then how many there are; return how many are errors."""
    told = list(findings)
    colours = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    for finding in told:
        sign, colour = ("✗", RED) if finding.severity == "error" else ("!", YELLOW)
        mark = f"{colour}{sign}{PLAIN}" if colours else sign
        print(f"{mark} {say(finding, language)}")
    errors = sum(finding.severity == "error" for finding in told)
    summary = SUMMARY[language][0 if told else 1].format(file=file, errors=errors, doubts=len(told) - errors)
    print(f"{BOLD}{summary}{PLAIN}" if colours else summary)
    return errors
