"""A model behind /v2, and its cases as that door tells them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from api.worlds import Behind, without_joins


class BehindEight(Behind):
    """A model behind /v2."""

    def start(self, process: str | None = None, *, variables: Mapping[str, Any] | None = None) -> Any:
        key = process or self.main.process_id
        told = self.robot("POST", "/process-instances", {"processDefinitionId": key, "variables": variables or {}})
        self.twin.start(process, variables=dict(variables or {}))
        return EightCase(self, told["processInstanceKey"])

    def message(self, name: str, correlation_key: str = "", values: Mapping[str, Any] | None = None) -> int:
        self.twin.message(name, correlation_key, values)
        said = {"name": name, "correlationKey": correlation_key, "variables": values or {}}
        return len(self.robot("POST", "/messages/correlation", said)["processInstanceKey"]) and 1

    def signal(self, name: str, values: Mapping[str, Any] | None = None) -> None:
        self.twin.signal(name, values)
        self.robot("POST", "/signals/broadcast", {"signalName": name, "variables": values or {}})

    def fire(self) -> None:
        """Let the next timer fire: here the clock alone does."""
        self.advance((self.twin.timers()[0][1].due_at or 0) - self.now)

    @property
    def cases(self) -> list[EightCase]:
        mine = sorted((one["id"] for one in self._past() if one["id"] not in self._before), key=int)
        return [EightCase(self, one) for one in mine]

    def open_tasks(self) -> list[tuple[EightCase, Any]]:
        asked = {"filter": {"state": "CREATED"}, "sort": [{"field": "creationDate"}]}
        return [
            (EightCase(self, one["processInstanceKey"]),
             SimpleNamespace(id=one["userTaskKey"], name=one["name"], element=one["elementId"],
                             assignee=one["assignee"]))
            for one in self.robot("POST", "/user-tasks/search", asked)["items"]
        ]  # fmt: skip

    def open_jobs(self) -> list[tuple[EightCase, Any]]:
        types = {
            node.id: node.job.type.text for program in self.twin.programs.values() for node in program.process.nodes
            if node.job is not None
        }  # fmt: skip
        asked = {"filter": {"state": "ACTIVE", "elementId": {"$in": list(types)}}, "sort": [{"field": "startDate"}]}
        return [
            (EightCase(self, one["processInstanceKey"]),
             SimpleNamespace(element=one["elementId"], type=types[one["elementId"]]))
            for one in self.robot("POST", "/element-instances/search", asked)["items"]
        ]  # fmt: skip

    def _answer(self, what: str, values: Mapping[str, Any]) -> None:
        for _case, task in self.open_tasks():
            if what in (task.name, task.element):
                self.robot("POST", f"/user-tasks/{task.id}/completion", {"variables": values}, status=204)
                return
        names = {node.id: node.name for program in self.twin.programs.values() for node in program.process.nodes}
        for _case, job in self.open_jobs():
            if what in (job.element, job.type, names[job.element]):
                asked = {"type": job.type, "timeout": 600_000, "maxJobsToActivate": 1, "requestTimeout": -1}
                (taken,) = self.robot("POST", "/jobs/activation", asked)["jobs"]
                self.robot("POST", f"/jobs/{taken['jobKey']}/completion", {"variables": values}, status=204)
                return
        raise LookupError(what)

    def _instances(self) -> list[dict[str, Any]]:
        return [one for one in self._past() if one["state"] == "ACTIVE" and one["parentProcessInstanceKey"] is None]

    def _past(self) -> list[dict[str, Any]]:
        found = self.robot("POST", "/process-instances/search", {})["items"]
        return [one | {"id": one["processInstanceKey"]} for one in found]

    def _end(self, one: dict[str, Any]) -> None:
        self.robot("POST", f"/process-instances/{one['id']}/cancellation", {}, status=204)

    def _visits(self) -> Counter[tuple[str, str]]:
        words = {"ACTIVE": "active", "COMPLETED": "completed", "TERMINATED": "cancelled"}
        found = []
        for case in self.cases:
            asked = {"filter": {"processInstanceKey": case.id}, "page": {"limit": 1000}}
            for one in self.robot("POST", "/element-instances/search", asked)["items"]:
                if one["type"] == "PROCESS":
                    continue
                found.append((one["processDefinitionId"], one["elementId"], words[one["state"]]))
        return without_joins(self.twin, found)


class EightCase:
    """A case as /v2 tells it."""

    def __init__(self, world: BehindEight, id: str) -> None:
        self.world, self.id = world, id

    @property
    def is_ended(self) -> bool:
        return bool(self.world.robot("GET", f"/process-instances/{self.id}")["endDate"])

    @property
    def variables(self) -> dict[str, Any]:
        found = self.world.robot("POST", "/variables/search", {"filter": {"scopeKey": self.id}})["items"]
        return {one["name"]: json.loads(one["value"]) for one in found}

    def waits(self) -> list[Any]:
        asked = {"filter": {"processInstanceKey": self.id, "state": "ACTIVE"}}
        kinds = {"USER_TASK": "task", "INTERMEDIATE_CATCH_EVENT": "message"}
        found = self.world.robot("POST", "/element-instances/search", asked)["items"]
        told = [
            SimpleNamespace(kind=kinds.get(one["type"], "job"), element=one["elementId"])
            for one in found
            if "GATEWAY" not in one["type"] and "PROCESS" not in one["type"]
        ]
        gateways = {one["elementId"] for one in found if one["type"] == "EVENT_BASED_GATEWAY"}
        flows = self.world.main.process.flows  # what a gateway waits for is told as the gateway itself
        return told + [SimpleNamespace(kind="message", element=one.target) for one in flows if one.source in gateways]
