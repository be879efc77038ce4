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
const own = new Set();
for (const what of ["good", "fails once", "throws"])
  own.add((await client.createProcessInstance({ processDefinitionId: "order", variables: { what, bill: "js " + what } })).processInstanceKey);
const end = Date.now() + 40000;
while (Date.now() < end && !(seen.good === 1 && seen["fails once"] === 2 && seen.throws === 1)) await new Promise((go) => setTimeout(go, 50));
let tasks = [];
while (Date.now() < end && tasks.length < 2) {
  const found = await client.searchUserTasks({ filter: { state: "CREATED", processDefinitionId: "order" } }, { consistency: { waitUpToMs: 0 } });
  tasks = found.items.filter((task) => own.has(task.processInstanceKey)); // other clients leave theirs
  await new Promise((go) => setTimeout(go, 100));
}
for (const task of tasks) await client.completeUserTask({ userTaskKey: task.userTaskKey, variables: { ok: true } });
const heard = await client.correlateMessage({ name: "paid", correlationKey: "js good" });
// a lease that ends: whoever waits for work gets the job, and the first one's answer comes too late
client.stopAllWorkers();
await new Promise((go) => setTimeout(go, 6000)); // what they asked for last is answered by then
await client.createProcessInstance({ processDefinitionId: "order", variables: { what: "lost", bill: "js lost" } });
const take = async (worker, timeout) => {
  for (let polls = 1; polls < 6; polls++) {
    const { jobs } = await client.activateJobs({ type: "pay", timeout, maxJobsToActivate: 1, worker, requestTimeout: 4000 });
    if (jobs.length) return { job: jobs[0], polls };
  }
  throw new Error(worker);
};
const first = await take("slow", 1500);
const second = await take("other", 60000);
await client.completeJob({ jobKey: second.job.jobKey });
let late = "accepted";
try {
  await client.completeJob({ jobKey: first.job.jobKey }); // this client knows no lease tokens
} catch (error) {
  late = error.status ?? String(error);
}
const lost = [first.job.jobKey === second.job.jobKey, second.job.retries, second.polls <= 3];
console.log(JSON.stringify({ lost, late, deployed: deployed.deployments.length, waited, short: short.variables, seen, tasks: tasks.length, heard: !!heard.processInstanceKey }));
process.exit(0);
