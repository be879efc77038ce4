"""What SQLite knows of how full its tables are.

PostgreSQL looks by itself. SQLite has to be told to: until then it takes every index for equally good, and a page of a
large home that takes 50 ms takes 350, or many seconds. A look at some rows of each index takes some milliseconds.
"""

from __future__ import annotations

from django.db import connections

ROWS = 1_000  # of each index


def learn(database: str = "default") -> None:
    """Let SQLite look at its tables. Side effects: it writes down what it saw; connections opened from now on know."""
    connection = connections[database]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"pragma analysis_limit = {ROWS}")
            cursor.execute("analyze")
