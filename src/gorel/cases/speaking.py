"""Messages and signals: who hears them.

A message goes by name and correlation key to at most one case of each process (the standard's rule: for many at once
there are signals), or starts a case where a process's newest version waits for that name at a start event. One with a
time to live that did not reach every process keeps looking for cases until that time is out, and begins the next case
of its key when the one that was open is over. A message id is used once while its message lives.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet

from gorel.cases import programs
from gorel.cases.calling import begin
from gorel.cases.hearing import begin_by, hear, step
from gorel.cases.kept_messages import sealed
from gorel.cases.models import Case, Message, Start, Subscription
from gorel.cases.store.held import Held
from gorel.cases.store.subscriptions import LONGEST
from gorel.cases.turn import Turn
from gorel.core import engine
from gorel.core.engine import effects, events
from gorel.ground import clock

MOST = 1000  # cases that one message is tried on
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Within:
    """Who may hear: cases of one organisation, in one space of it (the open one is "")."""

    organisation_id: int
    space: str = ""

    def subscriptions(self, rows: QuerySet[Subscription]) -> QuerySet[Subscription]:
        """Return those of *rows* that may hear."""
        return rows.filter(case__organisation_id=self.organisation_id, case__process__space=self.space)

    def starts(self, rows: QuerySet[Start]) -> QuerySet[Start]:
        """Return those of *rows* that may begin a case: the organisation's own and everybody's."""
        owner = Q(process__organisation_id=self.organisation_id) | Q(process__organisation_id=None)
        return rows.filter(owner, process__space=self.space)


def publish(
    turn: Turn, name: str, correlation_key: str, variables: Mapping[str, Any], *, time_to_live: int = 0,
    message_id: str = "", organisation_id: int | None = None, by: str = "", within: Within | None = None,
) -> int:  # fmt: skip
    """Give a message to the cases that wait for it; return how many it reached or started.

    Units: time_to_live in microseconds of business time. Shape: without *within* everybody may hear.
    Side effects: steps cases; keeps the message while it lives.
    """
    turn.write()
    name, correlation_key = name[:LONGEST], correlation_key[:LONGEST]
    row = None
    if time_to_live > 0:
        owner = {"organisation_id": within.organisation_id, "space": within.space} if within else {}
        at: dict[str, Any] = {"name": name, "correlation_key": correlation_key, "message_id": message_id}
        at |= owner or {"organisation_id": None}
        told = {
            "variables": sealed(variables), "published_at": turn.now, "expires_at": turn.now + time_to_live, "by": by,
        }  # fmt: skip
        if message_id:  # two nodes may be told the same message at once: one of them writes it
            Message.objects.filter(expires_at__lte=clock.from_instant(turn.now), **at).delete()
            row, is_new = Message.objects.get_or_create(**at, defaults=told)
            if not is_new:
                return 0
        else:
            row = Message.objects.create(**at, **told)
    reached: list[str] = []
    waiting = Subscription.objects.filter(kind="message", name=name, correlation_key=correlation_key)
    starts = Start.objects.filter(kind="message", name=name)
    if within is not None:
        waiting, starts = within.subscriptions(waiting), within.starts(starts)
    for case_id, key, process in waiting.order_by("id").values_list("case_id", "key", "case__process__key"):
        if process not in reached and hear(turn, case_id, key, variables, by=by):
            reached.append(process)
    for start in starts.select_related("process"):
        if start.process.key not in reached and begin_by(
            turn, start, correlation_key, variables, organisation_id=organisation_id, by=by
        ):
            reached.append(start.process.key)
    if row is not None and reached:
        Message.objects.filter(pk=row.pk).update(reached=reached)
    return len(reached)


class Ambiguous(LookupError):
    """Several cases wait for the message, and only one may hear it."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Who heard a message. Shape: is_new when a case began by it."""

    case_id: int
    is_new: bool


def correlate(
    turn: Turn, name: str, variables: Mapping[str, Any], *, case_id: int | None, business_key: str | None,
    matching: Mapping[str, Any], organisations: Collection[int] | None, everybody: bool, by: str = "",
) -> list[Heard]:  # fmt: skip
    """Give a message to the cases that fit, or start one; see `runtime.correlate`."""
    turn.write()
    waiting = Subscription.objects.filter(kind="message", name=name[:LONGEST], case__state__in=Case.OPEN)
    if case_id is not None:
        waiting = waiting.filter(case_id=case_id)
    if business_key is not None:
        waiting = waiting.filter(case__business_key=business_key)
    if organisations is not None:
        waiting = waiting.filter(case__organisation_id__in=list(organisations))
    rows = list(waiting.order_by("id").values_list("case_id", "key")[:MOST])
    turn.hold_many({case for case, _ in rows})
    fitting = [(case, key) for case, key in rows if _fits(turn.hold(case), key, matching)]
    starts = list(Start.objects.filter(kind="message", name=name[:LONGEST]).select_related("process"))
    if case_id is not None or (fitting and not everybody):
        starts = []
    if organisations is not None:
        starts = [one for one in starts if one.process.organisation_id in (None, *organisations)]
    if not everybody and len(fitting) + len(starts) > 1:
        raise Ambiguous(f"{len(fitting) + len(starts)} cases could hear {name!r}; say more about the one that is meant")
    heard = [Heard(case, False) for case, key in fitting if hear(turn, case, key, variables, by=by)]
    for start in starts:
        known = programs.known(start.process_id)
        organisation_id = known.organisation_id or (next(iter(organisations)) if organisations else None)
        case = begin(
            turn, known, variables={**matching, **variables}, business_key=business_key or "",
            organisation_id=organisation_id, by=by, message=start.name,
        )  # fmt: skip
        heard.append(Heard(case.id, True))
    return heard


def _fits(case: Held, key: int, matching: Mapping[str, Any]) -> bool:
    if not matching:
        return True
    owner = case.state.waits[key].owner if key in case.state.waits else key
    if owner not in case.state.instances:
        return False
    seen = engine.variables(case.state, owner)
    return all(name in seen and seen[name] == value for name, value in matching.items())


def broadcast(
    turn: Turn, name: str, variables: Mapping[str, Any], *, business_key: str = "", by: str = "",
    within: Within | None = None,
) -> int:  # fmt: skip
    """Give a signal to every case that waits for it, and to every process that starts by it; return how many.

    Shape: business_key is that of the cases it starts.
    """
    turn.write()
    name, count = name[:LONGEST], 0
    waiting = Subscription.objects.filter(kind="signal", name=name).order_by("case_id", "id")
    starts = Start.objects.filter(kind="signal", name=name)
    if within is not None:
        waiting, starts = within.subscriptions(waiting), within.starts(starts)
    rows = list(waiting.values_list("case_id", "key", "case__process__key", "element"))
    turn.hold_many({row[0] for row in rows})
    heard: set[tuple[str, str]] = set()
    for case_id, key, process, element in rows:
        event = events.SignalReceived(now=turn.now, seed=turn.seed(), key=key, variables=variables)
        if step(turn, case_id, event, name=name, by=by):
            count += 1
            heard.add((process, element))
    for start in starts.select_related("process"):
        known = programs.known(start.process_id)
        if (start.process.key, start.element) in heard and _is_together(known, start):
            continue  # a case that began by another event waited for it
        owner = known.organisation_id if known.organisation_id is not None or within is None else within.organisation_id
        begin(
            turn, known, variables=variables, business_key=business_key, organisation_id=owner, by=by,
            element=start.element, came=("signal", start.name),
        )  # fmt: skip
        count += 1
    return count


def _is_together(known: programs.Known, start: Start) -> bool:
    """Return whether a case that begins there waits for other events."""
    return any(one.element == start.element and one.together for one in known.program.starts)


def say(turn: Turn, _case: Held, effect: effects.PublishMessage | effects.BroadcastSignal) -> None:
    """Say what a case says to others: it goes the way of every other message and signal."""
    if isinstance(effect, effects.BroadcastSignal):
        broadcast(turn, effect.name, effect.variables, business_key=effect.business_key or "")
    else:
        publish(
            turn, effect.name, effect.correlation_key, effect.variables, time_to_live=effect.time_to_live,
            message_id=effect.message_id,
        )  # fmt: skip
