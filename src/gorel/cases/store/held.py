"""A case in hand: locked, read, and decoded, until the turn ends."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import msgspec

from gorel.cases import programs
from gorel.cases.store import personal, searchable
from gorel.cases.store.sql import among, locking, select
from gorel.core import engine

COLUMNS = (
    "c.id, c.uid, c.process_id, c.organisation_id, c.business_key, c.state, c.started_at, c.ended_at, c.parent_id,"
    " c.parent_key, s.body, p.key, p.names, p.body, s.format"
)


FORMAT = 1  # of the state's text; older ones are read for ever
WAITING = 2  # of a case that was started while its process was paused, see `cases.waiting`


class Held(msgspec.Struct, eq=False):
    """One case in hand. Shape: word and ended_at are what its row should say; `stored` is what it says."""

    id: int
    uid: str
    process: programs.Known
    organisation_id: int | None
    business_key: str
    word: str
    started_at: int
    ended_at: int | None = None
    parent_id: int | None = None
    parent_key: int | None = None
    state: Any = None
    format: int = FORMAT
    is_new: bool = False
    is_changed: bool = False
    recount: bool = False  # an incident was closed: are there others?
    personal: personal.Kept | None = None
    first_new_key: int = 0  # what has a key below it was there when the case was taken in hand
    searchable: searchable.Found = {}  # as its rows say
    stored: tuple[str, int | None] = ("", None)
    written_out: str = ""  # see `outside_id`

    @property
    def waits_to_begin(self) -> bool:
        """Whether it was started while its process was paused."""
        return self.format == WAITING

    @property
    def outside_id(self) -> str:
        """The case's outside id, as people and robots write it."""
        if not self.written_out:
            whole = self.uid
            self.written_out = f"{whole[:8]}-{whole[8:12]}-{whole[12:16]}-{whole[16:20]}-{whole[20:]}"
        return self.written_out

    def mark_personal(self, names: Iterable[str]) -> None:
        """Let these variables of the case be personal from now on."""
        if self.personal is None:
            self.personal = personal.fresh(names)
            self.is_changed = True
        elif not self.personal.names.issuperset(names):
            self.personal.names |= frozenset(names)
            self.is_changed = True

    def masked(self, value: Any) -> Any:
        """Return *value* with every personal text of the case blotted out: for incidents, names of tasks, the log."""
        if self.personal is None or self.state is None:
            return value
        return personal.blotted(value, self.state, self.personal.names)

    def sealed(self, text: str) -> str:
        """Return *text* sealed under the case's key, when it has one."""
        return personal.seal_text(self.personal, text, self.id)


def lock(case_ids: Iterable[int]) -> None:
    """Take the lock of each case, in the order of ids, so that two turns never wait for each other in a ring."""
    ids = sorted(set(case_ids))
    clause = locking("cases_casestate")
    if clause and ids:
        condition, parameters = among("case_id", ids)
        select(f"select case_id from cases_casestate where {condition} order by case_id{clause}", parameters)


def read(case_ids: Iterable[int]) -> list[Held]:
    """Return the cases as they stand. Shape: they are locked already, by a statement of its own.

    A lock and a read in one statement can show a row as it was before another turn wrote it (PostgreSQL re-reads only
    the locked row, not what is joined to it): hence two.
    """
    ids = sorted(set(case_ids))
    if not ids:
        return []
    condition, parameters = among("s.case_id", ids)
    rows = select(
        f"select {COLUMNS} from cases_casestate s join cases_case c on c.id = s.case_id"
        " left join cases_personal p on p.case_id = s.case_id"
        f" where {condition} order by s.case_id",
        parameters,
    )
    return [_held(row) for row in rows]


def _held(row: tuple[Any, ...]) -> Held:
    process = programs.known(row[2])
    hidden: Collection[str] = ()
    if row[11] is None:
        state = engine.decode(row[10].encode())
        kept = None
    else:
        state = personal.whole(row[0], row[10], row[11], row[13])
        kept = personal.kept(row[11], row[12])
        hidden = kept.names
    uid = row[1] if type(row[1]) is str else row[1].hex
    return Held(
        row[0], uid, process, row[3], row[4], row[5], row[6], row[7], row[8], row[9], state, row[14], personal=kept,
        searchable=searchable.found(process, state, without=hidden), stored=(row[5], row[7]),
        first_new_key=state.next_key,
    )  # fmt: skip
