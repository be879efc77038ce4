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
