"""A new home's tables are those that an older one comes to step by step."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection, connections

import template
from gorel.accounts.models import Organisation
from gorel.site import tables

pytestmark = [pytest.mark.db]


@pytest.fixture
def databases(tmp_path: Path, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """Two databases of the kind that is tested: "fresh" has nothing in it, "stepped" all that migrations made."""
    server = _Files(tmp_path) if connection.vendor == "sqlite" else _Cluster()
    with django_db_blocker.unblock():
        for alias in ("fresh", "stepped"):
            connections.databases[alias] = {**connection.settings_dict, "NAME": server.make(alias)}
        yield {alias: connections[alias] for alias in ("fresh", "stepped")}
        for alias in ("fresh", "stepped"):
            connections[alias].close()
            del connections[alias], connections.databases[alias]
            server.drop(alias)


class _Files:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make(self, alias: str) -> Path:
        path = self.folder / f"{alias}.sqlite3"
        if alias == "stepped":
            template.copy_to(path)
        return path

    def drop(self, _alias: str) -> None:
        """The folder goes with the test."""


class _Cluster:
    def make(self, alias: str) -> str:
        self.drop(alias)
        if alias == "stepped" and template.is_cluster_ours():
            template.copy_in_cluster(f"gorel_{alias}")
        else:
            self._do(f"create database gorel_{alias}")
        return f"gorel_{alias}"

    def drop(self, alias: str) -> None:
        self._do(f"drop database if exists gorel_{alias} with (force)")

    def _do(self, sql: str) -> None:
        with psycopg.connect(os.environ["GOREL_DATABASE"], autocommit=True) as admin:
            admin.execute(sql)


@pytest.fixture
def fresh(databases: dict[str, Any]) -> Any:
    return databases["fresh"]


def rows(database: Any, sql: str) -> list[tuple[Any, ...]]:
    with database.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def definitions(sql: str) -> list[str]:
    """What stands between the brackets of a `create table`, part by part, in no order."""
    parts, depth = [""], 0
    for letter in sql[sql.index("(") + 1 : sql.rindex(")")]:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return sorted(re.sub(r"\s+", " ", part).strip() for part in parts)


def bare(told: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Without the casts between texts and their brackets: PostgreSQL says them otherwise of what came from a dump."""
    return sorted((*row[:-1], re.sub(r"::(character varying|text)(\[\])?|[()]", "", row[-1])) for row in told)


def shape(database: Any) -> dict[str, Any]:
    """All tables with their columns, constraints, indexes and triggers; only the columns' order is nobody's concern."""
    if database.vendor == "sqlite":
        kept = rows(database, "select type, name, sql from sqlite_master where name not like 'sqlite%'")
        return {f"{kind} {name}": definitions(sql) if kind == "table" else sql for kind, name, sql in kept if sql}
    return {
        "columns": sorted(
            rows(
                database,
                "select table_name, column_name, data_type, udt_name, character_maximum_length, numeric_precision,"
                " is_nullable, column_default, is_identity, identity_generation, collation_name"
                " from information_schema.columns where table_schema = 'public'",
            ),
            key=str,
        ),
        "constraints": bare(
            rows(
                database,
                "select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint"
                " where connamespace = 'public'::regnamespace",
            )
        ),
        "indexes": bare(rows(database, "select tablename, indexdef from pg_indexes where schemaname = 'public'")),
        "triggers": sorted(rows(database, "select tgname from pg_trigger where not tgisinternal")),
    }


def test_a_new_home_has_the_tables_that_the_steps_come_to(databases: dict[str, Any]) -> None:
    fresh, steps_taken = databases["fresh"], databases["stepped"]
    tables.bring_up("fresh")
    if not steps_taken.introspection.table_names():  # nobody made a copy of it before
        call_command("migrate", database="stepped", verbosity=0)
    made, stepped = shape(fresh), shape(steps_taken)
    assert len(str(made)) > 50_000
    assert made.keys() == stepped.keys()
    assert {name: set(made[name]) ^ set(stepped[name]) for name in made if made[name] != stepped[name]} == {}
    steps = "select app, name from django_migrations"
    assert sorted(set(rows(fresh, steps))) == sorted(set(rows(steps_taken, steps)))
    for table in fresh.introspection.table_names():
        if table != "django_migrations":
            count = f'select count(*) from "{table}"'
            assert rows(fresh, count) == rows(steps_taken, count), table


@pytest.mark.slow
def test_nothing_is_left_to_do_and_what_is_there_stays(fresh: Any, capsys: pytest.CaptureFixture[str]) -> None:
    tables.bring_up("fresh")
    Organisation.objects.using("fresh").create(name="Kept", slug="kept", kind="municipality")
    call_command("migrate", database="fresh", check_unapplied=True, plan=True)
    assert "No planned migration operations" in capsys.readouterr().out
    tables.bring_up("fresh")
    assert Organisation.objects.using("fresh").get().name == "Kept"


@pytest.mark.slow
def test_two_that_begin_at_once_make_them_once(fresh: Any) -> None:
    wrong: list[Exception] = []

    def begin() -> None:
        try:
            tables.bring_up("fresh")
        except Exception as error:
            wrong.append(error)
        finally:
            connections["fresh"].close()

    both = [threading.Thread(target=begin) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert wrong == []
    [(count, different)] = rows(fresh, "select count(*), count(distinct app || ' ' || name) from django_migrations")
    assert count == different
