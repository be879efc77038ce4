"""Statements that write many rows at once, in the words of both databases.

PostgreSQL gets one array per column and unpacks them with `unnest`; SQLite gets `executemany`. They go to the driver of
Django's connection, inside the transaction that Django began: its cursors cost more than SQLite's work on a statement
(measured: 40 µs a statement), and PostgreSQL's driver prepares by itself what is asked again and again.
"""

from __future__ import annotations

import re
import threading
from asyncio import _get_running_loop
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import chain
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from gorel.cases.store.arrays import array

Row = Sequence[Any]

# Rows of one statement on SQLite: up to a third less work than one by one, and no less for more of them. Besides, the
# driver lets other threads run between any two statements.
TOGETHER = 40


class Statement:
    """One writing statement. Shape: each row has the values in the order that the columns were named.

    *together* is SQLite's statement for `TOGETHER` rows, where there is one.
    """

    def __init__(self, *, sqlite: str, postgresql: str, together: str = "") -> None:
        self.sqlite, self.postgresql = _question_marks(sqlite), postgresql
        self._together = _question_marks(together)
        self._kinds = re.findall(r"%s::(\w+)\[\]", postgresql)

    def run(self, rows: Sequence[Row]) -> None:
        """Write *rows*."""
        database = here()
        try:
            if database.vendor == "postgresql":
                columns = zip(self._kinds, zip(*rows, strict=True), strict=True)
                _cursor(database).execute(self.postgresql, [array(kind, values) for kind, values in columns])
                return
            driver = database.connection or _opened(database)
            first, last = 0, len(rows)
            if self._together:
                while last - first >= TOGETHER:
                    driver.execute(self._together, list(chain.from_iterable(rows[first : first + TOGETHER])))
                    first += TOGETHER
            if last - first == 1:
                driver.execute(self.sqlite, rows[first])
            elif first < last:
                driver.executemany(self.sqlite, rows[first:] if first else rows)
        except Exception:
            with database.wrap_database_errors:  # what the driver raised, in Django's words
                raise


def here() -> Any:
    """Return this thread's connection, as Django keeps it; finding it there costs as much as a small statement.

    While an event loop runs in the thread – a driven browser brings one – Django keeps another one for it.
    """
    if _get_running_loop() is not None:
        return connections[DEFAULT_DB_ALIAS]
    try:
        return _threads.database
    except AttributeError:
        found = _threads.database = connections[DEFAULT_DB_ALIAS]
        return found


_threads = threading.local()


def insert(table: str, columns: Mapping[str, str], *, upsert_on: Sequence[str] = ()) -> Statement:
    """Return an INSERT. Shape: *columns* gives PostgreSQL's type by name; a row that stands already on *upsert_on* is
    overwritten."""
    names = ", ".join(f'"{name}"' for name in columns)
    tail = ""
    if upsert_on:
        changes = ", ".join(f'"{name}" = excluded."{name}"' for name in columns if name not in upsert_on)
        tail = f" on conflict ({', '.join(upsert_on)}) do update set {changes}"
    marks = ", ".join(["%s"] * len(columns))
    arrays = ", ".join(f"%s::{kind}[]" for kind in columns.values())
    return Statement(
        sqlite=f"insert into {table} ({names}) values ({marks}){tail}",
        postgresql=f"insert into {table} ({names}) select * from unnest({arrays}){tail}",
        together="" if upsert_on else f"insert into {table} ({names}) values {_many(marks)}",
    )


def update(
    table: str, columns: Mapping[str, str], *, where: Mapping[str, str], named: Mapping[str, str] | None = None,
    each_once: bool = False,
) -> Statement:  # fmt: skip
    """Return an UPDATE. Shape: a row has the new values first, then the values that find it.

    *named* gives the real name of a column that stands in both, and so needs another name among the new values.
    *each_once* says that no two rows of one writing mean the same row of the table.
    """
    both = {**columns, **where}
    real = {name: (named or {}).get(name, name) for name in columns}
    place = {name: f"v.column{number}" for number, name in enumerate(both, 1)}
    together = (
        f"update {table} set {', '.join(f'{real[name]} = {place[name]}' for name in columns)}"
        f" from (values {_many(', '.join(['%s'] * len(both)))}) v"
        f" where {' and '.join(f'{table}.{name} = {place[name]}' for name in where)}"
    )
    return Statement(
        together=together if each_once else "",
        sqlite=f"update {table} set {', '.join(f'{real[name]} = %s' for name in columns)}"
        f" where {' and '.join(f'{name} = %s' for name in where)}",
        postgresql=f"update {table} t set {', '.join(f'{real[name]} = v.{name}' for name in columns)}"
        f" from unnest({', '.join(f'%s::{kind}[]' for kind in both.values())}) v({', '.join(both)})"
        f" where {' and '.join(f't.{name} = v.{name}' for name in where)}",
    )


def _many(marks: str) -> str:
    return ", ".join([f"({marks})"] * TOGETHER)


def delete(table: str, *, where: Mapping[str, str]) -> Statement:
    """Return a DELETE by the columns in *where*."""
    return Statement(
        sqlite=f"delete from {table} where {' and '.join(f'{name} = %s' for name in where)}",
        postgresql=f"delete from {table} t using unnest({', '.join(f'%s::{kind}[]' for kind in where.values())})"
        f" v({', '.join(where)}) where {' and '.join(f't.{name} = v.{name}' for name in where)}",
    )


def select(sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Return all rows of a statement that reads, or that writes and returns."""
    database = here()
    try:
        if database.vendor == "postgresql":
            rows: list[tuple[Any, ...]] = _cursor(database).execute(sql, parameters).fetchall()
        else:
            driver = database.connection or _opened(database)
            rows = driver.execute(_question_marks(sql), parameters).fetchall()
    except Exception:
        with database.wrap_database_errors:
            raise
    return rows


@contextmanager
def without_waiting() -> Iterator[None]:
    """Let PostgreSQL have several writing statements in one go: the way there and back is made once for all of them."""
    database = here()
    if database.vendor != "postgresql":
        yield
        return
    driver = database.connection or _opened(database)
    with database.wrap_database_errors, driver.pipeline():
        yield


def _opened(database: Any) -> Any:
    """Open the driver's connection."""
    database.ensure_connection()
    return database.connection


def _cursor(database: Any) -> Any:
    """A cursor of the driver's own kind: it binds on the server, and prepares what is asked often."""
    import psycopg  # only where the database is PostgreSQL

    driver = database.connection or _opened(database)
    driver.prepare_threshold = 3
    return psycopg.Cursor(driver)


@lru_cache(maxsize=512)
def _question_marks(sql: str) -> str:
    return sql.replace("%s", "?")


def among(column: str, values: Sequence[Any]) -> tuple[str, list[Any]]:
    """Return a condition that *column* is one of *values*, and its parameters; one text for all on PostgreSQL."""
    if here().vendor == "postgresql":
        kind = "text" if values and type(values[0]) is str else "bigint"
        return f"{column} = any(%s::{kind}[])", [array(kind, values)]
    return f"{column} in ({', '.join(['%s'] * len(values))})", list(values)


def locking(table: str, *, skip: bool = False) -> str:
    """Return the clause that locks rows of *table*; SQLite's transactions hold the one write lock from their first
    word.
    """
    if here().vendor != "postgresql":
        return ""
    return f" for update of {table}{' skip locked' if skip else ''}"


def allocate(table: str, count: int) -> list[int]:
    """Return *count* fresh ids of *table*, so that a row and what hangs on it can be written together.

    Shape: inside a transaction that writes.
    """
    if here().vendor == "postgresql":
        rows = select("select nextval(pg_get_serial_sequence(%s, 'id')) from generate_series(1, %s)", [table, count])
        return sorted(row[0] for row in rows)
    rows = select("update sqlite_sequence set seq = seq + %s where name = %s returning seq", [count, table])
    if not rows:  # nothing was ever written there
        rows = select("insert into sqlite_sequence (name, seq) values (%s, %s) returning seq", [table, count])
    last = rows[0][0]
    return list(range(last - count + 1, last + 1))
