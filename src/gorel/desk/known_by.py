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
    """Return for each case, by its id, its declared values in the order of the picture; "" without any. One query.

    A process is read for its order only where its cases have such values.
    """
    cases = list(cases)
    texts: dict[int, dict[str, str]] = {case.pk: {} for case in cases}
    rows = Searchable.objects.filter(case__in=list(texts)) if texts else Searchable.objects.none()
    for case_id, name, text in rows.values_list("case_id", "name", "text"):
        texts[case_id][name] = text
    return {case.pk: _called(case, texts[case.pk]) for case in cases}


def _called(case: Case, texts: dict[str, str]) -> str:
    names = programs.known(case.process_id).searchable[:MOST] if texts else ()
    return " · ".join(_said(texts[name]) for name in names if texts.get(name))


def _said(text: str) -> str:
    value = plain_values.read(text)
    return value if isinstance(value, str) else say_value(value, spoken())
