"""Every call of /engine-rest against a running case: its status, and each field of its answer by name and kind."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from api.fields_of_engine_rest import (
    ACTIVITY,
    COUNT,
    DECISION,
    DEFINITION,
    DEPLOYMENT,
    EXECUTION,
    EXTERNAL,
    FETCHED,
    HEARD,
    INCIDENT,
    INSTANCE,
    JOB,
    JOB_LINE,
    OPERATION,
    PAST,
    PAST_INCIDENT,
    PAST_TASK,
    PAST_VARIABLE,
    PLAN,
    RESOURCE,
    SUBSCRIPTION,
    TASK,
    TREE,
    VARIABLE,
    VARIABLE_INSTANCE,
    VARIABLES,
)
from api.models import HEAD, LARGE, RULES
from api.shapes import BYTES, NOTHING, asked, filled, wrong
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
    ("POST", "/task/{task}/delegate", {"userId": "eva"}, NOTHING),
    ("POST", "/task", {"owner": "bo", "delegationState": "PENDING"}, [TASK]),
    ("POST", "/task/{task}/resolve", {"variables": {"amount": TYPED}}, NOTHING),
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
    *lists("/history/task", PAST_TASK, {"taskOwner": "bo", "orQueries": [{"unassigned": True, "taskAssignee": "bo"}]},
           "?unfinished=true&processVariables=amount_gt_1&sortBy=startTime&sortOrder=desc"),
    *lists("/history/variable-instance", PAST_VARIABLE, {"variableName": "amount", "variableValue": 7},
           "?variableValue=7&variableTypeIn=Integer"),
    ("GET", "/history/variable-instance/{case}~amount", None, PAST_VARIABLE),
    ("GET", "/history/variable-instance/{case}~paper/data", None, BYTES),
    ("GET", "/history/incident", None, [PAST_INCIDENT]), ("GET", "/history/incident/count", None, COUNT),
    *lists("/history/external-task-log", JOB_LINE, {"topicName": "check"}, "?creationLog=true"),
    ("GET", "/history/external-task-log/{line}", None, JOB_LINE),
    ("GET", "/history/external-task-log/{line}/error-details", None, NOTHING),
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

    def wrong(self, method: str, path: str, body: Any, shape: Any) -> list[str]:
        """Call, and return where the answer is not as it should be."""
        files: dict[str, Any] | None = None
        if body == "a file":
            files = {"data": SimpleUploadedFile("a.txt", b"hello"), "valueType": "File"}
        elif body == "models":
            newer = SimpleUploadedFile("all.bpmn", ALL.replace(b'name="Approve"', b'name="Approve it"'))
            rules = SimpleUploadedFile("rules.dmn", RULES)
            files = {"deployment-name": "newer", "deployment-source": "git", "all.bpmn": newer, "rules.dmn": rules}
        answer = asked(self.engine, method, filled(path, self.names), filled(body, self.names), files=files)
        if body == "models":
            self.names |= {"newer": next(iter(answer.json()["deployedProcessDefinitions"]))}
        return wrong(answer, shape, f"{method} {path}")


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
    found = [said for row in filter(None, ANSWERS) for said in running.wrong(*row)]
    for rows in VARIABLES_OF:
        fresh = Running(engine)
        found += [said for row in filter(None, rows) for said in fresh.wrong(*row)]
    for row in ENDS:
        fresh = Running(engine)
        if "external-task" in row[1]:
            fresh.wrong("POST", "/external-task/{job}/lock", {"workerId": "w", "lockDuration": 600_000}, NOTHING)
        found += fresh.wrong(*row)
    assert not found, "\n" + "\n".join(found)


def test_every_call_stands_in_these_tables() -> None:
    door = doors.DOORS[0]
    told = set()
    for method, path, *_ in filter(None, [*ANSWERS, *ENDS, *(row for rows in VARIABLES_OF for row in rows)]):
        found, _values = door.table.find(path.partition("?")[0].replace("{", "x").replace("}", "x"))
        told.add((method, found[method][0].path))
    assert {(route.method, route.path) for route in door.table.routes} - told == set()
