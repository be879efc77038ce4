"""camunda-orchestration-sdk: deploys, creates with await, works, fails, throws, correlates, completes a task."""

import asyncio
import json
import sys
import time
from pathlib import Path

from camunda_orchestration_sdk import CamundaAsyncClient, WorkerConfig
from camunda_orchestration_sdk import models as m
from camunda_orchestration_sdk.runtime.job_worker import JobError, JobFailure

base, token, folder = sys.argv[1:]
seen: dict[str, int] = {}


async def main():
    config = {
        "CAMUNDA_REST_ADDRESS": base, "CAMUNDA_AUTH_STRATEGY": "OAUTH", "CAMUNDA_CLIENT_ID": "robot",
        "CAMUNDA_CLIENT_SECRET": token, "CAMUNDA_OAUTH_URL": base.removesuffix("/v2") + "/oauth/token",
        "CAMUNDA_TOKEN_AUDIENCE": "gorel", "CAMUNDA_TOKEN_DISK_CACHE_DISABLE": "true",
    }  # fmt: skip
    async with CamundaAsyncClient(configuration=config) as client:
        files = [str(Path(folder) / name) for name in ("order.bpmn", "short.bpmn", "check.form")]
        deployed = await client.deploy_resources_from_files(files)

        async def pay(job):
            what = job.variables.to_dict()["what"]
            seen[what] = seen.get(what, 0) + 1
            if what == "fails once" and seen[what] == 1:
                raise JobFailure("no answer", retries=1, retry_back_off=200)
            if what == "throws":
                raise JobError("no-money", "none left")
            return {"paid": True}

        async def do(job):
            return {"x": 1}

        for type, work in (("pay", pay), ("do", do)):
            settings = WorkerConfig(
                job_type=type, job_timeout_milliseconds=30_000, with_lease=True, request_timeout_milliseconds=3000
            )
            client.create_job_worker(settings, work)
        running = asyncio.create_task(client.run_workers())
        await asyncio.sleep(0.5)
        before = time.monotonic()
        short = await client.create_process_instance(
            data=m.ProcessCreationById(process_definition_id="short", await_completion=True, request_timeout=15_000)
        )
        waited = time.monotonic() - before
        cases = {}
        for what in ("good", "fails once", "throws"):
            variables = m.ProcessInstanceCreationInstructionBaseVariables.from_dict({"what": what, "bill": what})
            made = await client.create_process_instance(
                data=m.ProcessCreationById(process_definition_id="order", variables=variables)
            )
            cases[what] = str(made.process_instance_key)
        until = time.monotonic() + 40
        while time.monotonic() < until and (seen.get("good"), seen.get("fails once"), seen.get("throws")) != (1, 2, 1):
            await asyncio.sleep(0.1)
        tasks = []
        while time.monotonic() < until and len(tasks) < 2:
            wanted = m.UserTaskSearchQueryFilter(
                state=m.UserTaskStateExactMatch("CREATED"), process_definition_id="order"
            )
            found = await client.search_user_tasks(data=m.UserTaskSearchQuery(filter_=wanted))
            tasks = list(found.items)
            await asyncio.sleep(0.1)
        for task in tasks:
            await client.assign_user_task(task.user_task_key, data=m.UserTaskAssignmentRequest(assignee="anna"))
            await client.complete_user_task(task.user_task_key, data=m.UserTaskCompletionRequest())
        heard = await client.correlate_message(data=m.MessageCorrelationRequest(name="paid", correlation_key="good"))
        running.cancel()

        # a lease that ends: whoever waits for work gets the job, and the first one's answer comes too late
        lost = m.ProcessInstanceCreationInstructionBaseVariables.from_dict({"what": "lost", "bill": "lost"})
        await client.create_process_instance(data=m.ProcessCreationById(process_definition_id="order", variables=lost))

        async def take(worker, timeout, until):
            """Ask with a long poll until there is a job."""
            polls = 0
            while time.monotonic() < until:
                polls += 1
                asked = m.JobActivationRequest(
                    type_="pay", timeout=timeout, max_jobs_to_activate=1, worker=worker, request_timeout=4000,
                    with_lease=True,
                )  # fmt: skip
                found = await client.activate_jobs(data=asked)
                if found.jobs:
                    return found.jobs[0], polls
            raise LookupError(worker)

        first, _polls = await take("slow", 1500, time.monotonic() + 10)
        second, polls = await take("other", 60_000, time.monotonic() + 20)
        late = "accepted"
        try:
            await client.complete_job(first.job_key, data=m.JobCompletionRequest(job_lease_token=first.job_lease_token))
        except Exception as error:
            late = error.__class__.__name__
        await client.complete_job(second.job_key, data=m.JobCompletionRequest(job_lease_token=second.job_lease_token))
        print(
            json.dumps(
                {
                    "deployed": len(deployed.deployments),
                    "waited": waited,
                    "short": short.variables.to_dict(),
                    "seen": seen,
                    "tasks": len(tasks),
                    "lost": [first.job_key == second.job_key, second.retries, polls <= 3],
                    "late": late,
                    "heard": str(heard.process_instance_key) == cases["good"],
                }
            )
        )


asyncio.run(main())
