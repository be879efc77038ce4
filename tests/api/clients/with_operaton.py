"""operaton-external-task-client-python3: starts, works, fails, throws; prints what it saw as JSON lines."""

import json
import sys
import threading
import time

from operaton.client.engine_client import EngineClient
from operaton.client.external_task_client import ExternalTaskClient
from operaton.external_task.external_task_worker import ExternalTaskWorker

base, token = sys.argv[1:]
config = {
    "auth_basic": {"username": "robot", "password": token}, "maxTasks": 1, "lockDuration": 60_000,
    "asyncResponseTimeout": 5_000, "retries": 2, "retryTimeout": 200, "sleepSeconds": 0,
}  # fmt: skip
engine = EngineClient(base, config)
stop = threading.Event()
seen: dict[str, int] = {}


def work(task):
    what = task.get_variable("what")
    seen[what] = seen.get(what, 0) + 1
    if what == "fails once" and seen[what] == 1:
        return task.failure("no answer", "the whole story", max_retries=2, retry_timeout=200)
    if what == "throws":
        return task.bpmn_error("no-money", "none left", {"why": "poor"})
    return task.complete({"done": True, "n": seen[what]})


def start(what):
    return engine.start_process("bill", {"what": what}, business_key=what)["id"]


worker = ExternalTaskWorker("w1", base, config, stop_event=stop)
thread = threading.Thread(target=lambda: worker.subscribe("check-bill", work), daemon=True)
thread.start()
time.sleep(1)  # it waits by now: the next start must wake it
before = time.monotonic()
cases = {what: start(what) for what in ("good",)}
while seen.get("good") is None:
    time.sleep(0.02)
waited = time.monotonic() - before
cases |= {what: start(what) for what in ("fails once", "throws")}
until = time.monotonic() + 30
while time.monotonic() < until and not (seen.get("fails once") == 2 and seen.get("throws") == 1):
    time.sleep(0.1)
stop.set()
thread.join(10)

# a lease that ends: another robot gets the job
lost = start("lost")
short = ExternalTaskClient("slow", base, {**config, "lockDuration": 300})
(first,) = short.fetch_and_lock("check-bill")
other = ExternalTaskClient("other", base, config)
(second,) = other.fetch_and_lock("check-bill")
late = "accepted"
try:
    short.complete(first["id"], {})
except Exception as error:
    late = str(error)
other.complete(second["id"], {"done": True})
history = engine.get_process_instance_history(lost)
print(
    json.dumps(
        {
            "waited": waited,
            "seen": seen,
            "cases": cases,
            "same": first["id"] == second["id"],
            "late": late,
            "lost": history["state"],
        }
    )
)
