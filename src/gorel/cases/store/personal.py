"""The sealed part of a case: what its process marks as personal never stands in clear in a row.

A process names its personal variables in the property `gorel.personal`, separated by commas. Of such a case the state's
row holds the structure and the case's other variables; sealed apart are the personal ones, and everything that lives in
scopes inside the case (a job's input may be a copy of one under another name) or that loops and compensation remember.
Cases that it calls, and the case that called it, take over the names: values go that way with them.

    the engine's State ──take apart──> clear State ──> cases_casestate
                                  └──> sealed part ──> cases_personal
"""

from __future__ import annotations

import base64
import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from gorel.cases.values import from_json, to_json
from gorel.core import engine
from gorel.ground import sealing

SEALED = "sealed:"  # how a sealed text begins
HIDDEN = "…"
SHORTEST = 3  # characters: what is shorter is found everywhere, and tells nothing


@dataclass(slots=True)
class Kept:
    """A case's key and its personal names, in hand. Shape: key None when it was dropped."""

    key: sealing.DataKey | None
    wrapped: bytes
    names: frozenset[str]


def fresh(names: Iterable[str]) -> Kept:
    """Return a new key for a case with these personal variables."""
    wrapped, key = sealing.new_key()
    return Kept(key, wrapped, frozenset(names))


def kept(wrapped: Any, names: str) -> Kept:
    """Return what a row keeps. Errors: sealing.CannotOpen."""
    wrapped = bytes(wrapped)
    return Kept(sealing.unwrap(wrapped) if wrapped else None, wrapped, frozenset(filter(None, names.split(","))))


def take_apart(state: Any, names: frozenset[str]) -> tuple[Any, dict[str, Any]]:
    """Return the state without what is personal, and that part: {instance: [variables, memory]}."""
    clear, part = copy.copy(state), {}
    clear.instances = dict(state.instances)
    for key, instance in state.instances.items():
        variables = instance.variables or {}
        hidden = {name: value for name, value in variables.items() if key or name in names}
        if not hidden and not instance.memory:
            continue
        part[str(key)] = [hidden, instance.memory]
        shown = copy.copy(instance)
        rest = {name: value for name, value in variables.items() if name not in hidden}
        shown.variables = rest if rest or instance.variables is None else {}
        shown.memory = None
        clear.instances[key] = shown
    return clear, part


def put_together(state: Any, part: Mapping[str, Any]) -> Any:
    """Return the whole state; *state* is changed."""
    for key, (hidden, memory) in part.items():
        instance = state.instances[int(key)]
        if hidden:
            instance.variables = {**(instance.variables or {}), **hidden}
        instance.memory = memory
    return state


def row_of(kept: Kept, part: Mapping[str, Any], case_id: int) -> tuple[Any, ...] | None:
    """Return the row of a case's sealed part; None when its key was dropped, and the row stays as it is."""
    if kept.key is None:
        return None
    body = kept.key.seal(to_json(part).encode(), _about(case_id))
    return case_id, kept.wrapped, ",".join(sorted(kept.names)), body, "", ""


def whole(case_id: int, text: str | bytes, wrapped: Any, body: Any) -> Any:
    """Return a case's state from its rows. Shape: wrapped None when nothing in it is personal, empty when erased."""
    state = engine.decode(text.encode() if isinstance(text, str) else text)
    if not wrapped:
        return state
    return put_together(state, from_json(sealing.unwrap(bytes(wrapped)).open(bytes(body), _about(case_id)).decode()))


def seal_text(kept: Kept | None, text: str, case_id: int) -> str:
    """Return *text* sealed under a case's key, when it has one."""
    if kept is None or kept.key is None:
        return text
    return SEALED + base64.b64encode(kept.key.seal(text.encode(), _about(case_id))).decode("ascii")


def open_text(text: str, case_id: int, wrapped: Any) -> str | None:
    """Return what `seal_text` sealed; None when the key was dropped."""
    if not text.startswith(SEALED):
        return text
    if not wrapped:
        return None
    sealed = base64.b64decode(text.removeprefix(SEALED))
    return sealing.unwrap(bytes(wrapped)).open(sealed, _about(case_id)).decode()


def blotted(value: Any, state: Any, names: frozenset[str]) -> Any:
    """Return *value* with every personal text of a case's state in it blotted out."""
    _, part = take_apart(state, names)
    texts = sorted(set(_texts([hidden for hidden, _ in part.values()])), key=len, reverse=True)
    return _blot(value, texts)


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif value is not None and not isinstance(value, bool) and len(text := str(value)) >= SHORTEST:
        yield text


def _blot(value: Any, texts: list[str]) -> Any:
    if isinstance(value, str):
        for text in texts:
            value = value.replace(text, HIDDEN)
        return value
    if isinstance(value, Mapping):
        return {key: _blot(item, texts) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_blot(item, texts) for item in value]
    if value is None or isinstance(value, bool):
        return value
    return HIDDEN if str(value) in texts else value


def _about(case_id: int) -> bytes:
    return b"case %d" % case_id
