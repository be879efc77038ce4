"""Writes the attributes and extension elements of the `camunda:` dialect."""

from __future__ import annotations

from typing import Any

from lxml import etree

from gorel.core.bpmn.model import Call, EventDefinition, Expression, Flow, Job, Listener, Loop, Node, Process
from gorel.core.bpmn.names import BPMN, CAMUNDA, XSI
from gorel.core.bpmn.write_zeebe import Extensions, put, say


def process(element: etree._Element, model: Process) -> None:
    _set(element, historyTimeToLive=model.time_to_live, versionTag=model.version_tag)
    _set(element, candidateStarterGroups=",".join(model.candidate_starters))
    extensions = Extensions(element, CAMUNDA)
    _common(extensions, model.properties, model.listeners)


def node(element: etree._Element, model: Node) -> None:
    extensions = Extensions(element, CAMUNDA)
    _job(element, extensions, model.job)
    _set(element, expression=say(model.expression), initiator=model.initiator)
    if model.rule is None and model.kind != "scriptTask":
        _set(element, resultVariable=model.result)
    if model.async_before:
        _set(element, asyncBefore="true")
    if model.async_after:
        _set(element, asyncAfter="true")
    if model.user is not None:
        user = model.user
        _set(
            element, assignee=say(user.assignee), candidateGroups=say(user.candidate_groups),
            candidateUsers=say(user.candidate_users), dueDate=say(user.due), followUpDate=say(user.follow_up),
            priority=say(user.priority), formKey=say(user.form),
        )  # fmt: skip
    if model.rule is not None:
        _set(element, decisionRef=say(model.rule.decision), resultVariable=model.rule.result)
        _set(element, mapDecisionResult=model.rule.mapping)
        _bind(element, "decisionRef", model.rule.binding)
    if model.script is not None:
        put(element, scriptFormat=model.script.format)
        _set(element, resultVariable=model.script.result)
    if model.call is not None:
        _call(element, extensions, model.call)
    if model.inputs or model.outputs:
        mapping = extensions.add("inputOutput")
        for tag, assignments in (("inputParameter", model.inputs), ("outputParameter", model.outputs)):
            for assignment in assignments:
                drawn = etree.SubElement(mapping, f"{{{CAMUNDA}}}{tag}", name=assignment.target)
                _source(drawn, assignment.source)
    for fault in model.events:
        if fault.when is not None:
            extensions.add("errorEventDefinition", id=fault.id, errorRef=fault.ref, expression=say(fault.when))
    _common(extensions, model.properties, model.listeners)
    if model.script is not None:
        etree.SubElement(element, f"{{{BPMN}}}script").text = model.script.expression.text


def loop(element: etree._Element, model: Loop) -> etree._Element:
    drawn = etree.SubElement(element, f"{{{BPMN}}}multiInstanceLoopCharacteristics")
    if model.kind == "sequential":
        drawn.set("isSequential", "true")
    _set(drawn, collection=say(model.collection), elementVariable=model.element)
    for tag, value in (("loopCardinality", model.cardinality), ("completionCondition", model.condition)):
        if value is not None:
            inner = etree.SubElement(drawn, f"{{{BPMN}}}{tag}")
            inner.set(f"{{{XSI}}}type", "bpmn:tFormalExpression")
            inner.text = say(value)
    return drawn


def event(element: etree._Element, model: EventDefinition) -> None:
    _set(element, variableName=model.variable, variableEvents=", ".join(model.variable_events))
    code = "escalationCodeVariable" if model.kind == "escalation" else "errorCodeVariable"
    _set(element, **{code: model.code_variable}, errorMessageVariable=model.message_variable)
    _set(element, expression=say(model.expression), terminateAll="true" if model.everything else None)
    extensions = Extensions(element, CAMUNDA)
    _job(element, extensions, model.job)
    if model.business_key is not None:
        extensions.add("in", businessKey=say(model.business_key))
    if model.all_in:
        extensions.add("in", variables="all")
    for mapping in model.ins:
        extensions.add("in", sourceExpression=say(mapping.source), target=mapping.target)


def flow(element: etree._Element, model: Flow) -> None:
    _common(Extensions(element, CAMUNDA), model.properties, model.listeners)


def _set(element: etree._Element, **attributes: str | None) -> None:
    for name, value in attributes.items():
        if value:
            element.set(f"{{{CAMUNDA}}}{name}", value)


def _job(element: etree._Element, extensions: Extensions, job: Job | None) -> None:
    if job is None:
        return
    if job.java:
        _set(element, **{job.java: _bean(job)}, taskPriority=say(job.priority))
    else:
        _set(element, type="external", topic=say(job.type), taskPriority=say(job.priority))
    if job.retry_cycle is not None:
        extensions.add("failedJobRetryTimeCycle").text = say(job.retry_cycle)
    elif len(job.retry_after) > 1:
        extensions.add("failedJobRetryTimeCycle").text = ",".join(job.retry_after)
    elif job.retries.text != "3" or job.retry_after:
        extensions.add("failedJobRetryTimeCycle").text = f"R{job.retries.text}/{(*job.retry_after, 'PT0S')[0]}"
    for name, value in job.headers.items():
        extensions.add("field", name=name, stringValue=value)


def _bind(element: etree._Element, prefix: str, binding: str) -> None:
    kind, _, value = binding.partition(":")
    if kind == "version":
        _set(element, **{f"{prefix}Binding": "version", f"{prefix}Version": value})
    elif kind == "tag":
        _set(element, **{f"{prefix}Binding": "versionTag", f"{prefix}VersionTag": value})
    elif kind != "latest":
        _set(element, **{f"{prefix}Binding": kind})


def _call(element: etree._Element, extensions: Extensions, call: Call) -> None:
    put(element, calledElement=say(call.process))
    _bind(element, "calledElement", call.binding)
    if call.business_key is not None:
        extensions.add("in", businessKey=say(call.business_key))
    for tag, everything, mappings in (("in", call.all_in, call.ins), ("out", call.all_out, call.outs)):
        local = "true" if (call.local_in if tag == "in" else call.local_out) else None
        if everything:
            extensions.add(tag, variables="all", local=local)
        for mapping in mappings:
            local = local if tag == "out" else None
            extensions.add(tag, sourceExpression=say(mapping.source), target=mapping.target, local=local)


def _source(element: etree._Element, source: Any) -> None:
    if isinstance(source, Expression) and source.language not in ("text", "juel", "feel"):
        _script(element, source)
    elif isinstance(source, Expression):
        element.text = say(source)
    elif isinstance(source, dict):
        inner = etree.SubElement(element, f"{{{CAMUNDA}}}map")
        for key, value in source.items():
            _source(etree.SubElement(inner, f"{{{CAMUNDA}}}entry", key=key), value)
    else:
        inner = etree.SubElement(element, f"{{{CAMUNDA}}}list")
        for value in source:
            is_plain = isinstance(value, Expression) and value.language in ("text", "juel", "feel")
            _source(etree.SubElement(inner, f"{{{CAMUNDA}}}value") if is_plain else inner, value)


def _common(extensions: Extensions, properties: Any, listeners: tuple[Listener, ...]) -> None:
    if properties:
        group = extensions.add("properties")
        for name, value in properties.items():
            put(etree.SubElement(group, f"{{{CAMUNDA}}}property"), name=name, value=value)
    for listener in listeners:
        tag = "taskListener" if listener.kind == "task" else "executionListener"
        job, value = listener.job, listener.expression
        script = value if value is not None and value.language not in ("text", "juel") else None
        drawn = extensions.add(
            tag, event=listener.event, expression=None if script is not None else say(value),
            **({} if job is None else {job.java or "delegateExpression": _bean(job)}),
        )  # fmt: skip
        if script is not None:
            _script(drawn, script)
        for name, text in (job.headers if job is not None else {}).items():
            put(etree.SubElement(drawn, f"{{{CAMUNDA}}}field"), name=name, stringValue=text)
        if listener.timer is not None:
            timer = etree.SubElement(drawn, f"{{{BPMN}}}timerEventDefinition")
            if listener.timer.value is not None:
                tag = f"time{listener.timer.timer.capitalize()}"
                etree.SubElement(timer, f"{{{BPMN}}}{tag}").text = say(listener.timer.value)


def _bean(job: Job) -> str:
    return job.type.text if job.java == "class" else f"${{{job.type.text}}}"


def _script(parent: etree._Element, value: Expression) -> None:
    script = etree.SubElement(parent, f"{{{CAMUNDA}}}script", scriptFormat=value.language)
    script.text = value.text
