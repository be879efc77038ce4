"""What cases wait to hear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gorel.cases.store.sql import delete, insert
from gorel.core.engine import effects

if TYPE_CHECKING:
    from gorel.cases.store.held import Held
    from gorel.cases.turn import Turn

OPEN = insert(
    "cases_subscription",
    {
        "case_id": "bigint", "key": "bigint", "element": "text", "kind": "text", "name": "text",
        "correlation_key": "text",
    },
    upsert_on=("case_id", "key"),
)  # fmt: skip
LONGEST = 255  # characters of a name or key; both who waits and who speaks are cut there
CLOSE = delete("cases_subscription", where={"case_id": "bigint", "key": "bigint"})


def subscribe(turn: Turn, held: Held, effect: effects.Subscribe) -> None:
    """A row to be found by; a message that was published before may answer at once."""
    name, correlation_key = effect.name[:LONGEST], effect.correlation_key[:LONGEST]
    row = (held.id, effect.key, effect.element, effect.kind, name, correlation_key)
    turn.rows.open(OPEN, (held.id, effect.key), row)
    if effect.kind == "message":
        turn.awaited.append((held.id, effect.key, name, correlation_key))


def unsubscribe(turn: Turn, held: Held, effect: effects.Unsubscribe) -> None:
    """The row goes."""
    if turn.rows.unopen(OPEN, (held.id, effect.key)) is None:
        turn.rows.add(CLOSE, (held.id, effect.key))
