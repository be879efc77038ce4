"""A question to the database that is put together once.

Django writes a queryset's SQL anew each time it is asked, which takes several times as long as SQLite takes to answer.
Where a page asks the same question of every visitor – for the few columns that keys of kept pieces are made of – the
SQL stays as it was first written, with places for what differs between askings.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators


def _place(kind: type, number: int) -> Any:
    """Return what stands for a value while the SQL is written; no question holds it for another reason."""
    return {
        int: -7_316_548_209 - number, str: f"\x01{number}\x01", date: date(1, 1, 7 + number),
        UUID: UUID(int=7_316_548_209 + number),
    }[kind]  # fmt: skip


def _as_text(value: Any) -> str:
    return value.hex if isinstance(value, UUID) else str(value)  # as SQLite keeps them


class Prepared:
    """A question whose answers are plain tuples, or rows as Django makes them.

    Shape: *make* takes the values by name and returns a queryset, of `values_list` where `rows` is asked, of a model
    where `objects` is; its SQL may depend on nothing else. *types* say what each value is: int, str, date or UUID.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, Any]], **types: type) -> None:
        self._make, self._types = make, types

    @cached_property
    def _written(self) -> tuple[Any, str, list[tuple[str | None, Any]], list[tuple[int, list[Any], Any]]]:
        """Return what wrote it, the SQL, its parameters (a value's name, or None and the constant), and what columns
        go through."""
        places = {name: _place(kind, number) for number, (name, kind) in enumerate(self._types.items())}
        compiler = self._make(**places).query.get_compiler(connection=connection)
        sql, given = compiler.as_sql()
        names = {text: name for name, place in places.items() for text in (place, _as_text(place))}
        params = [(names.get(one) if isinstance(one, int | str | date | UUID) else None, one) for one in given]
        missing = set(places) - {name for name, _one in params}
        if missing:
            raise ValueError(f"the question does not ask for {', '.join(sorted(missing))}")
        through = compiler.get_converters([column for column, _sql, _alias in compiler.select])
        return compiler, sql, params, [(place, found, expression) for place, (found, expression) in through.items()]

    @cached_property
    def _made(self) -> tuple[type[Model], int, int, list[str], list[Any]]:
        """Return of what model an answer's rows are, which columns are its own, by what names, and its relations."""
        compiler = self._written[0]
        klass = compiler.klass_info
        first, last = klass["select_fields"][0], klass["select_fields"][-1] + 1
        names = [column[0].target.attname for column in compiler.select[first:last]]
        return klass["model"], first, last, names, get_related_populators(klass, compiler.select, connection.alias)  # type: ignore[call-arg]  # of a later Django

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """Return the answer as the queryset would."""
        _compiler, sql, params, through = self._written
        given = [
            one if name is None else _as_text(values[name]) if isinstance(one, str) else values[name]
            for name, one in params
        ]
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            found = cursor.fetchall()
        if not through or not found:
            return [tuple(row) for row in found]
        answer = []
        for row in map(list, found):
            for place, converters, expression in through:
                for convert in converters:
                    row[place] = convert(row[place], expression, connection)
            answer.append(tuple(row))
        return answer

    def objects(self, **values: Any) -> list[Any]:
        """Return the answer as the queryset's objects, with what `select_related` brings; no annotations."""
        found = self.rows(**values)
        if not found:
            return []
        model, first, last, names, relations = self._made
        answer = []
        for row in found:
            made = model.from_db(connection.alias, names, row[first:last])
            for relation in relations:
                relation.populate(row, made)
            answer.append(made)
        return answer

    def get(self, **values: Any) -> Any:
        """Return the one object of the answer. Errors: the model's DoesNotExist."""
        found = self.objects(**values)
        if not found:
            raise self._made[0].DoesNotExist  # type: ignore[attr-defined]
        return found[0]
