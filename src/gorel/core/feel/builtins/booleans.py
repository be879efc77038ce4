"""`not` and `is`. Source: DMN 1.5 §10.3.4.2, §10.3.4.7."""

from __future__ import annotations

from typing import Any

from gorel.core.feel.compare import identical
from gorel.core.feel.registry import builtin
from gorel.core.feel.run import Run


@builtin("not", "negand: any")
def negation(run: Run, negand: Any) -> bool | None:
    """Anything that is not a boolean gives null."""
    return not negand if isinstance(negand, bool) else None


@builtin("is", "value1: any, value2: any")
def is_(run: Run, value1: Any, value2: Any) -> bool:
    """Two values are the same when nothing tells them apart, zone and offset included."""
    return identical(value1, value2)
