"""A process as municipalities have them in the older dialect, read from XML as it is."""

from __future__ import annotations

from gorel.core import bpmn, engine
from gorel.core.engine.simulation import Simulation, same_again

HOUR = 3_600_000_000
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<semantic:definitions xmlns:semantic="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:c="http://camunda.org/schema/1.0/bpmn" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  id="d" targetNamespace="t">"""


def world(body: str, rest: str = "", **decisions) -> Simulation:
    data = f"{HEAD}{body}{rest}</semantic:definitions>".replace("<b:", "<semantic:").replace("</b:", "</semantic:")
    definitions = bpmn.read(data.encode())
    assert [problem for problem in bpmn.check(definitions) if problem.severity == "error"] == []
    return Simulation(engine.compile(definitions, decisions=decisions))


APPLICATION = """
<b:process id="ansokan" name="Ansökan" isExecutable="true" c:historyTimeToLive="P180D" c:candidateStarterGroups="a, b">
  <b:extensionElements><c:executionListener event="start" expression="${execution.setVariable('steg', 0)}"/>
  </b:extensionElements>
  <b:startEvent id="s" c:initiator="vem"/>
  <b:sequenceFlow id="f1" sourceRef="s" targetRef="hämta"/>
  <b:serviceTask id="hämta" name="Hämta uppgifter" c:type="external" c:topic="hämta-${slag}" c:taskPriority="7">
    <b:extensionElements>
      <c:inputOutput>
        <c:inputParameter name="fråga"><c:map><c:entry key="id">${id}</c:entry>
          <c:entry key="delar"><c:list><c:value>a</c:value><c:value>${slag}</c:value></c:list></c:entry></c:map>
        </c:inputParameter>
        <c:outputParameter name="svar">${resultat}</c:outputParameter>
      </c:inputOutput>
      <c:errorEventDefinition id="fel1" errorRef="saknas" expression="${resultat == 'saknas'}"/>
      <c:errorEventDefinition id="fel2" errorRef="stängt"
        expression="${externalTask.errorMessage.contains('stängt')}"/>
      <c:executionListener event="end" expression="${execution.setVariable('steg', steg + 1)}"/>
    </b:extensionElements>
  </b:serviceTask>
  <b:boundaryEvent id="saknad" attachedToRef="hämta"><b:errorEventDefinition errorRef="saknas"
    c:errorCodeVariable="felkod"/></b:boundaryEvent>
  <b:boundaryEvent id="stängd" attachedToRef="hämta"><b:errorEventDefinition errorRef="stängt"/></b:boundaryEvent>
  <b:sequenceFlow id="f2" sourceRef="hämta" targetRef="tom"/>
  <b:sequenceFlow id="f3" sourceRef="saknad" targetRef="komplettera"/>
  <b:sequenceFlow id="f4" sourceRef="stängd" targetRef="vänta"/>
  <b:userTask id="komplettera" name="Komplettera" c:assignee="${vem}" c:candidateGroups="handläggare"
    c:dueDate="${now().plusDays(3)}" c:formKey="komplettera"/>
  <b:sequenceFlow id="f5" sourceRef="komplettera" targetRef="hämta"/>
  <b:intermediateCatchEvent id="vänta"><b:timerEventDefinition><b:timeCycle>0 0 8 ? * MON-FRI</b:timeCycle>
    </b:timerEventDefinition></b:intermediateCatchEvent>
  <b:sequenceFlow id="f6" sourceRef="vänta" targetRef="hämta"/>
  <b:subProcess id="tom"/>
  <b:sequenceFlow id="f7" sourceRef="tom" targetRef="klar"/>
  <b:intermediateCatchEvent id="klar"><b:conditionalEventDefinition c:variableName="beslut">
    <b:condition xsi:type="semantic:tFormalExpression">${beslut == 'ja' &amp;&amp; not empty svar}</b:condition>
    </b:conditionalEventDefinition></b:intermediateCatchEvent>
  <b:sequenceFlow id="f8" sourceRef="klar" targetRef="e"/>
  <b:endEvent id="e"/>
</b:process>"""
ERRORS = """<b:error id="saknas" errorCode="SAKNAS"/><b:error id="stängt" errorCode="STÄNGT"/>"""


def test_an_application_runs_as_it_is() -> None:
    w = world(APPLICATION, ERRORS)
    case = w.start(variables={"slag": "bygglov", "id": "u-1", "beslut": "nej"}, initiator="person:7")
    job = w.open_jobs()[0][1]
    assert (job.type, job.priority) == ("hämta-bygglov", 7)
    assert engine.variables(case.state, job.key)["fråga"] == {"id": "u-1", "delar": ["a", "bygglov"]}
    w.complete("hämta", {"resultat": "saknas"})
    task = w.open_tasks()[0][1]
    assert (task.assignee, task.candidate_groups, task.form, task.due_at) == (
        "person:7", ("handläggare",), "komplettera", 72 * HOUR,
    )  # fmt: skip
    assert case.variables["felkod"] == "SAKNAS"
    w.complete("Komplettera", {"resultat": None})
    w.fail("hämta", 2, "registret är stängt")
    assert [wait.due_at for _, wait in w.timers()] == [7 * HOUR]  # a Thursday, 08:00 local time
    w.fire()
    w.complete("hämta", {"resultat": [1]})
    assert (case.variables["svar"], case.variables["steg"]) == ([1], 1)
    assert [wait.element for wait in case.waits()] == ["klar"]
    w.set_variables(case, {"annat": 1})
    w.set_variables(case, {"beslut": "ja"})
    assert case.is_ended
    assert same_again(w)


def test_a_condition_that_names_its_variable_looks_only_when_that_changes() -> None:
    w = world(
        """<b:process id="p" isExecutable="true"><b:startEvent id="s"/>
        <b:sequenceFlow id="f" sourceRef="s" targetRef="c"/>
        <b:intermediateCatchEvent id="c"><b:conditionalEventDefinition c:variableName="x" c:variableEvents="update">
        <b:condition>${y == 1}</b:condition></b:conditionalEventDefinition></b:intermediateCatchEvent>
        <b:sequenceFlow id="g" sourceRef="c" targetRef="e"/><b:endEvent id="e"/></b:process>"""
    )
    case = w.start(variables={"y": 0})
    w.set_variables(case, {"y": 1})
    w.set_variables(case, {"x": 1})
    assert not case.is_ended
    w.set_variables(case, {"x": 2})
    assert case.is_ended


def test_what_is_not_run_is_told_and_kept() -> None:
    body = """<b:process id="p" isExecutable="true"><b:startEvent id="s"/>
        <b:sequenceFlow id="f" sourceRef="s" targetRef="a"/>
        <b:userTask id="a" c:skip="x"><b:extensionElements><c:formData/></b:extensionElements></b:userTask>
        <b:sequenceFlow id="g" sourceRef="a" targetRef="j"/>
        <b:serviceTask id="j" c:topic="t"><b:extensionElements>
        <c:failedJobRetryTimeCycle>R5/PT10M</c:failedJobRetryTimeCycle></b:extensionElements></b:serviceTask>
        <b:sequenceFlow id="h" sourceRef="j" targetRef="e"/><b:endEvent id="e"/></b:process>"""
    w = world(body)
    found = [(p.code, p.where.element, p.values) for p in bpmn.check(w.main.definitions)]
    assert found == [
        ("bpmn.extension-not-run", "a", {"tag": "camunda:formData"}),
        ("bpmn.attribute-not-run", "a", {"attribute": "camunda:skip"}),
    ]
    again = bpmn.read(bpmn.write(w.main.definitions))
    assert again.processes == w.main.definitions.processes
    w.start()
    w.complete("a")
    assert w.open_jobs()[0][1].retries == 5


def test_what_an_expression_sets_can_be_kept() -> None:
    def set_by(expression: str) -> Simulation:
        w = world(
            f"""<b:process id="p" isExecutable="true"><b:startEvent id="s"/>
            <b:sequenceFlow id="f" sourceRef="s" targetRef="a"/>
            <b:userTask id="a"><b:extensionElements><c:executionListener event="start"
            expression="${{execution.setVariable('x', {expression})}}"/></b:extensionElements></b:userTask>
            <b:sequenceFlow id="g" sourceRef="a" targetRef="e"/><b:endEvent id="e"/></b:process>"""
        )
        w.start()
        assert engine.decode(engine.encode(w.cases[0].state)) == w.cases[0].state
        return w

    assert set_by("now().plusDays(1)").cases[0].variables == {"x": "1970-01-02T01:00:00+01:00"}
    assert [i.problem.code for _, i in set_by("execution").open_incidents()] == ["juel.no-value"]


class Rows:
    """A decision with two rows."""

    def __init__(self, value) -> None:
        self.value, self.explanation, self.problems = value, {}, ()

    def decide(self, inputs, **how):
        return self


def mapped(mapping: str, value: object) -> Simulation:
    w = world(
        f"""<b:process id="p" isExecutable="true"><b:startEvent id="s"/>
        <b:sequenceFlow id="f" sourceRef="s" targetRef="r"/>
        <b:businessRuleTask id="r" c:decisionRef="d" c:resultVariable="v" c:mapDecisionResult="{mapping}"/>
        <b:sequenceFlow id="g" sourceRef="r" targetRef="e"/><b:endEvent id="e"/></b:process>""",
        d=Rows(value),
    )
    w.start()
    return w


def test_decision_results_are_mapped_as_the_picture_says() -> None:
    assert mapped("singleEntry", {"a": 1}).cases[0].variables == {"v": 1}
    assert mapped("singleResult", {"a": 1, "b": 2}).cases[0].variables == {"v": {"a": 1, "b": 2}}
    assert mapped("collectEntries", [{"a": 1}, {"a": 2}]).cases[0].variables == {"v": [1, 2]}
    assert mapped("resultList", [{"a": 1}]).cases[0].variables == {"v": [{"a": 1}]}
    assert [i.problem.code for _, i in mapped("singleEntry", [{"a": 1}, {"a": 2}]).open_incidents()] == [
        "engine.decision-result"
    ]
