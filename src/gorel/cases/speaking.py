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
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet

from gorel.cases import programs
from gorel.cases.calling import begin
from gorel.cases.models import Case, Message, Start, Subscription
from gorel.cases.store.held import Held
from gorel.cases.store.sql import among, select
from gorel.cases.store.subscriptions import LONGEST
from gorel.cases.turn import Turn, take
from gorel.cases.values import from_json, to_json
from gorel.core import engine
from gorel.core.engine import effects, events
from gorel.ground import clock, sealing

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
            "variables": _sealed(variables), "published_at": turn.now, "expires_at": turn.now + time_to_live, "by": by,
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
        if process not in reached and _hear(turn, case_id, key, variables, by=by):
            reached.append(process)
    for start in starts.select_related("process"):
        if start.process.key not in reached and _begin(
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
    heard = [Heard(case, False) for case, key in fitting if _hear(turn, case, key, variables, by=by)]
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
        if _step(turn, case_id, event, name=name, by=by):
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


def follow(turn: Turn) -> None:
    """Say what a step's cases said, and look for kept messages that they now wait for, when the step is written."""
    said, turn.said = turn.said, []
    for effect in said:
        turn.later.append(partial(_say, turn, effect))
    awaited, turn.awaited = turn.awaited, []
    if awaited:
        turn.later.append(partial(_catch_up, turn, awaited))


def begin_kept(turn: Turn, over: Held) -> int:
    """A case is over: the oldest kept message of its key that begins its process begins the next one."""
    if not Message.objects.exists():
        return 0
    turn.write()
    starts = Start.objects.filter(kind="message", process__key=over.process.key, process__space=over.process.space)
    for start in starts.select_related("process"):
        if start.process.organisation_id not in (None, over.organisation_id):
            continue
        living = Message.objects.select_for_update().filter(name=start.name, correlation_key=over.business_key)
        for message in living.filter(expires_at__gt=clock.from_instant(turn.now)).order_by("id"):
            if _may_hear(message, over) and _begin_by(turn, start, message, over.organisation_id):
                return 1
    return 0


def _begin_by(turn: Turn, start: Start, message: Message, organisation_id: int | None) -> bool:
    key = start.process.key
    if key in message.reached or not _begin(
        turn, start, message.correlation_key, _opened(message.variables), organisation_id=organisation_id, by=message.by
    ):
        return False
    Message.objects.filter(pk=message.pk).update(reached=[*message.reached, key])
    return True


# What the process that is asked for has not heard. The keys of those that have heard a message stand in a JSON list.
_UNHEARD = """replace(cast(m.reached as text), '"' || p.key || '"', '') = cast(m.reached as text)"""

# From the few messages that are kept to those who wait, of whom there may be very many: SQLite keeps the order of a
# cross join, and would read all who wait otherwise.
_WAITED_FOR = f"""
    select s.case_id, s.key, s.name, s.correlation_key
    from cases_message m cross join cases_subscription s cross join cases_case c cross join cases_process p
    where s.kind = 'message' and s.name = m.name and s.correlation_key = m.correlation_key
    and c.id = s.case_id and p.id = c.process_id and {_UNHEARD}
    and (m.organisation_id is null or (m.organisation_id = c.organisation_id and m.space = p.space))
    order by m.id limit %s
"""

_BEGINNING = f"""
    select m.id, st.id
    from cases_message m
    join cases_start st on st.kind = 'message' and st.name = m.name
    join cases_process p on p.id = st.process_id
    where m.correlation_key <> '' and {_UNHEARD}
    and (
        (m.organisation_id is null and p.organisation_id is not null)
        or (m.organisation_id = coalesce(p.organisation_id, m.organisation_id) and m.space = p.space)
    )
    and not exists (
        select 1 from cases_case o join cases_process op on op.id = o.process_id
        where o.business_key = m.correlation_key and o.ended_at is null and op.key = p.key and op.space = p.space
        and o.organisation_id = coalesce(p.organisation_id, m.organisation_id)
    )
    order by m.id limit %s
"""


def _sweep_starts(turn: Turn, limit: int) -> int:
    """As `begin_kept`, for what two nodes missed: one ended the case while the other kept the message."""
    found = select(_BEGINNING, [limit])
    if not found:
        return 0
    kept = Message.objects.select_for_update().in_bulk([message for message, _start in found])
    starts = Start.objects.select_related("process").in_bulk([start for _message, start in found])
    count = 0
    for message_id, start_id in found:
        message, start = kept.get(message_id), starts[start_id]
        if message is not None:
            owner = start.process.organisation_id or message.organisation_id
            count += _begin_by(turn, start, message, owner)
    return count


def sweep(turn: Turn, limit: int = 100) -> int:
    """Bring kept messages together with cases that wait for them, and drop those whose time is out.

    Two turns on two nodes may miss each other: one publishes while the other begins to wait, or ends. This closes the
    gap. What all who wait have heard is passed over by the database, so that nothing new stands behind it in the line.
    """
    _drop_old(turn)
    return _catch_up(turn, select(_WAITED_FOR, [limit])) + _sweep_starts(turn, limit)


def _drop_old(turn: Turn) -> None:
    select("delete from cases_message where expires_at <= %s returning id", [turn.now])


def sweep_kept() -> int:
    """Sweep in a turn of its own, when any message is kept; return how many were heard."""
    return take(sweep, is_worker=True) if _any_kept() else 0


def _any_kept() -> bool:
    return bool(select("select 1 from cases_message limit 1"))


def _say(turn: Turn, effect: effects.PublishMessage | effects.BroadcastSignal) -> None:
    if isinstance(effect, effects.BroadcastSignal):
        broadcast(turn, effect.name, effect.variables, business_key=effect.business_key or "")
    else:
        publish(
            turn, effect.name, effect.correlation_key, effect.variables, time_to_live=effect.time_to_live,
            message_id=effect.message_id,
        )  # fmt: skip


def _catch_up(turn: Turn, awaited: list[tuple[int, int, str, str]]) -> int:
    """Give kept messages to subscriptions; the message's row lock makes it exactly once."""
    kept = _kept_for(turn, awaited)
    if not kept:
        return 0
    count = 0
    turn.write()
    for case_id, key, name, correlation_key in awaited:
        if (name, correlation_key) not in kept:
            continue
        living = Message.objects.select_for_update().filter(name=name, correlation_key=correlation_key)
        for message in living.filter(expires_at__gt=clock.from_instant(turn.now)).order_by("id"):
            case = turn.hold(case_id)
            process = case.process.key
            if process in message.reached or not _may_hear(message, case):
                continue
            if _hear(turn, case_id, key, _opened(message.variables), by=message.by):
                Message.objects.filter(pk=message.pk).update(reached=[*message.reached, process])
                count += 1
                break
    return count


def _kept_for(turn: Turn, awaited: list[tuple[int, int, str, str]]) -> set[tuple[str, str]]:
    """Return those names and keys that are awaited and under which a message is kept: most often none, in one look."""
    if not awaited:
        return set()
    names, its_names = among("name", sorted({one[2] for one in awaited}))
    keys, its_keys = among("correlation_key", sorted({one[3] for one in awaited}))
    return set(
        select(
            f"select name, correlation_key from cases_message where {names} and {keys} and expires_at > %s",
            [*its_names, *its_keys, turn.now],
        )
    )


def _may_hear(message: Message, case: Held) -> bool:
    if message.organisation_id is None:
        return True
    return (message.organisation_id, message.space) == (case.organisation_id, case.process.space)


def _sealed(variables: Mapping[str, Any]) -> str:
    """What a message holds may be personal to the case that will hear it: it waits sealed, and goes with its row."""
    return sealing.seal(to_json(variables), b"message")


def _opened(text: str) -> Any:
    return from_json(text if text.startswith("{") else sealing.open_(text, b"message"))  # older ones are not sealed


def _hear(turn: Turn, case_id: int, key: int, variables: Mapping[str, Any], *, by: str) -> bool:
    return _step(
        turn, case_id, events.MessageReceived(now=turn.now, seed=turn.seed(), key=key, variables=variables),
        name="", by=by,
    )  # fmt: skip


def _step(turn: Turn, case_id: int, event: events.Event, *, name: str, by: str) -> bool:
    try:
        case = turn.hold(case_id)
        turn.step(case, event)
    except (engine.IllegalEvent, Case.DoesNotExist):
        return False  # it stopped waiting before it was locked
    if by:
        turn.log(case, "message", key=getattr(event, "key", None), by=by)
    return True


def _begin(
    turn: Turn,
    start: Start,
    correlation_key: str,
    variables: Mapping[str, Any],
    *,
    organisation_id: int | None,
    by: str,
) -> bool:
    """Start a case by a message, unless one of the process with this correlation key is open."""
    if correlation_key:
        same = Case.objects.filter(
            process__key=start.process.key, process__space=start.process.space, business_key=correlation_key,
            state__in=Case.OPEN,
        )  # fmt: skip
        if organisation_id is not None and start.process.organisation_id is None:
            same = same.filter(organisation_id=organisation_id)
        if same.exists():
            return False
    known = programs.known(start.process_id)
    begin(
        turn, known, variables=variables, business_key=correlation_key,
        organisation_id=known.organisation_id or organisation_id, by=by, message=start.name,
    )  # fmt: skip
    return True
