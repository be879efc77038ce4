"""A memory of any size, seeded: cases of four processes and ten organisations, most of them over, some waiting.

Two cases are really run, one to its task and one to its end; their rows are written again with other ids, owners, days
and values, by SQL. Of ten cases one waits at a task; of those that wait, one in twenty is late or somebody's.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.db import connection, transaction

from gorel.accounts.models import Membership, Organisation, Person
from gorel.cases import runtime
from gorel.cases.deployment import deploy
from gorel.cases.models import Candidate, Case, CaseState, Incident, LogEntry, Process, Searchable, Task
from gorel.cases.worker import Worker
from gorel.ground import clock

BATCH = 5_000
OWNERS = (40, 20, 10, 8, 6, 5, 4, 3, 2, 2)  # per cent of the cases
TOWNS = tuple(f"Ort {number}" for number in range(290))
PICTURE = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="https://bench"
 xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"><process id="{key}" name="{name}" isExecutable="true">
 <extensionElements><zeebe:properties><zeebe:property name="gorel.searchable" value="town, amount"/></zeebe:properties>
 </extensionElements><startEvent id="in" name="Kommer in"/><sequenceFlow id="a" sourceRef="in" targetRef="check"/>
 <scriptTask id="check" name="Kontrollera"><extensionElements>
 <zeebe:script expression="=1" resultVariable="checked"/></extensionElements></scriptTask>
 <sequenceFlow id="b" sourceRef="check" targetRef="review"/>
 <userTask id="review" name="Granska"><extensionElements><zeebe:userTask/>
 <zeebe:assignmentDefinition candidateGroups="handler"/></extensionElements></userTask>
 <sequenceFlow id="c" sourceRef="review" targetRef="file"/>
 <scriptTask id="file" name="Arkivera"><extensionElements>
 <zeebe:script expression="=1" resultVariable="filed"/></extensionElements></scriptTask>
 <sequenceFlow id="e" sourceRef="file" targetRef="out"/><endEvent id="out" name="Klart"/></process></definitions>"""


@dataclass
class Town:
    """What the measurements ask for."""

    handler: Person
    newcomer: Person
    owner: Organisation
    process: str
    key: str
    waiting_case: Case


def fill(cases: int) -> Town:
    """Write so many cases. Side effects: an empty database is full."""
    chance = random.Random(2021)
    keys = [f"bench-{number}" for number in range(4)]
    deploy([(f"{key}.bpmn", PICTURE.format(key=key, name=f"Process {key[-1]}").encode()) for key in keys])
    processes = [Process.objects.get(key=key).pk for key in keys]
    owners = [Organisation.objects.create(name=f"Stad {n}", slug=f"stad-{n}") for n in range(len(OWNERS))]
    people = []
    for owner in owners:
        for number in range(3):
            person = Person.objects.create_person(email=f"p{number}@{owner.slug}.example", name=f"P {number} {owner}")
            Membership.objects.create(person=person, organisation=owner, role="handler" if number < 2 else "owner")
            people.append(person)
    town = {"town": TOWNS[0], "amount": 100}
    waits, done = (runtime.start(keys[0], variables=town, organisation=owners[0]) for _number in range(2))
    runtime.complete(Task.objects.get(case=done))
    Worker().drain()
    model = {case.pk: _model(case) for case in (waits, done)}
    counters = {table: table.objects.order_by("-pk").values_list("pk", flat=True).first() or 0 for table in _TABLES}
    now = clock.to_instant(clock.now())
    written = 0
    while written < cases:
        rows: dict[Any, list[tuple[Any, ...]]] = {table: [] for table in (*_TABLES, CaseState)}
        for _number in range(min(BATCH, cases - written)):
            source = waits if written % 10 == 0 else done
            owner = chance.choices(range(len(OWNERS)), OWNERS)[0]
            began = now - chance.randrange(1, 730 * 24 * 3600) * 1_000_000
            _copy(
                rows, counters, model[source.pk], chance, owners[owner], chance.choice(processes), began, now, written
            )
            written += 1
        with transaction.atomic():
            for table, values in rows.items():
                _insert(table, values)
    with connection.cursor() as cursor:
        cursor.execute("analyze")
    Task.objects.filter(case=waits).update(assignee="")
    key = Case.objects.exclude(business_key="").order_by("pk").values_list("business_key", flat=True)[cases // 2]
    waiting = Case.objects.filter(state="running", organisation=owners[0]).order_by("pk")[cases // 100]
    return Town(people[0], people[-3], owners[0], keys[0], key, waiting)


_TABLES = (Case, Task, Candidate, LogEntry, Searchable, Incident)


def _model(case: Case) -> dict[Any, list[dict[str, Any]]]:
    """Return a case's rows as columns, as the database holds them."""
    found: dict[Any, list[dict[str, Any]]] = {Case: list(_raw(Case, "id", [case.pk]))}
    for table in (CaseState, Task, LogEntry, Searchable):
        found[table] = list(_raw(table, "case_id", [case.pk]))
    found[Candidate] = list(_raw(Candidate, "task_id", [row["id"] for row in found[Task]]))
    return found


def _raw(table: Any, column: str, ids: list[int]) -> Iterator[dict[str, Any]]:
    with connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(ids)) or "null"
        cursor.execute(f"select * from {table._meta.db_table} where {column} in ({marks}) order by 1", ids)
        names = [one[0] for one in cursor.description]
        for row in cursor.fetchall():
            yield dict(zip(names, row, strict=True))


def _copy(
    rows: dict[Any, list[tuple[Any, ...]]], counters: dict[Any, int], model: dict[Any, list[dict[str, Any]]],
    chance: random.Random, owner: Organisation, process: int, began: int, now: int, number: int,
) -> None:  # fmt: skip
    def new(table: Any, row: dict[str, Any], **values: Any) -> int:
        counters[table] += 1
        rows[table].append(tuple({**row, "id": counters[table], **values}.values()))
        return counters[table]

    uid = uuid4()
    plain = uid.hex if connection.vendor == "sqlite" else uid
    is_over = model[Case][0]["ended_at"] is not None
    values = {"ended_at": began + 3600 * 1_000_000} if is_over else {}
    case = new(
        Case, model[Case][0], uid=plain, process_id=process, organisation_id=owner.pk, started_at=began,
        business_key=f"ärende-{number}", **values,
    )  # fmt: skip
    for row in model[CaseState]:
        rows[CaseState].append(tuple({**row, "case_id": case}.values()))
    for row in model[Task]:
        task_uid = uuid4()
        late = (
            now - chance.randrange(10**12) if chance.random() < 0.05 else now + chance.randrange(90 * 24 * 3600) * 10**6
        )
        mine = f"person:{chance.randrange(1, 30)}" if not is_over and chance.random() < 0.05 else ""
        task = new(
            Task, row, case_id=case, uid=task_uid.hex if connection.vendor == "sqlite" else task_uid, due_at=late,
            assignee=mine, opened_at=began,
        )  # fmt: skip
        for one in model[Candidate]:
            new(Candidate, one, task_id=task, name=f"handler@{owner.uid}")
    for place, row in enumerate(model[LogEntry]):
        new(LogEntry, row, case_id=case, at=began + place)
    said = {"town": f'"{chance.choice(TOWNS)}"', "amount": str(chance.randrange(100_000))}
    for row in model[Searchable]:
        text = said[row["name"]]
        new(Searchable, row, case_id=case, text=text, number=float(text) if row["name"] == "amount" else None)
    if number % 500 == 0:
        problem = '{"code": "job.refused", "values": {"type": "arkiv", "message": "fullt"}}'
        row = {
            "id": 0, "uid": uuid4().hex if connection.vendor == "sqlite" else uuid4(), "key": 99, "element": "file",
            "about": None, "code": "job.refused", "problem": problem, "state": "open", "raised_at": began,
            "closed_at": None, "closed_by": "", "case_id": case,
        }  # fmt: skip
        names = [field.column for field in Incident._meta.fields]
        new(Incident, {name: row[name] for name in names})


def _insert(table: Any, values: list[tuple[Any, ...]]) -> None:
    if not values:
        return
    marks = ", ".join(["%s"] * len(values[0]))
    with connection.cursor() as cursor:
        cursor.execute(f"select * from {table._meta.db_table} limit 0")
        names = ", ".join(f'"{one[0]}"' for one in cursor.description)
        if table is Incident:
            names = ", ".join(f'"{field.column}"' for field in Incident._meta.fields)
        cursor.executemany(f"insert into {table._meta.db_table} ({names}) values ({marks})", values)
