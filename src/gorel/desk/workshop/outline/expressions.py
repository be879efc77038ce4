"""Expressions as a person writes them: a text as it is, or a calculation after `=`."""

from __future__ import annotations

from gorel.core.bpmn.model import Expression


def as_text(value: Expression | None) -> str:
    """Return an expression as a person writes it."""
    if value is None:
        return ""
    return f"={value.text}" if value.language == "feel" else value.text


def expression(text: str) -> Expression | None:
    """Return what a person wrote as an expression; None for nothing."""
    text = text.strip()
    if not text:
        return None
    return Expression(text[1:].strip(), "feel") if text.startswith("=") else Expression(text)
