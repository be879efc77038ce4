"""Objects that the host of an expression offers under a name, as `execution` or `task`."""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable


@runtime_checkable
class Host(Protocol):
    """Answers properties and methods by name. Errors: KeyError for a name it does not know."""

    def get(self, name: str) -> Any: ...

    def call(self, name: str, arguments: list[Any]) -> Any: ...
