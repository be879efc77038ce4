"""A memory of any size, seeded: cases of four processes and ten organisations, most of them over, some waiting.

Two cases are really run, one to its task and one to its end; the database itself writes their rows again with other
ids, owners, days and values, which takes it about 30 µs a row. Of ten cases one waits at a task; of those that wait,
one in twenty is late and one in twenty somebody's. They came in two years, the last today.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Max, Min

from gorel.accounts.models import Membership, Organisation, Person, SignIn, Trace
from gorel.cases import runtime, sums, tallies
from gorel.cases.deployment import deploy
from gorel.cases.models import Candidate, Case, CaseState, Incident, LogEntry, Process, Searchable, Summed, Tally, Task
from gorel.cases.worker import Worker
from gorel.ground import clock, machine
from gorel.ground.sqlite import statistics

BATCH = 50_000
OWNERS = (40, 20, 10, 8, 6, 5, 4, 3, 2, 2)  # per cent of the cases
TOWNS = 290
COLLEAGUES, TRACES = 500, 300_000
SECOND, HOUR, DAY = 10**6, 3_600 * 10**6, 86_400 * 10**6  # microseconds
PICTURE = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="https://bench"
 xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"><process id="{key}" name="{name}" isExecutable="true">
 <extensionElements><zeebe:properties><zeebe:property name="gorel.searchable" value="town, amount"/>
 <zeebe:property name="gorel.history.time-to-live" value="{kept_for}"/></zeebe:properties>
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


def fill(cases: int, *, kept_for: str = "") -> Town:
    """Write so many cases, to be erased so long after their end. Side effects: an empty database is full."""
    keys = [f"bench-{number}" for number in range(4)]
    pictures = {key: PICTURE.format(key=key, name=f"Process {key[-1]}", kept_for=kept_for) for key in keys}
    deploy([(f"{key}.bpmn", picture.encode()) for key, picture in pictures.items()])
    processes = [Process.objects.get(key=key).pk for key in keys]
    owners = [Organisation.objects.create(name=f"Stad {n}", slug=f"stad-{n}") for n in range(len(OWNERS))]
    people = []
    for owner in owners:
        for number in range(3):
            person = Person.objects.create_person(email=f"p{number}@{owner.slug}.example", name=f"P {number} {owner}")
            Membership.objects.create(person=person, organisation=owner, role="handler" if number < 2 else "owner")
            people.append(person)
    town = {"town": "Ort 0", "amount": 100}
    waits, done = (runtime.start(keys[0], variables=town, organisation=owners[0]) for _number in range(2))
    runtime.complete(Task.objects.get(case=done))
    Worker().drain()
    copies = _Copies(cases, waits.pk, done.pk, owners, processes)
    for first in range(0, cases, BATCH):
        with transaction.atomic():
            copies.write(first, min(first + BATCH, cases))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in _TABLES:
                name = table._meta.db_table
                cursor.execute(f"select setval(pg_get_serial_sequence('{name}', 'id'), (select max(id) from {name}))")
            # What a server's autovacuum has done with rows that lie there since yesterday.
            cursor.execute("vacuum analyze")
    settle()
    waiting = Case.objects.filter(state="running", organisation=owners[0]).order_by("pk")[cases // 100]
    return Town(people[0], people[-3], owners[0], keys[0], f"ärende-{cases // 2}", waiting)


def settle() -> None:
    """Let the worker's own work be done: days that are over summed up, processes with many cases counted.

    Side effects: the two cases that were really run, first of all, are moved to before the others, since no home has a
    log that goes back in time; sums and tallies; the database's statistics.
    """
    lines, earlier = LogEntry.objects.filter(case__in=Case.objects.order_by("pk")[:2].values("pk")), 730 * DAY
    if (first := LogEntry.objects.order_by("pk").first()) and first.at > clock.now() - timedelta(days=365):
        lines.update(at=F("at") - earlier)
        Summed.objects.all().delete()
    while sums.sum_up():
        pass
    Tally.objects.update(due_at=machine.now())
    while tallies.count_one():
        pass
    statistics.learn()


def furnish(owner: Organisation) -> Person:
    """Return somebody who looks after *owner*, its people and its audit log. Side effects: they are made, once."""
    person = Person.objects.filter(email="keeper@bench.example").first()
    if person is not None:
        return person
    with transaction.atomic():
        person = Person.objects.create_person(email="keeper@bench.example", name="K Keeper")
        for role in ("administrator", "operator", "auditor"):
            Membership.objects.create(person=person, organisation=owner, role=role)
        for number in range(COLLEAGUES):
            colleague = Person.objects.create_person(email=f"c{number}@bench.example", name=f"C {number}")
            Membership.objects.create(person=colleague, organisation=owner, role="handler")
        people = list(Membership.objects.filter(organisation=owner).values_list("person_id", flat=True))
        now, pause = machine.now(), timedelta(days=728) / TRACES
        for first in range(0, TRACES, BATCH):
            some = range(first, first + BATCH)
            moments = [(number, now - (TRACES - number) * pause) for number in some]
            Trace.objects.bulk_create(
                Trace(person_id=people[n % len(people)], organisation=owner, kind="viewed", about=f"case {n}", at=at)
                for n, at in moments
            )
            SignIn.objects.bulk_create(
                SignIn(person_id=people[n % len(people)], kind="signed-in", at=at) for n, at in moments if n % 3 == 0
            )
    return person


_TABLES = (Case, Task, Candidate, LogEntry, Searchable, Incident)


class _Copies:
    """Writes rows of the two cases again, by numbers: case n has the n-th id, and everything else follows from n."""

    def __init__(self, cases: int, waits: int, done: int, owners: list[Organisation], processes: list[int]) -> None:
        self.cases, self.waits, self.done, self.now = cases, waits, done, clock.to_instant(clock.now())
        self.pause = 728 * DAY // cases
        self.base = {table: table.objects.aggregate(last=Max("pk"))["last"] or 0 for table in _TABLES}
        self.first = {
            table: dict(table.objects.values_list("case").annotate(Min("pk")).order_by())
            for table in (LogEntry, Searchable)
        }
        self.lines = LogEntry.objects.filter(case=done).count()
        names = {owner.pk: owner.uid for owner in owners}
        self.owner = _chosen(_hash(1, 100), [(owner.pk, part) for owner, part in zip(owners, OWNERS, strict=True)])
        groups = " ".join(f"when {pk} then 'handler@{uid}'" for pk, uid in names.items())
        self.group = f"case o.organisation {groups} end"
        self.process = _chosen(_hash(2, len(processes)), [(one, 1) for one in processes])

    def write(self, first: int, until: int) -> None:
        """Write the cases from *first* up to *until* with all their rows."""
        uid = "printf('%%032x', {0})" if connection.vendor == "sqlite" else "lpad(to_hex({0}), 32, '0')::uuid"
        source = f"case when n %% 10 = 0 then {self.waits} else {self.done} end"
        began = f"{self.now} - {DAY} - ({self.cases} - n) * {self.pause} + {_hash(3, DAY)}"  # nearly in order
        with connection.cursor() as cursor:
            cursor.execute("drop table if exists one")
            cursor.execute(
                f"create temporary table one as with recursive series(n) as (select cast({first} as bigint) union all"
                f" select n + 1 from series where n + 1 < {until}) select n, {self.base[Case]} + 1 + n as id,"
                f" {source} as source, {self.owner} as organisation, {self.process} as process,"
                f" {began} as began from series",
                [],
            )
        over = f"case when o.source = {self.done} then o.began + {HOUR} end"
        late = f"case when {_hash(4, 20, 'o.n')} = 0 then {self.now} - {SECOND} * {_hash(5, 10**6, 'o.n')}"
        late += f" else {self.now} + {SECOND} * {_hash(5, 90 * 86_400, 'o.n')} end"
        whose = f"case when o.source = {self.waits} and {_hash(6, 20, 'o.n')} = 0"
        whose += f" then 'person:' || {_hash(7, 30, 'o.n')} else '' end"
        amount, place = _hash(9, 100_000, "o.n"), f"cast({_hash(8, TOWNS, 'o.n')} as text)"
        is_amount = "m.name = 'amount'"
        self._copy(Case, "m.id = o.source", id="o.id", uid=uid.format("o.id"), process_id="o.process",
                   organisation_id="o.organisation", started_at="o.began", ended_at=over,
                   business_key="'ärende-' || o.n")  # fmt: skip
        self._copy(CaseState, "m.case_id = o.source", case_id="o.id")
        self._copy(Task, "m.case_id = o.source", id=f"{self.base[Task]} + 1 + o.n", case_id="o.id",
                   uid=uid.format("o.id"), due_at=late, opened_at="o.began", closed_at=over,
                   assignee=whose)  # fmt: skip
        of_source = f"m.task_id = (select id from {Task._meta.db_table} t where t.case_id = o.source)"
        self._copy(Candidate, of_source, id=f"{self.base[Candidate]} + 1 + o.n",
                   task_id=f"{self.base[Task]} + 1 + o.n", name=self.group)  # fmt: skip
        self._copy(LogEntry, "m.case_id = o.source", case_id="o.id", id=self._id(LogEntry, self.lines),
                   at=f"o.began + {self._place(LogEntry)}")  # fmt: skip
        self._copy(Searchable, "m.case_id = o.source", case_id="o.id", id=self._id(Searchable, 2),
                   text=f"case when {is_amount} then cast({amount} as text) else '\"Ort ' || {place} || '\"' end",
                   number=f"case when {is_amount} then {amount} end")  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(
                f"insert into {Incident._meta.db_table} (id, uid, case_id, organisation_id, key, element, code,"
                f" problem, state, raised_at, closed_by) select {self.base[Incident]} + 1 + o.n, {uid.format('o.id')},"
                " o.id, o.organisation, 99,"
                " 'file', 'job.refused', %s, 'open', o.began, '' from one o where o.n %% 500 = 0",
                ['{"code": "job.refused", "values": {"type": "arkiv", "message": "fullt"}}'],
            )

    def _place(self, table: Any) -> str:
        """Return which of its case's rows one is, from 0."""
        return _case_of("m.id - ", self.first[table])

    def _id(self, table: Any, each: int) -> str:
        return f"{self.base[table]} + 1 + o.n * {each} + {self._place(table)}"

    def _copy(self, table: Any, which: str, **columns: str) -> None:
        names = [field.column for field in table._meta.concrete_fields]
        values = ", ".join(columns.get(name, f'm."{name}"') for name in names)
        quoted = ", ".join(f'"{name}"' for name in names)
        name = table._meta.db_table
        with connection.cursor() as cursor:
            statement = f"insert into {name} ({quoted}) select {values} from one o join {name} m on {which}"
            cursor.execute(f"{statement} order by o.n", [])


def _hash(salt: int, below: int, of: str = "n") -> str:
    """Return SQL for a number that looks like chance, from 0 and less than *below*: equal for equal n and salt."""
    return f"((({of} + 1) * 2654435761 + {salt * 97_919_321}) %% 4294967291 * 48271 %% 2147483647 %% {below})"


def _chosen(number: str, parts: list[tuple[int, int]]) -> str:
    """Return SQL for one of *parts* by a number: each has its share."""
    top, ways = 0, []
    for value, share in parts:
        top += share
        ways.append(f"when {number} < {top} then {value}")
    return f"case {' '.join(ways)} end"


def _case_of(before: str, firsts: dict[int, int]) -> str:
    ways = " ".join(f"when {case} then {before}{first}" for case, first in firsts.items())
    return f"(case m.case_id {ways} end)"
