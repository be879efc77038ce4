"""Lets rooms above look at a process when something happens to its cases: an incident, a new case; and at closed tasks.

A watcher is called once for a process and organisation in each turn, when all is written and before it is committed,
so that what it writes commits with what it saw. It is asked often: it returns at once where it has nothing to guard.
Who follows tasks is called once in each turn that closes some, in the same way.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from gorel.cases.store.hand import Hand

Watcher = Callable[[str, int | None], None]
Follower = Callable[[set[int]], None]
_watchers: list[Watcher] = []
_followers: list[Follower] = []


def watch(watcher: Watcher) -> None:
    """Let *watcher* be called with a process's key and an organisation, from now on. For an app's `ready()`."""
    if watcher not in _watchers:
        _watchers.append(watcher)


def follow_tasks(follower: Follower) -> None:
    """Let *follower* be called with the ids of the cases in which tasks were closed. For an app's `ready()`."""
    if follower not in _followers:
        _followers.append(follower)


def closed(hand: Hand, case_id: int) -> None:
    """Note that a turn closed a task of a case: done or cancelled, by whatever way."""
    if not _followers:
        return
    if hand.closed_in is None:
        hand.closed_in = set()
        hand.at_end.append(partial(_tell_followers, hand.closed_in))
    hand.closed_in.add(case_id)


def happened(hand: Hand, process: str, organisation_id: int | None) -> None:
    """Note that something happened to a case of *process*."""
    if _watchers and (process, organisation_id) not in hand.watched:
        hand.watched.add((process, organisation_id))
        hand.at_end.append(lambda: _tell(process, organisation_id))


def _tell(process: str, organisation_id: int | None) -> None:
    for watcher in _watchers:
        watcher(process, organisation_id)


def _tell_followers(cases: set[int]) -> None:
    for follower in _followers:
        follower(cases)
