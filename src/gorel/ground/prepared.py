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

from django.db import connection
from django.db.models import QuerySet


def _place(kind: type, number: int) -> Any:
    """Return what stands for a value while the SQL is written; no question holds it for another reason."""
    return {int: -7_316_548_209 - number, str: f"\x01{number}\x01", date: date(1, 1, 7 + number)}[kind]


class Prepared:
    """A question whose answers are plain tuples.

    Shape: *make* takes the values by name and returns a queryset of `values_list`; its SQL may depend on nothing else.
    *types* say what each value is: int, str or date.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, tuple[Any, ...]]], **types: type) -> None:
        self._make, self._types = make, types

    @cached_property
    def _written(self) -> tuple[str, list[tuple[str | None, Any]], list[tuple[int, list[Any], Any]]]:
        """Return the SQL, its parameters (a value's name, or None and the constant), and what columns go through."""
        places = {name: _place(kind, number) for number, (name, kind) in enumerate(self._types.items())}
        compiler = self._make(**places).query.get_compiler(connection=connection)
        sql, given = compiler.as_sql()
        names = {text: name for name, place in places.items() for text in (place, str(place))}
        params = [(names.get(one) if isinstance(one, int | str | date) else None, one) for one in given]
        missing = set(places) - {name for name, _one in params}
        if missing:
            raise ValueError(f"the question does not ask for {', '.join(sorted(missing))}")
        through = compiler.get_converters([column for column, _sql, _alias in compiler.select])
        return sql, params, [(place, found, expression) for place, (found, expression) in through.items()]

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """Return the answer as the queryset would."""
        sql, params, through = self._written
        given = [
            one if name is None else str(values[name]) if isinstance(one, str) else values[name] for name, one in params
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
