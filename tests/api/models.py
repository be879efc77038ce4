"""Small models in the dialect of Camunda 7 and Operaton."""

from __future__ import annotations

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' id="d" targetNamespace="t">'
)

# start → check (topic) → approve (person) → end; a business error "no-money" leads to "remind".
BILL = f"""{HEAD}<process id="bill" name="Bill" isExecutable="true" camunda:historyTimeToLive="180">
<startEvent id="start"/><sequenceFlow id="f1" sourceRef="start" targetRef="check"/>
<serviceTask id="check" name="Check" camunda:type="external" camunda:topic="check-bill"/>
<boundaryEvent id="poor" attachedToRef="check"><errorEventDefinition errorRef="e"/></boundaryEvent>
<sequenceFlow id="f2" sourceRef="check" targetRef="approve"/>
<sequenceFlow id="f3" sourceRef="poor" targetRef="remind"/>
<userTask id="approve" name="Approve" camunda:candidateGroups="editor"/>
<userTask id="remind" name="Remind" camunda:assignee="anna"/>
<sequenceFlow id="f4" sourceRef="approve" targetRef="end"/><sequenceFlow id="f5" sourceRef="remind" targetRef="end2"/>
<endEvent id="end"/><endEvent id="end2"/></process><error id="e" errorCode="no-money"/></definitions>""".encode()

# waits until amount > 100, or for the message "paid", in parallel; then a timer.
WAITING = f"""{HEAD}<message id="m" name="paid"/><signal id="s" name="closing"/>
<process id="waiting" isExecutable="true" camunda:historyTimeToLive="P30D">
<startEvent id="start"/><sequenceFlow id="f1" sourceRef="start" targetRef="fork"/><parallelGateway id="fork"/>
<sequenceFlow id="a1" sourceRef="fork" targetRef="high"/><sequenceFlow id="b1" sourceRef="fork" targetRef="payment"/>
<sequenceFlow id="c1" sourceRef="fork" targetRef="later"/><sequenceFlow id="d1" sourceRef="fork" targetRef="close"/>
<intermediateCatchEvent id="high"><conditionalEventDefinition>
<condition xsi:type="tFormalExpression">${{amount > 100}}</condition></conditionalEventDefinition>
</intermediateCatchEvent>
<intermediateCatchEvent id="payment"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>
<intermediateCatchEvent id="later"><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>
</intermediateCatchEvent>
<intermediateCatchEvent id="close"><signalEventDefinition signalRef="s"/></intermediateCatchEvent>
<sequenceFlow id="a2" sourceRef="high" targetRef="join"/><sequenceFlow id="b2" sourceRef="payment" targetRef="join"/>
<sequenceFlow id="c2" sourceRef="later" targetRef="join"/><sequenceFlow id="d2" sourceRef="close" targetRef="join"/>
<parallelGateway id="join"/><sequenceFlow id="f2" sourceRef="join" targetRef="end"/><endEvent id="end"/>
</process></definitions>""".encode()

EIGHT = (
    '<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="t">'
)

# start → pay (job) → check (person, with a form) → wait for "paid" by bill → end; "no-money" leads to "remind".
ORDER = f"""{EIGHT}<message id="m" name="paid"><extensionElements><zeebe:subscription correlationKey="=bill"/>
</extensionElements></message><error id="e" errorCode="no-money"/>
<process id="order" name="Order" isExecutable="true"><startEvent id="start"/>
<sequenceFlow id="f1" sourceRef="start" targetRef="pay"/>
<serviceTask id="pay" name="Pay"><extensionElements><zeebe:taskDefinition type="pay" retries="2"/>
<zeebe:taskHeaders><zeebe:header key="bank" value="one"/></zeebe:taskHeaders></extensionElements></serviceTask>
<boundaryEvent id="poor" attachedToRef="pay"><errorEventDefinition errorRef="e"/></boundaryEvent>
<sequenceFlow id="f2" sourceRef="poor" targetRef="end2"/><endEvent id="end2"/>
<sequenceFlow id="f3" sourceRef="pay" targetRef="check"/>
<userTask id="check" name="Check"><extensionElements><zeebe:userTask/><zeebe:formDefinition formId="check-form"/>
<zeebe:assignmentDefinition candidateGroups="editor"/></extensionElements></userTask>
<sequenceFlow id="f4" sourceRef="check" targetRef="wait"/>
<intermediateCatchEvent id="wait"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>
<sequenceFlow id="f5" sourceRef="wait" targetRef="end"/><endEvent id="end"/></process></definitions>""".encode()

# one job, and over
SHORT = f"""{EIGHT}<process id="short" isExecutable="true"><startEvent id="start"/>
<sequenceFlow id="f1" sourceRef="start" targetRef="do"/>
<serviceTask id="do"><extensionElements><zeebe:taskDefinition type="do"/></extensionElements></serviceTask>
<sequenceFlow id="f2" sourceRef="do" targetRef="end"/><endEvent id="end"/></process></definitions>""".encode()

# heard → a person's task, of which robots hear: one may deny or correct.
HEARD = f"""{EIGHT}<process id="heard" isExecutable="true"><startEvent id="start"/>
<sequenceFlow id="f1" sourceRef="start" targetRef="ask"/>
<userTask id="ask" name="Ask"><extensionElements><zeebe:userTask/>
<zeebe:assignmentDefinition candidateGroups="editor"/><zeebe:taskListeners>
<zeebe:taskListener eventType="creating" type="hear"/><zeebe:taskListener eventType="assigning" type="hear"/>
<zeebe:taskListener eventType="completing" type="hear"/></zeebe:taskListeners></extensionElements></userTask>
<sequenceFlow id="f2" sourceRef="ask" targetRef="end"/><endEvent id="end"/></process></definitions>""".encode()

# A robot chooses what is done in "box".
BOX = f"""{EIGHT}<process id="box" isExecutable="true"><startEvent id="start"/>
<sequenceFlow id="f1" sourceRef="start" targetRef="around"/><adHocSubProcess id="around"><extensionElements>
<zeebe:taskDefinition type="choose"/><zeebe:adHoc outputCollection="all" outputElement="=n"/></extensionElements>
<serviceTask id="work" name="Work"><extensionElements><zeebe:taskDefinition type="work"/></extensionElements>
</serviceTask></adHocSubProcess>
<sequenceFlow id="f2" sourceRef="around" targetRef="end"/><endEvent id="end"/></process></definitions>""".encode()

FORM = b'{"id": "check-form", "type": "default", "components": [{"type": "checkbox", "key": "ok", "label": "Good"}]}'

RULES = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="rules" name="rules" namespace="t">
<decision id="size" name="Size"><decisionTable id="t" hitPolicy="UNIQUE"><input id="i" label="amount">
<inputExpression id="x" typeRef="number"><text>amount</text></inputExpression></input>
<output id="o" name="word" typeRef="string"/>
<rule id="r1"><inputEntry id="a"><text>&lt; 10</text></inputEntry>
<outputEntry id="b"><text>"small"</text></outputEntry></rule>
<rule id="r2"><inputEntry id="c"><text>&gt;= 10</text></inputEntry>
<outputEntry id="d"><text>"large"</text></outputEntry></rule>
</decisionTable></decision></definitions>"""

# begins when amount > 100, and waits for a person.
LARGE = f"""{HEAD}<process id="large" isExecutable="true" camunda:historyTimeToLive="P30D">
<startEvent id="begin"><conditionalEventDefinition>
<condition xsi:type="tFormalExpression">${{amount > 100}}</condition></conditionalEventDefinition></startEvent>
<sequenceFlow id="f1" sourceRef="begin" targetRef="look"/><userTask id="look"/>
<sequenceFlow id="f2" sourceRef="look" targetRef="end"/><endEvent id="end"/></process></definitions>""".encode()
