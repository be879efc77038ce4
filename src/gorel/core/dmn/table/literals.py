"""Values as FEEL writes them, for examples that people can copy."""

from __future__ import annotations

from decimal import Decimal
from typing import Any


def write_literal(value: Any) -> str:
    """Return *value* as FEEL text; `…` where any value will do."""
    if value is None:
        return "…"
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, Decimal):
        return f"{value:f}"
    return f'@"{value}"'
