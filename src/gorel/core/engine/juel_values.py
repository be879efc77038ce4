"""JUEL expressions of a program, and what they may reach in a case: variables, `execution` and `task`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from gorel.core import juel
from gorel.core.engine.errors import Trouble
from gorel.core.problems import Place, Problem

if TYPE_CHECKING:
    from gorel.core.engine.run import Run


class Juel:
    """A JUEL expression of one element."""

    __slots__ = ("compiled", "constant", "text", "where")

    def __init__(self, text: str, where: Place) -> None:
        self.text = text
        self.where = where
        self.compiled = juel.compile(text)
        self.constant = None

    def of(self, run: Run, key: int) -> Any:
        return self.with_extra(run, key, {})

    def with_extra(self, run: Run, key: int, extra: Mapping[str, Any]) -> Any:
        scope = run.scope_of(key)

        def lookup(name: str) -> Any:
            if name in extra:
                return extra[name]
            if name in scope:
                return scope[name]
            if name == "execution":
                return Execution(run, key)
            if name == "task":
                return Task(run, key)
            if name == "now()":
                return run.now
            raise KeyError(name)

        try:
            return self.compiled.evaluate(lookup)
        except juel.JuelError as error:
            problem = error.problem
            raise Trouble(Problem(problem.code, self.where, {"expression": self.text, **problem.values})) from None


class Execution:
    """`execution`: the case as an expression of the older dialect sees it, from the instance *key*."""

    def __init__(self, run: Run, key: int) -> None:
        self.run = run
        self.key = key

    def get(self, name: str) -> Any:
        return self.getters()[name]()

    def call(self, name: str, arguments: list[Any]) -> Any:
        if name.startswith("get") and not arguments:
            return self.getters()[name[3:4].lower() + name[4:]]()
        return self.methods()[name](*arguments)

    def getters(self) -> dict[str, Callable[[], Any]]:
        run, key = self.run, self.key
        element = run.instances[key].element
        return {
            "id": lambda: str(key),
            "processInstanceId": lambda: "0",
            "processBusinessKey": lambda: run.state.business_key,
            "businessKey": lambda: run.state.business_key,
            "processDefinitionId": lambda: run.program.process_id,
            "currentActivityId": lambda: element,
            "currentActivityName": lambda: run.program.node(element).name or None,
            "activityInstanceId": lambda: f"{element}:{key}",
            "eventName": lambda: None,
            "variables": lambda: dict(run.scope_of(key)),
            "variableNames": lambda: list(run.scope_of(key)),
        }

    def methods(self) -> dict[str, Callable[..., Any]]:
        run, key = self.run, self.key
        return {
            "getVariable": lambda name: run.scope_of(key).get(str(name)),
            "hasVariable": lambda name: str(name) in run.scope_of(key),
            "getVariableLocal": lambda name: (run.instances[key].variables or {}).get(str(name)),
            "hasVariableLocal": lambda name: str(name) in (run.instances[key].variables or {}),
            "setVariable": lambda name, value: run.set_variables(key, {str(name): juel.to_json(value)}),
            "setVariableLocal": lambda name, value: run.set_local(key, {str(name): juel.to_json(value)}),
            "removeVariable": lambda name: run.remove_variable(key, str(name)),
        }


class Task(Execution):
    """`task`: an open user task in an expression of a task listener."""

    def getters(self) -> dict[str, Callable[[], Any]]:
        run, element = self.run, self.run.instances[self.key].element
        return {
            **super().getters(),
            "name": lambda: run.program.node(element).name or None,
            "taskDefinitionKey": lambda: element,
            "description": lambda: run.program.elements[element].documentation or None,
            "execution": lambda: Execution(run, self.key),
            "assignee": self.assignee,
            "priority": lambda: self.said().get("priority", 50),
        }

    def methods(self) -> dict[str, Callable[..., Any]]:
        """What a listener may say about a task that is about to be opened, besides what an execution may."""

        def keep(**what: Any) -> None:
            instance = self.run.instances[self.key]
            instance.memory = {**(instance.memory or {}), "task": {**self.said(), **what}}

        return {
            **super().methods(),
            "setAssignee": lambda name: keep(assignee=None if name is None else str(name)),
            "setName": lambda name: keep(name=str(name)),
            "setPriority": lambda number: keep(priority=int(juel.number(number))),
            "setDueDate": lambda moment: keep(due=getattr(moment, "instant", None)),
            "addCandidateUser": lambda name: keep(users=[*self.said().get("users", ()), str(name)]),
            "addCandidateGroup": lambda name: keep(groups=[*self.said().get("groups", ()), str(name)]),
        }

    def said(self) -> dict[str, Any]:
        """Return what listeners have said about this task."""
        found: dict[str, Any] = (self.run.instances[self.key].memory or {}).get("task", {})
        return found

    def assignee(self) -> Any:
        memory = self.run.instances[self.key].memory or {}
        node = self.run.node_of(self.run.instances[self.key])
        return memory["assignee"] if "assignee" in memory else node.behaviour.assignee(self.run, node, self.key)
