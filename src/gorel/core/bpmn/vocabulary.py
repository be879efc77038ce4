"""What of each namespace is understood: element by element, attribute by attribute.

Three tables: BPMN's own, the `zeebe:` dialect's and the `camunda:` dialect's. Each says where a word has its effect;
what stands elsewhere, or is in none of them, is told by `unread`. WRONG lists what cannot be left out without the
process doing something else than it is drawn to do; the rest is a doubt. A word that has an effect in no engine (names,
colours, types of data, what a drawing tool notes for itself) is understood by leaving it alone.
"""

from __future__ import annotations

from gorel.core.bpmn.names import ACTIVITIES, EVENTS, GATEWAYS, NODES, SUBPROCESSES, TASKS

Words = dict[str, frozenset[str]]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# ---- BPMN: the attributes that each element may have -------------------------------------------------------------

EVENT_DEFINITIONS = _words(
    "messageEventDefinition timerEventDefinition signalEventDefinition errorEventDefinition escalationEventDefinition "
    "conditionalEventDefinition compensateEventDefinition cancelEventDefinition linkEventDefinition "
    "terminateEventDefinition"
)
_ACTIVITY = "default isForCompensation"
BPMN_ATTRIBUTES: Words = {
    "definitions": _words("targetNamespace expressionLanguage typeLanguage exporter exporterVersion"),
    "process": _words("isExecutable processType isClosed definitionalCollaborationRef"),
    "startEvent": _words("isInterrupting parallelMultiple"),
    "intermediateCatchEvent": _words("parallelMultiple"),
    "boundaryEvent": _words("attachedToRef cancelActivity parallelMultiple"),
    **dict.fromkeys(ACTIVITIES, _words(_ACTIVITY)),
    "serviceTask": _words(f"{_ACTIVITY} implementation"),
    "sendTask": _words(f"{_ACTIVITY} implementation messageRef"),
    "receiveTask": _words(f"{_ACTIVITY} implementation messageRef instantiate"),
    "userTask": _words(f"{_ACTIVITY} implementation"),
    "businessRuleTask": _words(f"{_ACTIVITY} implementation"),
    "scriptTask": _words(f"{_ACTIVITY} scriptFormat"),
    "callActivity": _words(f"{_ACTIVITY} calledElement"),
    "subProcess": _words(f"{_ACTIVITY} triggeredByEvent"),
    "transaction": _words(f"{_ACTIVITY} triggeredByEvent method"),
    "adHocSubProcess": _words(f"{_ACTIVITY} triggeredByEvent ordering cancelRemainingInstances"),
    **dict.fromkeys(GATEWAYS, _words("default gatewayDirection")),
    "eventBasedGateway": _words("gatewayDirection instantiate eventGatewayType"),
    "sequenceFlow": _words("sourceRef targetRef"),
    "conditionExpression": _words("language evaluatesToTypeRef"),
    "formalExpression": _words("language evaluatesToTypeRef"),
    **dict.fromkeys(
        ("condition", "timeDate", "timeDuration", "timeCycle", "loopCardinality", "loopCondition",
         "completionCondition", "activationCondition"), _words("language evaluatesToTypeRef")),
    "messageEventDefinition": _words("messageRef"),
    "signalEventDefinition": _words("signalRef"),
    "errorEventDefinition": _words("errorRef"),
    "escalationEventDefinition": _words("escalationRef"),
    "compensateEventDefinition": _words("activityRef waitForCompletion"),
    "multiInstanceLoopCharacteristics": _words("isSequential"),
    "standardLoopCharacteristics": _words("testBefore loopMaximum"),
    "message": _words("itemRef"),
    "signal": _words("structureRef"),
    "error": _words("errorCode structureRef"),
    "escalation": _words("escalationCode structureRef"),
    "documentation": _words("textFormat"),
    "textAnnotation": _words("textFormat"),
    "association": _words("sourceRef targetRef associationDirection"),
    "group": _words("categoryValueRef"),
    "categoryValue": _words("value"),
    "lane": _words("partitionElementRef"),
    "participant": _words("processRef"),
    "messageFlow": _words("sourceRef targetRef messageRef"),
    "collaboration": _words("isClosed"),
    "dataObject": _words("itemSubjectRef isCollection"),
    "dataObjectReference": _words("itemSubjectRef dataObjectRef"),
    "dataStore": _words("itemSubjectRef capacity isUnlimited"),
    "dataStoreReference": _words("itemSubjectRef dataStoreRef"),
    "dataInput": _words("itemSubjectRef isCollection"),
    "dataOutput": _words("itemSubjectRef isCollection"),
    "inputDataItem": _words("itemSubjectRef isCollection"),
    "property": _words("itemSubjectRef"),
    "itemDefinition": _words("isCollection itemKind structureRef"),
}  # fmt: skip
# Where the standard's default is all that is run, saying it is saying nothing.
DEFAULTS = {
    "startQuantity": "1", "completionQuantity": "1", "behavior": "All", "isImmediate": "true",
}  # fmt: skip

# ---- BPMN: what may stand in what -----------------------------------------------------------------------------------

# Data as the standard draws it is kept and shown; variables go their own way, so that nothing is lost with it.
DRAWN = _words(
    "extensionElements documentation incoming outgoing textAnnotation association group dataObject dataObjectReference "
    "dataStoreReference ioSpecification property dataInput dataOutput inputSet outputSet dataInputRefs dataOutputRefs "
    "sourceRef targetRef dataInputAssociation dataOutputAssociation dataState categoryValueRef text laneSet "
    "dataInputRef dataOutputRef eventDefinition"
)
_LOOPS = "multiInstanceLoopCharacteristics standardLoopCharacteristics"
BPMN_CHILDREN: Words = {
    "definitions": _words(
        "process message signal error escalation collaboration itemDefinition category dataStore association group "
        "textAnnotation"
    ),
    "category": _words("categoryValue"),
    "collaboration": _words("participant messageFlow"),
    "laneSet": _words("lane"),
    "lane": _words("flowNodeRef childLaneSet"),
    "childLaneSet": _words("lane"),
    "process": frozenset((*NODES, "sequenceFlow")),
    **dict.fromkeys(SUBPROCESSES, frozenset((*NODES, "sequenceFlow", *_LOOPS.split()))),
    **dict.fromkeys(EVENTS, EVENT_DEFINITIONS),
    **dict.fromkeys((*TASKS, "callActivity"), _words(_LOOPS)),
    "scriptTask": _words(f"{_LOOPS} script"),
    "complexGateway": _words("activationCondition"),
    "sequenceFlow": _words("conditionExpression"),
    "timerEventDefinition": _words("timeDate timeDuration timeCycle"),
    "conditionalEventDefinition": _words("condition"),
    "multiInstanceLoopCharacteristics": _words("loopCardinality completionCondition"),
    "standardLoopCharacteristics": _words("loopCondition"),
}
BPMN_CHILDREN["adHocSubProcess"] |= {"completionCondition"}
# What the older dialect runs of the standard besides.
BPMN_CHILDREN_OLDER: Words = {
    "userTask": _words("potentialOwner humanPerformer"),
    "potentialOwner": _words("resourceAssignmentExpression"),
    "humanPerformer": _words("resourceAssignmentExpression"),
    "resourceAssignmentExpression": _words("formalExpression"),
    "multiInstanceLoopCharacteristics": _words("loopDataInputRef inputDataItem"),
    "taskListener": _words("timerEventDefinition"),
}

# ---- zeebe: extension element -> where it acts, its attributes, its children ---------------------------------------

_JOBS = ("serviceTask", "sendTask", "businessRuleTask", "scriptTask", "userTask", "intermediateThrowEvent", "endEvent")
_ANY = (*NODES, "process", "sequenceFlow", "multiInstanceLoopCharacteristics", "participant", "message", "lane",
        "collaboration", "definitions", "signal", "error", "escalation", *EVENT_DEFINITIONS)  # fmt: skip
_MAPPING = tuple(node for node in NODES if node not in GATEWAYS)
ZEEBE_ELEMENTS: dict[str, tuple[frozenset[str], frozenset[str], frozenset[str]]] = {
    tag: (frozenset(owners), _words(attributes), _words(children))
    for tag, owners, attributes, children in (
        ("taskDefinition", (*_JOBS, "adHocSubProcess"), "type retries", ""),
        ("taskHeaders", (*_JOBS, "adHocSubProcess"), "", "header"),
        ("header", ("taskHeaders",), "key value", ""),
        ("ioMapping", _MAPPING, "", "input output"),
        ("input", ("ioMapping",), "source target", ""),
        ("output", ("ioMapping",), "source target", ""),
        ("userTask", ("userTask",), "", ""),
        ("assignmentDefinition", ("userTask",), "assignee candidateGroups candidateUsers", ""),
        ("formDefinition", ("userTask", "startEvent"), "formId formKey externalReference", ""),
        ("taskSchedule", ("userTask",), "dueDate followUpDate", ""),
        ("priorityDefinition",
         ("userTask", "serviceTask", "sendTask", "businessRuleTask", "scriptTask", "adHocSubProcess"), "priority", ""),
        ("calledDecision", ("businessRuleTask",), "decisionId resultVariable", ""),
        ("script", ("scriptTask",), "expression resultVariable", ""),
        ("calledElement", ("callActivity",),
         "processId propagateAllChildVariables propagateAllParentVariables bindingType versionTag businessId", ""),
        ("loopCharacteristics", ("multiInstanceLoopCharacteristics",),
         "inputCollection inputElement outputCollection outputElement", ""),
        ("subscription", ("message",), "correlationKey", ""),
        ("properties", _ANY, "", "property"),
        ("property", ("properties",), "name value", ""),
        ("executionListeners", (*NODES, "process"), "", "executionListener"),
        ("executionListener", ("executionListeners",), "eventType type retries", ""),
        ("taskListeners", ("userTask",), "", "taskListener"),
        ("taskListener", ("taskListeners",), "eventType type retries", ""),
        ("versionTag", ("process",), "value", ""),
        ("adHoc", ("adHocSubProcess",), "activeElementsCollection outputCollection outputElement", ""),
        ("conditionalFilter", ("conditionalEventDefinition",), "variableNames variableEvents", ""),
    )
}  # fmt: skip

# ---- camunda: attribute -> where it acts ---------------------------------------------------------------------------

_WORK = ("serviceTask", "sendTask", "businessRuleTask", "messageEventDefinition")
CAMUNDA_ATTRIBUTES: Words = {
    name: frozenset(owners)
    for name, owners in (
        *dict.fromkeys(("asyncBefore", "asyncAfter", "async"), NODES).items(),
        *dict.fromkeys(("type", "topic", "taskPriority", "class", "delegateExpression"), _WORK).items(),
        ("expression", (*_WORK, "errorEventDefinition")),
        ("resultVariable", (*_WORK, "scriptTask")),
        *dict.fromkeys(
            ("assignee", "candidateUsers", "candidateGroups", "dueDate", "followUpDate", "priority"), ("userTask",)
        ).items(),
        *dict.fromkeys(("formKey", "formRef"), ("userTask", "startEvent")).items(),
        *dict.fromkeys(
            ("decisionRef", "decisionRefBinding", "mapDecisionResult"), ("businessRuleTask",)).items(),
        *dict.fromkeys(
            ("calledElementBinding", "calledElementVersion", "calledElementVersionTag"), ("callActivity",)
        ).items(),
        ("resultVariableName", _WORK),
        ("inheritVariables", ("callActivity",)),
        ("terminateAll", ("terminateEventDefinition",)),
        ("initiator", ("startEvent",)),
        *dict.fromkeys(("collection", "elementVariable"), ("multiInstanceLoopCharacteristics",)).items(),
        *dict.fromkeys(("variableName", "variableEvents"), ("conditionalEventDefinition",)).items(),
        *dict.fromkeys(("errorCodeVariable", "errorMessageVariable"), ("errorEventDefinition",)).items(),
        ("escalationCodeVariable", ("escalationEventDefinition",)),
        ("errorMessage", ("error",)),
        *dict.fromkeys(("versionTag", "historyTimeToLive", "candidateStarterGroups"), ("process",)).items(),
    )
}  # fmt: skip
CAMUNDA_DEFAULTS = {
    "exclusive": "true", "decisionRefBinding": "latest", "formRefBinding": "latest", "type": "external",
    "isStartableInTasklist": "true", "asyncBefore": "false", "asyncAfter": "false",
}  # fmt: skip

# ---- camunda: extension element -> where it acts, its attributes, its children ---------------------------------------

_VALUES = "script list map"
CAMUNDA_ELEMENTS: dict[str, tuple[frozenset[str], frozenset[str], frozenset[str]]] = {
    tag: (frozenset(owners), _words(attributes), _words(children))
    for tag, owners, attributes, children in (
        ("inputOutput", _MAPPING, "", "inputParameter outputParameter"),
        ("inputParameter", ("inputOutput",), "name", _VALUES),
        ("outputParameter", ("inputOutput",), "name", _VALUES),
        ("map", ("inputParameter", "outputParameter", "entry", "list"), "", "entry"),
        ("entry", ("map",), "key", _VALUES),
        ("list", ("inputParameter", "outputParameter", "entry", "list"), "", f"value {_VALUES}"),
        ("value", ("list",), "id name", ""),
        ("script", ("inputParameter", "outputParameter", "entry", "executionListener", "taskListener"),
         "scriptFormat", ""),
        ("executionListener", (*NODES, "process", "sequenceFlow"), "event class expression delegateExpression",
         "script field"),
        ("taskListener", ("userTask",), "id event class expression delegateExpression",
         "script field timerEventDefinition"),
        ("properties", _ANY, "", "property"),
        ("property", ("properties",), "id name value", ""),
        ("in", ("callActivity", "signalEventDefinition"),
         "source sourceExpression target variables businessKey local", ""),
        ("out", ("callActivity",), "source sourceExpression target variables local", ""),
        ("field", (*_WORK, "executionListener", "taskListener"), "name stringValue", "string"),
        ("string", ("field",), "", ""),
        ("failedJobRetryTimeCycle", NODES, "", ""),
        ("errorEventDefinition", ("serviceTask", "sendTask", "businessRuleTask"), "id errorRef expression", ""),
    )
}  # fmt: skip

# ---- what is wrong without it --------------------------------------------------------------------------------------

WRONG = _words(
    "startQuantity completionQuantity eventDefinitionRef behavior complexBehaviorDefinition "
    "taskDefinition calledDecision script calledElement loopCharacteristics adHoc outputCollection outputElement "
    "publishMessage ioMapping taskListeners executionListeners subscription "
    "connector variableMappingClass variableMappingDelegateExpression caseRef resource inputOutput in out local type "
    "executionListener taskListener field expression formalExpression"
)
