"""The fields of every answer of /engine-rest, by name and kind, as `shapes` reads them."""

from __future__ import annotations

from typing import Any

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
    "id:place processDefinitionId:text processInstanceId:id executionId:place incidentTimestamp:moment "
    "incidentType:text activityId:text failedActivityId:text causeIncidentId:place rootCauseIncidentId:id "
    "configuration:place? tenantId:text? incidentMessage:text? jobDefinitionId:text? annotation:text?"
)
EXECUTION = "id:place processInstanceId:id ended:flag tenantId:text?"
VARIABLE_INSTANCE = (
    "id:text name:text type:text value:any valueInfo:map processInstanceId:id executionId:place "
    "activityInstanceId:place processDefinitionId:text taskId:id? caseInstanceId:null caseExecutionId:null "
    "batchId:null tenantId:text? errorMessage:text?"
)
SUBSCRIPTION = (
    "id:text eventType:text eventName:text? executionId:place? processInstanceId:id? activityId:text tenantId:text? "
    "createdDate:moment"
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
PAST_TASK = (
    "id:id processDefinitionKey:text processDefinitionId:text processInstanceId:id executionId:place "
    "caseDefinitionKey:null caseDefinitionId:null caseInstanceId:null caseExecutionId:null activityInstanceId:place "
    "name:text? description:text? deleteReason:text? owner:text? assignee:text? startTime:moment endTime:moment? "
    "duration:count? taskDefinitionKey:text priority:count due:moment? parentTaskId:null followUp:moment? "
    "tenantId:text? removalTime:moment? rootProcessInstanceId:id"
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
