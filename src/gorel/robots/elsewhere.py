"""A robot on another machine: pulls jobs over HTTPS and does them with the same functions, without Django or database.

    fetch (waits some seconds for work) → threads do jobs, each under a lock that is made longer → answer

A job whose answer does not get through stays locked until its lock ends, and is then given out again under the same
key: at least once, as for every ability outside a transaction.
"""

from __future__ import annotations

import asyncio
import os
import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import msgspec

from gorel import ability as abilities
from gorel.ability import Ability, Context
from gorel.cases import doing

WAIT = 10.0  # seconds that the server may hold a call open; a stop waits no longer
_ENCODER = msgspec.json.Encoder(decimal_format="number")
_DECODER = msgspec.json.Decoder(float_hook=Decimal)


class Unwelcome(Exception):
    """The server does not let this robot in, or does not know what it asks; trying again does not help."""


class Server:
    """The doors of a Görel (or of an Operaton): one call each, errors sorted."""

    def __init__(self, address: str, token: str) -> None:
        import urllib3

        self._base = address.rstrip("/") + "/engine-rest"
        self._pool = urllib3.PoolManager(maxsize=20, retries=False)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def post(self, path: str, body: Mapping[str, Any], *, seconds: float = 20) -> Any:
        """Return what is answered. Errors: Unwelcome for a 4xx but 429; OSError when it may work later."""
        import urllib3

        try:
            answer = self._pool.request(
                "POST", self._base + path, body=_ENCODER.encode(body), headers=self._headers, timeout=seconds
            )
        except urllib3.exceptions.HTTPError as error:
            raise OSError(f"{type(error).__name__}: {error}") from None
        if answer.status == 429 or answer.status >= 500:
            raise OSError(f"the server answered {answer.status}")
        if answer.status >= 400:
            raise Unwelcome(f"{path}: {answer.status} {answer.data[:300].decode('utf-8', 'replace')}")
        return _DECODER.decode(answer.data) if answer.data else None


class Robot:
    """Does jobs of *types* for a server. Shape: threads bounds how many at once; say hears one line at a time."""

    def __init__(
        self, server: Server, types: Collection[str], *, threads: int = 4, say: Callable[[str], None] = lambda _: None
    ) -> None:
        self.name = f"{socket.gethostname()}-{os.getpid()}-{random.randrange(16**6):06x}"  # noqa: S311 - a name
        self._server = server
        self._types = sorted(types)
        self._threads = threads
        self._say = say
        self._running: Counter[str] = Counter()
        self._free = threading.Condition()
        self._gone = threading.Event()

    def run(self, stop: threading.Event) -> None:
        """Work until *stop*; what is begun is finished and answered first. Errors: Unwelcome."""
        pause = 1.0
        with ThreadPoolExecutor(self._threads, thread_name_prefix="job") as pool:
            while not stop.is_set():
                topics = self._topics()
                if not topics:
                    with self._free:
                        self._free.wait(1)
                    continue
                try:
                    jobs = self._fetch(topics)
                    pause = 1.0
                except OSError as error:
                    self._say(f"{error}; trying again in {pause:.0f} s")
                    stop.wait(pause)
                    pause = min(pause * 2, 60)
                    continue
                for job in jobs:
                    with self._free:
                        self._running[job["topicName"]] += 1
                    pool.submit(self._work, job)
        self._gone.set()

    def _topics(self) -> list[dict[str, Any]]:
        with self._free:
            if self._running.total() >= self._threads:
                return []
            return [
                {"topicName": type, "lockDuration": _known(type).timeout_seconds * 1000,
                 "includeExtensionProperties": True}
                for type in self._types
                if _known(type).concurrency is None or self._running[type] < (_known(type).concurrency or 0)
            ]  # fmt: skip

    def _fetch(self, topics: list[dict[str, Any]]) -> list[dict[str, Any]]:
        narrow = any(_known(topic["topicName"]).concurrency is not None for topic in topics)
        free = 1 if narrow else self._threads - self._running.total()
        body = {"workerId": self.name, "maxTasks": free, "usePriority": True, "topics": topics,
                "asyncResponseTimeout": int(WAIT * 1000)}  # fmt: skip
        found: list[dict[str, Any]] = self._server.post("/external-task/fetchAndLock", body, seconds=WAIT + 15)
        return found

    def _work(self, job: dict[str, Any]) -> None:
        ability, done = _known(job["topicName"]), threading.Event()
        keeper = threading.Thread(target=self._hold, args=(job["id"], ability, done), daemon=True)
        keeper.start()
        try:
            variables, context = _variables(job["variables"]), _context(job)
            if ability.is_async:
                outcome = asyncio.run(doing.attempt_async(ability, variables, context))
            else:
                outcome = doing.attempt(ability, variables, context)
        finally:
            done.set()
        try:
            self._answer(job, ability, outcome)
            self._say(f"{job['topicName']} {job['businessKey'] or job['id']}: {type(outcome).__name__.lower()}")
        except Unwelcome as error:  # the case has moved on, or the lock was lost
            self._say(f"{job['topicName']}: the answer is no longer wanted ({error})")
        except OSError as error:
            self._say(f"{job['topicName']}: the answer did not get through ({error}); it will be done again")
        finally:
            with self._free:
                self._running[job["topicName"]] -= 1
                self._free.notify()

    def _hold(self, id: str, ability: Ability, done: threading.Event) -> None:
        """Make the lock longer at each half of it, for as long as the ability works: at most ten locks."""
        for _ in range(20):
            if done.wait(ability.timeout_seconds / 2):
                return
            try:
                body = {"workerId": self.name, "newDuration": ability.timeout_seconds * 1000}
                self._server.post(f"/external-task/{id}/extendLock", body)
            except (OSError, Unwelcome) as error:
                self._say(f"{ability.type}: the lock could not be made longer ({error})")

    def _answer(self, job: dict[str, Any], ability: Ability, outcome: doing.Outcome) -> None:
        path = f"/external-task/{job['id']}"
        body: dict[str, Any] = {"workerId": self.name}
        match outcome:
            case doing.Done(variables):
                path, body = f"{path}/complete", {**body, "variables": _typed(variables)}
            case doing.Threw(code, message, variables):
                path += "/bpmnError"
                body = {**body, "errorCode": code, "errorMessage": message, "variables": _typed(variables)}
            case doing.Failed(code, message, values, again):
                left = max((ability.retries if job["retries"] is None else job["retries"]) - 1, 0) if again else 0
                details = _ENCODER.encode({"code": code, **values}).decode()
                path += "/failure"
                body = {**body, "errorMessage": message or code, "errorDetails": details, "retries": left,
                        "retryTimeout": doing.pause(1) // 1000}  # fmt: skip
        for pause in (0.5, 2.0, 8.0, 0.0):  # an answer is worth some patience; the lock is held meanwhile
            try:
                self._server.post(path, body)
                return
            except OSError:
                if not pause:
                    raise
                time.sleep(pause)


def _known(type: str) -> Ability:
    found = abilities.find(type)
    assert found is not None
    return found


def _context(job: Mapping[str, Any]) -> Context:
    return Context(
        job_key=job["id"], case=job["processInstanceId"], type=job["topicName"], business_key=job["businessKey"] or "",
        process=job["processDefinitionKey"], element=job["activityId"], now=time.time_ns() // 1000,
        headers=job.get("extensionProperties") or {},
    )  # fmt: skip


def _variables(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return plain values of what the door tells; objects come as JSON texts."""
    found = {}
    for name, one in told.items():
        value = one["value"]
        is_text = isinstance(value, str) and one["type"] in ("Json", "Object")
        found[name] = _DECODER.decode(value) if is_text else value
    return found


def _typed(variables: Mapping[str, Any]) -> dict[str, Any]:
    """Return variables as the door takes them."""
    return {
        name: {"value": _ENCODER.encode(value).decode(), "type": "Json"} if isinstance(value, list | dict)
        else {"value": value}
        for name, value in variables.items()
    }  # fmt: skip
