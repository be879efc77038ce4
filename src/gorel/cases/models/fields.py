"""A moment as a whole number: eight bytes, the core's own unit, equal on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models

from gorel.ground import clock

_LAST = clock.to_instant(datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC))
_FIRST = clock.to_instant(datetime(1, 1, 1, tzinfo=UTC))

_Set = TypeVar("_Set", contravariant=True)
_Get = TypeVar("_Get", covariant=True)

if TYPE_CHECKING:
    from django.db.models.expressions import Combinable

    class _Column(models.DateTimeField[_Set, _Get]):
        """What the ORM takes and gives."""

        _pyi_private_set_type: str | datetime | date | Combinable | int  # type: ignore[assignment]

else:

    class _Column(models.BigIntegerField):
        """What is kept."""

        def __class_getitem__(cls, _types: object) -> type:
            return cls


class InstantField(_Column[_Set, _Get]):
    """Microseconds since 1970-01-01 UTC in the database, an aware datetime in Python.

    Shape: the hot path writes the number itself; the ORM takes and gives datetimes. A moment outside the years
    1-9999 (FEEL knows such) is read as the nearest that Python has.
    """

    def from_db_value(self, value: int | None, *_how: Any) -> datetime | None:
        return None if value is None else clock.from_instant(min(max(value, _FIRST), _LAST))

    def to_python(self, value: Any) -> Any:
        return value if value is None or isinstance(value, datetime) else clock.from_instant(int(value))

    def get_prep_value(self, value: Any) -> Any:
        return clock.to_instant(value) if isinstance(value, datetime) else super().get_prep_value(value)

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.get_prep_value(self.value_from_object(obj)))
