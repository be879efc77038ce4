"""Running a model once in memory by a script of answers: what tests, the try-out page and `gorel try` use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from gorel.core.engine.effects import OpenJob
from gorel.core.engine.events import Activation, Chosen, Instant, JobCompleted, Variables, Verdict
from gorel.core.engine.program import Program
from gorel.core.engine.simulation import Simulation
from gorel.core.engine.story import Line, tell
from gorel.core.engine.view import Waiting
from gorel.core.engine.world import Case, Work
from gorel.core.say import Language

ERROR, LEAVE, OPEN, DENY = "_error", "_leave", "_open", "_deny"


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """A message or signal that comes when nothing else can happen. Shape: signal is True for a signal."""

    name: str
    key: str = ""
    variables: Variables = {}
    signal: bool = False


class Script(msgspec.Struct, frozen=True, kw_only=True):
    """What the world answers.

    Shape: answers are by element id, name or job type: the variables of the result, or a list of such, one per time
    (the last one again when they are used up). `_error = "CODE"` throws a business error instead, `_leave = true`
    leaves it open. Work without an answer is completed with nothing. A robot that chooses in an ad-hoc subprocess says
    `_open = ["element", …]`, and with none that it is enough; without an answer it opens all once. `_deny = true` lets
    a task listener's job deny what happens to its task.
    """

    variables: Variables = {}
    answers: Mapping[str, Any] = {}
    sent: tuple[Sent, ...] = ()
    message: str | None = None
    element: str | None = None
    limit: int = 1_000


class Trace(msgspec.Struct, frozen=True, kw_only=True):
    """What happened. Shape: went counts how often each element and flow was passed; here and stuck are elements."""

    lines: tuple[Line, ...]
    went: Mapping[str, int]
    here: tuple[str, ...]
    stuck: tuple[str, ...]
    waits: tuple[Waiting, ...]
    variables: Variables
    outcome: str | None
    now: Instant


def simulate(
    programs: Program | Iterable[Program], script: Script | None = None, *, now: Instant = 0, language: Language = "sv"
) -> Trace:
    """Run a case of the first program to its end, or until it only waits for what the script does not send.

    Errors: IllegalEvent when the process cannot begin as the script says.
    """
    script = script or Script()
    world = Simulation(programs, now=now)
    message, element = script.message, script.element
    if message is None and element is None:
        message, element = _beginning(world.main)
    case = world.start(variables=script.variables, message=message, element=element)
    answers = _Answers(script.answers)
    _work(world, answers, script.limit)
    for sent in script.sent:
        if sent.signal:
            world.signal(sent.name, sent.variables)
        else:
            world.message(sent.name, sent.key, sent.variables)
        _work(world, answers, script.limit)
    went, here, stuck = world.path(case)
    return Trace(
        lines=tuple(tell(world, language)), went=went, here=tuple(here), stuck=tuple(stuck), waits=tuple(case.waits()),
        variables=case.variables, outcome=None if case.outcome is None else case.outcome.outcome, now=world.now,
    )  # fmt: skip


def _beginning(program: Program) -> tuple[str | None, str | None]:
    """Return the message or element to begin with where there is no none start."""
    kinds = [start.kind for start in program.starts]
    if "none" in kinds or not kinds:
        return None, None
    first = program.starts[0]
    return (first.name, None) if first.kind == "message" else (None, first.element)


def _work(world: Simulation, answers: _Answers, limit: int) -> None:
    """Answer what is open, then let the next timer fire, and so on; the limit guards against endless cycles."""
    left: set[tuple[int, int]] = set()
    for _ in range(limit):
        work: list[tuple[Case, Work]] = [*world.open_jobs(), *world.open_tasks()]
        fresh = next(((case, one) for case, one in work if (case.number, one.key) not in left), None)
        if fresh is not None:
            case, one = fresh
            answer = answers.next(case, one)
            if answer.get(LEAVE) is True:
                left.add((case.number, one.key))
            elif ERROR in answer:
                world.throw_at(case, one, str(answer[ERROR]))
            else:
                _complete(world, case, one, answer, answers.asked)
        elif world.timers():
            world.fire()
        else:
            return


def _complete(
    world: Simulation, case: Case, work: Work, answer: Mapping[str, Any], asked: set[tuple[int, int]]
) -> None:
    values = {name: value for name, value in answer.items() if name not in (OPEN, DENY)}
    instance = case.state.instances[work.key]
    said: Verdict | Chosen | None = None
    if instance.memory is not None and "asking" in instance.memory:
        box = case.number, instance.parent
        inside = [] if box in asked else case.program.node(instance.element).more.inside
        opened = answer.get(OPEN, inside)
        asked.add(box)
        said = Chosen(activate=tuple(Activation(element=str(name)) for name in opened), is_enough=not opened)
    elif answer.get(DENY) is True:
        said = Verdict(is_denied=True)
    if said is None:
        world.complete_at(case, work, values)
    else:
        world.do(case, JobCompleted(now=world.now, key=work.key, variables=values, answer=said))


class _Answers:
    """The script's answers, and how often each was used."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self.table = table
        self.used: dict[str, int] = {}
        self.asked: set[tuple[int, int]] = set()  # ad-hoc subprocesses whose robot was asked

    def next(self, case: Case, work: Work) -> Mapping[str, Any]:
        kind = work.type if isinstance(work, OpenJob) else ""
        for name in (work.element, case.program.node(work.element).name, kind):
            if not name or name not in self.table:
                continue
            found = self.table[name]
            if not isinstance(found, list):
                return dict(found)
            at = self.used.get(name, 0)
            self.used[name] = at + 1
            return dict(found[min(at, len(found) - 1)]) if found else {}
        return {}
