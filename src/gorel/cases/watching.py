"""Lets rooms above look at a process when something happens to its cases: an incident, a new case.

A watcher is called once for a process and organisation in each turn, when all is written and before it is committed,
so that what it writes commits with what it saw. It is asked often: it returns at once where it has nothing to guard.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gorel.cases.turn import Turn

Watcher = Callable[[str, int | None], None]
_watchers: list[Watcher] = []


def watch(watcher: Watcher) -> None:
    """Let *watcher* be called with a process's key and an organisation, from now on. For an app's `ready()`."""
    if watcher not in _watchers:
        _watchers.append(watcher)


def happened(turn: Turn, process: str, organisation_id: int | None) -> None:
    """Note that something happened to a case of *process* in *turn*."""
    if _watchers and (process, organisation_id) not in turn.watched:
        turn.watched.add((process, organisation_id))
        turn.at_end.append(lambda: _tell(process, organisation_id))


def _tell(process: str, organisation_id: int | None) -> None:
    for watcher in _watchers:
        watcher(process, organisation_id)
