"""A model behind /engine-rest, and its cases as that door tells them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from api.worlds import Behind, without_joins
from gorel.core.say import say


class BehindSeven(Behind):
    """A model behind /engine-rest."""

    is_seven = True

    def start(
        self, process: str | None = None, *, variables: Mapping[str, Any] | None = None, business_key: str = "",
        initiator: str = "",
    ) -> Any:  # fmt: skip
        given = {"variables": typed(variables or {}), "businessKey": business_key or None}
        told = self.robot("POST", f"/process-definition/key/{process or self.main.process_id}/start", given)
        self._initiator = {self._past_of(told["id"])["startUserId"]: initiator}
        self.twin.start(process, variables=dict(variables or {}), business_key=business_key, initiator=initiator)
        return SevenCase(self, told["id"])

    def message(self, name: str, correlation_key: str = "", values: Mapping[str, Any] | None = None) -> int:
        """Give it to one who waits in each case, else begin one."""
        self.twin.message(name, correlation_key, values)
        waiting = {
            one["processInstanceId"]: one["executionId"]
            for one in self.robot("GET", "/event-subscription", eventType="message", eventName=name)[::-1]
            if one["processInstanceId"]
        }
        said: dict[str, Any] = {"processVariables": typed(values or {})}
        if correlation_key or not waiting:
            keys = typed({"key": correlation_key} if correlation_key else {})
            more = {"messageName": name, "correlationKeys": keys, "resultEnabled": True}
            return len(self.robot("POST", "/message", said | more))
        for execution in waiting.values():
            self.robot(
                "POST", f"/execution/{execution}/messageSubscriptions/{name}/trigger",
                {"variables": said["processVariables"]}, status=204,
            )  # fmt: skip
        return len(waiting)

    def signal(self, name: str, values: Mapping[str, Any] | None = None) -> None:
        self.twin.signal(name, values)
        self.robot("POST", "/signal", {"name": name, "variables": typed(values or {})}, status=204)

    def set_variables(self, case: SevenCase, values: Mapping[str, Any]) -> None:
        self.twin.set_variables(self.twin.cases[0], values)
        self.robot("POST", f"/process-instance/{case.id}/variables", {"modifications": typed(values)}, status=204)

    def fire(self) -> None:
        first = self.robot("GET", "/job", timers="true", sortBy="jobDueDate", sortOrder="asc")[0]
        self.robot("POST", f"/job/{first['id']}/execute", {}, status=204)
        self.twin.fire()

    @property
    def cases(self) -> list[SevenCase]:
        mine = sorted(one["id"] for one in self._past() if one["id"] not in self._before)
        return [SevenCase(self, one) for one in mine]

    def open_tasks(self) -> list[tuple[SevenCase, Any]]:
        found = []
        for one in self.robot("GET", "/task", sortBy="created", sortOrder="asc"):
            links = self.robot("GET", f"/task/{one['id']}/identity-links")
            assignee = self._initiator.get(one["assignee"], one["assignee"])
            task = SimpleNamespace(
                id=one["id"], name=one["name"], element=one["taskDefinitionKey"], assignee=assignee,
                candidate_users=tuple(one["userId"] for one in links if one["type"] == "candidate" and one["userId"]),
                candidate_groups=tuple(link["groupId"].partition("@")[0] for link in links if link["groupId"]),
            )  # fmt: skip
            found.append((SevenCase(self, one["processInstanceId"]), task))
        return found

    def open_jobs(self) -> list[tuple[SevenCase, Any]]:
        return [
            (SevenCase(self, one["processInstanceId"]),
             SimpleNamespace(id=one["id"], element=one["activityId"], type=one["topicName"]))
            for one in self.robot("GET", "/external-task", sortBy="createTime", sortOrder="asc")
        ]  # fmt: skip

    def timers(self) -> list[tuple[SevenCase, Any]]:
        found = self.robot("GET", "/job", timers="true", sortBy="jobDueDate", sortOrder="asc")
        return [(SevenCase(self, one["processInstanceId"]), SimpleNamespace(key=one["id"])) for one in found]

    def open_incidents(self) -> list[tuple[Any, Any]]:
        # What stands still in a called case is told of its callers, too.
        found = [one for one in self.robot("GET", "/incident") if one["causeIncidentId"] == one["id"]]
        told = sorted(one["incidentMessage"] for one in found)
        meant = self.twin.open_incidents()
        assert told == sorted(say(incident.problem, "en") for _case, incident in meant)
        return meant

    def _answer(self, what: str, values: Mapping[str, Any]) -> None:
        for _case, task in self.open_tasks():
            if what in (task.name, task.element):
                self.robot("POST", f"/task/{task.id}/complete", {"variables": typed(values)}, status=204)
                return
        names = {node.id: node.name for program in self.twin.programs.values() for node in program.process.nodes}
        for _case, job in self.open_jobs():
            if what in (job.element, job.type, names[job.element]):
                topics = [{"topicName": job.type, "lockDuration": 600_000}]
                (taken,) = self.robot(
                    "POST", "/external-task/fetchAndLock", {"workerId": "w", "maxTasks": 1, "topics": topics}
                )
                done = {"workerId": "w", "variables": typed(values)}
                self.robot("POST", f"/external-task/{taken['id']}/complete", done, status=204)
                return
        raise LookupError(what)

    def _instances(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.robot("GET", "/process-instance", rootProcessInstances="true")
        return found

    def _past(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.robot("GET", "/history/process-instance")
        return found

    def _past_of(self, case: str) -> dict[str, Any]:
        found: dict[str, Any] = self.robot("GET", f"/history/process-instance/{case}")
        return found

    def _end(self, one: dict[str, Any]) -> None:
        self.robot("DELETE", f"/process-instance/{one['id']}", status=204)

    def _visits(self) -> Counter[tuple[str, str]]:
        return without_joins(self.twin, (
            (one["processDefinitionKey"], one["activityId"].removesuffix("#multiInstanceBody"),
             "cancelled" if one["canceled"] else "completed" if one["endTime"] else "active")
            for case in self.cases
            for one in self.robot("GET", "/history/activity-instance", processInstanceId=case.id)
        ))  # fmt: skip


def typed(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: {"value": value} for name, value in values.items()}


class SevenCase:
    """A case as /engine-rest tells it."""

    def __init__(self, world: BehindSeven, id: str) -> None:
        self.world, self.id = world, id

    @property
    def is_ended(self) -> bool:
        return bool(self.world._past_of(self.id)["endTime"])

    @property
    def variables(self) -> dict[str, Any]:
        found = self.world.robot("GET", "/history/variable-instance", executionIdIn=self.id)
        return {one["name"]: one["value"] for one in found}

    @property
    def state(self) -> Any:
        scopes: dict[str, dict[str, Any]] = {}
        for one in self.world.robot("GET", "/variable-instance", processInstanceIdIn=self.id):
            scopes.setdefault(one["activityInstanceId"], {})[one["name"]] = one["value"]
        instances, left = {}, [self.world.robot("GET", f"/process-instance/{self.id}/activity-instances")]
        if not self.is_ended:
            while left:
                node = left.pop()
                held = scopes.get(node["id"], {})
                instances[node["id"]] = SimpleNamespace(element=node["activityId"], variables=held)
                left += node["childActivityInstances"]
        key = self.world._past_of(self.id)["businessKey"]
        return SimpleNamespace(business_key=key, instances=instances)

    def waits(self) -> list[Any]:
        mine, robot = {"processInstanceId": self.id}, self.world.robot
        found = [("task", one["taskDefinitionKey"], one["name"]) for one in robot("GET", "/task", **mine)]
        found += [("job", one["activityId"], one["topicName"]) for one in robot("GET", "/external-task", **mine)]
        found += [
            (one["eventType"], one["activityId"], one["eventName"])
            for one in robot("GET", "/event-subscription", **mine)
        ]
        timers = {one["id"] for one in robot("GET", "/job", timers="true", **mine)}
        if timers:
            # A timer is told without its element: the twin's stand where these do.
            twin = self.world.twin
            elements = [wait.element for _case, wait in twin.timers()]
            assert len(elements) == len(timers)
            found += [("timer", element, "") for element in elements]
        return [SimpleNamespace(kind=kind, element=element, name=name) for kind, element, name in found]
