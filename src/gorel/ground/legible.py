"""Text as every reader of a file reads it: what people paste in holds signs that end a line for some, or are refused.

A word processor's line break (U+000B) and a web page's (U+2028) stand in titles; XML takes no control character, and
calendar programs break a line at each.
"""

from __future__ import annotations

import re

# What no text of XML 1.0 may hold, and the control characters that nobody sees; ends of lines are read before.
_UNFIT = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def lines(text: str) -> list[str]:
    """Return the lines of *text*, ended by whatever ends one for some reader, without signs that files refuse."""
    if text.isprintable():
        return [text]
    return [_UNFIT.sub("", line) for line in text.splitlines()]


def line(text: str) -> str:
    """Return *text* as one line."""
    return " ".join(lines(text))
