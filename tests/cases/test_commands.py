"""The command line and the exports tell what the log holds."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.management import CommandError, call_command
from lxml import etree

from cases import pictures as p
from cases.trying import FAIL
from gorel.cases import exports, runtime
from gorel.cases.models import Case, LogEntry, Task
from gorel.cases.worker import Worker

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]


def said(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_cases_are_found_told_and_cancelled(teach):
    teach(p.row("review", p.task("look")))
    case = runtime.start("review", variables={"n": 1}, business_key="k")
    assert str(case.uid) in said("cases", "--state", "open")
    assert said("cases", "--state", "completed") == ""
    told = said("cases", str(case.uid))
    assert "waits: task look" in told
    assert "n = 1" in told
    assert "cancelled" in said("cases", str(case.uid), "--cancel", "test")
    with pytest.raises(CommandError, match="only an open case"):
        said("cases", str(case.uid), "--cancel", "again")


def test_incidents_are_listed_and_tried_again(teach):
    teach(p.row("mail", p.job("send", "try.outside", retries=1)))
    cases = [runtime.start("mail") for _ in range(3)]
    FAIL["outside"] = 3
    Worker().drain()
    assert said("incidents").splitlines()[-1] == "3 open"
    assert said("incidents", "--code", "other").splitlines() == ["0 open"]
    assert said("incidents", "--process", "mail", "--retry").splitlines()[-1] == "3 tried again"
    Worker().drain()
    assert {Case.objects.get(pk=case.pk).state for case in cases} == {"completed"}


def test_csv_has_a_line_for_each_of_the_log(teach):
    teach(p.row("review", p.task("look")))
    runtime.start("review", business_key="=1+1")
    runtime.complete(Task.objects.get(), by="person:1")
    rows = list(csv.DictReader(io.StringIO("".join(exports.csv_of("review")))))
    assert len(rows) == LogEntry.objects.count()
    assert {row["business_key"] for row in rows} == {"'=1+1"}, "no formula for a spreadsheet"
    assert [(row["element"], row["by"]) for row in rows if row["kind"] == "completed"] == [("look", "person:1")]


def test_xes_has_a_trace_for_each_case_and_an_event_for_each_element(teach):
    teach(p.row("review", p.task("look")))
    for _ in range(2):
        runtime.start("review")
        runtime.complete(Task.objects.get(state="open"))
    log = etree.fromstring("".join(exports.xes_of("review")).encode())
    spaces = {"x": "http://www.xes-standard.org/"}
    assert len(log.findall("x:trace", spaces)) == 2
    names = log.xpath("x:trace[1]/x:event/x:string[@key='concept:name']/@value", namespaces=spaces)
    steps = log.xpath("x:trace[1]/x:event/x:string[@key='lifecycle:transition']/@value", namespaces=spaces)
    assert list(zip(names, steps, strict=True)) == [
        ("start", "complete"), ("look", "start"), ("look", "complete"), ("end", "complete"),
    ]  # fmt: skip
