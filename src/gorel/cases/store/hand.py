"""What a turn has in hand: the cases it locked, the rows it will write, and what is still to be done.

Handlers of effects note here what a step asked for; `write` sends it to the database. How cases step, and what follows
from it for others, tell `cases.turn` and `cases.taking`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from gorel.cases.models import Case, Incident
from gorel.cases.store import held, personal, searchable
from gorel.cases.store.held import Held
from gorel.cases.store.keeping import Kept
from gorel.cases.store.rows import Rows
from gorel.cases.store.standing import Standing, standing
from gorel.cases.store.statements import ADD_CASE, ADD_STATE, CHANGE_CASE, CHANGE_STATE, KEEP_PERSONAL
from gorel.cases.values import to_json
from gorel.core import engine
from gorel.core.engine import effects
from gorel.ground import clock, machine

Mark = tuple[int, int, int]
Name = tuple[int, int]  # (case, key)

# How many transactional jobs one turn does before it leaves the rest to the worker: a picture that runs in a ring
# must not hold a person's click, nor the database's lock, for ever.
LONGEST_CHAIN = 200


class Ready(msgspec.Struct, frozen=True, gc=False):
    """A transactional job that can be done in this turn."""

    case_id: int
    key: int
    type: str
    element: str
    retries: int
    tries: int
    headers: Mapping[str, str]


class Hand:
    """The cases in hand, the rows to write, and what is still to be done."""

    def __init__(self, *, is_worker: bool, kept: Kept | None = None) -> None:
        self.is_worker = is_worker
        self.now = clock.instant()
        self.machine_now = clock.to_instant(machine.now())
        self.rows = Rows()
        self.later: deque[tuple[Held, effects.Effect]] = deque()  # what steps asked of others, in its order
        self.ready: list[Ready] = []
        self.left = LONGEST_CHAIN
        self.steps = 0
        self.writes = 0
        self.wake_wanted = False
        self.others_wanted = False  # a robot elsewhere may wait for what this turn opened
        self.at_end: list[Callable[[], None]] = []  # called when all is written, before it is committed
        self.watched: set[tuple[str, int | None]] = set()  # processes that watchers will look at, see `watching`
        self.closed_in: set[int] | None = None  # cases of tasks that are closed, see `watching`
        self.opened: dict[Name, Ready] = {}  # jobs for robots that are opened, and not written yet
        self.standing: dict[Name, Standing] = {}  # rows of jobs, as they were seen in this turn
        self.leased: dict[Name, Held] = {}  # jobs that this turn opened, and took or leaves to robots
        self.keeps_opened = False  # whether jobs that are left to robots stand there too
        self.joined = False  # an ability took part in this turn
        # Rows of jobs that are closed and not written yet, case -> (key, as seen); and whose row a job takes over.
        self.freed_jobs: dict[int, tuple[int, Standing | None]] = {}
        self.freed_from: dict[Name, Standing] = {}
        # Who did what the next step closes.
        self.tasks_done: dict[tuple[int, int], tuple[str, int | None]] = {}
        self.incidents_resolved: dict[tuple[int, int], str] = {}
        self._held: dict[int, Held] = {}
        self._kept = kept

    # Cases in hand

    def hold(self, case_id: int) -> Held:
        """Lock and read a case, unless it is in hand already. Errors: Case.DoesNotExist."""
        if case_id not in self._held:
            self.hold_many([case_id])
        try:
            return self._held[case_id]
        except KeyError:
            raise Case.DoesNotExist(case_id) from None

    def hold_many(self, case_ids: Iterable[int], *, locked: bool = False) -> None:
        """Take many cases in hand with two statements; *locked* when their locks are held already."""
        missing = [case_id for case_id in case_ids if case_id not in self._held]
        if missing and self._kept is not None:
            missing = self._kept.cases_into(self._held, missing)
        if missing:
            if not locked:
                held.lock(missing)
            self._held.update((case.id, case) for case in held.read(missing))

    def look_at(self, case_ids: Iterable[int]) -> dict[int, Held]:
        """Return cases to read from only: those in hand as they are, others as they stand in the database, unlocked."""
        wanted = set(case_ids)
        found = {case_id: self._held[case_id] for case_id in wanted & self._held.keys()}
        found.update((case.id, case) for case in held.read(wanted - found.keys()))
        return found

    def see_jobs(self, names: Iterable[Name]) -> None:
        """Look at the rows of jobs, by (case, key), whose cases are in hand; `standing` then has those there are."""
        missing = [name for name in names if name not in self.standing]
        if missing and self._kept is not None:
            missing = self._kept.jobs_into(self.standing, missing)
        if missing:
            self.standing.update(standing(missing))

    def add(self, case: Held) -> None:
        """Take a new case in hand."""
        self._held[case.id] = case

    # The rows of the turn

    def log(
        self, case: Held, kind: str, *, element: str = "", key: int | None = None, by: str = "",
        detail: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        """Note a line of the memory's own in the case's log."""
        text = to_json(case.masked(dict(detail))) if detail else ""
        self.rows.noted += 1
        self.rows.lines.append((case.id, self.now, kind, element, key, by, text))

    def write(self) -> None:
        """Send all rows to the database, so that statements after this one see them."""
        self.writes += 1
        closed = []
        for case in self._held.values():
            now = case.word, case.ended_at
            if not (case.is_changed or case.is_new or case.recount) and now == case.stored:
                continue
            if case.is_new:
                self.rows.add(
                    ADD_CASE,
                    (
                        case.id, case.uid, case.process.id, case.organisation_id, case.business_key, case.word,
                        case.started_at, case.ended_at, case.parent_id, case.parent_key,
                    ),
                )  # fmt: skip
                self.rows.add(ADD_STATE, (case.id, case.format, self._text(case)))
            else:
                if case.is_changed:
                    self.rows.add(CHANGE_STATE, (self._text(case), case.format, case.id))
                if now != case.stored:
                    self.rows.add(CHANGE_CASE, (*now, case.id))
            if case.process.searchable and (case.is_new or case.is_changed):
                self._note_searchable(case)
            case.is_new = case.is_changed = False
            case.stored = now
            if case.recount:
                case.recount = False
                closed.append(case)
        self.rows.write()
        self.freed_jobs.clear()
        self.freed_from.clear()
        self.opened.clear()
        if closed:
            self._recount(closed)

    def _text(self, case: Held) -> str:
        """Return the state's text; what is personal in it goes to a row of its own, sealed."""
        if case.process.personal:
            case.mark_personal(case.process.personal)
        if case.personal is None:
            return engine.encode(case.state).decode()
        clear, part = personal.take_apart(case.state, case.personal.names)
        row = personal.row_of(case.personal, part, case.id)
        if row is not None:
            self.rows.add(KEEP_PERSONAL, row)
        return engine.encode(clear).decode()

    def _note_searchable(self, case: Held) -> None:
        hidden = () if case.personal is None else case.personal.names
        now = searchable.found(case.process, case.state, without=hidden)
        searchable.note(self.rows, case.id, case.searchable, now)
        case.searchable = now

    def _recount(self, closed: list[Held]) -> None:
        """A case whose last incident is closed runs again."""
        ids = [case.id for case in closed]
        still = set(Incident.objects.filter(case_id__in=ids, state=Incident.OPEN).values_list("case_id", flat=True))
        for case in closed:
            if case.word == Case.INCIDENT and case.id not in still:
                case.word = Case.RUNNING
                self.rows.add(CHANGE_CASE, (case.word, case.ended_at, case.id))
                case.stored = case.word, case.ended_at
        self.rows.write()

    # Going back

    def trace(self) -> tuple[object, ...]:
        """Return what changes as soon as anything is done in this turn."""
        return self.steps, id(self.rows), self.rows.noted, self.writes, len(self.later), len(self.ready)

    def mark(self) -> Mark:
        """Remember what is still to be done, for `forget`."""
        return len(self.later), len(self.ready), len(self.at_end)

    def forget(self, mark: Mark) -> None:
        """After a rollback to a savepoint: what is in hand may be ahead of the database."""
        self._held.clear()
        self._kept = None
        self.rows = Rows()
        self.freed_jobs.clear()
        self.freed_from.clear()
        self.opened.clear()
        self.standing.clear()
        self.leased.clear()
        self.tasks_done.clear()
        self.incidents_resolved.clear()
        self.watched.clear()
        self.closed_in = None  # what is told at the end of what stands before the mark keeps its own set
        while len(self.later) > mark[0]:
            self.later.pop()
        del self.ready[mark[1] :]
        del self.at_end[mark[2] :]
