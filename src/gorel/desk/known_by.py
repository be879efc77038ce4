"""What a case is known by where no room has a row to tell of: what its process says that cases are known by.

Those are the values that the picture declares searchable. Nothing personal is among them.
"""

from __future__ import annotations

from collections.abc import Iterable

from gorel.cases import programs
from gorel.cases.models import Case, Searchable
from gorel.core.dmn.words import say_value
from gorel.desk import plain_values
from gorel.ground.language import spoken

MOST = 4  # values of one case; more would be no name


def known_by(cases: Iterable[Case]) -> dict[int, str]:
    """Return for each case, by its id, its declared values in the order of the picture; "" without any.

    One query, and none where no process declares any.
    """
    declared = {case.pk: programs.known(case.process_id).searchable[:MOST] for case in cases}
    asked = [pk for pk, names in declared.items() if names]
    rows = Searchable.objects.filter(case__in=asked).values_list("case_id", "name", "text") if asked else ()
    texts = {(case, name): text for case, name, text in rows}
    return {
        pk: " · ".join(_said(texts[pk, name]) for name in names if texts.get((pk, name)))
        for pk, names in declared.items()
    }


def _said(text: str) -> str:
    value = plain_values.read(text)
    return value if isinstance(value, str) else say_value(value, spoken())
