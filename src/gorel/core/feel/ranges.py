"""Ranges as values.

A range written with one end (`< 10`) and one written with null (`(null..10)`) hold the same members, but are different
values: `form` keeps how it was written.
Source: DMN 1.5 §10.3.2.7.
"""

from __future__ import annotations

from typing import Any

import msgspec


class Range(msgspec.Struct, frozen=True):
    """Members between two ends. Shape: form is "..", or the operator of a range with one end; `!=` is all but one."""

    start_included: bool
    start: Any
    end: Any
    end_included: bool
    form: str = ".."


def from_bound(operator: str, endpoint: Any) -> Range:
    """Return the range that `operator endpoint` stands for."""
    match operator:
        case "<" | "<=":
            return Range(False, None, endpoint, operator == "<=", operator)
        case ">" | ">=":
            return Range(operator == ">=", endpoint, None, False, operator)
        case "=":
            return Range(True, endpoint, endpoint, True, operator)
        case _:
            return Range(False, endpoint, endpoint, False, operator)
