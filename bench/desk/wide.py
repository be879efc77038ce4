"""Measures the desk for an organisation of very many groups and processes: `python -m bench.desk.wide [--of 10000]`.

CPU milliseconds of whole requests, as in `bench.desk`, and the size of the page as it is sent, before compression. One
person answers for all of it: that person is in every group, and each group and each process has one open task.
"""

from __future__ import annotations

import argparse
import gzip
import os
import statistics
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

from bench import loop

ROUNDS = 10


def main() -> None:
    """Fill, measure, print a table."""
    given = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    given.add_argument("--of", type=int, default=10_000, help="so many groups, and so many processes")
    given.add_argument("--rounds", type=int, default=ROUNDS)
    given.add_argument("--home", type=Path, help="a folder that is filled, or was filled before")
    asked = given.parse_args()
    home = asked.home or Path(tempfile.mkdtemp(prefix="gorel-bench-"))
    os.environ.update(GOREL_HOME=str(home), DJANGO_SETTINGS_MODULE="gorel.site.settings")
    import django

    django.setup()
    from gorel.site import tables

    tables.bring_up()
    from gorel.accounts.models import Organisation, Person

    if not Organisation.objects.exists():
        began = time.monotonic()
        fill(asked.of)
        print(f"{asked.of:,} groups and processes in {time.monotonic() - began:.0f} s", file=sys.stderr)
    person, owner = Person.objects.get(), Organisation.objects.get()
    _measure(person, owner.slug, str(owner.uid), asked.rounds)


def fill(number: int) -> None:
    """Write so many groups and processes of one organisation, with an open task of each; for one
    person. Side effects: an empty database is full."""
    from django.db import transaction

    from gorel.accounts.models import Group, Membership, Organisation, Person
    from gorel.cases import runtime
    from gorel.cases.deployment import deploy
    from gorel.cases.models import Candidate, Case, CaseState, Process, Resource, Task
    from gorel.cases.worker import Worker
    from gorel.ground import clock, ids
    from gorel.ground.sqlite import statistics as learning

    owner = Organisation.objects.create(name="Stad", slug="stad")
    person = Person.objects.create_person(email="p@stad.example", name="P Stad")
    for role in ("handler", "owner", "editor", "administrator"):
        Membership.objects.create(person=person, organisation=owner, role=role)
    deploy([("p.bpmn", _picture("p", "Process"))], organisation=owner)
    source = Process.objects.select_related("resource").get(key="p")
    case = runtime.start("p", variables={"town": "Ort", "amount": 1}, organisation=owner)
    Worker().drain()
    task, state = Task.objects.get(case=case), CaseState.objects.get(case=case)
    with transaction.atomic():
        files = Resource.objects.bulk_create(
            _copy(source.resource, key=f"p-{n}", content=_picture(f"p-{n}", f"Process {n}")) for n in range(number)
        )
        versions = Process.objects.bulk_create(
            _copy(source, key=one.key, name=f"Process {n}", uid=ids.uid(), resource_id=one.pk)
            for n, one in enumerate(files)
        )
        cases = Case.objects.bulk_create(
            _copy(case, process_id=one.pk, uid=ids.uid(), business_key=f"ärende-{one.key}") for one in versions
        )
        CaseState.objects.bulk_create(_copy(state, case_id=one.pk) for one in cases)
        now = clock.now()
        tasks = Task.objects.bulk_create(_copy(task, case_id=one.pk, uid=ids.uid(), opened_at=now) for one in cases)
        groups = Group.objects.bulk_create(
            Group(organisation=owner, name=f"Grupp {n}", slug=f"grupp-{n}") for n in range(number)
        )
        Group.members.through.objects.bulk_create(Group.members.through(group=group, person=person) for group in groups)
        Candidate.objects.bulk_create(
            Candidate(task=one, kind="group", name=f"{group.slug}@{owner.uid}", is_open=True)
            for one, group in zip(tasks, groups, strict=True)
        )
    learning.learn()


def _picture(key: str, name: str) -> bytes:
    from bench.desk.generate import PICTURE

    return PICTURE.format(key=key, name=name, kept_for="P1Y").encode()


def _copy(row: Any, **changed: Any) -> Any:
    """Return a new row that is as *row* but for its key and what is *changed*."""
    held = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}
    return type(row)(**held | changed)


def pages(slug: str, uid: str) -> list[tuple[str, str]]:
    """Return the pages that show groups or processes, as (name, address)."""
    return [
        ("start page", "/desk/start/"),
        ("inbox", "/desk/"),
        ("inbox, one process", "/desk/?process=p-77"),
        ("inbox, one group", f"/desk/?group=grupp-77@{uid}"),
        ("cases", "/desk/cases/"),
        ("cases of one process", "/desk/cases/?process=p-77"),
        ("processes", "/desk/processes/"),
        ("processes, page 100", "/desk/processes/?page=100"),
        ("processes, a word", "/desk/processes/?q=77"),
        ("processes, those with trouble", "/desk/processes/?health=troubled"),
        ("a process", f"/desk/processes/{slug}/p-77/"),
        ("organisation", f"/organisations/{slug}/"),
        ("workshop", "/desk/workshop/"),
        ("a new draft", "/desk/workshop/new/"),
        ("time freed", "/desk/time-freed/"),
        ("operations", "/desk/operations/"),
        ("incidents", "/desk/incidents/"),
        ("systems", "/desk/systems/"),  # these two ask for each process: last
        ("benefit", "/desk/time-freed/benefit/"),
    ]


def _measure(person: Any, slug: str, uid: str, rounds: int) -> None:
    from django.db import connection
    from django.test import Client

    from gorel.desk import kept
    from gorel.ground.collecting import calm

    print(f"load {os.getloadavg()[0]:.1f}; a loop of five million additions takes {loop.seconds():.2f} s of CPU here\n")
    print(
        "| page | median ms | most ms | first asker ms | queries | kB | compressed kB |\n|--|--:|--:|--:|--:|--:|--:|"
    )
    calm()
    client = Client()
    client.force_login(person)
    for name, address in pages(slug, uid):
        for _round in range(2):
            answer = client.get(address)
        if answer.status_code != 200:
            print(f"| {name} | {answer.status_code} |")
            continue
        queries: list[str] = []
        with connection.execute_wrapper(partial(_note, queries)):
            client.get(address)
        times = [_once(client, address) for _round in range(rounds)]
        kept.forget()
        first = _once(client, address)
        whole, sent = len(answer.content) / 1000, len(gzip.compress(answer.content)) / 1000
        figures = [statistics.median(times), max(times), first, len(queries), whole, sent]
        print("|", name, *(f"| {figure:.0f}" for figure in figures), "|", flush=True)


def _note(queries: list[str], execute: Any, sql: str, *how: Any) -> Any:
    queries.append(sql)
    return execute(sql, *how)


def _once(client: Any, address: str) -> float:
    began = time.process_time()
    client.get(address)
    return (time.process_time() - began) * 1000


if __name__ == "__main__":
    main()
