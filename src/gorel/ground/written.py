"""A row that is written by a statement put together once, as `Prepared` asks.

Django writes an object's SQL anew each time it is saved, which takes several times as long as the database takes to
write it. Where the same few fields are written for each of a hundred thousand, the SQL stays as it was first written.
Neither sends signals; a model that does more than that when it is saved does it before.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Model


class _Writing:
    def __init__(self, model: type[Model], *names: str) -> None:
        self._model, self._names = model, names

    @cached_property
    def _fields(self) -> list[Any]:
        meta = self._model._meta
        if self._names:
            return [meta.get_field(name) for name in self._names]
        return [field for field in meta.concrete_fields if not field.primary_key]

    def _run(self, sql: str, row: Model, *more: Any) -> Any:
        values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in self._fields]
        with connection.cursor() as cursor:
            cursor.execute(sql, [*values, *more])
            return cursor.fetchone() if cursor.description else None


class Added(_Writing):
    """Adds a row: `Added(Mail)(mail)`. Side effects: the row stands in the database, and has its key."""

    @cached_property
    def _sql(self) -> str:
        names = ", ".join(f'"{field.column}"' for field in self._fields)
        marks = ", ".join(["%s"] * len(self._fields))
        return f'insert into "{self._model._meta.db_table}" ({names}) values ({marks}) returning id'  # noqa: S608 - our own names

    def __call__(self, row: Model) -> None:
        row.pk = self._run(self._sql, row)[0]
        row._state.adding, row._state.db = False, connection.alias


class Changed(_Writing):
    """Writes some fields of a row that stands there: `Changed(Mail, "state", "error")(mail)`."""

    @cached_property
    def _sql(self) -> str:
        columns = ", ".join(f'"{field.column}" = %s' for field in self._fields)
        return f'update "{self._model._meta.db_table}" set {columns} where id = %s'  # noqa: S608 - our own names

    def __call__(self, row: Model) -> None:
        self._run(self._sql, row, row.pk)
