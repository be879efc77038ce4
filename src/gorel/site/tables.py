"""The tables of a home.

A new home gets them as the last step of the migrations leaves them, and a note that all steps are taken; a home that is
there takes the steps that it lacks. Both come to the same tables (`tests/site/test_tables.py` holds that on both
databases). To take the steps one by one costs a fresh home many times as much, since Django builds its picture of all
models anew for each of them. Steps that write rows have nothing to do where there are none.
"""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from gorel.ground.sqlite import statistics

_LOCK = 4_711_001  # a number of PostgreSQL's advisory locks: one process makes the tables, others wait for it


def bring_up(database: str = "default") -> None:
    """Bring the tables of *database* up to this version.

    Side effects: they are made, changed, or left as they are. Errors: as Django's migrations.
    """
    connection = connections[database]
    if not connection.introspection.table_names() and _make_all(connection):
        emit_post_migrate_signal(0, False, database)
        return
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", database=database, interactive=False, verbosity=0)
    statistics.learn(database)  # the processes that are started now know it


def _make_all(connection: Any) -> bool:
    """Make all tables of an empty database in one transaction; False when somebody else has done it meanwhile."""
    Taken: Any = MigrationRecorder.Migration
    loader = MigrationLoader(None)
    last = loader.project_state().apps.get_models()
    with connection.schema_editor() as editor:
        if connection.vendor == "postgresql":
            editor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
        if connection.introspection.table_names():
            return False
        for model in (Taken, *last):
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        steps = sorted(loader.disk_migrations)
        Taken.objects.using(connection.alias).bulk_create(Taken(app=app, name=name) for app, name in steps)
    return True
