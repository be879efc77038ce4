"""A model behind a door, driven and looked at as a simulation of it in memory is: by calls alone.

Beside it stands the simulation itself. Both are told the same; at the end the history that the door tells must be what
the core says that happened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from gorel.cases import travel
from gorel.core.engine import effects as fx
from gorel.core.engine.simulation import Simulation
from gorel.core.say import say
from gorel.ground import clock
from gorel.ground.models import PinnedClock


class Behind:
    """What both doors share. Shape: the words are those of `Simulation`."""

    def __init__(self, robot: Any, twin: Simulation) -> None:
        self.robot, self.twin, self.main = robot, twin, twin.main
        twin.now = clock.to_instant(clock.now())
        for one in self._instances():
            self._end(one)
        self._before = {one["id"] for one in self._past()}

    # ---- each door's own -----------------------------------------------------------------------------------------

    def _instances(self) -> list[dict[str, Any]]:
        raise NotImplementedError

    def _past(self) -> list[dict[str, Any]]:
        raise NotImplementedError

    def _end(self, one: dict[str, Any]) -> None:
        raise NotImplementedError

    def _answer(self, what: str, values: Mapping[str, Any]) -> None:
        raise NotImplementedError

    def _visits(self) -> Counter[tuple[str, str]]:
        raise NotImplementedError

    # ---- time ----------------------------------------------------------------------------------------------------

    @property
    def now(self) -> int:
        return self.twin.now

    @now.setter
    def now(self, moment: int) -> None:
        """Move the clock, and let nothing happen."""
        self.twin.now = moment
        PinnedClock.objects.update(pinned_at=clock.from_instant(moment), target_at=None)

    def advance(self, micros: int) -> None:
        travel.to(clock.now() + timedelta(microseconds=micros))
        self.twin.advance(micros)

    # ---- both at once --------------------------------------------------------------------------------------------

    def complete(self, what: str, values: Mapping[str, Any] | None = None) -> None:
        self._answer(what, values or {})
        self.twin.complete(what, values)

    def run(self, answer: Callable[..., Mapping[str, Any] | None]) -> None:
        for _ in range(100):
            work = [*self.open_jobs(), *self.open_tasks()]  # type: ignore[attr-defined]
            if work:
                self.complete(work[0][1].element, answer(*work[0]))
            elif self.twin.timers():
                self.advance((self.twin.timers()[0][1].due_at or 0) - self.now)
            else:
                return

    @property
    def trail(self) -> Any:
        """What happened, when the door tells the same."""
        self.compare()
        return self.twin.trail

    def compare(self) -> bool:
        """See that the door's history is what the core says, element for element, as often. Errors: AssertionError."""
        assert self._visits() == said_by(self.twin, is_seven=isinstance(self, BehindSeven))
        return True


def said_by(twin: Simulation, *, is_seven: bool) -> Counter[tuple[str, str]]:
    """Return how often cases were at each element and how that ended, as a door counts it.

    In the older dialect a link that throws is none, and an end that throws an error is cancelled with its scope.
    """
    found: Counter[tuple[str, str]] = Counter()
    for case in twin.cases:
        joins = {
            node.id for node in case.program.process.nodes
            if node.kind in ("parallelGateway", "inclusiveGateway")
            and sum(flow.target == node.id for flow in case.program.process.flows) > 1
        }  # fmt: skip
        nodes = case.program.process.nodes
        drawn = {node.id: (node.kind, node.events[0].kind if node.events else "") for node in nodes}
        open_: dict[int, str] = {}
        for done in twin.trail:
            for effect in done.effects if done.case == case.number else ():
                if not isinstance(effect, fx.Log) or effect.element in joins or effect.kind == "took":
                    continue
                if effect.kind == "entered":
                    open_[effect.key or 0] = effect.element
                else:
                    open_.pop(effect.key or 0, None)
                    what = drawn.get(effect.element, ("", ""))
                    if is_seven and what == ("intermediateThrowEvent", "link"):
                        continue
                    is_thrown = is_seven and what in (("endEvent", "error"), ("endEvent", "cancel"))
                    how = "cancelled" if effect.kind == "cancelled" or is_thrown else "completed"
                    if effect.element in case.program.elements:
                        found[effect.element, how] += 1
        found.update((element, "active") for element in open_.values())
    return found


def without_joins(twin: Simulation, found: Iterable[tuple[str, str, str]]) -> Counter[tuple[str, str]]:
    """Return visits (process, element, how) less those of joins, which doors count by token."""
    counted: Counter[tuple[str, str]] = Counter()
    for process, element, how in found:
        program = twin.programs[process]
        kind = program.elements[element].kind
        incoming = sum(flow.target == element for flow in program.process.flows)
        if kind not in ("parallelGateway", "inclusiveGateway") or incoming < 2:
            counted[element, how] += 1
    return counted


class BehindSeven(Behind):
    """A model behind /engine-rest."""

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
        self.twin.message(name, correlation_key, values)
        """Give it to one who waits in each case, else begin one."""
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
        told = sorted(one["incidentMessage"] for one in self.robot("GET", "/incident"))
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
        import json

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
