"""Cases are found by what people know of them, the instant that the command has answered."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection

from cases import pictures as p
from cases.trying import NOW
from gorel.accounts.models import Organisation
from gorel.cases import queries, runtime, travel
from gorel.cases.models import Process, Searchable, Task
from gorel.cases.queries import Query, Variable
from gorel.cases.worker import Worker

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]

TOWN = {"gorel.searchable": "town, size, urgent, name, parts", "gorel.personal": "name"}


def keys(**asked) -> set[str]:
    return {case.business_key for case in queries.page(Query(**asked)).cases}


def by(name, value, how="=") -> set[str]:
    return keys(variables=(Variable(name, value, how),))


def test_declared_variables_can_be_searched_for_and_no_others(teach):
    teach(p.row("permit", p.task("look"), properties=TOWN))
    runtime.start("permit", business_key="a", variables={"town": "Lund", "size": 12, "urgent": True, "other": "x"})
    runtime.start("permit", business_key="b", variables={"town": "Lunda", "size": Decimal("12.50"), "urgent": False})
    runtime.start("permit", business_key="c", variables={"town": "12", "size": Decimal("3.0"), "name": "Anna"})
    assert (by("town", "Lund"), by("town", "Lund", "begins"), by("town", "lund")) == ({"a"}, {"a", "b"}, set())
    assert (by("size", 12), by("size", Decimal("12.5")), by("size", 3), by("town", 12)) == ({"a"}, {"b"}, {"c"}, set())
    assert (by("size", 12, ">"), by("size", 12, ">="), by("size", 12, "<")) == ({"b"}, {"a", "b"}, {"c"})
    assert (by("urgent", True), by("urgent", True, "!=")) == ({"a"}, {"b"})
    assert keys(variables=(Variable("town", "L", "begins"), Variable("size", 12, ">"))) == {"b"}
    assert set(Searchable.objects.values_list("name", flat=True)) == {"town", "size", "urgent"}, "nothing personal"
    with pytest.raises(ValueError, match="choose among"):
        by("town", "Lund", "~")
    with pytest.raises(ValueError, match="parts"):
        by("parts", [1])


def test_what_is_searched_for_follows_the_case(teach):
    teach(p.row("permit", p.task("look"), p.task("again"), properties=TOWN))
    case = runtime.start("permit", business_key="a", variables={"town": "Lund"})
    runtime.complete(Task.objects.get(state="open"), variables={"town": "Umeå", "size": 1})
    assert (by("town", "Lund"), by("town", "Umeå"), by("size", 1)) == (set(), {"a"}, {"a"})
    runtime.set_variables(case, {"town": None}, by="person:1", reason="wrong")
    assert (by("town", "Umeå"), by("size", 1)) == (set(), {"a"})
    runtime.complete(Task.objects.get(state="open"), variables={"town": "Kiruna"})
    assert by("town", "Kiruna") == {"a"}, "what is over can be found too"


def test_cases_are_found_by_place_time_incident_and_owner(teach, stopped_clock):
    lund, umea = (Organisation.objects.create(name=name, slug=name.lower(), kind="municipality") for name in "LU")
    teach(p.row("fails", p.job("send", "try.refuse")), p.row("waits", p.timer("pause", "P1D"), p.task("look")),
          p.row("outer", p.call("call", "waits")))  # fmt: skip
    runtime.start("fails", business_key="a", organisation=lund)
    outer = runtime.start("outer", business_key="b", organisation=umea)
    Worker().drain()
    assert (keys(incident="any"), keys(incident="job.refused"), keys(incident="other")) == ({"a"}, {"a"}, set())
    assert (keys(element="send"), keys(element="pause", process="waits")) == ({"a"}, {""})
    assert keys(organisations=(umea.pk,), process="outer") == {"b"}
    assert [case.process.key for case in queries.page(Query(under=outer.uid)).cases] == ["waits"]
    assert queries.count(Query(state="open")) == 3
    assert queries.count(Query(state="open"), limit=2) == 2
    travel.to(NOW + timedelta(days=1))
    runtime.complete(Task.objects.get())
    assert keys(ended_since=NOW + timedelta(days=1), process="outer") == {"b"}
    assert keys(ended_before=NOW + timedelta(days=1)) == set()
    assert keys(started_since=NOW + timedelta(seconds=1)) == set()
    assert keys(cases=(outer.uid,)) == {"b"}
    assert (keys(process="outer", version=1), keys(process="outer", version=2)) == ({"b"}, set())


def test_history_tells_when_a_case_came_and_left(teach, stopped_clock):
    teach(p.row("waits", p.timer("pause", "P1D"), p.task("look"), p.job("send", "nobody.does")))
    case = runtime.start("waits")
    travel.to(NOW + timedelta(days=1))
    later = NOW + timedelta(days=1)
    told = [(one.element, one.entered_at, one.left_at, one.state) for one in queries.visits(case)]
    assert told == [
        ("start", NOW, NOW, "completed"), ("pause", NOW, later, "completed"), ("look", later, None, "active"),
    ]  # fmt: skip
    runtime.complete(queries.tasks(case).get(), by="person:1")
    assert [job.element for job in queries.jobs(case)] == ["send"]
    runtime.cancel(case, by="person:1", reason="enough")
    assert [(one.element, one.state) for one in queries.visits(case)][-1] == ("send", "cancelled")
    assert [line.kind for line in queries.log(case, limit=1)] == ["started"]


def test_each_way_to_search_has_an_index_that_leads(teach):
    (process,) = teach(p.row("permit", p.task("look"), properties=TOWN))
    for asked, index in (
        (Query(variables=(Variable("town", "Lund"),)), "cases_searchable_text"),
        (Query(variables=(Variable("size", 1, ">"),)), "cases_searchable_number"),
        (Query(business_key="k"), "cases_case_business"),
        (Query(process="permit"), "process_id"),
    ):
        plan = queries.matching(asked).order_by("-pk")[:50].explain()
        assert index in plan or connection.vendor == "postgresql", plan  # few rows: PostgreSQL may scan
    assert queries.counts_by_element(Process.objects.get(pk=process.pk)) == {}
