"""What is deployed is checked whole, versioned by content, and taken by new cases at once."""

from __future__ import annotations

import json

import pytest

from cases import pictures as p
from gorel.accounts.models import Organisation
from gorel.cases import deployment, programs, queries, runtime, withdrawing
from gorel.cases.models import Case, Decision, DecisionRule, Deployment, Incident, Process, Resource, Task
from gorel.cases.values import from_json
from gorel.core import dmn
from gorel.core.problems import ModelError
from gorel.core.say import say

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]

RULE = (
    '<businessRuleTask id="decide" name="decide"><extensionElements>'
    '<zeebe:calledDecision decisionId="size" resultVariable="size"/></extensionElements></businessRuleTask>'
)
REVIEW = p.row("review", p.task("look"))


def rules(large: str) -> bytes:
    """A decision `size`: over 10 is *large*, everything else small."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
    <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="sizes" name="sizes" namespace="https://t">
      <decision id="size" name="Size"><decisionTable id="t" hitPolicy="FIRST">
        <input id="i"><inputExpression id="e" typeRef="number"><text>n</text></inputExpression></input>
        <output id="o" name="size" typeRef="string"/>
        <rule id="r1"><inputEntry id="a"><text>&gt; 10</text></inputEntry>
          <outputEntry id="b"><text>"{large}"</text></outputEntry></rule>
        <rule id="r2"><inputEntry id="c"><text>-</text></inputEntry>
          <outputEntry id="d"><text>"small"</text></outputEntry></rule>
      </decisionTable></decision>
    </definitions>""".encode()


def test_the_same_content_keeps_its_version():
    first = deployment.deploy([("review.bpmn", REVIEW)])
    again = deployment.deploy([("review.bpmn", REVIEW)])
    assert [process.version for process in first.processes] == [1]
    assert (again.deployment, again.processes, again.unchanged) == (None, (), ("review.bpmn",))
    assert (Deployment.objects.count(), Process.objects.count()) == (1, 1)


def test_running_cases_keep_their_version_and_new_ones_take_the_newest():
    deployment.deploy([("review.bpmn", REVIEW)])
    old = runtime.start("review")
    deployment.deploy([("review.bpmn", p.row("review", p.task("look"), p.task("again")))])
    new = runtime.start("review")
    assert (old.process.version, new.process.version) == (1, 2)
    runtime.complete(queries.open_tasks(groups={"editor"}).get(case=old))
    assert Case.objects.get(pk=old.pk).state == "completed"


def test_an_organisations_own_process_goes_before_everybodys():
    ours, theirs = (Organisation.objects.create(name=slug, slug=slug) for slug in ("ours", "theirs"))
    deployment.deploy([("review.bpmn", REVIEW)])
    deployment.deploy([("review.bpmn", p.row("review", p.task("own")))], organisation=ours)
    assert runtime.start("review", organisation=ours).process.organisation == ours
    assert runtime.start("review", organisation=theirs).process.organisation is None
    assert runtime.start("review").process.organisation is None
    own = Process.objects.get(organisation=ours)
    assert runtime.start(own).organisation == ours, "nobody else sees what runs by an organisation's own process"


def test_all_problems_of_all_files_are_told_and_nothing_is_deployed():
    files = [
        ("good.bpmn", REVIEW),
        ("bad.bpmn", b"<definitions/>"),
        ("bad.form", b"{]"),
        ("empty.form", b"{}"),
        ("what.txt", b"?"),
    ]
    with pytest.raises(ModelError) as refused:
        deployment.deploy(files)
    told = {(problem.values["file"], problem.code) for problem in refused.value.problems}
    assert {file for file, _ in told} == {"bad.bpmn", "bad.form", "empty.form", "what.txt"}
    assert {("bad.form", "deploy.form-unreadable"), ("what.txt", "deploy.unknown-kind")} <= told
    assert all(say(problem, language) for problem in refused.value.problems for language in ("sv", "en"))
    assert (Deployment.objects.count(), Resource.objects.count()) == (0, 0)


def test_a_form_is_found_by_its_own_id():
    form = json.dumps({"id": "review-form", "components": []}).encode()
    deployment.deploy([("any-name.form", form)])
    assert Resource.objects.get().key == "review-form"


def test_a_rule_task_asks_the_newest_rules_and_records_why():
    deployment.deploy([("size.dmn", rules("large")), ("sort.bpmn", p.row("sort", RULE))])
    first = runtime.start("sort", variables={"n": 11})
    deployment.deploy([("size.dmn", rules("huge"))])
    second = runtime.start("sort", variables={"n": 11})
    assert (queries.variables(first)["size"], queries.variables(second)["size"]) == ("large", "huge")
    rows = Decision.objects.order_by("id").select_related("resource")
    assert [(row.element, row.decision, row.resource.version) for row in rows] == [
        ("decide", "size", 1),
        ("decide", "size", 2),
    ]
    assert "huge" in dmn.explain(from_json(rows[1].explanation), "sv")
    assert [rule.version for rule in DecisionRule.objects.order_by("id")] == [1, 2]


def test_rules_that_are_missing_are_an_incident_that_deploying_them_mends():
    deployment.deploy([("sort.bpmn", p.row("sort", RULE))])
    case = runtime.start("sort", variables={"n": 1})
    assert Incident.objects.get().code == "engine.unknown-decision"
    deployment.deploy([("size.dmn", rules("large"))])
    runtime.retry(Incident.objects.get(), by="person:1")
    assert queries.variables(case)["size"] == "small"
    assert Case.objects.get(pk=case.pk).state == "completed"


def test_the_rooms_own_processes_deploy_and_once():
    deployed = deployment.deploy_apps()
    assert deployed != []
    assert deployment.deploy_apps() == []
    for process in Process.objects.all():
        assert programs.known(process.pk).key == process.key


def test_a_deployment_that_nobody_needs_can_be_taken_back_and_the_version_before_is_the_newest(teach):
    teach(p.row("mail", p.task("old"), begin=p.start(inner='<messageEventDefinition messageRef="m"/>'),
                declared=p.message("m", "post")))  # fmt: skip
    second = deployment.deploy(
        [("mail.bpmn", p.row("mail", p.task("new"), begin=p.start(inner='<messageEventDefinition messageRef="m"/>'),
                             declared=p.message("m", "post")))]
    ).deployment  # fmt: skip
    assert second is not None
    assert runtime.publish("post", "first") == 1
    case = Case.objects.get()
    with pytest.raises(withdrawing.InUse) as refused:
        withdrawing.withdraw(second)
    assert (refused.value.open_cases, refused.value.ended) == (1, 0)
    case.delete()
    withdrawing.withdraw(second)
    assert runtime.publish("post", "k") == 1
    assert [task.element for task in Task.objects.all()] == ["old"]
