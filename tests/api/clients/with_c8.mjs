// @camunda8/orchestration-cluster-api: deploys, creates with await, works, fails, throws, and waits by long poll.
import createCamundaClient from "@camunda8/orchestration-cluster-api";

const [base, token, folder] = process.argv.slice(2);
const client = createCamundaClient({
  config: {
    CAMUNDA_REST_ADDRESS: base, CAMUNDA_AUTH_STRATEGY: "BASIC", CAMUNDA_BASIC_AUTH_USERNAME: "robot",
    CAMUNDA_BASIC_AUTH_PASSWORD: token, CAMUNDA_SDK_VALIDATION: "req:strict,res:strict",
  },
});
const deployed = await client.deployResourcesFromFiles([`${folder}/order.bpmn`, `${folder}/short.bpmn`, `${folder}/check.form`]);
const seen = {};
const worker = (jobType, jobHandler) =>
  client.createJobWorker({ jobType, jobHandler, maxParallelJobs: 5, jobTimeoutMs: 30000, pollIntervalMs: 50, pollTimeoutMs: 5000, workerName: "js" });
worker("do", (job) => job.complete({ x: 1 }));
worker("pay", (job) => {
  const what = job.variables.what;
  seen[what] = (seen[what] ?? 0) + 1;
  if (what === "fails once" && seen[what] === 1) return job.fail({ errorMessage: "no answer", retries: 1, retryBackOff: 200 });
  if (what === "throws") return job.error({ errorCode: "no-money", errorMessage: "none left" });
  return job.complete({ paid: true });
});
await new Promise((go) => setTimeout(go, 1500));
const before = Date.now();
const short = await client.createProcessInstance({ processDefinitionId: "short", awaitCompletion: true, requestTimeout: 15000 });
const waited = (Date.now() - before) / 1000;
for (const what of ["good", "fails once", "throws"])
  await client.createProcessInstance({ processDefinitionId: "order", variables: { what, bill: "js " + what } });
const end = Date.now() + 40000;
while (Date.now() < end && !(seen.good === 1 && seen["fails once"] === 2 && seen.throws === 1)) await new Promise((go) => setTimeout(go, 50));
let tasks = { items: [] };
while (Date.now() < end && tasks.items.length < 2) {
  tasks = await client.searchUserTasks({ filter: { state: "CREATED", processDefinitionId: "order" } }, { consistency: { waitUpToMs: 0 } });
  await new Promise((go) => setTimeout(go, 100));
}
for (const task of tasks.items) await client.completeUserTask({ userTaskKey: task.userTaskKey, variables: { ok: true } });
const heard = await client.correlateMessage({ name: "paid", correlationKey: "js good" });
console.log(JSON.stringify({ deployed: deployed.deployments.length, waited, short: short.variables, seen, tasks: tasks.items.length, heard: !!heard.processInstanceKey }));
process.exit(0);
