"""What SQLite knows of how full its tables are.

PostgreSQL looks by itself. SQLite has to be told to: until then it takes every index for equally good, and a page of a
large home that takes 50 ms takes 350, or many seconds. All rows are looked at, which takes 3.4 s at a million cases:
from some of each index it misjudges those of few rows among many, and pages took 220 ms more than with none left out.
"""

from __future__ import annotations

from django.db import connections


def learn(database: str = "default") -> None:
    """Let SQLite look at its tables. Side effects: it writes down what it saw; connections opened from now on know."""
    connection = connections[database]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("analyze")
