"""What the ways out of a step look at, and what a case that found no way has there: enough to see which rule lacks.

What is personal is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from gorel.cases import programs, queries
from gorel.cases.models import Incident
from gorel.core import engine
from gorel.desk import masking, plain_values
from gorel.desk.steps import steps

NO_WAY = "engine.no-flow"
_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')
_NAME = re.compile(r"(?<![\w.])[^\W\d]\w*(?![\w(])")
_WORDS = frozenset((
    "and", "or", "not", "in", "between", "if", "then", "else", "for", "return", "some", "every", "satisfies", "true",
    "false", "null",
))  # fmt: skip


def looked_at(incidents: Iterable[Incident]) -> dict[int, list[tuple[str, str]]]:
    """Return for each incident where no way was open, by its id, the names that the ways ask for and their values.

    Shape: the cases' processes are loaded. One query, and one for each case that has something personal.
    """
    stuck = [one for one in incidents if one.code == NO_WAY]
    states = queries.states([one.case_id for one in stuck]) if stuck else {}
    found: dict[int, list[tuple[str, str]]] = {}
    for one in stuck:
        state = states.get(one.case_id)
        if state is None:
            continue
        hidden = masking.names(one.case) if programs.known(one.case.process_id).personal else frozenset()
        values = engine.variables(state)
        found[one.pk] = [
            (name, plain_values.shown(values[name]) if name in values else _("missing"))
            for name in _names(steps(one.case.process).conditions.get(one.element, ()))
            if name not in hidden
        ]
    return found


def _names(conditions: Iterable[str]) -> list[str]:
    words = [word for text in conditions for word in _NAME.findall(_TEXT.sub("", text))]
    return [word for word in dict.fromkeys(words) if word not in _WORDS]
