"""What SQLite knows of how full its tables are.

PostgreSQL looks by itself. SQLite has to be told to: until then it takes every index for equally good, and a page of a
large home that takes 50 ms takes 350, or many seconds. All rows are looked at: from some of each index it misjudges
those of few rows among many, and pages took 220 ms more than with none left out. While it looks nobody else writes; all
of it takes 3.4 s at a million cases. So a home that is running looks at one index at a time, of more than a million
rows at so many, and rests in between.
"""

from __future__ import annotations

from django.core.cache import cache
from django.db import connection, connections

DAY = 86_400  # seconds of machine time between two looks
MOST = 1_000_000  # rows of an index that a running home looks at
_LOOKED = "sqlite-statistics"
_left: list[str] = []  # indexes that are still to be looked at, when this process has begun to


def learn(database: str = "default") -> None:
    """Look at all tables. Side effects: SQLite writes down what it saw; connections opened from now on know."""
    if connections[database].vendor == "sqlite":
        with connections[database].cursor() as cursor:
            cursor.execute("analyze")
        cache.set(_LOOKED, True, DAY)


def learn_on() -> int:
    """Look at the next index, once a day at all of them; return 1, or 0 when nothing is to be looked at now.

    Shape: of several processes the one that asks first each day looks at all; if it ends before, the next day's does.
    Side effects: those of `learn`.
    """
    if connection.vendor != "sqlite" or not (_left or cache.add(_LOOKED, True, DAY)):
        return 0
    with connection.cursor() as cursor:
        if not _left:
            cursor.execute("select name from sqlite_schema where type = 'index' order by name desc")
            _left.extend(name for (name,) in cursor.fetchall())
        cursor.execute(f"pragma analysis_limit = {MOST}")
        try:
            cursor.execute(f'analyze "{_left.pop()}"')
        finally:
            cursor.execute("pragma analysis_limit = 0")
    return 1
