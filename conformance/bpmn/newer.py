"""What the models of the `zeebe:` dialect do: one script per model."""

from __future__ import annotations

from collections.abc import Callable

from expect import active, ended
from models import simulation

from gorel.core import bpmn, engine
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


def _runs_through(w: Simulation) -> None:
    w.start()
    w.run(lambda case, work: {})
    assert ended(w)


for _name in ("timerProcess", "simpleProcess", "noop"):
    model(_name)(_runs_through)
