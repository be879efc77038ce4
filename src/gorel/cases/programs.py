"""Compiled processes, kept per Python process; and the decision rules that they ask.

A version of a process never changes, so its program is compiled once. Which version of a *decision* is the latest can
change at any time: it is looked up when it is asked, and looked up anew after a deployment (in another process: within
`FRESH_SECONDS`).
"""

from __future__ import annotations

import copy
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from gorel.cases.models import DecisionRule, Process, Resource
from gorel.core import bpmn, dmn, engine
from gorel.ground.prepared import Prepared

FRESH_SECONDS = 1.0
MOST = 500  # versions kept compiled: the oldest goes, and is compiled anew should a case still run in it
# Properties of a process: names of variables, separated by commas.
SEARCHABLE, PERSONAL = "gorel.searchable", "gorel.personal"


@dataclass(frozen=True, slots=True)
class Known:
    """A version of a process, ready to run."""

    id: int
    uid: str
    key: str
    version: int
    organisation_id: int | None
    space: str
    deployment_id: int
    program: Any
    rules: Rules
    searchable: tuple[str, ...] = ()
    personal: frozenset[str] = frozenset()
    implied: frozenset[str] = frozenset()  # flows that are the only way on: leaving says that they were taken
    hears_messages: bool = False  # a message may begin a case of it
    lanes: dict[tuple[str, int | None, int], int] = field(default_factory=dict)  # see `lanes.of`


class Rules(Mapping[str, Any]):
    """The decisions that a process may ask, by id: the newest of its own space or organisation, or everybody's."""

    def __init__(self, organisation_id: int | None, space: str = "") -> None:
        self._owner = organisation_id, space
        self._found: dict[str, tuple[int, Any]] = {}
        self._read_at = -FRESH_SECONDS

    def __getitem__(self, key: str) -> Any:
        return self._find(key)[1]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def __bool__(self) -> bool:
        return True  # what was not asked for yet may be there all the same

    def __contains__(self, key: object) -> bool:
        try:
            self._find(str(key))
        except KeyError:
            return False
        return True

    def resource(self, key: str) -> int | None:
        """Return the id of the file whose rules answer for *key*, for the record."""
        try:
            return self._find(key)[0]
        except KeyError:
            return None

    def _find(self, key: str) -> tuple[int, Any]:
        if time.monotonic() - self._read_at > FRESH_SECONDS:
            self._found, self._read_at = {}, time.monotonic()
        if key not in self._found:
            rule = newest_rule(key, *self._owner)
            if rule is None:
                raise KeyError(key)
            self._found[key] = (rule.resource_id, _Asked(model_of(rule), key))
        return self._found[key]


@dataclass(frozen=True, slots=True)
class _Asked:
    """One decision of a file of rules."""

    model: Any
    key: str

    def decide(self, inputs: Mapping[str, Any], **how: Any) -> Any:
        return self.model.decide(self.key, inputs, **how)


_lock = threading.Lock()
_known: dict[int, Known] = {}
_models: dict[int, Any] = {}


def known(process_id: int) -> Known:
    """Return the version with this id, compiled.

    Errors: core.problems.ModelError when it cannot be compiled; deployment has refused such.
    """
    found = _known.get(process_id)
    if found is None:
        row = Process.objects.select_related("resource").get(pk=process_id)
        program = copy.copy(compiled(row.bpmn, row.key))
        program.decisions = Rules(row.organisation_id, row.space)
        personal = frozenset(named(program, PERSONAL))
        found = Known(
            id=row.pk, uid=str(row.uid), key=row.key, version=row.version, organisation_id=row.organisation_id,
            space=row.space, deployment_id=row.resource.deployment_id, program=program, rules=program.decisions,
            personal=personal, searchable=tuple(name for name in named(program, SEARCHABLE) if name not in personal),
            implied=frozenset(_only_ways(program).values()),
            hears_messages=any(start.kind == "message" for start in program.starts),
        )  # fmt: skip
        with _lock:
            _known[process_id] = found
            while len(_known) > MOST:
                del _known[next(iter(_known))]
    return found


@lru_cache(maxsize=64)
def compiled(data: bytes, key: str) -> Any:
    """Return process *key* of a file, compiled, and without rules to ask. Never change what comes back.

    The same bytes are the same program, whoever deployed them: checking a file, scheduling its start events and running
    its first case compile it once.
    Errors: core.problems.ModelError.
    """
    return engine.compile(bpmn.read(data), key)


def only_ways(process_id: int) -> dict[str, str]:
    """Return, by element, the sequence flow that is the only way on from it; the log does not tell of it."""
    return _only_ways(known(process_id).program)


def _only_ways(program: Any) -> dict[str, str]:
    return {node.id: node.single.id for node in program.nodes if node.single is not None}


@lru_cache(maxsize=64)
def rules(data: bytes, others: tuple[bytes, ...] = ()) -> Any:
    """Return the decision model of a file of rules, with *others* to import from. Never change what comes back.

    Errors: core.problems.ModelError.
    """
    return dmn.read([data, *others])


def named(program: Any, property: str) -> list[str]:
    """Return the names that a property of the process lists."""
    listed = (name.strip() for name in program.properties.get(property, "").split(","))
    return list(dict.fromkeys(name for name in listed if name))


def newest(key: str, organisation_id: int | None, space: str = "") -> Process | None:
    """Return the newest version of a process: the space's own, or else the organisation's, or else everybody's."""
    return _nearest(*_PROCESSES, key, organisation_id, space)


def newest_rule(key: str, organisation_id: int | None, space: str = "") -> DecisionRule | None:
    """Return the newest rules for a decision: the space's own, or else the organisation's, or else everybody's."""
    return _nearest(*_RULES, key, organisation_id, space)


def _questions(rows: Any) -> tuple[Prepared, Prepared]:
    """Return the questions for an organisation's newest, and for everybody's."""
    return (
        Prepared(lambda key, space, owner: _newest_first(rows.filter(key=key, organisation_id=owner, space=space)),
                 key=str, space=str, owner=int),
        Prepared(lambda key, space: _newest_first(rows.filter(key=key, organisation_id=None, space=space)),
                 key=str, space=str),
    )  # fmt: skip


def _newest_first(rows: Any) -> Any:
    return rows.order_by("-version")[:1]


_PROCESSES = _questions(Process.objects)
_RULES = _questions(DecisionRule.objects.select_related("resource"))


def _nearest(owned: Prepared, common: Prepared, key: str, organisation_id: int | None, space: str) -> Any:
    owners = [(organisation_id, space), (organisation_id, ""), (None, "")]
    for owner, part in dict.fromkeys(owners):
        if owner is None:
            found = common.objects(key=key, space=part)
        else:
            found = owned.objects(key=key, space=part, owner=owner)
        if found:
            return found[0]
    return None


def forget() -> None:
    """Compile everything anew when it is next asked for."""
    with _lock:
        _known.clear()
        _models.clear()


def model_of(rule: DecisionRule) -> Any:
    """Return the rules of a version of a decision, ready to be asked."""
    if rule.resource_id not in _models:
        content = bytes(rule.resource.content)
        model = rules(content)
        if model.definitions.imports:
            model = rules(content, tuple(_importable(rule)))
        _models[rule.resource_id] = model
    return _models[rule.resource_id]


def _importable(rule: DecisionRule) -> list[bytes]:
    """The newest version of every other file of rules that the organisation, or its space, may use."""
    rows = Resource.objects.filter(kind="dmn", space__in=("", rule.space)).exclude(pk=rule.resource_id)
    ours = rows.order_by("space", "version")
    newest = {row.key: bytes(row.content) for row in ours if row.organisation_id in (None, rule.organisation_id)}
    return list(newest.values())
