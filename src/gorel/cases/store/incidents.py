"""What she will not guess about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gorel.cases import watching
from gorel.cases.models import Case, Incident
from gorel.cases.store import personal
from gorel.cases.store.sql import insert, update
from gorel.cases.values import plain, to_json
from gorel.core.engine import effects
from gorel.ground import ids

if TYPE_CHECKING:
    from gorel.cases.store.held import Held
    from gorel.cases.turn import Turn

RAISE = insert(
    "cases_incident",
    {
        "uid": "uuid", "case_id": "bigint", "organisation_id": "bigint", "key": "bigint", "element": "text",
        "about": "bigint", "code": "text", "problem": "text", "state": "text",
        "raised_at": "bigint", "closed_at": "bigint", "closed_by": "text",
    },
)  # fmt: skip
CLOSE = update(
    "cases_incident",
    {"state": "text", "closed_at": "bigint", "closed_by": "text"},
    where={"case_id": "bigint", "key": "bigint"},
)


def raise_incident(turn: Turn, held: Held, effect: effects.RaiseIncident) -> None:
    """A row, and a line in the log; the case says that it stands still somewhere."""
    if held.word == Case.RUNNING:
        held.word = Case.INCIDENT
    problem = to_json(personal.masked(held, plain(effect.problem)))
    turn.rows.add(
        RAISE,
        (
            ids.uid().hex, held.id, held.organisation_id, effect.key, effect.element, effect.about,
            effect.problem.code[:120], problem, Incident.OPEN, turn.now, None, "",
        ),
    )  # fmt: skip
    watching.happened(turn, held.process.key, held.organisation_id)
    turn.log(held, "incident", element=effect.element, key=effect.key, detail={"code": effect.problem.code})


def close_incident(turn: Turn, held: Held, effect: effects.CloseIncident) -> None:
    """A person resolved it, or what it was about is gone."""
    by = turn.incidents_resolved.pop((held.id, effect.key), None)
    state = Incident.GONE if by is None else Incident.RESOLVED
    turn.rows.add(CLOSE, (state, turn.now, by or "", held.id, effect.key))
    held.recount = True
