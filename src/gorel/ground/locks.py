"""Rows that must not change under a transaction that goes by what they say."""

from __future__ import annotations

import zlib

from django.db import connection, models


def hold_still(row_of: type[models.Model], pk: int) -> None:
    """Keep a row as it is until the transaction ends; others may hold it still at the same time, and read it.

    Side effect: waits for whoever is changing it. Read it afterwards: what was read before may be old.
    Shape: for PostgreSQL; SQLite has one writer at a time.
    """
    if connection.vendor == "postgresql":
        table = connection.ops.quote_name(row_of._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"select 1 from {table} where id = %s for share", [pk])  # noqa: S608 - our own table's name


def hold_alone(name: str) -> None:
    """Wait until nobody else holds *name*, and hold it until the transaction ends.

    Shape: for PostgreSQL; on SQLite a transaction that writes is alone anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s, %s)", [_SAVES, zlib.crc32(name.encode()) - 2**31])


_SAVES = 7_101  # the first half of the key, so that no other lock of the house meets these
