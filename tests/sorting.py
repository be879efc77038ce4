"""A picture that reads a file, decides by an amount, and writes a file; for `gorel run`, its tests and its bench."""

from __future__ import annotations

PICTURE = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="defs" targetNamespace="https://gorel.test">
  <process id="sorting" name="Sortera" isExecutable="true">
    <startEvent id="begin"/>
    <serviceTask id="look" name="Läs filen"><extensionElements><zeebe:taskDefinition type="file.read"/>
      <zeebe:ioMapping><zeebe:input source="=&quot;in/&quot; + Fil" target="file"/></zeebe:ioMapping>
      <zeebe:properties><zeebe:property name="gorel.baseline.minutes" value="3"/></zeebe:properties>
    </extensionElements></serviceTask>
    <businessRuleTask id="decide" name="Stor?"><extensionElements>
      <zeebe:calledDecision decisionId="which" resultVariable="verdict"/></extensionElements></businessRuleTask>
    <exclusiveGateway id="large" default="no"/>
    <userTask id="approve" name="Godkänn"><extensionElements><zeebe:userTask/></extensionElements></userTask>
    <serviceTask id="write" name="Skriv"><extensionElements><zeebe:taskDefinition type="file.write"/>
      <zeebe:ioMapping><zeebe:input source="=&quot;out/&quot; + Fil" target="file"/></zeebe:ioMapping>
    </extensionElements></serviceTask>
    <endEvent id="end"/>
    <sequenceFlow id="f1" sourceRef="begin" targetRef="look"/>
    <sequenceFlow id="f2" sourceRef="look" targetRef="decide"/>
    <sequenceFlow id="f3" sourceRef="decide" targetRef="large"/>
    <sequenceFlow id="yes" sourceRef="large" targetRef="approve">
      <conditionExpression xsi:type="tFormalExpression">=verdict = "large"</conditionExpression></sequenceFlow>
    <sequenceFlow id="no" sourceRef="large" targetRef="write"/>
    <sequenceFlow id="f4" sourceRef="approve" targetRef="write"/>
    <sequenceFlow id="f5" sourceRef="write" targetRef="end"/>
  </process>
</definitions>"""
RULES = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="rules" name="Storlek" namespace="https://gorel.test">
  <inputData id="amount" name="Belopp"><variable name="Belopp" typeRef="number"/></inputData>
  <decision id="which" name="which"><variable name="which" typeRef="string"/>
    <informationRequirement id="r"><requiredInput href="#amount"/></informationRequirement>
    <decisionTable id="t" hitPolicy="UNIQUE">
      <input id="i"><inputExpression id="ie" typeRef="number"><text>Belopp</text></inputExpression></input>
      <output id="o" name="verdict" typeRef="string"/>
      <rule id="r1"><inputEntry id="a"><text>&lt; 1000</text></inputEntry>
        <outputEntry id="b"><text>"small"</text></outputEntry></rule>
      <rule id="r2"><inputEntry id="c"><text>&gt;= 1000</text></inputEntry>
        <outputEntry id="d"><text>"large"</text></outputEntry></rule>
    </decisionTable></decision>
</definitions>"""
