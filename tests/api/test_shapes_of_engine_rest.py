"""Every call of /engine-rest against a running case: its status, and each field of its answer by name and kind."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from api.models import HEAD, LARGE, RULES
from api.shapes import differences
from gorel.api import doors

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True), pytest.mark.slow]

# A robot's job, a person's task, a timer, a message, a signal, a condition and an incident wait beside each other; a
# message begins a case, too.
ALL = f"""{HEAD}<message id="m" name="paid"/><signal id="s" name="closing"/><message id="n" name="come"/>
<process id="all" name="All" isExecutable="true" camunda:versionTag="1.0" camunda:historyTimeToLive="P30D">
<startEvent id="start" camunda:formKey="embedded:start.html"/><startEvent id="come"><messageEventDefinition
 messageRef="n"/></startEvent><sequenceFlow id="f0" sourceRef="come" targetRef="end"/>
<sequenceFlow id="f1" sourceRef="start" targetRef="fork"/><parallelGateway id="fork"/>
<sequenceFlow id="a" sourceRef="fork" targetRef="check"/>
<serviceTask id="check" name="Check" camunda:type="external" camunda:topic="check"><extensionElements>
<camunda:inputOutput><camunda:inputParameter name="inner">${{amount}}</camunda:inputParameter></camunda:inputOutput>
<camunda:properties><camunda:property name="system" value="ERP"/></camunda:properties></extensionElements></serviceTask>
<boundaryEvent id="wrong" attachedToRef="check"><errorEventDefinition errorRef="e"/></boundaryEvent>
<sequenceFlow id="w" sourceRef="wrong" targetRef="end"/>
<sequenceFlow id="b" sourceRef="fork" targetRef="approve"/>
<userTask id="approve" name="Approve" camunda:candidateGroups="editor" camunda:dueDate="2030-01-02T03:04:05"
 camunda:formKey="embedded:a.html"><documentation>Look at it</documentation></userTask>
<boundaryEvent id="never" attachedToRef="approve"><errorEventDefinition errorRef="e"/></boundaryEvent>
<sequenceFlow id="v" sourceRef="never" targetRef="end"/>
<sequenceFlow id="c" sourceRef="fork" targetRef="later"/>
<intermediateCatchEvent id="later"><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>
</intermediateCatchEvent>
<sequenceFlow id="d" sourceRef="fork" targetRef="payment"/>
<intermediateCatchEvent id="payment"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>
<sequenceFlow id="g" sourceRef="fork" targetRef="close"/>
<intermediateCatchEvent id="close"><signalEventDefinition signalRef="s"/></intermediateCatchEvent>
<sequenceFlow id="h" sourceRef="fork" targetRef="high"/>
<intermediateCatchEvent id="high"><conditionalEventDefinition><condition xsi:type="tFormalExpression">
${{amount > 100}}</condition></conditionalEventDefinition></intermediateCatchEvent>
<sequenceFlow id="i" sourceRef="fork" targetRef="choose"/><exclusiveGateway id="choose"/>
<sequenceFlow id="j" sourceRef="choose" targetRef="end"><conditionExpression xsi:type="tFormalExpression">
${{amount > 1000}}</conditionExpression></sequenceFlow>
<sequenceFlow id="k" sourceRef="choose" targetRef="end"><conditionExpression xsi:type="tFormalExpression">
${{amount &lt; 0}}</conditionExpression></sequenceFlow><endEvent id="end"/>
</process><error id="e" errorCode="no"/></definitions>""".encode()

COUNT = "count:count"
LINKS = ["method:text href:text rel:text"]
DEFINITION = (
    "id:text key:text category:null description:text? name:text? version:count resource:text deploymentId:id "
    "diagram:null suspended:flag tenantId:text? versionTag:text? historyTimeToLive:count? startableInTasklist:flag"
)
DECISION = (
    "id:text key:text category:null name:text? version:count resource:text deploymentId:id tenantId:text? "
    "decisionRequirementsDefinitionId:text? decisionRequirementsDefinitionKey:text? historyTimeToLive:count? "
    "versionTag:text?"
)
INSTANCE = {
    "links": LINKS, "id": "id", "definitionId": "text", "definitionKey": "text", "businessKey": "text?",
    "caseInstanceId": "null", "ended": "flag", "suspended": "flag", "tenantId": "text?",
}  # fmt: skip
VARIABLE = "value:any type:text valueInfo:map"
VARIABLES = {"amount": VARIABLE, "paper": VARIABLE}
EXTERNAL = (
    "activityId:text activityInstanceId:place errorMessage:text? executionId:place id:place lockExpirationTime:moment? "
    "createTime:moment? processDefinitionId:text processDefinitionKey:text processDefinitionVersionTag:text? "
    "processInstanceId:id retries:count? suspended:flag workerId:text? topicName:text tenantId:text? priority:count "
    "businessKey:text?"
)
FETCHED = EXTERNAL + " errorDetails:text? extensionProperties:map? variables:map"
TASK = (
    "id:id name:text? assignee:text? owner:text? created:moment lastUpdated:moment? due:moment? followUp:moment? "
    "delegationState:text? description:text? executionId:place parentTaskId:null priority:count "
    "processDefinitionId:text processInstanceId:id taskDefinitionKey:text caseExecutionId:null caseInstanceId:null "
    "caseDefinitionId:null suspended:flag formKey:text? camundaFormRef:map? tenantId:text?"
)
JOB = (
    "id:place jobDefinitionId:text? processInstanceId:id processDefinitionId:text processDefinitionKey:text "
    "executionId:place exceptionMessage:text? failedActivityId:text? retries:count dueDate:moment? suspended:flag "
    "priority:count tenantId:text? createTime:moment?"
)
INCIDENT = (
    "id:id processDefinitionId:text processInstanceId:id executionId:place incidentTimestamp:moment incidentType:text "
    "activityId:text failedActivityId:text causeIncidentId:id rootCauseIncidentId:id configuration:place? "
    "tenantId:text? incidentMessage:text? jobDefinitionId:text? annotation:text?"
)
EXECUTION = "id:place processInstanceId:id ended:flag tenantId:text?"
VARIABLE_INSTANCE = (
    "id:text name:text type:text value:any valueInfo:map processInstanceId:id executionId:place "
    "activityInstanceId:place processDefinitionId:text taskId:id? caseInstanceId:null caseExecutionId:null "
    "batchId:null tenantId:text? errorMessage:text?"
)
SUBSCRIPTION = (
    "id:text eventType:text eventName:text? executionId:place? processInstanceId:id? activityId:text tenantId:text? "
    "createdDate:moment?"
)
DEPLOYMENT: dict[str, Any] = {
    "id": "id", "name": "text?", "source": "text?", "deploymentTime": "moment", "tenantId": "text?", "links": LINKS,
}  # fmt: skip
RESOURCE = "id:text name:text deploymentId:id"
TREE = {
    "id": "place", "parentActivityInstanceId": "place?", "activityId": "text", "activityName": "text?", "name": "text?",
    "activityType": "text", "processInstanceId": "id", "processDefinitionId": "text", "executionIds": "texts",
    "childActivityInstances": "list", "childTransitionInstances": "list", "incidentIds": "texts", "incidents": "list",
}  # fmt: skip
PAST = (
    "id:id businessKey:text? processDefinitionId:text processDefinitionKey:text processDefinitionName:text? "
    "processDefinitionVersion:count startTime:moment endTime:moment? removalTime:moment? durationInMillis:count? "
    "startUserId:text? startActivityId:text deleteReason:text? rootProcessInstanceId:id superProcessInstanceId:id? "
    "superCaseInstanceId:null caseInstanceId:null tenantId:text? state:text restartedProcessInstanceId:null"
)
ACTIVITY = (
    "id:text parentActivityInstanceId:text activityId:text activityName:text? activityType:text "
    "processDefinitionKey:text processDefinitionId:text processInstanceId:id executionId:place taskId:id? "
    "assignee:text? calledProcessInstanceId:id? calledCaseInstanceId:null startTime:moment endTime:moment? "
    "durationInMillis:count? canceled:flag completeScope:flag tenantId:text? removalTime:moment? "
    "rootProcessInstanceId:id"
)
PAST_VARIABLE = (
    "id:text name:text type:text value:any valueInfo:map processDefinitionKey:text processDefinitionId:text "
    "processInstanceId:id executionId:place activityInstanceId:place taskId:id? caseDefinitionKey:null "
    "caseDefinitionId:null caseInstanceId:null caseExecutionId:null tenantId:text? errorMessage:text? state:text "
    "createTime:moment? removalTime:moment? rootProcessInstanceId:id"
)
PAST_INCIDENT = (
    "id:id processDefinitionKey:text processDefinitionId:text processInstanceId:id executionId:place createTime:moment "
    "endTime:moment? removalTime:moment? incidentType:text activityId:text failedActivityId:text causeIncidentId:id "
    "rootCauseIncidentId:id configuration:place? historyConfiguration:text? incidentMessage:text? tenantId:text? "
    "jobDefinitionId:text? open:flag deleted:flag resolved:flag annotation:text? rootProcessInstanceId:id"
)
JOB_LINE = (
    "id:text removalTime:moment? timestamp:moment externalTaskId:place topicName:text workerId:text? retries:count? "
    "priority:count errorMessage:text? activityId:text activityInstanceId:place executionId:place processInstanceId:id "
    "processDefinitionId:text processDefinitionKey:text tenantId:text? creationLog:flag failureLog:flag "
    "successLog:flag deletionLog:flag rootProcessInstanceId:id"
)
OPERATION = (
    "id:text deploymentId:id? processDefinitionId:text? processDefinitionKey:text? processInstanceId:id? "
    "executionId:place? taskId:id? userId:text timestamp:moment operationId:text operationType:text entityType:text "
    "category:text property:text? orgValue:text? newValue:text? annotation:text? tenantId:text? "
    "rootProcessInstanceId:id? removalTime:moment?"
)
HEARD = {
    "resultType": "text", "execution": EXECUTION, "processInstance": "null", "variables": VARIABLES,
}  # fmt: skip
PLAN = {
    "sourceProcessDefinitionId": "text", "targetProcessDefinitionId": "text", "variables": "map?",
    "instructions": ["sourceActivityIds:texts targetActivityIds:texts updateEventTrigger:flag"],
}  # fmt: skip
BYTES, NOTHING = object(), None

DEFINITIONS = ("/{definition}", "/key/all", "/key/all/tenant-id/north")
RULE = ("/{decision}", "/key/size", "/key/size/tenant-id/north")
TYPED = {"value": 7, "type": "Integer"}


def lists(path: str, shape: Any, body: Any = None, query: str = "") -> list[tuple[Any, ...]]:
    """A list and its count, by GET and by POST."""
    return [
        ("GET", path + query, None, [shape]), ("POST", path, body or {}, [shape]),
        ("GET", path + "/count" + query, None, COUNT), ("POST", path + "/count", body or {}, COUNT),
    ]  # fmt: skip


def scoped(head: str, known: dict[str, Any], *, tail: str = "variables") -> list[tuple[Any, ...]]:
    place = f"{head}/{tail}"
    return [
        ("GET", place, None, known), ("GET", place + "/amount", None, VARIABLE) if tail == "variables" else (),
        ("PUT", place + "/amount", TYPED, NOTHING), ("GET", place + "/amount", None, VARIABLE),
        ("POST", place, {"modifications": {"more": TYPED}, "deletions": ["amount"]}, NOTHING),
        ("POST", place + "/paper/data", "a file", NOTHING), ("GET", place + "/paper/data", None, BYTES),
        ("DELETE", place + "/paper", None, NOTHING),
    ]  # fmt: skip


ANSWERS = [
    ("GET", "/openapi.json", None, "map"), ("GET", "/engine", None, ["name:text"]),
    ("GET", "/version", None, "version:text"),
    ("POST", "/deployment/create", "models", DEPLOYMENT | {
        "deployedProcessDefinitions": "map?", "deployedDecisionDefinitions": "map?",
        "deployedDecisionRequirementsDefinitions": "map?", "deployedCaseDefinitions": "null",
    }),
    ("GET", "/deployment?sortBy=deploymentTime&sortOrder=desc", None, [DEPLOYMENT]),
    ("GET", "/deployment/count", None, COUNT), ("GET", "/deployment/{deployment}", None, DEPLOYMENT),
    ("GET", "/deployment/{deployment}/resources", None, [RESOURCE]),
    ("GET", "/deployment/{deployment}/resources/{resource}", None, RESOURCE),
    ("GET", "/deployment/{deployment}/resources/{resource}/data", None, BYTES),
    ("DELETE", "/deployment/{spare}", None, NOTHING),
    ("GET", "/process-definition?versionTag=1.0&sortBy=versionTag&sortOrder=asc", None, [DEFINITION]),
    ("GET", "/process-definition/count?latestVersion=true", None, COUNT),
    *(("GET", f"/process-definition{one}", None, DEFINITION) for one in DEFINITIONS),
    *(("GET", f"/process-definition{one}/xml", None, "id:text bpmn20Xml:text") for one in DEFINITIONS),
    *(("GET", f"/process-definition{one}/startForm", None, "key:text contextPath:null camundaFormRef:map?")
      for one in DEFINITIONS),
    *(("POST", f"/process-definition{one}/start", {"variables": {"amount": TYPED}, "withVariablesInReturn": True},
       INSTANCE | {"variables": {"amount": VARIABLE}}) for one in DEFINITIONS),
    *(("POST", f"/process-definition{one}/submit-form", {"variables": {"amount": TYPED}},
       INSTANCE | {"variables": "null"}) for one in DEFINITIONS),
    ("GET", "/decision-definition", None, [DECISION]), ("GET", "/decision-definition/count", None, COUNT),
    *(("GET", f"/decision-definition{one}", None, DECISION) for one in RULE),
    *(("GET", f"/decision-definition{one}/xml", None, "id:text dmnXml:text") for one in RULE),
    *(("POST", f"/decision-definition{one}/evaluate", {"variables": {"amount": TYPED}}, [{"word": VARIABLE}])
      for one in RULE),
    *lists("/external-task", EXTERNAL, {"topicName": "check"}, "?withRetriesLeft=true"),
    ("GET", "/external-task/topic-names?withUnlockedTasks=true", None, "texts"),
    ("POST", "/external-task/fetchAndLock", {"workerId": "w", "maxTasks": 9, "topics": [
        {"topicName": "check", "lockDuration": 600_000, "includeExtensionProperties": True}]}, [FETCHED]),
    ("GET", "/external-task/{job}", None, EXTERNAL),
    ("GET", "/external-task/{job}/errorDetails", None, NOTHING),
    ("POST", "/external-task/{job}/extendLock", {"workerId": "w", "newDuration": 600_000}, NOTHING),
    ("PUT", "/external-task/{job}/priority", {"priority": 3}, NOTHING),
    ("PUT", "/external-task/{job}/retries", {"retries": 4}, NOTHING),
    ("PUT", "/external-task/retries", {"retries": 5, "processInstanceIds": ["{case}"]}, NOTHING),
    ("POST", "/external-task/{job}/unlock", {}, NOTHING),
    ("POST", "/external-task/{job}/lock", {"workerId": "w", "lockDuration": 600_000}, NOTHING),
    ("POST", "/external-task/{job}/failure", {"workerId": "w", "errorMessage": "no", "errorDetails": "long",
                                              "retries": 0}, NOTHING),
    ("GET", "/external-task/{job}/errorDetails", None, BYTES),
    *lists("/process-instance", INSTANCE, {"processDefinitionKey": "all"}, "?sortBy=businessKey&sortOrder=asc"),
    ("GET", "/process-instance/{case}", None, INSTANCE),
    ("GET", "/process-instance/{case}/activity-instances", None, TREE),
    *lists("/task", TASK, {"processVariables": [{"name": "amount", "operator": "gt", "value": 1}]},
           "?processVariables=amount_lt_99&candidateGroup=editor&sortBy=dueDate&sortOrder=desc"),
    ("GET", "/task/{task}", None, TASK), ("GET", "/task/{task}/form", None, "key:text? contextPath:text?"),
    ("GET", "/task/{task}/form-variables", None, VARIABLES),
    ("GET", "/task/{task}/identity-links", None, ["userId:text? groupId:text? type:text"]),
    ("POST", "/task/{task}/claim", {"userId": "anna"}, NOTHING), ("POST", "/task/{task}/unclaim", {}, NOTHING),
    ("POST", "/task/{task}/assignee", {"userId": "bo"}, NOTHING),
    *lists("/job", JOB, {"dueDates": [{"operator": "gt", "value": "2020-01-01T00:00:00.000+0000"}]},
           "?sortBy=jobDueDate&sortOrder=asc"),
    ("GET", "/job/{timer}", None, JOB), ("GET", "/job/{failed}/stacktrace", None, BYTES),
    ("PUT", "/job/{timer}/duedate", {"duedate": "2040-01-01T00:00:00.000+0100"}, NOTHING),
    ("PUT", "/job/{failed}/retries", {"retries": 1}, NOTHING),
    ("GET", "/incident?sortBy=incidentTimestamp&sortOrder=asc", None, [INCIDENT]),
    ("GET", "/incident/count", None, COUNT),
    ("GET", "/event-subscription?sortBy=created&sortOrder=asc", None, [SUBSCRIPTION]),
    ("GET", "/event-subscription/count", None, COUNT),
    *lists("/execution", EXECUTION, {"processDefinitionKey": "all"}, "?sortBy=instanceId&sortOrder=asc"),
    ("GET", "/execution/{task_execution}", None, EXECUTION),
    *lists("/variable-instance", VARIABLE_INSTANCE, {"variableName": "amount"}, "?variableValues=amount_eq_7"),
    ("GET", "/variable-instance/{case}~amount", None, VARIABLE_INSTANCE),
    ("GET", "/variable-instance/{case}~paper/data", None, BYTES),
    *lists("/history/process-instance", PAST, {"variables": [{"name": "amount", "operator": "eq", "value": 7}]},
           "?sortBy=duration&sortOrder=desc&executedActivityIdIn=start"),
    ("GET", "/history/process-instance/{case}", None, PAST),
    *lists("/history/activity-instance", ACTIVITY, {"startedAfter": "2020-01-01T00:00:00.000+0000"},
           "?startedBefore=2100-01-01T00:00:00.000%2B0000&sortBy=startTime&sortOrder=asc"),
    ("GET", "/history/activity-instance/{activity}", None, ACTIVITY),
    *lists("/history/variable-instance", PAST_VARIABLE, {"variableName": "amount", "variableValue": 7},
           "?variableValue=7&variableTypeIn=Integer"),
    ("GET", "/history/variable-instance/{case}~amount", None, PAST_VARIABLE),
    ("GET", "/history/variable-instance/{case}~paper/data", None, BYTES),
    ("GET", "/history/incident", None, [PAST_INCIDENT]), ("GET", "/history/incident/count", None, COUNT),
    *lists("/history/external-task-log", JOB_LINE, {"topicName": "check"}, "?creationLog=true"),
    ("GET", "/history/external-task-log/{line}", None, JOB_LINE),
    ("GET", "/history/user-operation", None, [OPERATION]), ("GET", "/history/user-operation/count", None, COUNT),
    ("POST", "/migration/generate", {"sourceProcessDefinitionId": "{definition}",
                                     "targetProcessDefinitionId": "{definition}"}, PLAN),
    ("POST", "/migration/validate", {"sourceProcessDefinitionId": "{definition}",
                                     "targetProcessDefinitionId": "{definition}", "instructions": []},
     "instructionReports:list variableReports:map"),
    ("POST", "/migration/execute", {"processInstanceIds": ["{case}"], "migrationPlan": {
        "sourceProcessDefinitionId": "{definition}", "targetProcessDefinitionId": "{newer}", "instructions": [
            {"sourceActivityIds": [one], "targetActivityIds": [one]}
            for one in ("check", "approve", "later", "payment", "close", "high", "choose")]}}, NOTHING),
    ("POST", "/message", {"messageName": "paid", "businessKey": "K", "resultEnabled": True,
                          "variablesInResultEnabled": True}, [HEARD]),
    ("POST", "/condition", {"variables": {"amount": {"value": 700, "type": "Long"}}}, [INSTANCE]),
    ("POST", "/signal", {"name": "closing", "executionId": "{closing}"}, NOTHING),
    ("PUT", "/process-instance/{case}/suspended", {"suspended": True}, NOTHING),
    ("PUT", "/process-instance/{case}/suspended", {"suspended": False}, NOTHING),
    ("POST", "/task/{task}/complete", {"withVariablesInReturn": True}, {"amount": VARIABLE, "paper": VARIABLE}),
    ("POST", "/job/{timer}/execute", {}, NOTHING),
    ("POST", "/process-instance/{case}/modification", {"instructions": [
        {"type": "startBeforeActivity", "activityId": "approve"}]}, NOTHING),
    ("DELETE", "/process-instance/{case}", None, NOTHING),
]  # fmt: skip
# Each on a case of its own.
VARIABLES_OF = [
    scoped("/process-instance/{case}", VARIABLES), scoped("/task/{task}", VARIABLES),
    scoped("/task/{task}", {}, tail="localVariables"),
    scoped("/execution/{job}", {"inner": VARIABLE}, tail="localVariables"),
]  # fmt: skip
ENDS = [
    ("POST", "/external-task/{job}/complete", {"workerId": "w"}, NOTHING),
    ("POST", "/external-task/{job}/bpmnError", {"workerId": "w", "errorCode": "no"}, NOTHING),
    ("POST", "/task/{task}/submit-form", {}, NOTHING),
    ("POST", "/task/{task}/bpmnError", {"errorCode": "no"}, NOTHING),
    ("GET", "/incident/{incident}", None, INCIDENT),
    ("DELETE", "/incident/{incident}", None, NOTHING),
    ("POST", "/execution/{closing}/signal", {}, NOTHING),
    ("POST", "/execution/{case}/messageSubscriptions/paid/trigger", {}, NOTHING),
]  # fmt: skip
FILE = {"value": "aGVq", "type": "File", "valueInfo": {"filename": "a.txt", "mimeType": "text/plain"}}


class Running:
    """A running case, and what everything of it is called."""

    def __init__(self, engine: Any) -> None:
        self.engine = engine
        given = {"businessKey": "K", "variables": {"amount": TYPED, "paper": FILE}}
        case = engine("POST", "/process-definition/key/all/start", given)["id"]
        mine = {"processInstanceId": case}
        kinds = {one["activityId"]: one for one in engine("GET", "/event-subscription", **mine)}
        (job,), (task,) = engine("GET", "/external-task", **mine), engine("GET", "/task", **mine)
        (timer,), (failed,) = (engine("GET", "/job", **mine, **{kind: "true"}) for kind in ("timers", "noRetriesLeft"))
        definition = engine("GET", "/process-definition/key/all")
        deployment = definition["deploymentId"]
        self.names = {
            "case": case, "job": job["id"], "task": task["id"], "timer": timer["id"], "failed": failed["id"],
            "task_execution": task["executionId"], "definition": definition["id"], "deployment": deployment,
            "incident": engine("GET", "/incident", **mine)[0]["id"], "closing": kinds["close"]["executionId"],
            "decision": engine("GET", "/decision-definition/key/size")["id"],
            "resource": engine("GET", f"/deployment/{deployment}/resources")[0]["id"],
            "activity": engine("GET", "/history/activity-instance", activityId="approve", **mine)[0]["id"],
            "line": engine("GET", "/history/external-task-log", **mine)[0]["id"],
        }  # fmt: skip

    def filled(self, what: Any) -> Any:
        """Return *what* with the names in it."""
        if isinstance(what, str):
            return what.format_map(self.names)
        if isinstance(what, list):
            return [self.filled(one) for one in what]
        return {name: self.filled(value) for name, value in what.items()} if isinstance(what, dict) else what

    def wrong(self, method: str, path: str, body: Any, shape: Any) -> list[str]:
        """Call, and return where the answer is not as it should be."""
        from django.core.files.uploadedfile import SimpleUploadedFile

        url, more = "/engine-rest" + self.filled(path), {"HTTP_AUTHORIZATION": f"Bearer {self.engine.secret}"}
        if body == "a file":
            upload = {"data": SimpleUploadedFile("a.txt", b"hello"), "valueType": "File"}
            answer = Client().post(url, upload, **more)
        elif body == "models":
            newer = SimpleUploadedFile("all.bpmn", ALL.replace(b'name="Approve"', b'name="Approve it"'))
            upload = {
                "deployment-name": "newer",
                "all.bpmn": newer,
                "rules.dmn": SimpleUploadedFile("rules.dmn", RULES),
            }
            answer = Client().post(url, upload, **more)
            told = answer.json()
            self.names |= {"newer": next(iter(told["deployedProcessDefinitions"]))}
        else:
            import json

            data = b"" if body is None else json.dumps(self.filled(body)).encode()
            answer = Client().generic(method, url, data=data, content_type="application/json", **more)
        at = f"{method} {path}"
        if answer.status_code != (204 if shape is NOTHING else 200):
            return [f"{at}: {answer.status_code} {answer.content.decode()[:300]}"]
        if shape is NOTHING:
            return [f"{at}: {answer.content!r}"] if answer.content else []
        if shape is BYTES:
            return [] if answer.content else [f"{at}: nothing"]
        if answer.headers["Content-Type"] != "application/json":
            return [f"{at}: {answer.headers['Content-Type']}"]
        return differences(answer.json(), shape, at)


@pytest.fixture
def engine(robot: Any) -> Any:
    one = robot("/engine-rest")
    files = {"all.bpmn": ALL, "rules.dmn": RULES, "large.bpmn": LARGE}
    one.deploy("/deployment/create", files, deployment_name="shapes")
    one.deploy("/deployment/create", {"all.bpmn": ALL, "rules.dmn": RULES}, tenant_id="north")
    return one


def test_every_answer_has_every_field_and_no_other(engine: Any) -> None:
    running = Running(engine)
    spare = engine.deploy("/deployment/create", {"all.bpmn": ALL}, tenant_id="spare")["id"]
    running.names["spare"] = spare
    wrong = [said for row in filter(None, ANSWERS) for said in running.wrong(*row)]
    for rows in VARIABLES_OF:
        fresh = Running(engine)
        wrong += [said for row in filter(None, rows) for said in fresh.wrong(*row)]
    for row in ENDS:
        fresh = Running(engine)
        if "external-task" in row[1]:
            fresh.wrong("POST", "/external-task/{job}/lock", {"workerId": "w", "lockDuration": 600_000}, NOTHING)
        wrong += fresh.wrong(*row)
    assert not wrong, "\n" + "\n".join(wrong)


def test_every_call_stands_in_these_tables() -> None:
    door = doors.DOORS[0]
    told = set()
    for method, path, *_ in filter(None, [*ANSWERS, *ENDS, *(row for rows in VARIABLES_OF for row in rows)]):
        found, _values = door.table.find(path.partition("?")[0].replace("{", "x").replace("}", "x"))
        told.add((method, found[method][0].path))
    assert {(route.method, route.path) for route in door.table.routes} - told == set()
