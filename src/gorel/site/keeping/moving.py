"""Moving everything from one database to another: SQLite to PostgreSQL, and back, with cases that are under way.

Every table is copied whole, ids and all, in one transaction of the new database, while nobody can write to the old one.
The old one is only read, and stays as it is. What differs between the two (how a uuid, a moment or JSON is kept) is
translated by Django's own fields; counters go on where they were.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.apps import apps
from django.db import connections, models, transaction
from django.db.models import Field
from django.db.models.expressions import Col

from gorel.cases.models.fields import InstantField
from gorel.site import tables
from gorel.site.keeping.backup import CannotKeep

SOURCE, TARGET = "default", "target"
BATCH = 2_000
MADE_BY_DJANGO = {"django_migrations", "django_content_type", "auth_permission"}
Tell = Callable[[str, int, int], None]


def move(
    settings: dict[str, Any], *, make_tables: Callable[[], None] | None = None, tell: Tell = lambda *_: None
) -> dict[str, int]:
    """Copy everything to the database that *settings* (as in DATABASES) names; return rows by table.

    Shape: tell(table, rows so far, rows in all) is called as it goes; make_tables makes them in the new database;
    without it they are made by `tables.bring_up`.
    Side effects: the new database's tables and rows; all of them or none.
    Errors: CannotKeep when it is not empty, or when counts differ at the end.
    """
    connections.databases[TARGET] = connections.configure_settings({TARGET: settings, "default": settings})[TARGET]
    target = connections[TARGET]
    try:
        target.ensure_connection()
        _refuse_what_is_there(target)
        if make_tables is None:
            tables.bring_up(TARGET)
        else:
            make_tables()
        with _held(), transaction.atomic(TARGET):
            made = list(_models())
            for model in made:  # migrations may have written some
                model._base_manager.using(TARGET).all()._raw_delete(TARGET)
            copied = {model._meta.db_table: _copy(model, tell) for model in made}
            for model in made:
                _go_on_counting(model)
            _verify(copied)
    finally:
        target.close()
        del connections[TARGET]
        del connections.databases[TARGET]
    return copied


def _models() -> Iterator[type[models.Model]]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield model


def _refuse_what_is_there(target: Any) -> None:
    with target.cursor() as cursor:
        for table in target.introspection.table_names(cursor):
            cursor.execute(f"select 1 from {target.ops.quote_name(table)} limit 1")  # noqa: S608 - a table's own name
            if cursor.fetchone() is not None and table not in MADE_BY_DJANGO:
                raise CannotKeep(f"The new database is not empty: {table} has rows. Name an empty one.")


@contextmanager
def _held() -> Iterator[None]:
    """Let nobody write to the old database meanwhile."""
    source = connections[SOURCE]
    with transaction.atomic(SOURCE):  # SQLite: IMMEDIATE takes the one write lock
        if source.vendor == "postgresql":
            names = ", ".join(source.ops.quote_name(model._meta.db_table) for model in _models())
            with source.cursor() as cursor:
                cursor.execute(f"lock table {names} in exclusive mode")
        yield


def _copy(model: type[models.Model], tell: Tell) -> int:
    source, target = connections[SOURCE], connections[TARGET]
    fields = model._meta.local_concrete_fields
    table, columns = model._meta.db_table, [str(field.column) for field in fields]
    total, done = model._base_manager.using(SOURCE).count(), 0
    tell(table, 0, total)
    translate = [_translation(model, field) for field in fields]
    with source.cursor() as reading, target.cursor() as writing:
        reading.execute(
            f"select {', '.join(map(source.ops.quote_name, columns))} from {source.ops.quote_name(table)}"  # noqa: S608
        )
        rows = (
            tuple(one(value) for one, value in zip(translate, row, strict=True)) for row in _rows(reading)
        )  # fmt: skip
        while some := list(islice(rows, BATCH)):
            _insert(writing, table, columns, some)
            done += len(some)
            tell(table, done, total)
    return done


def _rows(cursor: Any) -> Iterator[tuple[Any, ...]]:
    while some := cursor.fetchmany(BATCH):
        yield from some


def _insert(writing: Any, table: str, columns: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
    target = connections[TARGET]
    names = ", ".join(map(target.ops.quote_name, columns))
    if target.vendor == "postgresql":
        with writing.copy(f"copy {target.ops.quote_name(table)} ({names}) from stdin") as copying:
            for row in rows:
                copying.write_row(row)
    else:
        marks = ", ".join(["%s"] * len(columns))
        writing.executemany(f"insert into {target.ops.quote_name(table)} ({names}) values ({marks})", rows)  # noqa: S608


def _translation(model: type[models.Model], field: Field[Any, Any]) -> Callable[[Any], Any]:
    """Return what makes the old database's value the new one's."""
    if isinstance(field, InstantField):  # numbers in both; some are beyond what Python's datetimes hold
        return lambda value: value
    source, target = connections[SOURCE], connections[TARGET]
    column = Col(model._meta.db_table, field)
    converters = [*source.ops.get_db_converters(column), *field.get_db_converters(source)]

    def translate(value: Any) -> Any:
        for convert in converters:
            value = convert(value, column, source)
        return field.get_db_prep_save(value, target)

    return translate


def _go_on_counting(model: type[models.Model]) -> None:
    """Let new ids come after all that were ever given, also those whose rows are gone."""
    key = model._meta.pk
    if not isinstance(key, models.AutoField | models.BigAutoField):
        return
    source, target = connections[SOURCE], connections[TARGET]
    table = model._meta.db_table
    with source.cursor() as reading, target.cursor() as writing:
        if source.vendor == "postgresql":
            reading.execute("select pg_get_serial_sequence(%s, %s)", [f'"{table}"', key.column])
            reading.execute(f"select last_value, is_called from {reading.fetchone()[0]}")  # noqa: S608
            value, is_called = reading.fetchone()
            last = value if is_called else 0
        else:
            reading.execute("select seq from sqlite_sequence where name = %s", [table])
            last = (reading.fetchone() or (0,))[0]
        if not last:
            return
        if target.vendor == "postgresql":
            writing.execute("select setval(pg_get_serial_sequence(%s, %s), %s)", [f'"{table}"', key.column, last])
        else:
            writing.execute("delete from sqlite_sequence where name = %s", [table])
            writing.execute("insert into sqlite_sequence (name, seq) values (%s, %s)", [table, last])


def _verify(copied: dict[str, int]) -> None:
    for model in _models():
        table = model._meta.db_table
        counts = [model._base_manager.using(alias).count() for alias in (SOURCE, TARGET)]
        if counts != [copied[table]] * 2:
            raise CannotKeep(f"{table}: {counts[0]} rows became {counts[1]}. Nothing was moved; the old one is whole.")
