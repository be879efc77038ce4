"""How work is shared: lanes, bounds, pauses; long abilities and async ones; and a worker that is told to stop."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter

import msgspec
import pytest

from cases import pictures as p
from cases.trying import CALLS, Nothing
from gorel.ability import Context, ability
from gorel.accounts.models import Organisation
from gorel.cases import lanes, policies, queries, runtime
from gorel.cases.models import AbilityPolicy, Case, Job
from gorel.cases.taking import take
from gorel.cases.worker import Worker, leases

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]

AT_WORK: Counter[str] = Counter()
MOST: Counter[str] = Counter()
HOLD = threading.Event()
BEATS: list[bool] = []


@ability("try.slow", title={"en": "Slow"}, about={"en": "Takes a while."}, timeout_seconds=2)
def slow(given: Nothing, context: Context) -> None:
    CALLS.append(("slow", context.job_key))
    HOLD.wait(20)
    BEATS.append(context.heartbeat())


class Waited(msgspec.Struct):
    """Says that it waited."""

    waited: bool


@ability("try.async", title={"en": "Async"}, about={"en": "Waits without a thread."})
async def waits(given: Nothing, context: Context) -> Waited:
    AT_WORK["async"] += 1
    MOST["async"] = max(MOST["async"], AT_WORK["async"])
    await asyncio.sleep(0.1)
    AT_WORK["async"] -= 1
    return Waited(waited=True)


@pytest.fixture(autouse=True)
def _free():
    HOLD.clear()
    BEATS.clear()
    MOST.clear()
    policies.forget()
    yield
    HOLD.set()
    policies.forget()


@pytest.fixture
def working():
    """Workers in threads, stopped at the end: working(Worker()) -> a function that stops it."""
    stops = []

    def work(worker: Worker):
        stop = threading.Event()
        thread = threading.Thread(target=worker.run, args=(stop,))
        thread.start()
        stops.append((stop, thread))

        def end() -> None:
            stop.set()
            thread.join(30)
            assert not thread.is_alive()

        return end

    yield work
    HOLD.set()
    for stop, thread in stops:
        stop.set()
        thread.join(30)


def until(what, seconds: float = 30) -> None:
    ends = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < ends, "not in time"
        time.sleep(0.02)


def claimed(limit: int) -> list[leases.Claim]:
    return take(lambda turn: leases.claim(turn, ["try.outside"], limit, owner="w"))[0]


def test_a_flood_of_one_organisation_holds_up_no_other(teach):
    teach(p.row("mail", p.job("a", "try.outside")), p.row("note", p.job("b", "try.outside")))
    big, small = (Organisation.objects.create(name=name, slug=name) for name in ("big", "small"))
    for _ in range(30):
        runtime.start("mail", organisation=big)
        runtime.start("note", organisation=big)
    runtime.start("mail", organisation=small)
    got = Counter((claim.context.organisation, claim.context.process) for claim in claimed(8))
    assert got[small.pk, "mail"] == 1
    assert got.total() >= 4
    assert abs(got[big.pk, "mail"] - got[big.pk, "note"]) <= 1


def test_the_more_urgent_goes_first_and_then_the_older(teach):
    teach(p.row("mail", p.job("a", "try.outside")))
    cases = [runtime.start("mail").pk for _ in range(4)]
    urgent = Job.objects.get(case_id=cases[2])
    from gorel.cases import outside

    outside.set_priority((urgent.case_id, urgent.key), 5)
    order = [claimed(1)[0].case_id for _ in range(4)]
    assert order == [cases[2], cases[0], cases[1], cases[3]]
    assert claimed(1) == []


def test_a_share_leaves_out_nobody_and_gives_no_more_than_there_is_room_for():
    many = [lanes.Lane(n, "t", n % 7, n % 3, n % 2) for n in range(40)]
    for limit in (1, 5, 40, 100):
        for shares in lanes.share(many, limit):
            assert sum(count for _, count in shares) == limit
    [shares] = lanes.share([lanes.Lane(n, "t", n, n, 0) for n in range(4)], 8)
    assert sorted(count for _, count in shares) == [2, 2, 2, 2]


def test_a_long_ability_keeps_its_lease_and_is_done_once(teach, working):
    teach(p.row("long", p.job("a", "try.slow")))
    case = runtime.start("long")
    working(Worker(threads=2))
    until(lambda: len(CALLS) == 1)
    working(Worker(threads=2))
    time.sleep(4.5)  # its first lease is long over
    HOLD.set()
    until(lambda: Case.objects.get(pk=case.pk).state == "completed")
    assert (len(CALLS), BEATS) == (1, [True])


def test_who_lost_its_lease_learns_it_from_its_heartbeat(teach, working):
    teach(p.row("long", p.job("a", "try.slow")))
    case = runtime.start("long")
    working(Worker(threads=1))
    until(lambda: len(CALLS) == 1)
    runtime.cancel(case, by="person:1", reason="no longer wanted")
    time.sleep(2.5)
    HOLD.set()
    until(lambda: len(BEATS) == 1)
    assert BEATS == [False]


def test_a_worker_that_is_told_to_stop_finishes_what_it_began_and_begins_no_more(teach, working):
    teach(p.row("long", p.job("a", "try.slow"), p.job("b", "try.slow")))
    case = runtime.start("long")
    end = working(Worker(threads=1))
    until(lambda: len(CALLS) == 1)
    threading.Timer(0.5, HOLD.set).start()
    end()
    assert [wait.element for wait in queries.waits(case)] == ["b"]
    assert (len(CALLS), Job.objects.get().lease_owner) == (1, "")


def test_async_abilities_wait_together_without_threads(teach, working):
    teach(p.row("wait", p.job("a", "try.async")))
    for _ in range(20):
        runtime.start("wait")
    end = working(Worker(threads=1))
    until(lambda: Case.objects.filter(state="completed").count() == 20)
    end()
    assert MOST["async"] > 5
    assert queries.variables(Case.objects.first()) == {"waited": True}
    runtime.start("wait")
    assert Worker().drain() >= 1


def test_a_transactional_ability_cannot_be_async():
    with pytest.raises(TypeError, match="async"):

        @ability("try.both", title={"en": "Both"}, about={"en": "Both."}, transactional=True)
        async def both(given: Nothing, context: Context) -> None: ...


def test_bounds_hold_for_all_workers_together(teach, working):
    teach(p.row("long", p.job("a", "try.slow")))
    policies.bound_ability("try.slow", concurrency=2, by="person:1")
    for _ in range(5):
        runtime.start("long")
    for _ in range(2):
        working(Worker(threads=4))
    until(lambda: len(CALLS) >= 2)
    time.sleep(0.5)
    assert len(CALLS) == 2
    HOLD.set()
    until(lambda: Case.objects.filter(state="completed").count() == 5)


def test_a_rate_lets_so_many_begin_and_no_more(teach, working):
    teach(p.row("mail", p.job("a", "try.outside")))
    policies.bound_ability("try.outside", per_minute=120, by="person:1")
    for _ in range(10):
        runtime.start("mail")
    began = time.monotonic()
    working(Worker(threads=4))
    until(lambda: len(CALLS) >= 4)
    seconds = time.monotonic() - began
    assert len(CALLS) <= seconds * 2 + 2, "two a second"
    assert seconds > 1
    assert AbilityPolicy.objects.get().free_at > 0


@ability("try.rare", title={"en": "Rare"}, about={"en": "Thirty a minute, outside."}, per_minute=30)
def rare(given: Nothing, context: Context) -> None:
    CALLS.append(("rare", context.job_key))


def test_an_abilitys_own_rate_holds_without_anybody_saying_so(teach, working):
    teach(p.row("mail", p.job("a", "try.rare")))
    for _ in range(5):
        runtime.start("mail")
    began = time.monotonic()
    working(Worker(threads=4))
    until(lambda: len(CALLS) >= 2)
    assert len(CALLS) <= (time.monotonic() - began) / 2 + 2, "one in two seconds"


def test_nothing_is_begun_of_a_paused_ability_and_nothing_is_lost(teach):
    teach(p.row("mail", p.job("a", "try.outside"), p.job("b", "try.inside")))
    policies.pause_ability("try.outside", by="person:1", reason="the server is down")
    case = runtime.start("mail")
    Worker().drain()
    assert CALLS == []
    policies.resume_ability("try.outside", by="person:1")
    Worker().drain()
    assert Case.objects.get(pk=case.pk).state == "completed"


def test_cases_of_a_paused_process_wait_and_begin_when_it_goes_on(teach):
    teach(p.row("decide", p.job("a", "try.count"), p.task("look")))
    before = runtime.start("decide", variables={"n": 0})
    policies.pause("decide", by="person:1", reason="too many incidents")
    held = [runtime.start("decide", variables={"n": n}, business_key=str(n)) for n in (10, 20)]
    Worker().drain()
    assert [queries.variables(case) for case in held] == [{"n": 10}, {"n": 20}]
    assert {Case.objects.get(pk=case.pk).state for case in held} == {"suspended"}
    assert len(CALLS) == 1, "no rule, no ability has seen them"
    assert [wait.element for wait in queries.waits(before)] == ["look"], "who had begun goes on"
    policies.resume("decide", by="person:1")
    Worker().drain()
    assert [queries.variables(case)["n"] for case in held] == [11, 21]
    assert {Case.objects.get(pk=case.pk).state for case in held} == {"running"}


def test_a_waiting_case_can_be_cancelled_or_let_go_alone(teach):
    teach(p.row("decide", p.task("look")))
    policies.pause("decide", by="person:1", reason="a new rule comes")
    one, other = runtime.start("decide"), runtime.start("decide")
    runtime.cancel(one, by="person:1", reason="withdrawn")
    runtime.resume(other, by="person:1")
    assert [Case.objects.get(pk=case.pk).state for case in (one, other)] == ["cancelled", "running"]
    policies.resume("decide", by="person:1")
    Worker().drain()
    assert Case.objects.get(pk=one.pk).state == "cancelled"


def test_what_a_policy_tells_is_seen_by_the_picture_from_the_next_step_on(teach):
    teach(p.row("decide", p.task("look"), p.task("next")))
    policies.tell("decide", {"sampling": 100, "limit": 5000}, by="person:1")
    case = runtime.start("decide", variables={"n": 1})
    assert queries.variables(case)["policy"] == {"sampling": 100, "limit": 5000}
    policies.tell("decide", {"sampling": 10}, by="person:1")
    runtime.complete(case.tasks.get(state="open"))
    assert queries.variables(case) == {"n": 1, "policy": {"sampling": 10}}


def test_a_pause_of_one_organisation_leaves_what_everybody_was_told(teach):
    teach(p.row("decide", p.task("look")))
    lund, ystad = (Organisation.objects.create(name=name, slug=name) for name in ("lund", "ystad"))
    policies.tell("decide", {"sampling": 10, "limit": 5000}, by="person:1")
    policies.pause("decide", organisation=lund, by="person:1", reason="a new rule comes")
    policies.tell("decide", {"limit": 100}, organisation=ystad, by="person:1")
    held, other = (runtime.start("decide", organisation=one) for one in (lund, ystad))
    assert [Case.objects.get(pk=case.pk).state for case in (held, other)] == ["suspended", "running"]
    assert queries.variables(held)["policy"] == {"sampling": 10, "limit": 5000}
    assert queries.variables(other)["policy"] == {"sampling": 10, "limit": 100}
    policies.tell("decide", {"sampling": 20}, by="person:1")
    policies.resume("decide", organisation=lund, by="person:1")
    Worker().drain()
    assert queries.variables(held)["policy"] == {"sampling": 20}, "as it is when the case begins"


def test_what_everybody_may_not_begin_no_organisation_begins(teach):
    teach(p.row("decide", p.task("look")))
    lund = Organisation.objects.create(name="lund", slug="lund")
    policies.tell("decide", {"limit": 100}, organisation=lund, by="person:1")
    policies.pause("decide", by="person:1", reason="too many incidents")
    assert runtime.start("decide", organisation=lund).state == "suspended"


def test_nobody_but_a_policy_writes_the_limits_that_a_picture_sees(teach):
    teach(p.row("inner", p.task("deep")), p.row("decide", p.task("look"), p.call("call", "inner"), p.task("next")))
    policies.tell("decide", {"limit": 100}, by="person:1")
    case = runtime.start("decide", variables={"n": 1, "policy": {"limit": 9_000_000}})
    runtime.complete(case.tasks.get(state="open"), variables={"n": 2, "policy": {"limit": 9_000_000}})
    assert queries.variables(case) == {"n": 2, "policy": {"limit": 100}}
    called = Case.objects.get(parent=case)
    runtime.complete(called.tasks.get(state="open"), variables={"n": 3, "policy": {"limit": 9_000_000}})
    assert queries.variables(case) == {"n": 3, "policy": {"limit": 100}}
    runtime.set_variables(case, {"policy": {"limit": 9_000_000}}, by="person:2", reason="more")
    assert queries.variables(case)["policy"] == {"limit": 100}
