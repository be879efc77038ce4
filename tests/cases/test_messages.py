"""Messages reach the right case once, signals reach all, and what is said too early is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases import pictures as p
from cases.trying import NOW
from gorel.accounts.models import Organisation
from gorel.cases import deployment, kept_messages, queries, runtime, speaking, travel
from gorel.cases.models import Case, Incident, Message, Process, Start, Subscription, Task
from gorel.cases.taking import take
from gorel.cases.worker import Worker

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]

DAY = timedelta(days=1)


@pytest.fixture
def waiting(teach):
    """Processes `wait` and `also` wait for the message "paid" by the variable `bill`."""
    declared = p.message("m", "paid", key="=bill")
    teach(p.row("wait", p.catch("hear", "message", "m"), declared=declared),
          p.row("also", p.catch("hear", "message", "m"), declared=declared),
          p.row("later", p.task("first"), p.catch("hear", "message", "m"), declared=declared))  # fmt: skip


def state_of(case: Case) -> str:
    return Case.objects.get(pk=case.pk).state


def test_a_message_goes_to_the_case_with_its_key(waiting):
    ours, other = (runtime.start("wait", variables={"bill": key}) for key in ("b1", "b2"))
    assert runtime.publish("paid", "b1", {"amount": 5}, by="person:1") == 1
    assert (state_of(ours), state_of(other)) == ("completed", "running")
    assert queries.variables(ours) == {"bill": "b1", "amount": 5}
    assert list(Subscription.objects.values_list("case_id", flat=True)) == [other.pk]


def test_a_message_reaches_one_case_of_each_process(waiting):
    first, second = (runtime.start("wait", variables={"bill": "b"}) for _ in range(2))
    also = runtime.start("also", variables={"bill": "b"})
    assert runtime.publish("paid", "b") == 2
    assert [state_of(case) for case in (first, second, also)] == ["completed", "running", "completed"]


def test_a_key_longer_than_its_column_still_finds_its_case(waiting):
    case = runtime.start("wait", variables={"bill": "b" * 400})
    assert runtime.publish("paid", "b" * 400) == 1
    assert state_of(case) == "completed"


def test_a_message_that_nobody_awaits_is_gone(waiting):
    assert runtime.publish("paid", "b") == 0
    assert state_of(runtime.start("wait", variables={"bill": "b"})) == "running"


def test_a_message_with_time_to_live_waits_for_its_case(waiting, stopped_clock):
    assert runtime.publish("paid", "b", {"amount": 7}, time_to_live=DAY) == 0
    case = runtime.start("wait", variables={"bill": "b"})
    assert state_of(case) == "completed"
    assert queries.variables(case)["amount"] == 7
    assert state_of(runtime.start("wait", variables={"bill": "b"})) == "running", "it is heard once"


def test_a_kept_message_reaches_another_process_too(waiting, stopped_clock):
    case = runtime.start("wait", variables={"bill": "b"})
    assert runtime.publish("paid", "b", time_to_live=DAY) == 1
    assert state_of(case) == "completed"
    assert state_of(runtime.start("also", variables={"bill": "b"})) == "completed"


@pytest.fixture
def ordering(teach):
    """Process `order` begins by the message "order", and has one task."""
    teach(p.row("order", p.task("pack"), declared=p.message("m", "order"),
                begin=p.start("start", '<messageEventDefinition messageRef="m"/>')))  # fmt: skip


def test_kept_messages_of_one_key_begin_one_case_after_the_other(ordering, stopped_clock):
    for amount in (1, 2, 3):
        runtime.publish("order", "k1", {"amount": amount}, time_to_live=DAY)
    runtime.publish("order", "k1", {"amount": 4})  # not kept
    amounts = []
    while open_tasks := list(Task.objects.filter(state=Task.OPEN)):
        (task,) = open_tasks
        amounts.append(queries.variables(task.case)["amount"])
        runtime.complete(task, by="person:1")
    assert amounts == [1, 2, 3]


def test_a_kept_message_whose_time_is_out_begins_nothing(ordering, stopped_clock):
    for amount in (1, 2):
        runtime.publish("order", "k1", {"amount": amount}, time_to_live=DAY)
    travel.to(NOW + 2 * DAY)  # no worker has swept
    runtime.complete(Task.objects.get(), by="person:1")
    assert Task.objects.filter(state=Task.OPEN).count() == 0


def test_a_cancelled_case_lets_the_next_begin_too(ordering, stopped_clock):
    for _ in range(2):
        runtime.publish("order", "k1", time_to_live=DAY)
    runtime.cancel(Case.objects.get(), by="person:1", reason="not wanted")
    assert [case.state for case in Case.objects.order_by("pk")] == ["cancelled", "running"]


def test_a_case_that_began_by_one_event_of_several_waits_for_the_others(teach, stopped_clock):
    both = '<messageEventDefinition messageRef="m"/><signalEventDefinition signalRef="g"/>'
    begin = p.start("start", both).replace("<startEvent", '<startEvent parallelMultiple="true"')
    declared = p.message("m", "order", key="=bill") + p.signal("g", "open")
    teach(p.row("both", p.task("pack"), declared=declared, begin=begin))
    assert runtime.publish("order", "b1", {"bill": "b1"}) == 1
    assert Task.objects.count() == 0
    assert runtime.broadcast("open") == 1  # by the one that waits; no new one
    assert (Case.objects.count(), Task.objects.count()) == (1, 1)
    runtime.broadcast("open", {"bill": "b2"})
    assert runtime.publish("order", "b2") == 1
    assert (Case.objects.count(), Task.objects.count()) == (2, 2)


def test_a_kept_message_goes_when_its_time_is_out(waiting, stopped_clock):
    runtime.publish("paid", "b", time_to_live=DAY)
    travel.to(NOW + 2 * DAY, worker=Worker())
    assert Message.objects.count() == 0
    assert state_of(runtime.start("wait", variables={"bill": "b"})) == "running"


def test_a_message_id_counts_once_while_it_lives(waiting, stopped_clock):
    for _ in range(2):
        runtime.publish("paid", "b", time_to_live=DAY, message_id="id-1")
    assert Message.objects.count() == 1
    runtime.publish("paid", "b", time_to_live=DAY, message_id="id-2")
    assert Message.objects.count() == 2


def test_a_message_id_may_come_again_when_its_time_is_out_and_counts_per_key(waiting, stopped_clock):
    for key in ("b1", "b2"):
        runtime.publish("paid", key, time_to_live=DAY, message_id="id-1")
    assert Message.objects.count() == 2
    travel.to(NOW + 2 * DAY)  # no worker has swept
    runtime.publish("paid", "b1", {"amount": 2}, time_to_live=DAY, message_id="id-1")
    case = runtime.start("wait", variables={"bill": "b1"})
    assert queries.variables(case)["amount"] == 2
    assert state_of(runtime.start("wait", variables={"bill": "b2"})) == "running"


def test_a_message_id_without_time_to_live_is_never_remembered(waiting):
    cases = [runtime.start("wait", variables={"bill": "b"}) for _ in range(2)]
    assert [runtime.publish("paid", "b", message_id="id-1") for _ in range(3)] == [1, 1, 0]
    assert [state_of(case) for case in cases] == ["completed", "completed"]


def test_kept_messages_are_heard_oldest_first(waiting, stopped_clock):
    for amount in (1, 2):
        runtime.publish("paid", "b", {"amount": amount}, time_to_live=DAY)
    heard = [queries.variables(runtime.start("wait", variables={"bill": "b"}))["amount"] for _ in range(2)]
    assert (heard, Message.objects.count()) == ([1, 2], 2), "they are kept until their time is out"


def test_a_message_kept_before_the_case_came_to_its_event_is_heard_there(waiting, stopped_clock):
    case = runtime.start("later", variables={"bill": "b"})
    assert runtime.publish("paid", "b", time_to_live=DAY) == 0
    (task,) = Task.objects.filter(case=case)
    runtime.complete(task, by="person:1")
    assert state_of(case) == "completed"


def test_a_name_is_calculated_where_the_case_stands_and_so_is_a_key_that_is_a_number(teach):
    teach(p.row("wait", p.catch("hear", "message", "m"), declared=p.message("m", "=&quot;paid-&quot; + where", "=n")))
    case = runtime.start("wait", variables={"where": "boras", "n": 7})
    assert (runtime.publish("paid-alingsas", "7"), runtime.publish("paid-boras", "8")) == (0, 0)
    assert runtime.publish("paid-boras", "7") == 1
    assert state_of(case) == "completed"


def test_a_key_that_is_nothing_stands_still_until_it_is_something(waiting):
    case = runtime.start("wait", variables={"bill": None})
    assert (state_of(case), Subscription.objects.count()) == ("incident", 0)
    (incident,) = Incident.objects.filter(case=case)
    runtime.set_variables(case, {"bill": "b"}, by="person:1", reason="it was missing")
    runtime.retry(incident, by="person:1")
    assert (state_of(case), runtime.publish("paid", "b")) == ("running", 1)
    assert state_of(case) == "completed"


def test_a_message_start_begins_again_when_the_case_of_its_key_is_over(teach):
    begin = p.start("start", inner='<messageEventDefinition messageRef="m"/>')
    teach(p.row("order", p.task("look"), declared=p.message("m", "ordered"), begin=begin))
    assert [runtime.publish("ordered", "o1"), runtime.publish("ordered", "o1")] == [1, 0]
    (task,) = Task.objects.select_related("case")
    runtime.complete(task, by="person:1")
    assert runtime.publish("ordered", "o1") == 1
    assert [runtime.publish("ordered", ""), runtime.publish("ordered", "")] == [1, 1], "without a key each begins one"
    assert Case.objects.count() == 4


def test_a_message_published_while_a_case_began_to_wait_on_another_node_is_found(waiting, stopped_clock):
    """Neither turn saw the other: the subscription and the message both stand; the worker brings them together."""
    case = runtime.start("wait", variables={"bill": "b"})
    now = int(NOW.timestamp() * 1_000_000)
    Message.objects.create(
        name="paid", correlation_key="b", variables="{}", published_at=now, expires_at=now + 60_000_000
    )
    assert take(kept_messages.sweep) == 1
    assert state_of(case) == "completed"
    assert take(kept_messages.sweep) == 0


def test_a_message_start_begins_a_case_once_per_key(teach):
    begin = p.start("start", inner='<messageEventDefinition messageRef="m"/>')
    teach(p.row("order", p.task("look"), declared=p.message("m", "ordered"), begin=begin))
    assert runtime.publish("ordered", "o1", {"what": "chairs"}) == 1
    case = Case.objects.get()
    assert (case.business_key, queries.variables(case)) == ("o1", {"what": "chairs"})
    assert runtime.publish("ordered", "o1") == 0
    assert runtime.publish("ordered", "o2") == 1


def test_a_newer_version_takes_over_the_start(teach):
    begin = p.start("start", inner='<messageEventDefinition messageRef="m"/>')
    declared = p.message("m", "ordered")
    teach(p.row("order", p.task("look"), declared=declared, begin=begin))
    (newer,) = teach(p.row("order", p.task("look"), p.task("again"), declared=declared, begin=begin))
    assert [start.process for start in Start.objects.select_related("process")] == [newer]
    runtime.publish("ordered", "o1")
    assert Case.objects.get().process == newer


def test_a_signal_start_and_a_waiting_case_hear_the_same_signal(teach):
    declared = p.signal("s", "week.over")
    teach(
        p.row("wait", p.catch("hear", "signal", "s"), declared=declared),
        p.row("begin", p.task("t"), declared=declared, begin=p.start(inner='<signalEventDefinition signalRef="s"/>')),
    )
    waiting = runtime.start("wait")
    assert runtime.broadcast("week.over", {"year": 2021}) == 2
    assert state_of(waiting) == "completed"
    assert queries.variables(Case.objects.get(process__key="begin")) == {"year": 2021}


def test_a_signal_of_the_older_dialect_gives_the_cases_that_it_starts_their_key(teach):
    key = '<extensionElements><c:in xmlns:c="http://camunda.org/schema/1.0/bpmn" businessKey="${what}-1"/>'
    said = p.throw("say", "s").replace('"s"/>', f'"s">{key}</extensionElements></signalEventDefinition>')
    declared, begin = p.signal("s", "over"), p.start(inner='<signalEventDefinition signalRef="s"/>')
    teach(p.row("tell", said, declared=declared), p.row("next", p.task("t"), declared=declared, begin=begin))
    runtime.start("tell", variables={"what": "bk"})
    assert Case.objects.get(process__key="next").business_key == "bk-1"


def test_a_timer_start_begins_a_case_at_each_firing(teach, stopped_clock):
    cycle = "<timerEventDefinition><timeCycle>R3/P1D</timeCycle></timerEventDefinition>"
    teach(p.row("daily", p.task("look"), begin=p.start(inner=cycle)))
    travel.to(NOW + timedelta(days=10), worker=Worker())
    started = list(Case.objects.order_by("pk").values_list("started_at", flat=True))
    assert started == [NOW + DAY * n for n in (1, 2, 3)]
    assert Start.objects.count() == 0


def test_a_message_within_an_organisation_reaches_none_of_anothers(waiting):
    ours, theirs = (Organisation.objects.create(name=name, slug=name) for name in ("alingsas", "boras"))
    before = [runtime.start("wait", variables={"bill": "b"}, organisation=owner) for owner in (theirs, ours)]
    within = speaking.Within(ours.pk)
    assert runtime.publish("paid", "b", time_to_live=DAY, within=within) == 1
    assert [state_of(case) for case in before] == ["running", "completed"]
    kept = [runtime.start("also", variables={"bill": "b"}, organisation=owner) for owner in (theirs, ours)]
    assert [state_of(case) for case in kept] == ["running", "completed"]


def test_a_space_has_versions_and_starts_of_its_own(teach):
    ours = Organisation.objects.create(name="alingsas", slug="alingsas")
    begin = p.start("start", inner='<messageEventDefinition messageRef="m"/>')
    picture = p.row("order", p.task("look"), declared=p.message("m", "ordered"), begin=begin)
    for space in ("", "north", "south"):
        deployment.deploy([("order.bpmn", picture)], organisation=ours, space=space)
    assert list(Process.objects.values_list("space", "version")) == [("", 1), ("north", 1), ("south", 1)]
    assert runtime.publish("ordered", "o1", within=speaking.Within(ours.pk, "north")) == 1
    assert [case.process.space for case in Case.objects.all()] == ["north"]


def test_a_message_is_found_behind_a_hundred_that_have_been_heard(waiting, stopped_clock):
    """What all who wait have heard still lives, and must not stand in the way of what nobody has heard."""
    now = int(NOW.timestamp() * 1_000_000)

    def kept(key: str, reached: list[str]) -> Message:
        return Message(
            name="paid", correlation_key=key, variables="{}", published_at=now, expires_at=now + 60_000_000,
            reached=reached,
        )  # fmt: skip

    heard = runtime.start("wait", variables={"bill": "old"})
    unheard = runtime.start("wait", variables={"bill": "new"})
    Message.objects.bulk_create([*(kept("old", ["wait"]) for _ in range(100)), kept("new", ["also"])])
    assert take(kept_messages.sweep) == 1
    assert (state_of(heard), state_of(unheard)) == ("running", "completed")


def test_keeping_watch_over_kept_messages_asks_no_more_however_many_there_are(waiting, stopped_clock):
    from django.db import connection

    now = int(NOW.timestamp() * 1_000_000)

    def statements(messages: int) -> int:
        Message.objects.bulk_create(
            Message(
                name="paid", correlation_key="b", variables="{}", published_at=now, expires_at=now + 60_000_000,
                reached=["wait"],
            )
            for _ in range(messages)
        )  # fmt: skip
        seen: list[str] = []
        with connection.execute_wrapper(lambda go, sql, *rest: (seen.append(sql), go(sql, *rest))[1]):
            take(kept_messages.sweep)
        return len(seen)

    runtime.start("wait", variables={"bill": "b"})
    few = statements(2)
    assert statements(50) == few
