"""camunda-python: each service task is a job that its store keeps; SQLite at WAL and synchronous=FULL.

python camunda_python.py CASES
"""

from __future__ import annotations

import logging
import sys
import tempfile
import time
from typing import Any

from camunda.engine import ProcessEngine
from camunda.parser import parse_bpmn_xml
from camunda.persistence.store import Store
from said import say
from sqlalchemy import event

logging.disable(logging.CRITICAL)

NAMES = ["start", *(f"t{n}" for n in range(10)), "end"]
PICTURE = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="https://bench"'
    ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn">'
    '<process id="p" isExecutable="true"><startEvent id="start"/>'
    + "".join(
        f'<serviceTask id="{name}" camunda:asyncBefore="true" camunda:delegateExpression="${{add_one}}"/>'
        for name in NAMES[1:-1]
    )
    + '<endEvent id="end"/>'
    + "".join(f'<sequenceFlow id="f{n}" sourceRef="{NAMES[n]}" targetRef="{NAMES[n + 1]}"/>' for n in range(11))
    + "</process></definitions>"
)


def add_one(variables: dict[str, Any]) -> None:
    """What the service task does."""
    variables["n"] += 1


def main(cases: int) -> None:
    """Run so many cases."""
    store = Store(f"sqlite:///{tempfile.mkdtemp(prefix='gorel-bench-peer-')}/camunda.sqlite")

    @event.listens_for(store._engine, "connect")
    def fully(driver: Any, _record: object) -> None:
        driver.execute("pragma journal_mode=wal")
        driver.execute("pragma synchronous=full")

    store._engine.dispose()
    engine = ProcessEngine(store)
    engine.register_delegate("add_one", add_one)
    engine.deploy(parse_bpmn_xml(PICTURE))
    began = time.perf_counter()
    started = [engine.start_process_instance_by_key("p", {"n": 1}).id for _ in range(cases)]
    while engine.execute_due_jobs(lock_owner="bench", lease_seconds=300):
        pass
    seconds = time.perf_counter() - began
    assert engine.get_process_instance(started[-1]).variables["n"] == 11
    say("all that is due at once", cases * 10, seconds)


if __name__ == "__main__":
    main(int(sys.argv[1]))
