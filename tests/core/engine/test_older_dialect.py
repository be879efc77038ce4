"""A process as municipalities have them in the older dialect, read from XML as it is."""

from __future__ import annotations

import pytest

from gorel.core import bpmn, engine
from gorel.core.engine import effects as fx
from gorel.core.engine import events as ev
from gorel.core.engine.simulation import Simulation, same_again
from gorel.core.problems import ModelError

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
        ("bpmn.extension-not-run", "a", {"what": "camunda:formData"}),
        ("bpmn.attribute-not-run", "a", {"what": "camunda:skip"}),
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


def test_a_call_passes_what_its_in_and_out_say_and_a_signal_carries_what_it_is_given() -> None:
    call = """<b:process id="p" isExecutable="true"><b:startEvent id="s"/>
        <b:sequenceFlow id="f" sourceRef="s" targetRef="a"/>
        <b:callActivity id="a" calledElement="q"><b:extensionElements>{mappings}
        <c:inputOutput><c:inputParameter name="own">${{n + 1}}</c:inputParameter>
        {outputs}</c:inputOutput></b:extensionElements></b:callActivity>
        <b:sequenceFlow id="g" sourceRef="a" targetRef="e"/><b:endEvent id="e"/></b:process>
        <b:process id="q" isExecutable="true"><b:startEvent id="qs"/>
        <b:sequenceFlow id="qf" sourceRef="qs" targetRef="qu"/><b:userTask id="qu"/>
        <b:sequenceFlow id="qg" sourceRef="qu" targetRef="qe"/><b:endEvent id="qe"><b:signalEventDefinition
        signalRef="sig"><b:extensionElements><c:in businessKey="${{execution.processBusinessKey}}-${{r}}"/>
        <c:in source="r" target="what"/><c:in sourceExpression="${{r * 2}}"
        target="twice"/><c:in source="gone" target="none"/></b:extensionElements></b:signalEventDefinition>
        </b:endEvent></b:process><b:signal id="sig" name="klart"/>
        <b:process id="hear" isExecutable="true"><b:startEvent id="hs"><b:signalEventDefinition signalRef="sig"/>
        </b:startEvent><b:sequenceFlow id="hf" sourceRef="hs" targetRef="hu"/><b:userTask id="hu"/>
        <b:sequenceFlow id="hg" sourceRef="hu" targetRef="he"/><b:endEvent id="he"/></b:process>"""

    def run(mappings: str, outputs: str = "") -> Simulation:
        text = call.format(mappings=mappings, outputs=outputs)
        definitions = bpmn.read(
            f"{HEAD}{text}</semantic:definitions>".replace("<b:", "<semantic:").replace("</b:", "</semantic:").encode()
        )
        assert bpmn.read(bpmn.write(definitions)).processes == definitions.processes
        w = Simulation([engine.compile(definitions, name) for name in ("p", "q", "hear")])
        w.start(variables={"n": 1}, business_key="dnr-7")
        w.complete("qu", {"r": 21})
        assert same_again(w)
        return w

    w = run('<c:in businessKey="#{execution.processBusinessKey}"/><c:in source="n" target="m"/>'
            '<c:in source="missing" target="x"/><c:in sourceExpression="${n + own}" target="k"/>'
            '<c:out source="r" target="back"/><c:out sourceExpression="${r + 1}" target="more"/>')  # fmt: skip
    caller, called, heard = w.cases
    assert (called.variables, called.state.business_key) == ({"m": 1, "x": None, "k": 3, "r": 21}, "dnr-7")
    assert (heard.variables, heard.state.business_key) == ({"what": 21, "twice": 42, "none": None}, "dnr-7-21")
    assert caller.variables == {"n": 1, "back": 21, "more": 22}
    assert run('<c:in variables="all"/>').cases[1].variables == {"n": 1, "own": 2, "r": 21}
    assert run('<c:in variables="all" local="true"/>').cases[1].variables == {"own": 2, "r": 21}
    assert run('<c:out variables="all"/>').cases[0].variables == {"n": 1, "r": 21}
    local = run('<c:out variables="all" local="true"/>', '<c:outputParameter name="o">${r}</c:outputParameter>')
    assert local.cases[0].variables == {"n": 1, "o": 21}


def test_commit_points_are_waited_for_before_and_after() -> None:
    w = world("""<b:process id="p" isExecutable="true"><b:startEvent id="s" c:asyncAfter="true"/>
        <b:sequenceFlow id="f" sourceRef="s" targetRef="a"/>
        <b:userTask id="a" c:asyncBefore="true" c:asyncAfter="true"/>
        <b:sequenceFlow id="g" sourceRef="a" targetRef="m"/>
        <b:serviceTask id="m" c:expression="${n + 1}" c:resultVariable="n" c:asyncBefore="true" c:asyncAfter="true">
        <b:multiInstanceLoopCharacteristics isSequential="true"><b:loopCardinality>3</b:loopCardinality>
        </b:multiInstanceLoopCharacteristics></b:serviceTask>
        <b:sequenceFlow id="h" sourceRef="m" targetRef="e"/><b:endEvent id="e" c:asyncBefore="true"/></b:process>""")
    program = w.main
    state, asked = engine.step(program, None, ev.CaseStarted(now=0, variables={"n": 0}))
    waited = []
    for _ in range(20):
        for effect in asked:
            if isinstance(effect, fx.OpenJob):
                assert effect.type == engine.CONTINUE
                waited.append((effect.element, engine.variables(state)["n"]))
                event = ev.JobCompleted(now=0, key=effect.key)
            elif isinstance(effect, fx.OpenTask):
                event = ev.TaskCompleted(now=0, key=effect.key)
        if engine.is_ended(state):
            break
        state, asked = engine.step(program, engine.decode(engine.encode(state)), event)
    assert waited == [("s", 0), ("a", 0), ("a", 0), ("m", 0), ("m", 3), ("e", 3)]
    w.start(variables={"n": 0})
    w.complete("a")
    assert w.cases[0].is_ended  # in memory nothing is waited for


def test_a_failed_job_is_tried_again_when_its_picture_says() -> None:
    w = world("""<b:process id="p" isExecutable="true"><b:startEvent id="s"/>
        <b:sequenceFlow id="f" sourceRef="s" targetRef="a"/>
        <b:serviceTask id="a" c:type="external" c:topic="t"><b:extensionElements>
        <c:failedJobRetryTimeCycle>PT1M,PT5M</c:failedJobRetryTimeCycle></b:extensionElements></b:serviceTask>
        <b:sequenceFlow id="g" sourceRef="a" targetRef="e"/><b:endEvent id="e"/></b:process>""")
    case = w.start()
    assert w.open_jobs()[0][1].retries == 3
    again = [engine.retry_at(w.main, case.state, 1, tries=tries, now=0) for tries in (1, 2, 3)]
    assert again == [60_000_000, 300_000_000, 300_000_000]
    assert bpmn.read(bpmn.write(w.main.definitions)).processes == w.main.definitions.processes


RETRIED = """<b:process id="p" isExecutable="true"><b:startEvent id="s"/>
    <b:sequenceFlow id="f" sourceRef="s" targetRef="a"/>
    <b:serviceTask id="a" c:type="external" c:topic="t"><b:extensionElements>
    <c:failedJobRetryTimeCycle>{cycle}</c:failedJobRetryTimeCycle></b:extensionElements></b:serviceTask>
    <b:sequenceFlow id="g" sourceRef="a" targetRef="e"/><b:endEvent id="e"/></b:process>"""


@pytest.mark.parametrize(
    ("cycle", "retries", "again"),
    [
        ("${often}", 5, [600, 600]),
        ("R${n}/PT10M", 4, [600, 600]),
        ("PT${n}M, PT1H", 3, [240, 3600]),
        ("R${n}/PT0S", 4, [None, None]),
        ("R2/PT0.5S", 2, [0.5, 0.5]),
        ("tre gånger", 3, [None, None]),
    ],
)
def test_how_often_a_job_is_tried_may_be_calculated(cycle: str, retries: int, again: list[float | None]) -> None:
    w = world(RETRIED.format(cycle=cycle))
    doubts = [problem.code for problem in bpmn.check(w.main.definitions)]
    assert doubts == (["bpmn.retry-cycle"] if "{" not in cycle and cycle[0] not in "RP" else [])
    case = w.start(variables={"often": "R5/PT10M", "n": 4})
    assert w.open_jobs()[0][1].retries == retries
    waited = [engine.retry_at(w.main, case.state, 1, tries=tries, now=0) for tries in (1, 2)]
    assert waited == [wait and wait * 1_000_000 for wait in again]
    assert bpmn.read(bpmn.write(w.main.definitions)).processes == w.main.definitions.processes
    w.complete("a")
    assert w.cases[0].is_ended


@pytest.mark.parametrize("often", [None, 5, "often", "R99999999999/PT1M", "R3/", ""])
def test_what_does_not_say_how_often_stands_still_until_it_does(often: object) -> None:
    w = world(RETRIED.format(cycle="${often}"))
    w.start(variables={"often": often})
    assert ([i.problem.code for _, i in w.open_incidents()], w.open_jobs()) == (["engine.retry-cycle"], [])
    w.set_variables(w.cases[0], {"often": "R2/PT1M"})
    w.resolve()
    assert w.open_jobs()[0][1].retries == 2


def test_scripts_of_other_languages_are_told_wherever_they_stand_and_kept() -> None:
    groovy = '<c:script scriptFormat="groovy">x + 1</c:script>'
    text = f"""{HEAD}<b:process id="p" isExecutable="true"><b:extensionElements><c:executionListener event="start">
        {groovy}</c:executionListener></b:extensionElements><b:startEvent id="s"/>
        <b:sequenceFlow id="f" sourceRef="s" targetRef="a"/>
        <b:userTask id="a"><b:extensionElements><c:taskListener event="create">{groovy}</c:taskListener>
        <c:inputOutput><c:inputParameter name="i">{groovy}</c:inputParameter>
        <c:inputParameter name="l"><c:list><c:script scriptFormat="javascript">1</c:script></c:list></c:inputParameter>
        </c:inputOutput></b:extensionElements></b:userTask>
        <b:sequenceFlow id="g" sourceRef="a" targetRef="t"/>
        <b:scriptTask id="t" scriptFormat="Groovy"><b:script>execution.setVariable("x", 1)</b:script></b:scriptTask>
        <b:sequenceFlow id="h" sourceRef="t" targetRef="e"><b:extensionElements><c:executionListener event="take">
        {groovy}</c:executionListener></b:extensionElements></b:sequenceFlow><b:endEvent id="e"/></b:process>
        </semantic:definitions>""".replace("<b:", "<semantic:").replace("</b:", "</semantic:")
    definitions = bpmn.read(text.encode())
    found = [(p.where.element, p.where.part) for p in bpmn.check(definitions) if p.code == "bpmn.script-language"]
    assert sorted(found) == [
        ("a", "input i"), ("a", "input l"), ("a", "listener"), ("h", "listener"), ("p", "listener"),
        ("t", "expression"),
    ]  # fmt: skip
    with pytest.raises(ModelError):
        engine.compile(definitions)
    assert bpmn.read(bpmn.write(definitions)).processes == definitions.processes


def told(body: str, rest: str = "") -> list[tuple[str, str | None]]:
    """Return what is told of a model that is read, written, and read again the same."""
    text = f'{HEAD}<b:process id="p" isExecutable="true">{body}</b:process>{rest}</semantic:definitions>'
    definitions = bpmn.read(text.replace("<b:", "<semantic:").replace("</b:", "</semantic:").encode())
    assert bpmn.read(bpmn.write(definitions)).processes == definitions.processes
    return [(problem.code, problem.where.element) for problem in bpmn.check(definitions)]


def row(step: str, flow: str = "") -> str:
    return (
        '<b:startEvent id="s"/><b:sequenceFlow id="f" sourceRef="s" targetRef="a"/>' + step
        + f'<b:sequenceFlow id="g" sourceRef="a" targetRef="e">{flow}</b:sequenceFlow><b:endEvent id="e"/>'
    )  # fmt: skip


def test_java_is_told_wherever_it_stands_and_is_a_robots_work() -> None:
    listener = '<b:extensionElements><c:executionListener event="{}" class="se.X"/></b:extensionElements>'
    assert told(row('<b:serviceTask id="a" c:class="se.X"/>')) == [("bpmn.java-is-robot", "a")]
    assert told(row('<b:sendTask id="a" c:delegateExpression="${x}"/>')) == [("bpmn.java-is-robot", "a")]
    assert told(row(f'<b:userTask id="a">{listener.format("start")}</b:userTask>')) == [("bpmn.java-is-robot", "a")]
    assert told(row('<b:task id="a"/>', listener.format("take"))) == [("bpmn.flow-listener-not-run", "g")]
    w = world(f'<b:process id="p" isExecutable="true">{row("""<b:serviceTask id="a" c:class="se.X"/>""")}</b:process>')
    w.start()
    assert [job.type for _, job in w.open_jobs()] == ["se.X"]


def test_a_condition_in_a_script_language_is_told_and_never_taken_for_true() -> None:
    for script in ('language="groovy">x == 1<', 'language="javascript" c:resource="x.js"><'):
        found = told(row("<b:task id='a'/>", f"<b:conditionExpression {script}/b:conditionExpression>"))
        assert ("bpmn.script-language", "g") in found


def test_a_message_throw_evaluates_its_expression_and_an_error_end_says_its_message() -> None:
    throw = """<b:intermediateThrowEvent id="a"><b:messageEventDefinition messageRef="m"
        c:expression="${execution.setVariable('n', n + 1)}"/></b:intermediateThrowEvent>"""
    fails = """<b:subProcess id="b"><b:startEvent id="bs"/><b:sequenceFlow id="bf" sourceRef="bs" targetRef="be"/>
        <b:endEvent id="be"><b:errorEventDefinition errorRef="er"/></b:endEvent></b:subProcess>
        <b:boundaryEvent id="x" attachedToRef="b"><b:errorEventDefinition errorRef="er" c:errorMessageVariable="why"/>
        </b:boundaryEvent><b:sequenceFlow id="h" sourceRef="x" targetRef="ex"/><b:endEvent id="ex"/>"""
    body = row(throw).replace('targetRef="e"', 'targetRef="b"') + fails
    body = body.replace(
        '<b:endEvent id="e"/>', '<b:sequenceFlow id="k" sourceRef="b" targetRef="e"/><b:endEvent id="e"/>'
    )
    rest = '<b:message id="m" name="m"/><b:error id="er" errorCode="E" c:errorMessage="fel nummer ${n}"/>'
    w = world(f'<b:process id="p" isExecutable="true">{body}</b:process>', rest)
    w.start(variables={"n": 1})
    assert (w.cases[0].variables, w.cases[0].is_ended) == ({"n": 2, "why": "fel nummer 2"}, True)
    assert same_again(w)


@pytest.mark.parametrize(
    "cron", ["0 0/15 8-16 ? * MON-FRI", "0 0 9 ? * MON#1 2030", "0 0 9 LW * ?", "0 0 8 1,15 * ? *"]
)
def test_quartz_cycles_are_understood(cron: str) -> None:
    boundary = f"""<b:boundaryEvent id="t" attachedToRef="a" cancelActivity="false"><b:timerEventDefinition>
        <b:timeCycle>{cron}</b:timeCycle></b:timerEventDefinition></b:boundaryEvent>
        <b:sequenceFlow id="h" sourceRef="t" targetRef="te"/><b:endEvent id="te"/>"""
    assert told(row('<b:userTask id="a"/>') + boundary) == []


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


FLOWABLE = """<b:process id="p" isExecutable="true" xmlns:f="http://flowable.org/bpmn"><b:startEvent id="s"/>
<b:sequenceFlow id="f1" sourceRef="s" targetRef="a"/><b:serviceTask id="a" f:type="external-worker" f:topic="work"/>
<b:sequenceFlow id="f2" sourceRef="a" targetRef="x"/>
<b:serviceTask id="x" f:expression="${n + 1}" f:resultVariableName="m"/>
<b:sequenceFlow id="f3" sourceRef="x" targetRef="g"/><b:parallelGateway id="g"/>
<b:sequenceFlow id="f4" sourceRef="g" targetRef="c"/>
<b:callActivity id="c" calledElement="q" f:inheritVariables="true"/>
<b:sequenceFlow id="f5" sourceRef="c" targetRef="e"/><b:endEvent id="e"/>
<b:sequenceFlow id="f6" sourceRef="g" targetRef="b"/><b:subProcess id="b"><b:startEvent id="bs"/>
<b:sequenceFlow id="b1" sourceRef="bs" targetRef="bu"/><b:userTask id="bu"/>
<b:sequenceFlow id="b2" sourceRef="bu" targetRef="be"/>
<b:endEvent id="be"><b:terminateEventDefinition f:terminateAll="true"/></b:endEvent></b:subProcess></b:process>
<b:process id="q" isExecutable="true"><b:startEvent id="qs"/><b:sequenceFlow id="q1" sourceRef="qs" targetRef="qu"/>
<b:userTask id="qu"/></b:process>"""


def test_pictures_of_flowable_run_too() -> None:
    data = f"{HEAD}{FLOWABLE}</semantic:definitions>".replace("<b:", "<semantic:").replace("</b:", "</semantic:")
    definitions = bpmn.read(data.encode())
    assert [problem.code for problem in bpmn.check(definitions) if problem.severity == "error"] == []
    again = bpmn.read(bpmn.write(definitions))
    assert [one.nodes for one in bpmn.read(bpmn.write(again)).processes] == [one.nodes for one in again.processes]
    for drawn in (definitions, again):
        world = Simulation([engine.compile(drawn, "p"), engine.compile(drawn, "q")])
        world.start(variables={"n": 1})
        world.complete("work")
        assert world.cases[1].variables == {"n": 1, "m": 2}
        world.complete("bu")
        assert [case.is_ended for case in world.cases] == [True, True]
