"""What the models of the `zeebe:` dialect do: one script per model."""

from __future__ import annotations

from collections.abc import Callable

from decision_scripts import Asked
from expectations import active, ended
from foreign_models import ROOT, definitions, simulation

from gorel.core import bpmn, dmn, engine
from gorel.core.engine.simulation import Simulation

SCRIPTS: dict[str, Callable[[], None]] = {}


def model(name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    file = f"c8/{name}.bpmn"

    def register(script: Callable[..., None]) -> Callable[..., None]:
        SCRIPTS[file] = lambda: script(simulation(file))
        return script

    return register


def deploys(definition: bpmn.Definitions) -> None:
    """No finding that hinders running, and it compiles."""
    assert [problem for problem in bpmn.check(definition) if problem.severity == "error"] == []
    engine.compile(definition)


@model("demo")
def _(w):
    w.start()
    for kind in "abc":
        w.complete(kind)
    assert ended(w)


@model("message-start-event")
def _(w):
    assert w.message("start-message") == 1
    assert len(w.cases) == 1


@model("multiple-tasks")
def _(w):
    w.start()
    assert active(w) == ["servicetask1", "servicetask2", "servicetask3"]


@model("Client-MessageStart")
def _(w):
    w.message("MSG-START_JOB", "", {"testKey": "x"})
    assert [job.type for _, job in w.open_jobs()] == ["console-log-msg-start"]
    assert w.cases[0].variables == {"testKey": "x"}


@model("Signal")
def _(w):
    w.signal("test-signal", {"success": True})
    assert [job.type for _, job in w.open_jobs()] == ["signal-service-task"]
    assert w.cases[0].variables == {"success": True}


@model("event-based-gateway")
def _(w):
    deploys(w.main.definitions)
    w.start()
    assert active(w) == ["message_event", "timer_event"]
    w.fire()
    assert ended(w)


DAY = 86_400_000_000


def covers(file: str, *scripts: Callable[[Simulation], None], rules: str = "") -> None:
    """Deploy a model with its rules; in some of the runs, every element and flow is reached, and all cases end."""
    definition = definitions(f"c8/{file}.bpmn")
    deploys(definition)
    decisions = {}
    if rules:
        table = dmn.read((ROOT / "c8" / rules).read_bytes())
        decisions = {one.id: Asked(table, one.id) for one in table.decisions}
    reached: set[str] = set()
    for script in scripts:
        world = Simulation(engine.compile(definition, decisions=decisions))
        script(world)
        assert ended(world)
        for done in world.trail:
            reached |= {effect.element for effect in done.effects if hasattr(effect, "element")}
    program = engine.compile(definition)
    assert {*program.index, *program.flow_index} - reached == set()


def _absence() -> None:
    def approved(w):
        w.start()
        w.complete("RequestAbsenceTask", {"department": "sales", "employeeName": "u1"})
        assert w.open_tasks()[0][1].assignee == "John"
        w.advance(2 * DAY)
        w.complete("GetAndConfirmReminderTask")
        w.complete("ApproveAbsenceTask", {"approvalResult": "clarificationNeeded"})
        w.complete("ClarifyRequestTask")
        w.complete("ApproveAbsenceTask", {"approvalResult": "approved"})
        w.complete("LogAbsenceTask")
        w.complete("GetNotification")

    def rejected(w):
        w.start()
        w.complete("RequestAbsenceTask", {"department": "it", "employeeName": "u1"})
        w.complete("ApproveAbsenceTask", {"approvalResult": "rejected"})
        w.complete("GetNotification")

    covers("Absence_Request", approved, rejected, rules="DepartmentLineManager.dmn")


def _inquiry() -> None:
    def replied(w):
        w.start(variables={"inquiry": "?"})
        w.advance(2 * DAY)
        w.complete("SendEscalationEmailTask")
        w.complete("AnswerInquireTask")
        w.complete("SendResponseTask")
        w.message("Reply", "exampleKey", {"reply": "thanks"})
        w.complete("LogReplyTask")

    def silent(w):
        w.start()
        w.complete("AnswerInquireTask")
        w.complete("SendResponseTask")
        w.advance(DAY)

    def retracted(w):
        w.start()
        w.message("Retraction", "exampleKey")

    covers("Enforcing_SLA", replied, silent, retracted)


def _claim() -> None:
    def claim(policy, frequency, **more):
        def script(w):
            facts = {"ticketId": "7", "policy": policy, "receipt_details": {"price_at_purchase": 100}}
            w.start(variables={**facts, "customer_claim_frequency_last_three_years": frequency})
            for kind in ("analyze_receipt", "identify_damage", "create_ticket_and_notice_of_loss"):
                w.complete(kind)
            w.complete("get_customer_data_and_policy_data")
            if more:
                w.complete("Activity_1afcosf", more)
            w.complete("customer_notification")
            if more.get("isApproved", True):
                w.message("banking_info_received", "7")
                w.complete("trigger_payment_process")

        return script

    covers(
        "insurance-personal-property-damage-claim-handling",
        claim("full", 0), claim("partial", 9, isApproved=True), claim("partial", 9, isApproved=False),
        rules="validate-automatic-claim-business-rules.dmn",
    )  # fmt: skip


SCRIPTS["c8/Absence_Request.bpmn"] = _absence
SCRIPTS["c8/Enforcing_SLA.bpmn"] = _inquiry
SCRIPTS["c8/insurance-personal-property-damage-claim-handling.bpmn"] = _claim


def _runs_through(w: Simulation) -> None:
    w.start()
    w.run(lambda case, work: {})
    assert ended(w)


for _name in ("timerProcess", "simpleProcess", "noop"):
    model(_name)(_runs_through)
