"""What operators fear: a full disk, a home that takes no writing, a clock that is set back. Nothing is lost by it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.db import DatabaseError, OperationalError, connection
from django.db.backends.signals import connection_created
from django.test import Client

import template
from cases import pictures as p
from gorel.ability import Context, ability
from gorel.accounts import tokens
from gorel.accounts.models import Membership, Organisation, Person
from gorel.cases import deployment, runtime
from gorel.cases.models import Case, Task
from gorel.cases.worker import Worker
from gorel.desk.models import Comment
from gorel.ground import machine, unavailable

DONE: list[str] = []
LONG = "x" * 6_000  # more than a page of the database


class Nothing(msgspec.Struct):
    """Takes no variable."""


class Text(msgspec.Struct):
    """Gives a long text."""

    text: str


@ability("trouble.outside", title={"en": "Outside"}, about={"en": "Does something outside, and says much."})
def outside(given: Nothing, context: Context) -> Text:
    DONE.append(context.job_key)
    return Text(LONG)


class FullDisk:
    """The database's disk is full, until there is room: SQLite may have no more pages, PostgreSQL says what it says."""

    def fill(self) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(
                    "create function no_room() returns trigger language plpgsql as"
                    " $$ begin raise exception using errcode = 'disk_full', message = 'No space left'; end $$"
                )
                for table in ("cases_casestate", "desk_comment"):
                    cursor.execute(
                        f"create trigger no_room before insert or update on {table} execute function no_room()"
                    )
                return
            cursor.execute("create table ballast (held blob)")
            cursor.execute("pragma page_count")
            self._pages = cursor.fetchone()[0] + 20
            connection_created.connect(self._narrow)
            self._narrow(connection=connection)
            for size in (1_000_000, 100_000, 10_000, 1_000):
                with suppress(OperationalError):  # "database or disk is full"
                    while True:
                        cursor.execute("insert into ballast values (zeroblob(%s))", [size])

    def make_room(self) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("drop function if exists no_room() cascade")
            else:
                connection_created.disconnect(self._narrow)
                cursor.execute("pragma max_page_count = 1000000000")
                cursor.execute("drop table if exists ballast")

    def _narrow(self, *, connection: Any, **_more: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"pragma max_page_count = {self._pages}")


@pytest.fixture
def disk(transactional_db: None) -> Iterator[FullDisk]:
    disk = FullDisk()
    yield disk
    disk.make_room()


@pytest.fixture
def town(transactional_db: None) -> tuple[Organisation, Client]:
    """A town, and one of its handlers at the desk."""
    town = Organisation.objects.create(name="Lund", slug="lund")
    person = Person.objects.create_person(email="anna@lund.example", name="Anna Ek")
    Membership.objects.create(person=person, organisation=town, role=Membership.Role.HANDLER)
    desk = Client(raise_request_exception=False)
    desk.force_login(person)
    return town, desk


@pytest.mark.db
@pytest.mark.django_db(transaction=True)
def test_who_sends_something_while_the_disk_is_full_is_told_so_and_it_succeeds_later(disk, town):
    organisation, desk = town
    deployment.deploy([("a.bpmn", p.row("a", p.task("look", groups="handler")))], organisation=organisation)
    case = runtime.start("a", organisation=organisation)
    path = f"/desk/cases/{case.uid}/comment/"
    disk.fill()
    answer = desk.post(path, {"text": LONG[:4_000]})
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "Just nu når Görel inte sina uppgifter" in answer.content.decode()
    desk.cookies["gorel-language"] = "en"
    english = desk.post(path, {"text": LONG[:4_000]}).content.decode()
    assert ("cannot reach her records" in english, '<html lang="en">' in english) == (True, True)
    assert desk.get(f"/desk/cases/{case.uid}/").status_code == 200, "what is there can be read"
    disk.make_room()
    assert Comment.objects.count() == 0
    assert desk.post(path, {"text": LONG[:4_000]}).status_code == 302
    assert Comment.objects.count() == 1


@pytest.mark.db
@pytest.mark.django_db(transaction=True)
def test_a_robot_is_told_to_come_again(disk, town):
    organisation, _desk = town
    deployment.deploy([("a.bpmn", p.row("a", p.task("look")))], organisation=organisation)
    secret, _row = tokens.make(organisation=organisation, name="robot", scopes=("all",))
    more = {"HTTP_AUTHORIZATION": f"Bearer {secret}", "content_type": "application/json"}
    start, given = "/engine-rest/process-definition/key/a/start", {"variables": {"t": {"value": LONG}}}
    disk.fill()
    answer = Client().post(start, given, **more)
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    disk.make_room()
    assert Case.objects.count() == 0
    assert Client().post(start, given, **more).status_code == 200


@pytest.mark.db
@pytest.mark.django_db(transaction=True)
def test_a_worker_keeps_what_it_did_until_there_is_room_and_does_it_once(disk, monkeypatch):
    heard: list[str] = []
    real = unavailable.why
    monkeypatch.setattr(unavailable, "why", lambda error: heard.append(real(error)) or heard[-1])
    DONE.clear()
    deployment.deploy([("a.bpmn", p.row("a", p.job("o", "trouble.outside"), p.task("look")))])
    case = runtime.start("a")
    disk.fill()
    with _working():
        _until(lambda: unavailable.FULL in heard)
        assert not Task.objects.exists()
        disk.make_room()
        _until(Task.objects.exists)
    assert len(DONE) == 1
    assert Case.objects.get(pk=case.pk).state == Case.RUNNING


@pytest.mark.db
@pytest.mark.django_db(transaction=True)
def test_a_clock_that_is_set_back_delays_what_waits_by_that_much_and_loses_nothing(monkeypatch):
    DONE.clear()
    deployment.deploy([("a.bpmn", p.row("a", p.job("o", "trouble.outside"), p.task("look")))])
    before = runtime.start("a")
    real = machine.now
    monkeypatch.setattr(machine, "now", lambda: real() - timedelta(hours=1))
    after = runtime.start("a")
    Worker().drain()
    assert list(Task.objects.values_list("case", flat=True)) == [after.pk], "what comes is done at once"
    monkeypatch.setattr(machine, "now", lambda: real() + timedelta(seconds=1))
    Worker().drain()
    assert set(Task.objects.values_list("case", flat=True)) == {before.pk, after.pk}
    assert len(DONE) == 2


@pytest.mark.db
@pytest.mark.django_db(transaction=True)
def test_a_database_that_takes_no_writing_is_told_from_a_defect():
    on, off = "set default_transaction_read_only = on", "set default_transaction_read_only = off"
    if connection.vendor == "sqlite":
        on, off = "pragma query_only = on", "pragma query_only = off"
    with connection.cursor() as cursor:
        cursor.execute(on)
        try:
            with pytest.raises(DatabaseError) as caught:
                Organisation.objects.create(name="Lund", slug="lund")
        finally:
            cursor.execute(off)
        assert unavailable.why(caught.value) == unavailable.READ_ONLY
        with pytest.raises(DatabaseError) as caught:
            cursor.execute("select * from nosuch")
        assert unavailable.why(caught.value) == ""
    assert unavailable.why(sqlite3.OperationalError("made by hand")) == ""


def _gorel(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command as somebody who may write nothing that is not writable: root may everything otherwise."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GOREL_")}
    bound = ["setpriv", "--inh-caps=-all", "--bounding-set=-all"] if os.geteuid() == 0 else []
    return subprocess.run(
        [*bound, sys.executable, "-m", "gorel", *words], env={**environment, "GOREL_HOME": str(home)},
        capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("setpriv") is None, reason="setpriv is not here")
def test_a_home_that_takes_no_writing_is_told_in_a_sentence(tmp_path):
    home = tmp_path / "home"
    home.mkdir(mode=0o555)
    said = _gorel(home, "check")
    assert said.returncode == 1
    assert f"The home {home} cannot be used: Permission denied." in said.stderr
    assert "Traceback" not in said.stderr
    assert list(home.iterdir()) == [], "and nothing is half made"

    home.chmod(0o755)
    template.copy_to(home / "gorel.sqlite3")
    assert _gorel(home, "check").returncode == 0  # makes the keys
    (home / "gorel.sqlite3").chmod(0o444)
    for path in home.glob("gorel.sqlite3-*"):
        path.unlink()
    home.chmod(0o555)
    for words in (("up", "--port", "8869"), ("check",)):
        said = _gorel(home, *words)
        assert said.returncode == 1
        assert "can be read and not written" in said.stdout + said.stderr
        assert "Traceback" not in said.stderr
    home.chmod(0o755)


@contextmanager
def _working() -> Iterator[None]:
    """Let a worker work beside."""
    stop = threading.Event()
    thread = threading.Thread(target=Worker().run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _until(happened: Callable[[], object]) -> None:
    end = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)
