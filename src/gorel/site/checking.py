"""What `gorel check` looks at; each finding says what to do."""

from __future__ import annotations

from collections.abc import Iterator


def findings() -> Iterator[str]:
    """Yield a sentence for each thing that is not in order."""
    from django.core import checks

    for message in checks.run_checks(include_deployment_checks=False):
        yield f"{message.id}: {message.msg} {message.hint or ''}".strip()
    yield from _database()


def _database() -> Iterator[str]:
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    from gorel.ground import unavailable

    try:
        connection.ensure_connection()
    except DatabaseError as error:
        yield f"{unavailable.said(error) or 'The database does not answer.'} ({error})"
        return
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield "The tables are from an earlier version. `gorel up` brings them up to date; take a backup first."
        return
    yield from _keys()


def _keys() -> Iterator[str]:
    """Whether what was sealed last opens here: on several machines all need the same master key."""
    from gorel.cases.models import Personal
    from gorel.ground import sealing
    from gorel.robots.models import Mail

    for model in (Personal, Mail):
        key = model.objects.exclude(key=b"").order_by("-pk").values_list("key", flat=True).first()
        try:
            if key is not None:
                sealing.unwrap(bytes(key))
        except sealing.CannotOpen as error:
            yield f"{error}."
            return
