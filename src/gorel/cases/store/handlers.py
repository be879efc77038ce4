"""Which handler writes which effect."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gorel.cases.store import cases, incidents, jobs, messages, story, subscriptions, tasks, timers
from gorel.core.engine import effects

HANDLERS: dict[type[effects.Effect], Callable[[Any, Any, Any], None]] = {
    effects.OpenJob: jobs.open_job,
    effects.CloseJob: jobs.close_job,
    effects.OpenTask: tasks.open_task,
    effects.ChangeTask: tasks.change_task,
    effects.CloseTask: tasks.close_task,
    effects.SetTimer: timers.set_timer,
    effects.CancelTimer: timers.cancel_timer,
    effects.Subscribe: subscriptions.subscribe,
    effects.Unsubscribe: subscriptions.unsubscribe,
    effects.PublishMessage: messages.publish,
    effects.BroadcastSignal: messages.broadcast,
    effects.StartCase: cases.start_called,
    effects.CancelCase: cases.cancel_called,
    effects.Escalate: cases.escalate,
    effects.RaiseIncident: incidents.raise_incident,
    effects.CloseIncident: incidents.close_incident,
    effects.RecordDecision: story.record_decision,
    effects.EndCase: cases.end,
}
