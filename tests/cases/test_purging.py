"""A purged case is gone, but for the ground of its purge and its numbers."""

from __future__ import annotations

import pytest
from django.apps import apps

from cases import pictures as p
from gorel.cases import purging, queries, runtime
from gorel.cases.models import Case, Purge, Task

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]

KEPT = {
    "Deployment",
    "Resource",
    "Lane",
    "Process",
    "DecisionRule",
    "Start",
    "Purge",
    "Statistic",
    "Message",
    "DaySum",
    "Summed",
}


def test_nothing_of_a_purged_case_is_left_but_ground_and_numbers(teach):
    teach(p.row("inner", p.task("ask")), p.row("outer", p.call("call", "inner"), p.job("n", "try.inside")))
    outer = runtime.start("outer", variables={"row": "01"})
    runtime.complete(Task.objects.get(), by="person:1", seconds_spent=30)
    before = sorted(queries.daily(), key=str)
    uids = set(Case.objects.values_list("uid", flat=True))
    assert purging.purge(outer, ground="KS 2020-117", by="person:1") == 2
    left = {model.__name__ for model in apps.get_app_config("cases").get_models() if model.objects.exists()}
    assert left <= KEPT
    assert set(Purge.objects.values_list("case_uid", "ground", "by")) == {
        (uid, "KS 2020-117", "person:1") for uid in uids
    }
    assert sorted(queries.daily(), key=str) == before


def test_an_open_case_is_not_purged(teach):
    teach(p.row("review", p.task("look")))
    case = runtime.start("review")
    with pytest.raises(purging.StillOpen):
        purging.purge(case, ground="KS 2020-117")
    assert (Case.objects.count(), Purge.objects.count()) == (1, 0)


def test_a_purge_without_a_ground_is_refused(teach):
    teach(p.row("note", p.job("n", "try.inside")))
    with pytest.raises(ValueError, match="decision"):
        purging.purge(runtime.start("note"), ground=" ")
    assert Case.objects.count() == 1
