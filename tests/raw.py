"""Reads all that the database holds as it stands there, to look for what must not."""

from __future__ import annotations

from django.db import connection


def raw() -> bytes:
    """All that the database holds: its files, or every row of every table as text; only what is committed."""
    if connection.vendor == "sqlite":
        connection.close()
        path = connection.settings_dict["NAME"]
        found = b""
        for tail in ("", "-wal", "-journal"):
            try:
                with open(f"{path}{tail}", "rb") as file:
                    found += file.read()
            except FileNotFoundError:
                continue
        return found
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'select t::text from "{table}" t')
            rows += [row[0] for row in cursor.fetchall()]
    return "\n".join(rows).encode()
