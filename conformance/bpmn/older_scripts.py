"""What the models of the `camunda:` dialect do: one script per model, said as their sources' tests say it."""

from __future__ import annotations

from collections.abc import Callable

from expectations import HOUR, SECOND, active, complete, ended, incidents, tasks, timers
from foreign_models import definitions, simulation

from gorel.core import bpmn

SCRIPTS: dict[str, Callable[..., None]] = {}
Script = Callable[..., None]


def model(name: str, *also: str) -> Callable[[Script], Script]:
    """Register the script of a model; it is given a way to make a fresh world."""
    file = f"c7/{name}.bpmn"

    def register(script: Script) -> Script:
        SCRIPTS[file] = lambda: script(lambda: simulation(file, *also))
        return script

    return register


def rejected(name: str, code: str, element: str) -> None:
    """Register a model that must be refused by a finding at an element."""

    def script() -> None:
        found = bpmn.check(definitions(f"c7/{name}.bpmn"))
        errors = [(problem.code, problem.where.element) for problem in found if problem.severity == "error"]
        assert (code, element) in errors

    SCRIPTS[f"c7/{name}.bpmn"] = script


rejected("BpmnParseTest.testInvalidProcessWithoutStartEvent", "bpmn.no-start", "Process_1")
rejected(
    "TransactionSubProcessTest.testCancelBoundaryNoTransactionFails", "bpmn.cancel-outside-transaction", "catchCancelTx"
)


@model("ExclusiveGatewayTest.testDefaultSequenceFlow")
def _(world):
    for value, name in ((1, "Input is one"), (5, "Default input")):
        w = world()
        w.start(variables={"input": value})
        assert tasks(w) == [name]


@model("ExclusiveGatewayTest.testNoSequenceFlowSelected")
def _(world):
    w = world()
    w.start(variables={"input": 4})
    assert incidents(w) == ["engine.no-flow"]


@model("ParallelGatewayTest.testUnbalancedForkJoin")
def _(world):
    w = world()
    w.start()
    assert len(tasks(w)) == 3
    complete(w, "Task 1", "Task 2")
    assert tasks(w) == ["Task 3", "Task 4"]
    complete(w, "Task 3", "Task 4")
    assert ended(w)


def _ends_at_once(world):
    w = world()
    w.start()
    assert ended(w)


for _name in (
    "SplitMergeNoWaitstates", "UnstructuredConcurrencyTwoForks", "UnstructuredConcurrencyTwoJoins",
    "ForkFollowedByOnlyEndEvents", "CompletingJoinInSubProcess",
):  # fmt: skip
    model(f"ParallelGatewayTest.test{_name}")(_ends_at_once)


@model("InclusiveGatewayTest.testMergingInclusiveGateway")
def _(world):
    w = world()
    w.start(variables={"input": 2})
    assert len(tasks(w)) == 1


@model("InclusiveGatewayTest.testNoSequenceFlowSelected")
def _(world):
    w = world()
    w.start(variables={"input": 4})
    assert incidents(w) == ["engine.no-flow"]


@model("InclusiveGatewayTest.testDefaultSequenceFlow")
def _(world):
    for value, names in (
        (1, ["Input is one", "Input is three or one"]),
        (3, ["Input is three or one"]),
        (5, ["Default input"]),
    ):
        w = world()
        w.start(variables={"input": value})
        assert tasks(w) == names


@model("InclusiveGatewayTest.testJoinAfterSubprocesses")
def _(world):
    def assignees(w):
        return sorted(task.assignee for _, task in w.open_tasks())

    w = world()
    w.start(variables={"a": 1, "b": 1})
    assert len(tasks(w)) == 2
    for _, task in w.open_tasks():
        w.complete(task.element)
    assert assignees(w) == ["c"]
    w.complete(w.open_tasks()[0][1].element)
    assert ended(w)
    w = world()
    w.start(variables={"a": 1, "b": 2})
    assert assignees(w) == ["a"]
    w.complete(w.open_tasks()[0][1].element)
    assert assignees(w) == ["c"]
    w.complete(w.open_tasks()[0][1].element)
    assert ended(w)
    w = world()
    w.start(variables={"a": 2, "b": 2})
    assert incidents(w) == ["engine.no-flow"]


@model("InclusiveGatewayTest.testParentActivationOnNonJoiningEnd")
def _(world):
    w = world()
    w.start()
    for count in (2, 2, 1):
        assert len(tasks(w)) == count
        for name in tasks(w) if count == 2 and len(w.trail) == 1 else tasks(w)[:1]:
            w.complete(name)
    assert ended(w)


@model("BoundaryTimerEventTest.testMultipleTimersOnUserTask")
def _(world):
    w = world()
    w.start()
    assert timers(w) == 3
    w.advance(HOUR + 5 * SECOND)
    assert (timers(w), tasks(w)) == (0, ["Third Task"])


@model("BoundaryTimerEventTest.testTimerOnNestingOfSubprocesses")
def _(world):
    w = world()
    w.start()
    assert tasks(w) == ["Inner subprocess task 1", "Inner subprocess task 2"]
    w.fire()
    assert tasks(w) == ["task outside subprocess"]


@model("BoundaryTimerNonInterruptingEventTest.testMultipleTimersOnUserTask")
def _(world):
    w = world()
    w.start()
    assert tasks(w) == ["First Task"]
    w.advance(HOUR + 5 * SECOND)
    assert tasks(w) == ["Escalation Task 1", "First Task"]
    w.complete("Escalation Task 1")
    w.advance(HOUR)
    assert tasks(w) == ["Escalation Task 2", "First Task"]
    complete(w, "Escalation Task 2", "First Task")
    assert ended(w)


@model("StartTimerEventTest.testNonInterruptingTimeCycleInEventSubProcess")
def _(world):
    w = world()
    case = w.start()
    before = [wait.key for _, wait in w.timers()]
    w.fire()
    after = [wait.key for _, wait in w.timers()]
    assert (len(before), len(after)) == (1, 1)
    assert before != after
    assert not case.is_ended


@model("MessageIntermediateEventTest.testConcurrentIntermediateMessageEvent")
def _(world):
    w = world()
    w.start()
    assert active(w) == ["messageCatch1", "messageCatch2"]
    names = [wait.name for case in w.cases for wait in case.waits()]
    w.message(names[0])
    assert tasks(w) == []
    w.message(names[1])
    assert len(tasks(w)) == 1


@model("MessageBoundaryEventTest.testBoundaryMessageEventOnSubprocessAndInsideSubprocess")
def _(world):
    def at(w):
        return sorted(task.element for _, task in w.open_tasks())

    w = world()
    w.start()
    w.complete(at(w)[0])
    assert at(w) == ["taskAfterTask"]
    w.complete("taskAfterTask")
    assert at(w) == ["taskAfterSubprocess"]
    w = world()
    w.start()
    w.message("messageName")
    assert at(w) == ["taskAfterMessage"]
    w.complete("taskAfterMessage")
    assert at(w) == ["taskAfterSubprocess"]
    w = world()
    w.start()
    w.message("messageName2")
    assert at(w) == ["taskAfterOuterMessageBoundary"]


@model("MessageNonInterruptingBoundaryEventTest.testNonInterruptingEventInCombinationWithReceiveTask")
def _(world):
    w = world()
    w.start()
    w.message("firstMessage")
    assert [task.element for _, task in w.open_tasks()] == ["task1"]
    w.message("secondMessage")
    assert sorted(task.element for _, task in w.open_tasks()) == ["task1", "task2"]
    complete(w, "task1", "task2")
    assert ended(w)


@model("SignalEventTest.testSignalBoundaryOnSubProcess")
def _(world):
    w = world()
    w.start()
    w.signal("stopSignal")
    assert ended(w)


@model("LinkEventTest.testEventLinkMultipleSources")
def _(world):
    w = world()
    w.start()
    assert active(w) == ["WaitAfterLink", "WaitAfterLink"]


@model("EscalationEventTest.testInterruptingEscalationBoundaryEvent")
def _(world):
    w = world()
    w.start()
    assert tasks(w) == ["task after catched escalation"]


@model("EscalationEventTest.testParallelEscalationEndEvent")
def _(world):
    w = world()
    w.start()
    assert tasks(w) == ["task after catched escalation", "task in subprocess"]


@model("EscalationEventSubprocessTest.testCatchEscalationEventFromMultiInstanceSubprocess")
def _(world):
    w = world()
    w.start()
    assert tasks(w) == ["task after catched escalation"] * 5 + ["task in subprocess"] * 5


@model("EscalationEventSubprocessTest.testPreferEscalationEventSubprocessToBoundaryEvent")
def _(world):
    w = world()
    w.start()
    assert tasks(w) == ["task after catched escalation inside subprocess", "task in subprocess"]


@model("IntermediateConditionalEventTest.testParallelVariableValue")
def _(world):
    w = world()
    case = w.start(variables={"variable": 0})
    assert len(active(w)) == 2
    w.set_variables(case, {"variable": 1})
    assert len(active(w)) == 1
    w.set_variables(case, {"variable": 2})
    assert ended(w)


@model("IntermediateConditionalEventTest.testTrueCondition")
def _(world):
    w = world()
    w.start()
    w.complete("Before Condition")
    assert tasks(w) == ["After Condition"]


@model("ErrorEventSubProcessTest.testEventSubprocessTakesPrecedence")
def _(world):
    w = world()
    w.start()
    assert tasks(w) == ["Escalated Task"]
    w.complete("Escalated Task")
    assert ended(w)


@model("ErrorEventSubProcessTest.testThrownAnErrorInEventSubprocessInSubprocess")
def _(world):
    w = world()
    w.start()
    assert tasks(w) == ["inside subprocess"]
    w.fire()
    assert (tasks(w), timers(w)) == (["after catch"], 0)


@model("CompensateEventTest.testCompensateConcurrentMiActivity")
def _(world):
    w = world()
    w.start()
    complete(w, *["Book Hotel"] * 4)
    w.complete("Request Vacation", {"accept": False})
    assert tasks(w) == ["Book Hotel"]
    w.complete("Book Hotel")
    assert ended(w)


@model("CompensateEventTest.testConcurrentExecutionsAndPendingCompensation")
def _(world):
    w = world()
    w.start()
    w.complete("innerTask")
    assert tasks(w) == ["task1", "task2"]
    w.complete("task1")
    assert tasks(w) == ["task2"]
    w.complete("task2")
    assert ended(w)


@model("TerminateEndEventTest.testTerminateWithSubProcess")
def _(world):
    w = world()
    w.start()
    w.complete("preTerminateEnd")
    assert ended(w)


@model("MultiInstanceTest.testParallelUserTasksCompletionCondition")
def _(world):
    w = world()
    w.start()
    assert len(tasks(w)) == 5
    for _ in range(3):
        w.complete(tasks(w)[0])
    assert ended(w)


@model("MultiInstanceTest.testSequentialSubProcessCompletionCondition")
def _(world):
    w = world()
    w.start()
    for _ in range(3):
        assert tasks(w) == ["task one", "task two"]
        complete(w, "task one", "task two")
    assert ended(w)


@model("MultiInstanceTest.testNestedParallelSubProcess")
def _(world):
    w = world()
    w.start()
    assert len(tasks(w)) == 8
    for _ in range(8):
        w.complete(tasks(w)[0])
    assert ended(w)


@model("MultiInstanceTest.testParallelSubProcessWithTimer")
def _(world):
    w = world()
    w.start()
    assert len(tasks(w)) == 6
    complete(w, "task one", "task two")
    w.fire()
    assert [task.element for _, task in w.open_tasks()] == ["taskAfterTimer"]
    w.complete("taskAfterTimer")
    assert ended(w)


@model("MultiInstanceTest.testSequentialCallActivity", "MultiInstanceTest.externalSubProcess.bpmn")
def _(world):
    w = world()
    w.start()
    for _ in range(3):
        assert tasks(w) == ["task one", "task two"]
        complete(w, "task one", "task two")
    assert ended(w)


@model("MultiInstanceTest.testAct901")
def _(world):
    w = world()
    w.start()
    w.now += 61 * SECOND
    assert timers(w) == 5
    for _ in range(5):
        w.fire()
    assert tasks(w) == []


@model("CallActivity.testCallSimpleSubProcessWithExpressions", "simpleSubProcess.bpmn")
def _(world):
    w = world()
    w.start(variables={"simpleSubProcessExpression": "simpleSubProcess"})
    for name in ("Task before subprocess", "Task in subprocess", "Task after subprocess"):
        assert tasks(w) == [name]
        w.complete(name)
    assert ended(w)


@model("CallActivity.testSubProcessBusinessKeyInput", "simpleSubProcess.bpmn")
def _(world):
    w = world()
    w.start(business_key="myBusinessKey")
    w.complete("Task before subprocess")
    assert w.cases[1].state.business_key == "myBusinessKey"
    complete(w, "Task in subprocess", "Task after subprocess")
    assert ended(w)


@model("DefaultSequenceFlowTest.testDefaultSequenceFlowOnTask")
def _(world):
    for value, element in ((2, "task2"), (3, "task3"), (123, "task1")):
        w = world()
        w.start(variables={"input": value})
        assert active(w) == [element]


@model("SequenceFlowTest.testTakeAllOutgoingFlowsFromScopeTask")
def _(world):
    w = world()
    w.start()
    w.complete("task1")
    assert tasks(w) == ["task2", "task3"]
    complete(w, "task2", "task3")
    assert ended(w)


@model("InputOutputTest.testInputElValue")
def _(world):
    w = world()
    case = w.start()
    local = {instance.element: instance.variables for instance in case.state.instances.values()}
    assert local["wait"] == {"var1": 2}
    assert case.variables == {}


@model("InputOutputEventTest.testMessageCatchAfterEventGateway")
def _(world):
    w = world()
    case = w.start()
    w.message("foo")
    assert case.variables == {"foo": "bar"}


@model("SubProcessTest.testNestedSimpleSubprocessWithTimerOnInnerSubProcess")
def _(world):
    w = world()
    w.start()
    assert tasks(w) == ["Task in subprocess"]
    w.advance(HOUR + SECOND)
    assert tasks(w) == ["Escalated task"]
    w.complete("Escalated task")
    assert tasks(w) == ["Task after subprocesses"]


@model("SubProcessTest.testTwoNestedSubProcessesInParallelWithTimer")
def _(world):
    w = world()
    w.start()
    assert tasks(w) == ["Task in subprocess A", "Task in subprocess B"]
    w.fire()
    assert tasks(w) == ["Task after timer"]
    w.complete("Task after timer")
    assert ended(w)


@model("TaskCandidateTest.testMixedCandidateUserAndGroup")
def _(world):
    w = world()
    w.start()
    _, task = w.open_tasks()[0]
    assert (task.candidate_users, task.candidate_groups) == (("kermit",), ("sales",))


@model("InitiatorTest.testInitiator")
def _(world):
    w = world()
    w.start(initiator="bono")
    assert [task.assignee for _, task in w.open_tasks()] == ["bono"]
