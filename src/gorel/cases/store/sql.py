"""Statements that write many rows at once, in the words of both databases.

PostgreSQL gets one array per column and unpacks them with `unnest`; SQLite gets `executemany`. Measured, both come to
over nine tenths of the bare driver, where the ORM's `bulk_create` and `bulk_update` come to a fifth at best.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

Row = Sequence[Any]


class Statement:
    """One writing statement. Shape: each row has the values in the order that the columns were named."""

    def __init__(self, *, sqlite: str, postgresql: str) -> None:
        self.sqlite, self.postgresql = sqlite, postgresql

    def run(self, cursor: Any, rows: Sequence[Row]) -> None:
        """Write *rows*."""
        if connection.vendor == "postgresql":
            cursor.execute(self.postgresql, [list(column) for column in zip(*rows, strict=True)])
        else:
            cursor.executemany(self.sqlite, rows)


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
    )


def update(
    table: str, columns: Mapping[str, str], *, where: Mapping[str, str], named: Mapping[str, str] | None = None
) -> Statement:
    """Return an UPDATE. Shape: a row has the new values first, then the values that find it.

    *named* gives the real name of a column that stands in both, and so needs another name among the new values.
    """
    both = {**columns, **where}
    real = {name: (named or {}).get(name, name) for name in columns}
    return Statement(
        sqlite=f"update {table} set {', '.join(f'{real[name]} = %s' for name in columns)}"
        f" where {' and '.join(f'{name} = %s' for name in where)}",
        postgresql=f"update {table} t set {', '.join(f'{real[name]} = v.{name}' for name in columns)}"
        f" from unnest({', '.join(f'%s::{kind}[]' for kind in both.values())}) v({', '.join(both)})"
        f" where {' and '.join(f't.{name} = v.{name}' for name in where)}",
    )


def delete(table: str, *, where: Mapping[str, str]) -> Statement:
    """Return a DELETE by the columns in *where*."""
    return Statement(
        sqlite=f"delete from {table} where {' and '.join(f'{name} = %s' for name in where)}",
        postgresql=f"delete from {table} t using unnest({', '.join(f'%s::{kind}[]' for kind in where.values())})"
        f" v({', '.join(where)}) where {' and '.join(f't.{name} = v.{name}' for name in where)}",
    )


def select(sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Return all rows of a reading statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def among(column: str, values: Sequence[Any]) -> tuple[str, list[Any]]:
    """Return a condition that *column* is one of *values*, and its parameters; one text for all on PostgreSQL."""
    if connection.vendor == "postgresql":
        return f"{column} = any(%s)", [list(values)]
    return f"{column} in ({', '.join(['%s'] * len(values))})", list(values)


def locking(table: str, *, skip: bool = False) -> str:
    """Return the clause that locks rows of *table*; SQLite's transactions hold the one write lock from their first
    word.
    """
    if connection.vendor != "postgresql":
        return ""
    return f" for update of {table}{' skip locked' if skip else ''}"


def allocate(table: str, count: int) -> list[int]:
    """Return *count* fresh ids of *table*, so that a row and what hangs on it can be written together.

    Shape: inside a transaction that writes.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "select nextval(pg_get_serial_sequence(%s, 'id')) from generate_series(1, %s)", [table, count]
            )
            return sorted(row[0] for row in cursor.fetchall())
        cursor.execute("update sqlite_sequence set seq = seq + %s where name = %s returning seq", [count, table])
        row = cursor.fetchone()
        if row is None:  # nothing was ever written there
            cursor.execute("insert into sqlite_sequence (name, seq) values (%s, %s)", [table, count])
            row = (count,)
        return list(range(row[0] - count + 1, row[0] + 1))
