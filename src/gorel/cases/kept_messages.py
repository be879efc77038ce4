"""Messages that are kept: those with a time to live that not every process has heard yet.

They look for cases until that time is out, and begin the next case of their key when the one that was open is over.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gorel.cases.hearing import begin_by, hear
from gorel.cases.models import Message, Start
from gorel.cases.store.held import Held
from gorel.cases.store.sql import among, select
from gorel.cases.store.subscriptions import LONGEST
from gorel.cases.turn import Turn
from gorel.cases.values import from_json, to_json
from gorel.core.engine import effects
from gorel.ground import clock, sealing


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
    if key in message.reached or not begin_by(
        turn, start, message.correlation_key, opened(message.variables), organisation_id=organisation_id, by=message.by
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
    return catch_up(turn, select(_WAITED_FOR, [limit])) + _sweep_starts(turn, limit)


def _drop_old(turn: Turn) -> None:
    select("delete from cases_message where expires_at <= %s returning id", [turn.now])


def are_any() -> bool:
    return bool(select("select 1 from cases_message limit 1"))


def listen(turn: Turn, case: Held, effect: effects.Subscribe) -> int:
    """A case waits for a message, which may be kept. What others wait for next to it is looked for in the same go."""
    awaited = [_awaited(case, effect)]
    while turn.later and isinstance(beside := turn.later[0][1], effects.Subscribe):
        awaited.append(_awaited(turn.later.popleft()[0], beside))
    return catch_up(turn, awaited)


def _awaited(case: Held, effect: effects.Subscribe) -> tuple[int, int, str, str]:
    return case.id, effect.key, effect.name[:LONGEST], effect.correlation_key[:LONGEST]


def catch_up(turn: Turn, awaited: list[tuple[int, int, str, str]]) -> int:
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
            if hear(turn, case_id, key, opened(message.variables), by=message.by):
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


def sealed(variables: Mapping[str, Any]) -> str:
    """What a message holds may be personal to the case that will hear it: it waits sealed, and goes with its row."""
    return sealing.seal(to_json(variables), b"message")


def opened(text: str) -> Any:
    """Return what `sealed` was given."""
    return from_json(text if text.startswith("{") else sealing.open_(text, b"message"))  # older ones are not sealed
