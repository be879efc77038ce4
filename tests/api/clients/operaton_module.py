"""What operaton-tasks serves: one that is done, one that fails once, one that throws, one whose robot dies."""

import json
import os
from pathlib import Path

from operaton.tasks import task
from operaton.tasks.runtime import ExternalTaskComplete, ExternalTaskFailure
from operaton.tasks.types import (
    CompleteExternalTaskDto,
    ExternalTaskBpmnError,
    ExternalTaskFailureDto,
    VariableValueDto,
    VariableValueType,
)

OUT = Path(os.environ["SEEN"])
seen: dict[str, int] = json.loads(OUT.read_text()) if OUT.exists() else {}


@task("check-bill", localVariables=False)
async def check(job):
    what = job.variables["what"].value
    seen[what] = seen.get(what, 0) + 1
    OUT.write_text(json.dumps(seen))
    if what == "lost" and seen[what] == 1:
        os._exit(1)  # in the middle of its work, without a word
    if what == "fails once" and seen[what] == 1:
        failure = ExternalTaskFailureDto(workerId=job.workerId, errorMessage="no answer", retries=1, retryTimeout=200)
        return ExternalTaskFailure(task=job, response=failure)
    if what == "throws":
        error = ExternalTaskBpmnError(workerId=job.workerId, errorCode="no-money")
        return ExternalTaskComplete(task=job, response=error)
    done = VariableValueDto(value=True, type=VariableValueType.Boolean)
    return ExternalTaskComplete(
        task=job, response=CompleteExternalTaskDto(workerId=job.workerId, variables={"done": done})
    )
