"""What a process marks as personal stands nowhere in clear, and is gone when its key is dropped."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection

from cases import pictures as p
from cases.trying import NOW
from gorel.cases import deployment, exports, personal, programs, purging, queries, runtime
from gorel.cases.models import Case, Decision, Incident, LogEntry, Message, Personal, Searchable, Task
from gorel.cases.worker import Worker
from gorel.ground import sealing
from gorel.site import checking
from raw import raw

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]

MARKED = {"gorel.personal": "name, address", "gorel.searchable": "town, name"}
WORD = "Åsa-Hjördis"  # not to be found anywhere
ASCII = "asa.unfindable@example.se"
PERSON = {"name": WORD, "address": {"mail": ASCII, "lines": ["Unfindable Street 7"]}, "town": "Lund"}
WORDS = (WORD, ASCII, "Unfindable")


def in_clear() -> set[str]:
    whole = raw()
    escaped = {word: json.dumps(word)[1:-1].encode() for word in WORDS}
    return {word for word in WORDS if word.encode() in whole or escaped[word] in whole}


def with_input(id: str, type: str) -> str:
    """A job that gets the person's name under another name."""
    return p.job(id, type, retries=1).replace(
        "</extensionElements>",
        '<zeebe:ioMapping><zeebe:input source="=name" target="to"/></zeebe:ioMapping></extensionElements>',
    )


RULES = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="r" name="r" namespace="t">
<decision id="judge" name="judge"><variable name="judge"/><decisionTable hitPolicy="FIRST">
<input id="i"><inputExpression><text>name</text></inputExpression></input><output id="o"/>
<rule id="r1"><inputEntry><text>-</text></inputEntry><outputEntry><text>"ok"</text></outputEntry></rule>
</decisionTable></decision></definitions>"""
RULE = (
    '<businessRuleTask id="judge" name="judge"><extensionElements><zeebe:calledDecision decisionId="judge"'
    ' resultVariable="answer"/></extensionElements></businessRuleTask>'
)


def test_nothing_personal_stands_in_clear_and_all_of_it_can_be_read(teach, stopped_clock):
    deployment.deploy([("r.dmn", RULES)])
    teach(p.row("serve", with_input("fails", "try.refuse"), RULE, p.call("call", "inner"), p.task("look"),
                properties=MARKED), p.row("inner", p.task("ask")))  # fmt: skip
    case = runtime.start("serve", variables=PERSON, business_key="k")
    Worker().drain()
    assert queries.variables(case) == PERSON
    assert Incident.objects.get().code == "job.refused"
    runtime.publish("later", "k", {"name": WORD}, time_to_live=timedelta(days=1))
    assert in_clear() == set()
    assert b"Lund" in raw(), "the search finds what is not personal"

    programs.forget()  # another process: everything comes from the database
    assert [wait.kind for wait in queries.waits(case)] == ["incident"]
    assert queries.variables(case, Incident.objects.get().about)["to"] == WORD
    runtime.modify(case, activate=["judge"], terminate=["fails"], by="person:1", reason=f"moved on for {WORD}")
    assert WORD in repr(queries.explanation(Decision.objects.get()))
    inner = Case.objects.get(process__key="inner")
    assert queries.variables(inner)["name"] == WORD, "a called case gets it"
    runtime.complete(Task.objects.get(element="ask"), variables={"name": f"{WORD} II"})
    assert queries.variables(case)["name"] == f"{WORD} II", "and gives it back"
    assert in_clear() == set()
    exported = "".join([*exports.csv_of("serve"), *exports.xes_of("serve")])
    assert not any(word in exported for word in WORDS)
    assert Searchable.objects.values_list("name", flat=True).get() == "town"
    with connection.cursor() as cursor:  # SQL still reads what is not personal
        cursor.execute("select body from cases_casestate where case_id = %s", [case.pk])
        assert '"town":"Lund"' in cursor.fetchone()[0]


def test_a_dropped_key_erases_and_the_story_stays(teach, stopped_clock):
    deployment.deploy([("r.dmn", RULES)])
    teach(p.row("serve", RULE, p.task("look"), properties=MARKED))
    case = runtime.start("serve", variables=PERSON)
    with pytest.raises(personal.StillOpen):
        personal.erase(case, ground="request of 1 October")
    runtime.complete(Task.objects.get())
    with pytest.raises(ValueError, match="ground"):
        personal.erase(case, ground=" ")
    lines = LogEntry.objects.count()
    before = bytes(Personal.objects.get().key)
    personal.erase(case, ground="request of 1 October", by="person:1")
    assert queries.variables(case) == {"town": "Lund", "answer": "ok"}
    assert queries.explanation(Decision.objects.get()) is None
    row = Personal.objects.get()
    assert (bytes(row.key), bytes(row.body), row.ground, row.erased_at) == (b"", b"", "request of 1 October", NOW)
    assert LogEntry.objects.count() == lines + 1
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("pragma wal_checkpoint(truncate)")
        assert before not in raw(), "not even the wrapped key is left"
    assert purging.purge(case, ground="KS 2020-117") == 1
    assert not Personal.objects.exists()


def test_without_its_master_key_nothing_opens(teach, settings):
    teach(p.row("serve", p.task("look"), properties=MARKED))
    case = runtime.start("serve", variables=PERSON)
    ours = settings.PERSONAL_KEYS
    sealing.unwrap.cache_clear()
    settings.PERSONAL_KEYS = ["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]
    with pytest.raises(sealing.CannotOpen, match="GOREL_PERSONAL_KEY"):
        queries.variables(case)
    settings.PERSONAL_KEYS = [*settings.PERSONAL_KEYS, *ours]  # a new key before the old one
    assert queries.variables(case) == PERSON
    sealing.unwrap.cache_clear()


def test_a_row_moved_to_another_case_does_not_open(teach):
    teach(p.row("serve", p.task("look"), properties=MARKED))
    one, two = (runtime.start("serve", variables={"name": name}) for name in ("a", "b"))
    kept = Personal.objects.get(case=one)
    Personal.objects.filter(case=two).update(key=kept.key, body=kept.body)
    with pytest.raises(sealing.CannotOpen):
        queries.variables(two)


def test_a_process_without_marks_has_no_key(teach):
    teach(p.row("plain", p.task("look")))
    case = runtime.start("plain", variables={"a": 1})
    assert queries.variables(case) == {"a": 1}
    assert not Personal.objects.exists()
    assert Message.objects.count() == 0


def test_the_check_finds_a_master_key_that_is_missing(teach, settings):
    teach(p.row("serve", p.task("look"), properties=MARKED))
    runtime.start("serve", variables=PERSON)
    assert list(checking.findings()) == []
    sealing.unwrap.cache_clear()
    settings.PERSONAL_KEYS = ["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]
    assert ["GOREL_PERSONAL_KEY" in said for said in checking.findings()] == [True]
    sealing.unwrap.cache_clear()
