"""Every call of /v2 against a running case: its status, and each field of its answer by name and kind."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from api.models import EIGHT, FORM, RULES, SHORT
from api.shapes import BYTES, NOTHING, asked, filled, wrong
from gorel.api import doors
from gorel.ground import clock

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True), pytest.mark.slow]

# A job, a task with a form, a message, a signal and an incident wait beside each other.
ALL = f"""{EIGHT}<message id="m" name="paid"><extensionElements><zeebe:subscription correlationKey="=bill"/>
</extensionElements></message><signal id="s" name="closing"/><error id="e" errorCode="no"/>
<process id="all" name="All" isExecutable="true"><extensionElements><zeebe:versionTag value="1.0"/></extensionElements>
<startEvent id="start"/><sequenceFlow id="f" sourceRef="start" targetRef="fork"/><parallelGateway id="fork"/>
<sequenceFlow id="a" sourceRef="fork" targetRef="pay"/><serviceTask id="pay" name="Pay"><extensionElements>
<zeebe:taskDefinition type="pay" retries="2"/><zeebe:taskHeaders><zeebe:header key="bank" value="one"/>
</zeebe:taskHeaders></extensionElements></serviceTask><boundaryEvent id="wrong" attachedToRef="pay">
<errorEventDefinition errorRef="e"/></boundaryEvent><sequenceFlow id="w" sourceRef="wrong" targetRef="end"/>
<sequenceFlow id="b" sourceRef="fork" targetRef="check"/><userTask id="check" name="Check"><extensionElements>
<zeebe:userTask/><zeebe:formDefinition formId="check-form"/><zeebe:assignmentDefinition candidateGroups="editor"/>
</extensionElements></userTask><sequenceFlow id="c" sourceRef="fork" targetRef="payment"/>
<intermediateCatchEvent id="payment"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>
<sequenceFlow id="d" sourceRef="fork" targetRef="close"/>
<intermediateCatchEvent id="close"><signalEventDefinition signalRef="s"/></intermediateCatchEvent>
<sequenceFlow id="g" sourceRef="fork" targetRef="choose"/><exclusiveGateway id="choose"/>
<sequenceFlow id="h" sourceRef="choose" targetRef="end"><conditionExpression>=amount &gt; 1000</conditionExpression>
</sequenceFlow><sequenceFlow id="i" sourceRef="choose" targetRef="end"><conditionExpression>=amount &lt; 0
</conditionExpression></sequenceFlow><endEvent id="end"/></process></definitions>""".encode()

PAGE = "totalItems:count hasMoreTotalItems:flag startCursor:text? endCursor:text?"
CREATED = (
    "processInstanceKey:key processDefinitionKey:key processDefinitionId:text processDefinitionVersion:count "
    "tenantId:text variables:map tags:texts businessId:text?"
)
INSTANCE = (
    "processDefinitionId:text processDefinitionName:text? processDefinitionVersion:count "
    "processDefinitionVersionTag:text? startDate:instant endDate:instant? state:text suspendedDate:instant? "
    "hasIncident:flag tenantId:text processInstanceKey:key processDefinitionKey:key parentProcessInstanceKey:key? "
    "parentElementInstanceKey:key? rootProcessInstanceKey:key? tags:texts businessId:text?"
)
DEFINITION = (
    "name:text? resourceName:text version:count versionTag:text? processDefinitionId:text tenantId:text "
    "processDefinitionKey:key hasStartForm:flag state:text"
)
JOB = (
    "type:text processDefinitionId:text processDefinitionVersion:count elementId:text customHeaders:map worker:text "
    "retries:count deadline:count variables:map tenantId:text physicalTenantId:text jobKey:key processInstanceKey:key "
    "processDefinitionKey:key elementInstanceKey:key kind:text listenerEventType:text userTask:map? tags:texts "
    "rootProcessInstanceKey:key businessId:text? priority:count jobLeaseToken:text? leaseToken:text?"
)
JOB_FOUND = (
    "customHeaders:map deadline:instant? deniedReason:text? elementId:text elementInstanceKey:key endTime:instant? "
    "errorCode:text? errorMessage:text? hasFailedWithRetriesLeft:flag isDenied:flag? jobKey:key kind:text "
    "listenerEventType:text processDefinitionId:text processDefinitionKey:key processInstanceKey:key "
    "rootProcessInstanceKey:key? businessId:text? retries:count state:text tenantId:text type:text worker:text "
    "creationTime:instant? lastUpdateTime:instant? priority:count"
)
TASK = (
    "name:text? state:text assignee:text? elementId:text candidateGroups:texts candidateUsers:texts "
    "processDefinitionId:text creationDate:instant completionDate:instant? followUpDate:instant? dueDate:instant? "
    "tenantId:text externalFormReference:text? processDefinitionVersion:count customHeaders:map userTaskKey:key "
    "elementInstanceKey:key processName:text? processDefinitionKey:key processInstanceKey:key "
    "rootProcessInstanceKey:key? businessId:text? formKey:key? tags:texts priority:count"
)
INCIDENT = (
    "processDefinitionId:text errorType:text errorMessage:text elementId:text creationTime:instant state:text "
    "tenantId:text incidentKey:key processDefinitionKey:key processInstanceKey:key rootProcessInstanceKey:key? "
    "elementInstanceKey:key jobKey:key?"
)
SUBSCRIPTION = (
    "businessId:text? messageSubscriptionKey:key processDefinitionId:text processDefinitionKey:key "
    "processInstanceKey:key? rootProcessInstanceKey:key? elementId:text elementInstanceKey:key? "
    "messageSubscriptionState:text lastUpdatedDate:instant messageName:text correlationKey:text? "
    "messageSubscriptionType:text toolProperties:map processDefinitionName:text? processDefinitionVersion:count? "
    "toolName:null inboundConnectorType:null tenantId:text"
)
ELEMENT = (
    "processDefinitionId:text startDate:instant endDate:instant? elementId:text elementName:text type:text state:text "
    "hasIncident:flag tenantId:text elementInstanceKey:key processInstanceKey:key rootProcessInstanceKey:key? "
    "processDefinitionKey:key incidentKey:key?"
)
VARIABLE = (
    "value:text isTruncated:flag name:text tenantId:text variableKey:key scopeKey:key processInstanceKey:key "
    "rootProcessInstanceKey:key?"
)
DECISION = (
    "decisionDefinitionId:text name:text version:count decisionRequirementsId:text decisionRequirementsName:text "
    "decisionRequirementsVersion:count tenantId:text decisionDefinitionKey:key decisionRequirementsKey:key"
)
DEPLOYED = {
    "deploymentKey": "key", "tenantId": "text",
    "deployments": [{"processDefinition": "map?", "decisionDefinition": "map?", "decisionRequirements": "map?",
                     "form": "map?", "resource": "null"}],
}  # fmt: skip
EVALUATED = {
    "decisionDefinitionId": "text", "decisionDefinitionKey": "key", "decisionDefinitionName": "text",
    "decisionDefinitionVersion": "count", "decisionEvaluationKey": "key", "decisionInstanceKey": "key",
    "decisionRequirementsId": "text", "decisionRequirementsKey": "key", "failedDecisionDefinitionId": "text?",
    "failureMessage": "text?", "output": "text", "tenantId": "text",
    "evaluatedDecisions": [{
        "decisionDefinitionId": "text", "decisionDefinitionName": "text", "decisionDefinitionVersion": "count",
        "decisionDefinitionType": "text", "output": "text", "tenantId": "text", "decisionDefinitionKey": "key",
        "decisionEvaluationInstanceKey": "text", "evaluatedInputs": ["inputId:text inputName:text inputValue:text"],
        "matchedRules": [{"ruleId": "text", "ruleIndex": "count", "evaluatedOutputs": [
            "outputId:text outputName:text outputValue:text ruleId:text? ruleIndex:count?"]}],
    }],
}  # fmt: skip
TOPOLOGY = {
    "clusterId": "text?", "clusterSize": "count", "partitionsCount": "count", "replicationFactor": "count",
    "gatewayVersion": "text", "lastCompletedChangeId": "text",
    "brokers": [{"nodeId": "count", "brokerId": "text", "host": "text", "port": "count", "version": "text",
                 "partitions": ["partitionId:count role:text health:text state:text"]}],
}  # fmt: skip
ME = {
    "username": "text", "displayName": "text?", "email": "text?", "authorizedComponents": "texts", "groups": "texts",
    "roles": "texts", "salesPlanType": "text?", "c8Links": "map", "canLogout": "flag",
    "tenants": ["name:text tenantId:text description:text?"],
}  # fmt: skip


def found(shape: Any) -> dict[str, Any]:
    return {"items": [shape], "page": PAGE}


MINE = {"filter": {"processInstanceKey": "{case}"}}
ANSWERS: list[tuple[Any, ...]] = [
    ("GET", "/openapi.json", None, "map"), ("GET", "/topology", None, TOPOLOGY), ("GET", "/status", None, NOTHING),
    ("GET", "/license", None, "validLicense:flag licenseType:text isCommercial:flag expiresAt:text?"),
    ("GET", "/authentication/me", None, ME),
    ("POST", "/deployments", "models", DEPLOYED),
    ("POST", "/process-definitions/search", {"sort": [{"field": "version", "order": "DESC"}]}, found(DEFINITION)),
    ("GET", "/process-definitions/{definition}", None, DEFINITION),
    ("GET", "/process-definitions/{definition}/xml", None, BYTES),
    ("POST", "/decision-definitions/search", {"filter": {"decisionDefinitionId": "size", "isLatestVersion": True}},
     found(DECISION)),
    ("GET", "/decision-definitions/{decision}", None, DECISION),
    ("GET", "/decision-definitions/{decision}/xml", None, BYTES),
    ("POST", "/decision-definitions/evaluation", {"decisionDefinitionId": "size", "variables": {"amount": 7}},
     EVALUATED),
    ("POST", "/expression/evaluation", {"expression": "=1 + a", "variables": {"a": 1}},
     {"expression": "text", "result": "any", "warnings": "list", "referencedSecrets": "list"}),
    ("POST", "/process-instances", {"processDefinitionId": "all", "variables": {"bill": "c", "amount": 1}}, CREATED),
    ("POST", "/process-instances/search", {"filter": {
        "processInstanceKey": "{case}", "startDate": {"$gt": "2020-01-01T00:00:00+02:00", "$exists": True},
        "variables": [{"name": "amount", "value": "7"}], "elementId": {"$in": ["pay"]}, "hasIncident": True,
        "elementInstanceState": "ACTIVE",
        "$or": [{"state": "ACTIVE"}, {"state": "COMPLETED"}]}}, found(INSTANCE)),
    ("GET", "/process-instances/{case}", None, INSTANCE),
    ("POST", "/process-instances/{case}/incidents/search", {}, found(INCIDENT)),
    ("POST", "/incidents/search", {"filter": {"processInstanceKey": "{case}", "errorType": "CONDITION_ERROR",
                                              "creationTime": {"$lt": "2100-01-01T00:00:00Z"}}}, found(INCIDENT)),
    ("GET", "/incidents/{incident}", None, INCIDENT),
    ("POST", "/element-instances/{case}/incidents/search", {}, found(INCIDENT)),
    ("POST", "/message-subscriptions/search", {"filter": {
        "processInstanceKey": "{case}", "messageName": "paid", "correlationKey": "b",
        "messageSubscriptionType": "PROCESS_EVENT"}}, found(SUBSCRIPTION)),
    ("POST", "/element-instances/search", {**MINE, "sort": [{"field": "startDate"}], "page": {"limit": 3}},
     found(ELEMENT)),
    ("GET", "/element-instances/{element}", None, ELEMENT),
    ("PUT", "/element-instances/{element}/variables", {"variables": {"mine": 1}, "local": True}, NOTHING),
    ("POST", "/variables/search", {"filter": {"processInstanceKey": "{case}", "value": {"$like": "*7*"}}},
     found(VARIABLE)),
    ("GET", "/variables/{variable}", None, VARIABLE),
    ("POST", "/user-tasks/search", {"filter": {
        "processInstanceKey": "{case}", "priority": {"$gte": 50}, "candidateGroup": {"$in": ["editor"]},
        "processInstanceVariables": [{"name": "amount", "value": {"$neq": "8"}}],
        "localVariables": [{"name": "mine", "value": "1"}]}}, found(TASK)),
    ("GET", "/user-tasks/{task}", None, TASK),
    ("GET", "/user-tasks/{task}/form", None, "tenantId:text formId:text schema:text version:count formKey:key"),
    ("POST", "/user-tasks/{task}/variables/search", {"sort": [{"field": "name"}]}, found(VARIABLE)),
    ("POST", "/user-tasks/{task}/effective-variables/search", {}, found(VARIABLE)),
    ("POST", "/user-tasks/{task}/assignment", {"assignee": "anna", "allowOverride": True, "action": "a"}, NOTHING),
    ("DELETE", "/user-tasks/{task}/assignee", None, NOTHING),
    ("PATCH", "/user-tasks/{task}", {"changeset": {"priority": 60, "dueDate": "2030-01-01T00:00:00Z"}}, NOTHING),
    ("POST", "/jobs/activation", {"type": "pay", "timeout": 600_000, "maxJobsToActivate": 9, "worker": "w",
                                  "fetchVariable": ["bill"], "requestTimeout": -1}, {"jobs": [JOB]}),
    ("POST", "/jobs/search", {"filter": {"processInstanceKey": "{case}", "state": "CREATED", "worker": "w"}},
     found(JOB_FOUND)),
    ("PATCH", "/jobs/{job}", {"changeset": {"retries": 3, "timeout": 600_000, "priority": 2}}, NOTHING),
    ("POST", "/jobs/{job}/failure", {"retries": 1, "errorMessage": "no", "retryBackOff": 0,
                                     "variables": {"why": "x"}}, NOTHING),
    ("POST", "/jobs/{job}/completion", {"variables": {"paid": True}}, NOTHING),
    ("POST", "/messages/publication", {"name": "paid", "correlationKey": "z", "timeToLive": 600_000, "messageId": "1"},
     "tenantId:text messageKey:key"),
    ("POST", "/messages/correlation", {"name": "paid", "correlationKey": "b"},
     "tenantId:text messageKey:key processInstanceKey:key"),
    ("POST", "/signals/broadcast", {"signalName": "closing"}, "tenantId:text signalKey:key"),
    ("POST", "/user-tasks/{task}/completion", {"variables": {"ok": True}, "action": "complete"}, NOTHING),
    ("PUT", "/element-instances/{case}/variables", {"variables": {"amount": 2000}}, NOTHING),
    ("POST", "/process-instances/{case}/suspension", {}, NOTHING),
    ("POST", "/process-instances/{case}/resumption", {}, NOTHING),
    ("POST", "/process-instances/{case}/modification", {"activateInstructions": [{"elementId": "check"}]}, NOTHING),
    ("POST", "/process-instances/{case}/migration", {"targetProcessDefinitionKey": "{newer}", "mappingInstructions": [
        {"sourceElementId": one, "targetElementId": one} for one in ("check", "choose")]}, NOTHING),
    ("POST", "/incidents/{incident}/resolution", {}, NOTHING),
    ("POST", "/process-instances/{case}/cancellation", {}, NOTHING),
    ("PUT", "/clock", {"timestamp": "{soon}"}, NOTHING), ("POST", "/clock/reset", {}, NOTHING),
]  # fmt: skip


class Running:
    """A running case, and what everything of it is called."""

    def __init__(self, cluster: Any) -> None:
        self.cluster = cluster
        given = {"processDefinitionId": "all", "variables": {"bill": "b", "amount": 7}, "businessId": "K"}
        case = cluster("POST", "/process-instances", given)["processInstanceKey"]

        def first(kind: str, **filters: Any) -> Any:
            asked = {"filter": {"processInstanceKey": case, **filters}}
            return cluster("POST", f"/{kind}/search", asked)["items"][0]

        task = first("user-tasks")
        decision = cluster("POST", "/decision-definitions/search", {})["items"][0]
        self.names = {
            "case": case, "task": task["userTaskKey"], "definition": task["processDefinitionKey"],
            "element": task["elementInstanceKey"], "decision": decision["decisionDefinitionKey"],
            "job": first("element-instances", elementId="pay")["elementInstanceKey"],
            "incident": first("incidents")["incidentKey"], "variable": first("variables", name="amount")["variableKey"],
            "soon": int(clock.now().timestamp() * 1000) + 60_000,
        }  # fmt: skip

    def wrong(self, method: str, path: str, body: Any, shape: Any) -> list[str]:
        """Call, and return where the answer is not as it should be."""
        files: dict[str, Any] | None = None
        if body == "models":
            newer = SimpleUploadedFile("all.bpmn", ALL.replace(b'name="Check"', b'name="Look"'))
            rest = [SimpleUploadedFile("rules.dmn", RULES), SimpleUploadedFile("check.form", FORM)]
            files = {"resources": [newer, *rest]}
        answer = asked(self.cluster, method, filled(path, self.names), filled(body, self.names), files=files)
        if body == "models":
            self.names["newer"] = answer.json()["deployments"][0]["processDefinition"]["processDefinitionKey"]
        return wrong(answer, shape, f"{method} {path}")


def test_every_answer_has_every_field_and_no_other(robot: Any, settings: Any) -> None:
    settings.DEMO = True
    cluster = robot("/v2")
    files = {"all.bpmn": ALL, "rules.dmn": RULES, "check.form": FORM, "short.bpmn": SHORT}
    cluster.deploy("/deployments", files, field="resources")
    running = Running(cluster)
    found = [said for row in ANSWERS for said in running.wrong(*row)]
    fresh = Running(cluster)
    found += fresh.wrong("POST", "/jobs/{job}/error", {"errorCode": "no"}, NOTHING)
    assert not found, "\n" + "\n".join(found)


def test_every_call_stands_in_this_table() -> None:
    door = doors.DOORS[1]
    told = {("POST", "/jobs/{key}/error")}
    for method, path, *_ in ANSWERS:
        place = door.table.find(path.replace("{", "x").replace("}", "x"))[0]
        told.add((method, place[method][0].path))
    assert {(route.method, route.path) for route in door.table.routes} - told == set()
