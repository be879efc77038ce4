"""A process's log leaves for other tools, whole and well formed."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime

import pytest
from lxml import etree

from cases import pictures as p
from gorel.cases import deployment, exports, runtime
from gorel.cases.models import Decision, LogEntry, Task

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]

RULES = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="r" name="r" namespace="t">
<decision id="judge" name="judge"><variable name="judge"/>
<literalExpression><text>1</text></literalExpression></decision>
</definitions>"""
RULE = (
    '<businessRuleTask id="judge" name="Judge &amp; say"><extensionElements><zeebe:calledDecision decisionId="judge"'
    ' resultVariable="answer"/></extensionElements></businessRuleTask>'
)


@pytest.fixture
def done(teach):
    """Two cases, each with a decision and a finished task."""
    deployment.deploy([("r.dmn", RULES)])
    teach(p.row("review", RULE, p.task("look")))
    for key in ("=1+1", "b"):
        runtime.start("review", business_key=key)
        runtime.complete(Task.objects.get(state="open"), by="person:1", seconds_spent=7)


def test_csv_has_a_line_for_each_of_the_log(done):
    rows = list(csv.DictReader(io.StringIO("".join(exports.csv_of("review")))))
    assert len(rows) == LogEntry.objects.count()
    assert {row["business_key"] for row in rows} == {"'=1+1", "b"}, "no formula for a spreadsheet"
    assert [(row["element"], row["by"]) for row in rows if row["kind"] == "completed"] == [("look", "person:1")] * 2


def test_xes_has_a_trace_for_each_case_and_an_event_for_each_element(done):
    log = etree.fromstring("".join(exports.xes_of("review")).encode())
    spaces = {"x": "http://www.xes-standard.org/"}
    assert len(log.findall("x:trace", spaces)) == 2
    names = log.xpath("x:trace[1]/x:event/x:string[@key='concept:name']/@value", namespaces=spaces)
    steps = log.xpath("x:trace[1]/x:event/x:string[@key='lifecycle:transition']/@value", namespaces=spaces)
    assert list(zip(names, steps, strict=True)) == [
        ("start", "complete"), ("Judge & say", "start"), ("Judge & say", "complete"), ("look", "start"),
        ("look", "complete"), ("end", "complete"),
    ]  # fmt: skip


def test_ocel_names_types_objects_and_events_and_every_relation_leads_somewhere(done):
    log = json.loads("".join(exports.json_of("review")))
    assert list(log) == ["objectTypes", "eventTypes", "objects", "events"]
    object_types = {one["name"]: {a["name"]: a["type"] for a in one["attributes"]} for one in log["objectTypes"]}
    event_types = {one["name"]: {a["name"] for a in one["attributes"]} for one in log["eventTypes"]}
    objects = {one["id"]: one for one in log["objects"]}
    assert len(objects) == len(log["objects"]) == 6
    assert sorted(one["type"] for one in log["objects"]) == ["decision"] * 2 + ["review"] * 2 + ["task"] * 2
    for one in log["objects"]:
        assert {a["name"] for a in one["attributes"]} == set(object_types[one["type"]])
        assert all(datetime.fromisoformat(a["time"]).tzinfo for a in one["attributes"])
    assert len({one["id"] for one in log["events"]}) == len(log["events"])
    for one in log["events"]:
        assert {a["name"] for a in one["attributes"]} <= event_types[one["type"]]
        assert one["relationships"]
        assert datetime.fromisoformat(one["time"]).tzinfo
    related = [r["objectId"] for one in [*log["objects"], *log["events"]] for r in one["relationships"]]
    assert set(related) <= set(objects)
    judged = next(one for one in log["events"] if one["type"] == "Judge & say")
    assert [r["qualifier"] for r in judged["relationships"]] == ["case", "decided by"]
    assert {r["qualifier"] for one in log["events"] if one["type"] == "look" for r in one["relationships"]} == {
        "case", "task",
    }  # fmt: skip


def test_ocel_says_the_same_in_xml(done):
    log = json.loads("".join(exports.json_of("review")))
    root = etree.fromstring("".join(exports.xml_of("review")).encode())
    assert [child.tag for child in root] == ["object-types", "event-types", "objects", "events"]
    assert root.xpath("event-types/event-type/@name") == [one["name"] for one in log["eventTypes"]]
    for tag in ("object", "event"):
        told = [
            (
                one.get("id"), one.get("type"), {a.get("name"): a.text or "" for a in one.find("attributes")},
                [(r.get("object-id"), r.get("qualifier")) for r in one.find("objects")],
            )
            for one in root.find(f"{tag}s")
        ]  # fmt: skip
        assert told == [
            (
                one["id"], one["type"], {a["name"]: str(a["value"]) for a in one["attributes"]},
                [(r["objectId"], r["qualifier"]) for r in one["relationships"]],
            )
            for one in log[f"{tag}s"]
        ]  # fmt: skip
    assert Decision.objects.count() == 2
