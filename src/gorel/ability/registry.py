"""The abilities that this process knows, by job type. Importing a module with abilities makes them known."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gorel.ability.declare import Ability

_KNOWN: dict[str, Ability] = {}


def register(ability: Ability) -> None:
    """Make *ability* known. Errors: ValueError when another function already has its type."""
    present = _KNOWN.get(ability.type)
    if present is not None and present.run.__qualname__ != ability.run.__qualname__:
        raise ValueError(f"two abilities are called {ability.type}: {present.run!r} and {ability.run!r}")
    _KNOWN[ability.type] = ability


def find(type: str) -> Ability | None:
    """Return the ability that does jobs of *type*, or None."""
    return _KNOWN.get(type)


def known() -> Mapping[str, Ability]:
    """Return all known abilities by job type."""
    return MappingProxyType(_KNOWN)


def replace(ability: Ability) -> None:
    """Let *ability* do the jobs of its type instead of who does them now: for stand-ins in tests."""
    _KNOWN[ability.type] = ability
