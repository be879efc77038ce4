"""What cases wait to hear."""

from __future__ import annotations

from gorel.cases.store.hand import Hand
from gorel.cases.store.held import Held
from gorel.cases.store.statements import SUBSCRIBE, UNSUBSCRIBE
from gorel.core.engine import effects

LONGEST = 255  # characters of a name or key; both who waits and who speaks are cut there


def subscribe(hand: Hand, held: Held, effect: effects.Subscribe) -> None:
    """A row to be found by; a message that was published before may answer as soon as it is written."""
    name, correlation_key = effect.name[:LONGEST], effect.correlation_key[:LONGEST]
    row = (held.id, effect.key, effect.element, effect.kind, name, correlation_key)
    hand.rows.open(SUBSCRIBE, (held.id, effect.key), row)
    if effect.kind == "message":
        hand.later.append((held, effect))


def unsubscribe(hand: Hand, held: Held, effect: effects.Unsubscribe) -> None:
    """The row goes."""
    if hand.rows.unopen(SUBSCRIBE, (held.id, effect.key)) is None:
        hand.rows.add(UNSUBSCRIBE, (held.id, effect.key))
