// camunda-external-task-client-js: works, fails, throws, and waits by long poll.
import { Client, Variables, BasicAuthInterceptor } from "camunda-external-task-client-js";

const [base, token] = process.argv.slice(2);
const auth = new BasicAuthInterceptor({ username: "robot", password: token });
const headers = { "Content-Type": "application/json", Authorization: "Basic " + Buffer.from("robot:" + token).toString("base64") };
const client = new Client({ baseUrl: base, interceptors: auth, asyncResponseTimeout: 5000, maxTasks: 5, interval: 50, workerId: "js" });
const seen = {};
client.subscribe("check-bill", async ({ task, taskService }) => {
  const what = task.variables.get("what");
  seen[what] = (seen[what] ?? 0) + 1;
  if (what === "fails once" && seen[what] === 1)
    return taskService.handleFailure(task, { errorMessage: "no answer", retries: 1, retryTimeout: 200 });
  if (what === "throws") return taskService.handleBpmnError(task, "no-money", "none left");
  await taskService.extendLock(task, 60000);
  const result = new Variables();
  result.setAll({ done: true, when: new Date(0), rows: [{ a: 1 }] });
  return taskService.complete(task, result);
});
const start = async (what) => {
  const body = JSON.stringify({ businessKey: what, variables: { what: { value: what, type: "String" } } });
  return (await (await fetch(base + "/process-definition/key/bill/start", { method: "POST", headers, body })).json()).id;
};
const until = async (test, seconds = 30) => {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end && !test()) await new Promise((go) => setTimeout(go, 20));
};
await new Promise((go) => setTimeout(go, 1000));
const before = Date.now();
const good = await start("good");
await until(() => seen.good);
const waited = (Date.now() - before) / 1000;
await start("fails once");
await start("throws");
await until(() => seen["fails once"] === 2 && seen.throws === 1);
await new Promise((go) => setTimeout(go, 500));
client.stop();
// a lock that ends: another robot gets the job, and the first one's answer comes too late
await new Promise((go) => setTimeout(go, 6000)); // what it asked for last is answered by then
const lost = await start("lost");
const robot = (workerId, lockDuration, handler) => {
  const one = new Client({ baseUrl: base, interceptors: auth, asyncResponseTimeout: 3000, maxTasks: 1, interval: 50, workerId, lockDuration });
  one.subscribe("check-bill", handler);
  return one;
};
const held = {};
const slow = robot("slow", 1500, async ({ task, taskService }) => Object.assign(held, { task, taskService }));
await until(() => held.task);
slow.stop();
let second;
const other = robot("other", 60000, async ({ task, taskService }) => {
  second = task.id;
  try {
    await held.taskService.complete(held.task);
    held.late = "accepted";
  } catch (error) {
    held.late = error.engineMsg ?? String(error);
  }
  await taskService.complete(task);
});
await until(() => held.late);
let state = [];
for (let tries = 0; tries < 100 && !state.length; tries++) {
  await new Promise((go) => setTimeout(go, 200));
  state = (await (await fetch(base + `/task?processInstanceId=${lost}`, { headers })).json()).map((one) => one.taskDefinitionKey);
}
other.stop();
const told = await (await fetch(base + `/process-instance/${good}/variables`, { headers })).json();
console.log(JSON.stringify({ waited, seen, lost: { same: held.task.id === second, late: held.late, state }, types: Object.fromEntries(Object.entries(told).map(([name, one]) => [name, one.type])) }));
process.exit(0);
