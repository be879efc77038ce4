"""SpiffWorkflow: the whole state is serialised into SQLite after each service task, kept in memory or loaded each time.

python spiff.py CASES
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
import time
from pathlib import Path

from said import say
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import DEFAULT_CONFIG, BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.serializer.default.task_spec import BpmnTaskSpecConverter
from SpiffWorkflow.bpmn.specs.defaults import ServiceTask
from SpiffWorkflow.util.task import TaskState

NAMES = ["start", *(f"t{n}" for n in range(10)), "end"]
PICTURE = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="https://bench">'
    '<process id="p" isExecutable="true"><startEvent id="start"/>'
    + "".join(f'<serviceTask id="{name}"/>' for name in NAMES[1:-1])
    + '<endEvent id="end"/>'
    + "".join(f'<sequenceFlow id="f{n}" sourceRef="{NAMES[n]}" targetRef="{NAMES[n + 1]}"/>' for n in range(11))
    + "</process></definitions>"
)


def add_one(_spec: object, task: object) -> bool:
    """What the service task does."""
    task.data["n"] += 1
    return True


ServiceTask._execute = add_one


def main(cases: int) -> None:
    """Run so many cases in both ways."""
    folder = Path(tempfile.mkdtemp(prefix="gorel-bench-peer-"))
    (folder / "ten.bpmn").write_text(PICTURE)
    parser = BpmnParser()
    parser.add_bpmn_file(str(folder / "ten.bpmn"))
    spec = parser.get_spec("p")
    config = dict(DEFAULT_CONFIG) | {ServiceTask: BpmnTaskSpecConverter}
    serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(config))
    database = sqlite3.connect(folder / "spiff.sqlite3", isolation_level=None)
    database.execute("pragma journal_mode=wal")
    database.execute("pragma synchronous=full")
    database.execute("create table state (id integer primary key, body text)")

    def save(number: int, workflow: BpmnWorkflow) -> None:
        body = serializer.serialize_json(workflow)
        database.execute("insert or replace into state values (?, ?)", (number, body))

    def kept(number: int) -> None:
        workflow = BpmnWorkflow(spec)
        workflow.get_next_task(state=TaskState.READY).data["n"] = 1

        def saved(task: object) -> None:
            if isinstance(task.task_spec, ServiceTask):
                save(number, workflow)

        workflow.do_engine_steps(did_complete_task=saved)
        assert workflow.is_completed()

    def loaded(number: int) -> None:
        workflow = BpmnWorkflow(spec)
        workflow.get_next_task(state=TaskState.READY).data["n"] = 1
        save(number, workflow)
        for _ in range(10):
            body = database.execute("select body from state where id = ?", (number,)).fetchone()[0]
            workflow = serializer.deserialize_json(body)
            done = False
            while not done:
                for task in list(workflow.get_tasks(state=TaskState.READY)):
                    task.run()
                    done |= isinstance(task.task_spec, ServiceTask)
            save(number, workflow)

    for name, way in (("kept in memory", kept), ("loaded each time", loaded)):
        began = time.perf_counter()
        for number in range(cases):
            way(number)
        say(name, cases * 10, time.perf_counter() - began)


if __name__ == "__main__":
    main(int(sys.argv[1]))
