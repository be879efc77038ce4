"""Everything a file can say runs here or is told: word by word of the standard and of both dialects."""

from __future__ import annotations

import pytest

from gorel.core import bpmn
from gorel.core.say import say

SPACES = {
    "zeebe": 'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"',
    "camunda": 'xmlns:camunda="http://camunda.org/schema/1.0/bpmn"',
}


def told(dialect: str, inside: str, *, process: str = "", beside: str = "") -> dict[str, str]:
    """Return what the findings about words say: {what: severity}, for elements drawn between a start and an end."""
    data = f"""<b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" {SPACES[dialect]}
      xmlns:x="http://www.w3.org/2001/XMLSchema-instance">
      <b:process id="p" isExecutable="true" {process}><b:startEvent id="s"/><b:sequenceFlow id="f" sourceRef="s"
      targetRef="t"/>{inside}</b:process>{beside}</b:definitions>"""
    definitions = bpmn.read(data.encode())
    found = bpmn.check(definitions)
    assert all(say(problem, language) for problem in found for language in ("sv", "en"))
    wrong = [problem for problem in found if problem.code == "bpmn.needed-but-not-run"]
    assert [problem.severity for problem in wrong] == ["error"] * len(wrong)
    again = bpmn.read(bpmn.write(definitions))
    assert again.not_run == definitions.not_run
    return {one.what: "wrong" if one.wrong else one.kind for one in definitions.not_run}


def task(kind: str, attributes: str = "", extensions: str = "", inside: str = "") -> str:
    around = f"<b:extensionElements>{extensions}</b:extensionElements>" if extensions else ""
    return f'<b:{kind} id="t" {attributes}>{around}{inside}</b:{kind}>'


def event(kind: str, definition: str, extensions: str = "") -> str:
    return task(kind, "", extensions, definition)


JOB = '<zeebe:taskDefinition type="x"/>'
TOPIC = 'camunda:type="external" camunda:topic="x"'
NEWER_RUNS = [
    task("serviceTask", "", '<zeebe:taskDefinition type="x" retries="2"/><zeebe:taskHeaders><zeebe:header key="a" '
         'value="b"/></zeebe:taskHeaders><zeebe:ioMapping><zeebe:input source="=1" target="a"/>'
         '<zeebe:output source="=2" target="b"/></zeebe:ioMapping><zeebe:properties>'
         '<zeebe:property name="a" value="b"/></zeebe:properties>'
         '<zeebe:executionListeners><zeebe:executionListener eventType="start" type="y" retries="1"/>'
         "</zeebe:executionListeners>"),
    task("serviceTask", 'zeebe:modelerTemplate="t" zeebe:modelerTemplateIcon="i"', JOB),
    task("userTask", "", '<zeebe:userTask/><zeebe:assignmentDefinition assignee="a" candidateGroups="b" '
         'candidateUsers="c"/><zeebe:formDefinition formId="f"/><zeebe:taskSchedule dueDate="=d" followUpDate="=e"/>'
         '<zeebe:priorityDefinition priority="50"/><zeebe:taskListeners><zeebe:taskListener eventType="creating" '
         'type="x" retries="2"/></zeebe:taskListeners>'),
    task("businessRuleTask", "", '<zeebe:calledDecision decisionId="d" resultVariable="r"/>'),
    task("scriptTask", "", '<zeebe:script expression="=1" resultVariable="r"/>'),
    task("callActivity", "", '<zeebe:calledElement processId="q" propagateAllChildVariables="false" '
         'propagateAllParentVariables="false" bindingType="versionTag" versionTag="v"/>'),
    task("task", "", "", '<b:multiInstanceLoopCharacteristics isSequential="true"><b:extensionElements>'
         '<zeebe:loopCharacteristics inputCollection="=[1]" inputElement="i" outputCollection="o" outputElement="=i"/>'
         '</b:extensionElements><b:completionCondition x:type="b:tFormalExpression">=true</b:completionCondition>'
         "</b:multiInstanceLoopCharacteristics>"),
    task("adHocSubProcess", "", '<zeebe:adHoc activeElementsCollection="=[]" outputCollection="o" '
         'outputElement="=1"/>', '<b:task id="i"/>'),
    event("intermediateCatchEvent", "<b:conditionalEventDefinition><b:extensionElements><zeebe:conditionalFilter "
          'variableNames="a" variableEvents="create"/></b:extensionElements><b:condition>=a</b:condition>'
          "</b:conditionalEventDefinition>"),
]  # fmt: skip
NEWER_TOLD = [
    (task("receiveTask", "", JOB), {"zeebe:taskDefinition": "wrong"}),
    (task("boundaryEvent", "", JOB), {"zeebe:taskDefinition": "wrong"}),
    (task("task", "", '<zeebe:calledDecision decisionId="d" resultVariable="r"/>'), {"zeebe:calledDecision": "wrong"}),
    (task("businessRuleTask", "", '<zeebe:calledDecision decisionId="d" resultVariable="r" bindingType="deployment" '
          'versionTag="v"/>'), {"bindingType": "attribute", "versionTag": "attribute"}),
    (task("userTask", "", '<zeebe:userTask/><zeebe:formDefinition formId="f" bindingType="deployment"/>'),
     {"bindingType": "attribute"}),
    (task("serviceTask", "", JOB + '<zeebe:linkedResources><zeebe:linkedResource resourceId="r"/>'
          "</zeebe:linkedResources>"), {"zeebe:linkedResources": "extension"}),
    (task("sendTask", "", JOB + '<zeebe:publishMessage correlationKey="=k"/>'), {"zeebe:publishMessage": "wrong"}),
    (task("exclusiveGateway", "", '<zeebe:ioMapping><zeebe:input source="=1" target="a"/></zeebe:ioMapping>'),
     {"zeebe:ioMapping": "wrong"}),
    (task("serviceTask", 'zeebe:unheardOf="1"', JOB + '<zeebe:unheardOf/><zeebe:taskSchedule dueDate="=d"/>'),
     {"zeebe:unheardOf": "extension", "zeebe:taskSchedule": "extension"}),
    (task("userTask", "", "<zeebe:userTask/>", "<b:potentialOwner/>"), {"potentialOwner": "symbol"}),
    (task("serviceTask", f"{SPACES['camunda']} camunda:topic='x'", JOB), {"camunda:topic": "attribute"}),
]  # fmt: skip
OLDER_RUNS = [
    task("serviceTask", f'{TOPIC} camunda:taskPriority="5" camunda:asyncBefore="true" camunda:asyncAfter="true" '
         'camunda:exclusive="true" camunda:modelerTemplate="t"',
         '<camunda:inputOutput><camunda:inputParameter name="a"><camunda:list><camunda:value>1</camunda:value>'
         '<camunda:map><camunda:entry key="k">v</camunda:entry></camunda:map></camunda:list></camunda:inputParameter>'
         '<camunda:outputParameter name="b">${a}</camunda:outputParameter></camunda:inputOutput><camunda:properties>'
         '<camunda:property name="a" value="b"/></camunda:properties><camunda:failedJobRetryTimeCycle>R3/PT1M'
         '</camunda:failedJobRetryTimeCycle><camunda:errorEventDefinition id="e" errorRef="r" expression="${a}"/>'
         '<camunda:executionListener event="start" expression="${execution.setVariable(\'a\', 1)}"/>'),
    task("userTask", 'camunda:assignee="a" camunda:candidateUsers="b" camunda:candidateGroups="c" '
         'camunda:dueDate="${d}" camunda:followUpDate="${d}" camunda:priority="5" camunda:formKey="f"',
         '<camunda:taskListener event="create" expression="${x}" id="l"/>'),
    task("businessRuleTask", 'camunda:decisionRef="d" camunda:mapDecisionResult="singleEntry" '
         'camunda:resultVariable="r" camunda:decisionRefBinding="latest"'),
    task("scriptTask", 'scriptFormat="juel" camunda:resultVariable="r"', "", "<b:script>${1}</b:script>"),
    task("callActivity", 'calledElement="q" camunda:calledElementBinding="version" camunda:calledElementVersion="1"',
         '<camunda:in businessKey="${k}"/><camunda:in variables="all"/><camunda:in source="a" target="b"/>'
         '<camunda:out sourceExpression="${a}" target="b"/>'),
    task("task", "", "", '<b:multiInstanceLoopCharacteristics camunda:collection="l" camunda:elementVariable="e">'
         "<b:completionCondition>${true}</b:completionCondition></b:multiInstanceLoopCharacteristics>"),
    task("userTask", "", "", "<b:potentialOwner><b:resourceAssignmentExpression><b:formalExpression>user(a)"
         "</b:formalExpression></b:resourceAssignmentExpression></b:potentialOwner>"),
    event("intermediateCatchEvent", '<b:conditionalEventDefinition camunda:variableName="a" '
          'camunda:variableEvents="create"><b:condition>${a}</b:condition></b:conditionalEventDefinition>'),
]  # fmt: skip
OLDER_TOLD = [
    (task("serviceTask", 'camunda:type="mail"'), {"camunda:type": "wrong"}),
    (task("serviceTask", TOPIC, "<camunda:connector><camunda:connectorId>h</camunda:connectorId></camunda:connector>"),
     {"camunda:connector": "wrong"}),
    (task("serviceTask", f'{TOPIC} camunda:exclusive="false" camunda:jobPriority="7"'),
     {"camunda:exclusive": "attribute", "camunda:jobPriority": "attribute"}),
    (task("serviceTask", f'{TOPIC} camunda:assignee="a"'), {"camunda:assignee": "attribute"}),
    (task("userTask", "", '<camunda:formData businessKey="k"><camunda:formField id="f" type="string"/>'
          "</camunda:formData>"), {"camunda:formData": "extension"}),
    (task("userTask", 'camunda:formRef="f" camunda:formRefBinding="version" camunda:formRefVersion="2"'),
     {"camunda:formRefBinding": "attribute", "camunda:formRefVersion": "attribute"}),
    (task("businessRuleTask", 'camunda:decisionRef="d" camunda:decisionRefBinding="deployment" '
          'camunda:decisionRefTenantId="a"'),
     {"camunda:decisionRefTenantId": "attribute"}),
    (task("scriptTask", 'scriptFormat="groovy" camunda:resource="x.groovy"'), {"camunda:resource": "wrong"}),
    (task("callActivity", 'camunda:caseRef="c"'), {"camunda:caseRef": "wrong"}),
    (task("callActivity", 'calledElement="q" camunda:variableMappingClass="org.M"'),
     {"camunda:variableMappingClass": "wrong"}),
    (task("callActivity", 'calledElement="q"', '<camunda:in source="a" target="b" tenant="x"/>'),
     {"tenant": "attribute"}),
]  # fmt: skip
STANDARD_TOLD = [
    (task("task", 'startQuantity="2" completionQuantity="1"'), {"startQuantity": "wrong"}),
    (event("startEvent", "<b:eventDefinitionRef>d</b:eventDefinitionRef>"), {"eventDefinitionRef": "wrong"}),
    (task("serviceTask", 'operationRef="o"', ""), {"operationRef": "attribute"}),
    (task("task", "", "", '<b:multiInstanceLoopCharacteristics behavior="One" noneBehaviorEventRef="e">'
          "<b:loopCardinality>2</b:loopCardinality></b:multiInstanceLoopCharacteristics>"),
     {"behavior": "wrong", "noneBehaviorEventRef": "attribute"}),
    (task("task", "", "", "<b:performer/><b:auditing/><b:monitoring/>"),
     {"performer": "symbol", "auditing": "symbol", "monitoring": "symbol"}),
    ('<b:task id="t"/><b:correlationSubscription id="c"/>', {"correlationSubscription": "symbol"}),
    (task("task", "", '<mine:note xmlns:mine="urn:mine" a="b"/>'), {"mine:note": "extension"}),
    (task("task", 'xmlns:mine="urn:mine" mine:note="b"'), {"mine:note": "attribute"}),
]  # fmt: skip


@pytest.mark.parametrize("inside", NEWER_RUNS)
def test_what_runs_of_the_newer_dialect_is_not_told(inside: str) -> None:
    assert told("zeebe", inside) == {}


@pytest.mark.parametrize("inside", OLDER_RUNS)
def test_what_runs_of_the_older_dialect_is_not_told(inside: str) -> None:
    assert told("camunda", inside) == {}


@pytest.mark.parametrize(("inside", "expected"), NEWER_TOLD)
def test_what_is_not_run_of_the_newer_dialect_is_told(inside: str, expected: dict[str, str]) -> None:
    assert told("zeebe", inside) == expected


@pytest.mark.parametrize(("inside", "expected"), OLDER_TOLD)
def test_what_is_not_run_of_the_older_dialect_is_told(inside: str, expected: dict[str, str]) -> None:
    assert told("camunda", inside) == expected


@pytest.mark.parametrize(("inside", "expected"), STANDARD_TOLD)
def test_what_is_not_run_of_the_standard_is_told_in_both_dialects(inside: str, expected: dict[str, str]) -> None:
    for dialect in SPACES:
        assert told(dialect, inside) == expected
