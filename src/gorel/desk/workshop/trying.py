"""Runs a draft in memory, with no side effects: what was done to it is kept as a script, and played anew for each page.

A script is a list of stimuli, each a dict with `do`:
  start    variables, at (micros since 1970 UTC), element and message where the process begins otherwise
  answer   element, values: the oldest open task or job of this element is done
  throw    element, code: it meets a business error
  fail     element, message: a robot cannot do it
  timer    element: the clock jumps to the next timer, and it fires
  message  name, key, variables: word comes from outside
  set      variables: somebody corrects what the case knows
  mend     element: whoever looks at an incident lets it be tried again
The same files and the same script give the same run: no clock, no chance, nothing outside is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from gorel.ability import registry
from gorel.accounts.models import Organisation
from gorel.cases import programs
from gorel.cases.doing import bad_input
from gorel.cases.values import plain
from gorel.core import bpmn, dmn, engine
from gorel.core.engine import effects as fx
from gorel.core.engine import events as ev
from gorel.core.engine.simulation import Simulation
from gorel.core.engine.story import Line, tell
from gorel.core.engine.world import Case, Work
from gorel.core.problems import ModelError, Problem
from gorel.core.say import Language, say
from gorel.desk.workshop import files as sets

MOST = 300  # stimuli of one run
Stimulus = dict[str, Any]


class CannotRun(ValueError):
    """The draft cannot be run: the text says why, to a person."""


class _Decision:
    """One decision of the draft, as the engine asks it."""

    def __init__(self, model: Any, key: str) -> None:
        self.model, self.key = model, key

    def decide(self, inputs: Mapping[str, Any], **how: Any) -> Any:
        return self.model.decide(self.key, inputs, **how)


class _Decisions(Mapping[str, Any]):
    """The draft's own decisions before those in use."""

    def __init__(self, own: Mapping[str, Any], others: Mapping[str, Any]) -> None:
        self.own, self.others = own, others

    def __getitem__(self, key: str) -> Any:
        return self.own[key] if key in self.own else self.others[key]

    def __contains__(self, key: object) -> bool:
        return key in self.own or key in self.others

    def __iter__(self) -> Iterator[str]:
        yield from self.own

    def __len__(self) -> int:
        return len(self.own)

    def __bool__(self) -> bool:
        return True


@dataclass
class World:
    """A run as it stands after its script. Shape: refused says why the last stimulus could not be, "" when it could."""

    program: Any
    simulation: Simulation
    case: Case | None = None
    refused: str = ""
    done: list[Stimulus] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        return self.case is not None and self.case.is_ended

    @property
    def variables(self) -> dict[str, Any]:
        return self.case.variables if self.case else {}

    def work(self) -> list[tuple[Case, Work]]:
        """Return what waits to be done, tasks before jobs, the oldest first."""
        return [*self.simulation.open_tasks(), *self.simulation.open_jobs()]

    def path(self) -> tuple[dict[str, int], list[str], list[str]]:
        """Return how often each element was passed, where the case is, and where it stands still."""
        return self.simulation.path(self.case) if self.case else ({}, [], [])

    def story(self, language: Language) -> Sequence[Line]:
        return list(tell(self.simulation, language))

    def decisions(self) -> list[tuple[str, Mapping[str, Any]]]:
        """Return every decision made: its element, and its explanation as `dmn.explain` takes it."""
        return [
            (effect.element, effect.explanation)
            for done in self.simulation.trail
            for effect in done.effects
            if isinstance(effect, fx.RecordDecision)
        ]


def compile_set(files: Mapping[str, bytes], organisation: Organisation | None) -> list[Any]:
    """Return the draft's programs, and those of the processes in use that it calls. Errors: CannotRun.

    Shape: with no organisation nothing but the files is known, and no database is asked.
    """
    drawn = sets.definitions(files)
    if drawn is None or drawn.process() is None:
        raise CannotRun(_("The draft has no picture that can be run."))
    own: dict[str, Any] = {}
    for data in sets.of_kind(files, "rules").values():
        try:
            model = dmn.read(data)
        except ModelError:
            continue  # the findings say so
        own |= {decision.id: _Decision(model, decision.id) for decision in model.decisions}
    decisions = _Decisions(own, programs.Rules(organisation.pk) if organisation else {})
    errors = [problem for problem in bpmn.check(drawn) if problem.severity == "error"]
    if errors:
        raise CannotRun(_("The picture has faults. Mend them first; the outline names them."))
    try:
        found = [engine.compile(drawn, one.id, decisions=decisions) for one in drawn.processes if one.executable]
    except ModelError as error:
        raise CannotRun(" ".join(say(problem) for problem in error.problems)) from None
    known = {one.process_id for one in found}
    todo = [one.call.process.text for process in drawn.processes for one in process.nodes if one.call]
    while todo:
        key = todo.pop()
        row = programs.newest(key, organisation.pk) if organisation and key not in known else None
        known.add(key)
        if row is not None:
            called = bpmn.read(row.bpmn)
            found.append(engine.compile(called, row.key, decisions=decisions))
            process = called.process(row.key)
            todo += [one.call.process.text for one in process.nodes if one.call] if process else []
    return found


def play(found: Sequence[Any], script: Sequence[Stimulus]) -> World:
    """Play a script. It stops at the first stimulus that cannot be; `done` holds those that could."""
    at = next((one.get("at", 0) for one in script if one.get("do") == "start"), 0)
    world = World(found[0], Simulation(found, now=at))
    for stimulus in script[:MOST]:
        try:
            _do(world, stimulus)
        except engine.IllegalEvent as refused:
            world.refused = " ".join(say(problem) for problem in refused.problems)
            break
        except (LookupError, KeyError, TypeError, ValueError, AttributeError):
            world.refused = _("Nothing waits there any more. The draft was changed since this was recorded.")
            break
        world.done.append(stimulus)
    return world


def _do(world: World, stimulus: Stimulus) -> None:
    simulation, what = world.simulation, stimulus["do"]
    if what == "start":
        how = {name: stimulus[name] for name in ("element", "message") if stimulus.get(name)}
        world.case = simulation.start(variables=plain(stimulus.get("variables") or {}), **how)
    elif what == "answer":
        case, work = _find(world, stimulus)
        simulation.complete_at(case, work, plain(stimulus.get("values") or {}))
    elif what == "throw":
        case, work = _find(world, stimulus)
        simulation.throw_at(case, work, str(stimulus.get("code") or "ERROR"))
    elif what == "fail":
        case, work = _find(world, stimulus)
        message = str(stimulus.get("message") or "")
        simulation.do(case, ev.JobFailed(now=simulation.now, key=work.key, retries=0, message=message))
    elif what == "timer":
        simulation.fire(stimulus.get("element"))
    elif what == "message":
        if not simulation.message(stimulus["name"], stimulus.get("key") or "", plain(stimulus.get("variables") or {})):
            raise LookupError(stimulus["name"])
    elif what == "set" and world.case is not None:
        simulation.set_variables(world.case, plain(stimulus.get("variables") or {}))
    elif what == "mend":
        for case, incident in simulation.open_incidents():
            if stimulus.get("element") in (None, incident.element):
                simulation.do(case, ev.IncidentResolved(now=simulation.now, key=incident.key))
                return
        raise LookupError("incident")
    else:
        raise LookupError(what)


def _find(world: World, stimulus: Stimulus) -> tuple[Case, Work]:
    for case, work in world.work():
        if work.element == stimulus["element"] and case.number == stimulus.get("case", case.number):
            return case, work
    raise LookupError(stimulus["element"])


def seen_by(case: Case, work: Work) -> dict[str, Any]:
    """Return the variables that a task or job sees."""
    return engine.variables(case.state, work.key)


def refusal(work: Work, given: Mapping[str, Any], language: Language) -> str:
    """Return why the ability would refuse what the step gives it; "" when it would take it, or is not known here."""
    ability = registry.find(work.type) if isinstance(work, fx.OpenJob) else None
    if ability is None:
        return ""
    try:
        msgspec.convert(given, ability.takes, strict=False)
    except msgspec.ValidationError as error:
        refused = bad_input(ability, str(error))
        return say(Problem(refused.code, values=refused.values), language)
    return ""
