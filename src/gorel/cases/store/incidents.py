"""What she will not guess about."""

from __future__ import annotations

from gorel.cases import watching
from gorel.cases.models import Case, Incident
from gorel.cases.store.hand import Hand
from gorel.cases.store.held import Held
from gorel.cases.store.statements import CLOSE_INCIDENT, RAISE_INCIDENT
from gorel.cases.values import plain, to_json
from gorel.core.engine import effects
from gorel.ground import ids


def raise_incident(hand: Hand, held: Held, effect: effects.RaiseIncident) -> None:
    """A row, and a line in the log; the case says that it stands still somewhere."""
    if held.word == Case.RUNNING:
        held.word = Case.INCIDENT
    problem = to_json(held.masked(plain(effect.problem)))
    hand.rows.add(
        RAISE_INCIDENT,
        (
            ids.uid().hex, held.id, held.organisation_id, effect.key, effect.element, effect.about,
            effect.problem.code[:120], problem, Incident.OPEN, hand.now, None, "",
        ),
    )  # fmt: skip
    watching.happened(hand, held.process.key, held.organisation_id)
    hand.log(held, "incident", element=effect.element, key=effect.key, detail={"code": effect.problem.code})


def close_incident(hand: Hand, held: Held, effect: effects.CloseIncident) -> None:
    """A person resolved it, or what it was about is gone."""
    by = hand.incidents_resolved.pop((held.id, effect.key), None)
    state = Incident.GONE if by is None else Incident.RESOLVED
    hand.rows.add(CLOSE_INCIDENT, (state, hand.now, by or "", held.id, effect.key))
    held.recount = True
