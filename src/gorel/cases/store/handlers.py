"""Which handler notes which effect."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gorel.cases.store import cases, decisions, incidents, jobs, subscriptions, tasks, timers
from gorel.cases.store.hand import Hand
from gorel.cases.store.held import Held
from gorel.core.engine import effects


def _later(hand: Hand, held: Held, effect: effects.Effect) -> None:
    """It is about another case, or a row that may not be written yet: the turn follows it up, see `cases.taking`."""
    hand.later.append((held, effect))


HANDLERS: dict[type[effects.Effect], Callable[[Hand, Held, Any], None]] = {
    effects.OpenJob: jobs.open_job,
    effects.CloseJob: jobs.close_job,
    effects.OpenTask: tasks.open_task,
    effects.ChangeTask: _later,
    effects.CloseTask: tasks.close_task,
    effects.SetTimer: timers.set_timer,
    effects.CancelTimer: timers.cancel_timer,
    effects.Subscribe: subscriptions.subscribe,
    effects.Unsubscribe: subscriptions.unsubscribe,
    effects.PublishMessage: _later,
    effects.BroadcastSignal: _later,
    effects.StartCase: _later,
    effects.CancelCase: _later,
    effects.Escalate: _later,
    effects.RaiseIncident: incidents.raise_incident,
    effects.CloseIncident: incidents.close_incident,
    effects.RecordDecision: decisions.record_decision,
    effects.EndCase: cases.end,
}
