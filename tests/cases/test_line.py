"""An ability that does only so many things at once: the next begin as soon as one ends, in order, and never more."""

from __future__ import annotations

import threading
import time

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import pictures as p
from gorel.ability import Context, ability
from gorel.cases import runtime
from gorel.cases.models import Case
from gorel.cases.worker import Worker
from gorel.cases.worker.line import MOST_AHEAD, Line

AT_ONCE = 2
_lock = threading.Lock()
_now: set[str] = set()
_most: list[int] = []
_done: list[str] = []


class Nothing(msgspec.Struct):
    """Takes no variable."""


@ability("try.few", title={"en": "Few"}, about={"en": "Two at once, and no more."}, concurrency=AT_ONCE, remembers=True)
def few(given: Nothing, context: Context) -> None:
    with _lock:
        _now.add(context.job_key)
        _most.append(len(_now))
    time.sleep(0.002)
    with _lock:
        _now.discard(context.job_key)
        _done.append(context.job_key)


@given(at_once=st.integers(1, 3), moves=st.lists(st.booleans(), max_size=40))
def test_a_line_lets_in_as_many_as_may_in_the_order_in_which_they_came(at_once: int, moves: list[bool]) -> None:
    line: Line[int] = Line(at_once)
    came, begun, at_work = 0, [], []
    for comes in moves:
        if comes:
            if line.enter(came):
                begun.append(came)
                at_work.append(came)
            came += 1
        elif at_work:
            following = line.leave(at_work.pop(0), 0.01)
            if following is not None:
                begun.append(following)
                at_work.append(following)
        assert begun == list(range(len(begun)))
        assert len(at_work) == min(at_once, came - (len(begun) - len(at_work)))


def test_who_was_given_up_lets_in_nobody_else_when_it_ends_after_all() -> None:
    line: Line[str] = Line(1)
    assert line.enter("hangs")
    assert not line.enter("second")
    assert not line.enter("third")
    assert line.leave("hangs") == "second"
    assert line.leave("hangs", 600) is None
    assert line.leave("second", 0.01) == "third"


def test_only_quick_work_is_claimed_before_it_can_begin() -> None:
    quick, slow, unknown = Line[str](1), Line[str](1), Line[str](1)
    quick.enter("a")
    quick.leave("a", 0.001)
    slow.enter("a")
    slow.leave("a", 30)
    assert (quick.ahead, slow.ahead, unknown.ahead) == (MOST_AHEAD, 0, 0)


@pytest.mark.db
@pytest.mark.django_db(transaction=True)
def test_all_is_done_once_and_never_more_at_once_than_may_be(teach) -> None:
    teach(p.row("few", p.job("first", "try.few"), p.job("second", "try.few")))
    for one in (_now, _most, _done):
        one.clear()
    for _ in range(20):
        runtime.start("few")
    stop = threading.Event()
    worker = threading.Thread(target=Worker().run, args=[stop], daemon=True)
    worker.start()
    end = time.monotonic() + 30
    while Case.objects.exclude(state="completed").exists() and time.monotonic() < end:
        time.sleep(0.05)
    stop.set()
    worker.join(30)
    assert Case.objects.filter(state="completed").count() == 20
    assert (len(_done), len(set(_done)), max(_most)) == (40, 40, AT_ONCE)


@pytest.mark.db
@pytest.mark.django_db(transaction=True)
def test_who_is_in_a_hurry_does_not_wait_for_a_crowd_that_steps_to_the_same_ability(teach) -> None:
    urgent = '<zeebe:priorityDefinition priority="10"/></extensionElements>'
    teach(p.row("crowd", p.timer("moment", "PT0S"), p.job("then", "try.few")))
    teach(p.row("hurry", p.job("now", "try.few").replace("</extensionElements>", urgent)))
    for one in (_now, _most, _done):
        one.clear()
    for _ in range(60):
        runtime.start("crowd")
    case = runtime.start("hurry")
    stop = threading.Event()
    worker = threading.Thread(target=Worker().run, args=[stop], daemon=True)
    worker.start()
    end = time.monotonic() + 30
    while Case.objects.exclude(state="completed").exists() and time.monotonic() < end:
        time.sleep(0.05)
    stop.set()
    worker.join(30)
    assert str(case.uid) in {key.partition(":")[0] for key in _done[:AT_ONCE]}
    assert len(_done) == len(set(_done)) == 61
