"""Empty the test database after a test that committed: only the tables that hold something, and nothing else.

Django's way empties every table and makes content types and permissions anew, which takes longer than most tests.
"""

from __future__ import annotations

from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.test import TransactionTestCase

# What `migrate` leaves in a new home, and no test changes.
KEPT = {"django_migrations", "django_content_type", "auth_permission"}


def empty() -> None:
    """Delete every row but those that a new home begins with."""
    quote = connection.ops.quote_name
    tables = [name for name in connection.introspection.django_table_names(only_existing=False) if name not in KEPT]
    asked = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {quote(name)})" for name in tables)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(asked)
        full = [name for (name,) in cursor.fetchall()]
        if full and connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")  # in any order: no key is looked after
        for name in full:
            cursor.execute(f"DELETE FROM {quote(name)}")


def _teardown(case: TransactionTestCase) -> None:
    assert case._databases_names(include_mirrors=False) == [DEFAULT_DB_ALIAS]
    empty()


def instead_of_flushing() -> None:
    """Let every test that commits end this way."""
    TransactionTestCase._fixture_teardown = _teardown
