"""The law of the sums: what is kept of days that are over equals what counting finds, and stays when cases go."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases import pictures as p
from gorel.accounts.models import Organisation
from gorel.cases import purging, queries, runtime, sums
from gorel.cases.models import Case, DaySum, Summed, Task
from gorel.cases.queries import totals
from gorel.ground import clock

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]
DAYS = 6


def told(rows: list[queries.Daily]) -> Counter[tuple[int, str, str]]:
    """Return what rows say, added up by step and day."""
    found: Counter[tuple[int, str, str]] = Counter()
    for row in rows:
        for name in ("finished", "tasks", "measured", "seconds_spent"):
            found[row.element, name, row.day] += getattr(row, name)
    return +found


def by_counting() -> Counter[tuple[int, str, str]]:
    return told(queries.daily_of(Case.objects.all()))


@pytest.fixture
def world(teach, frozen):
    """A process with a person's step and one of hers, two organisations, and a clock."""
    frozen.at("2021-03-01 08:00")
    teach(p.row("review", p.task("look"), p.job("note", "try.inside")))
    return [Organisation.objects.create(name=name, slug=name, kind="municipality") for name in ("vara", "ale")], frozen


def work(towns, frozen, days: list[list[int]]) -> None:
    """Do cases day by day. Shape: a case is the seconds that its person took, 0 for nobody measured."""
    for day, cases in enumerate(days):
        for number, seconds in enumerate(cases):
            frozen.at(f"2021-03-{day + 1:02} {(number * 7) % 24:02}:30")
            runtime.start("review", organisation=towns[number % 2])
            runtime.complete(Task.objects.get(state="open"), by="person:1", seconds_spent=seconds or None)


def sum_up_all() -> int:
    done = 0
    while sums.sum_up():
        done += 1
    return done


@pytest.mark.slow
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.lists(st.lists(st.integers(0, 900), max_size=3), min_size=DAYS, max_size=DAYS), last=st.integers(2, 9))
def test_kept_sums_equal_counting_whatever_was_done(world, days, last):
    towns, frozen = world
    for model in (DaySum, Summed, Case):
        model.objects.all().delete()
    work(towns, frozen, days)
    expected = by_counting()
    frozen.at(f"2021-03-{last:02} 12:00")
    sum_up_all()
    assert told(queries.daily()) == expected
    for town in towns:
        theirs = told(queries.daily_of(Case.objects.filter(organisation=town)))
        assert told(queries.daily(organisations=[town.pk])) == theirs
    split = totals.midnight(clock.today()).date() - timedelta(days=3)
    assert told(queries.daily(until=split)) + told(queries.daily(since=split)) == expected
    apart = {(row.process_id, row.element): row.finished for row in queries.daily(apart_since=split) if row.day < split}
    before = Counter[tuple[int, str]]()
    for row in queries.daily(until=split):
        before[row.process_id, row.element] += row.finished
    assert apart == before, "what was before is one sum of each step"


def test_purged_cases_still_count_whether_their_day_was_summed_up_or_not(world):
    towns, frozen = world
    work(towns, frozen, [[60, 0], [30], [], [], [10, 20]])
    expected = by_counting()
    frozen.at("2021-03-06 00:30")
    assert sum_up_all() == 2, "the fifth day is over, but may still be being written"
    for case in Case.objects.all():
        purging.purge(case, ground="KS 2020-117")
    found = told(queries.daily())
    assert {place: n for place, n in found.items() if place[1] != "measured"} == {
        place: n for place, n in expected.items() if place[1] != "measured"
    }
    frozen.at("2021-03-20 00:30")
    sum_up_all()
    assert told(queries.daily()) == found


def test_a_day_that_is_summed_up_is_not_read_again(world, django_assert_num_queries):
    towns, frozen = world
    work(towns, frozen, [[60, 0], [30]])
    frozen.at("2021-03-09 12:00")
    sum_up_all()
    with django_assert_num_queries(3):
        queries.daily(until=clock.today() - timedelta(days=5))
    assert sums.sum_up() == 0
