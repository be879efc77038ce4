"""Starting cases by condition: which processes begin when these variables are so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gorel.cases import calling, group, programs
from gorel.cases.models import Case, Start
from gorel.cases.speaking import Within
from gorel.cases.turn import Turn
from gorel.cases.values import plain
from gorel.core import engine


def evaluate(
    variables: Mapping[str, Any],
    *,
    business_key: str = "",
    process: str | None = None,
    by: str | None = None,
    within: Within | None = None,
) -> list[Case]:
    """Start a case at each conditional start event, of the processes' newest versions, that holds for *variables*.

    Shape: *process* asks only that one; without *within* everybody's are asked.
    Side effects: the cases with their first rows.
    """
    given = plain(variables)

    def begin(turn: Turn) -> list[int]:
        starts = Start.objects.filter(kind=Start.CONDITION)
        if process is not None:
            starts = starts.filter(process__key=process)
        if within is not None:
            starts = within.starts(starts)
        begun = []
        for start in starts.select_related("process").order_by("id"):
            known = programs.known(start.process_id)
            met = engine.conditions_met(known.program, given, now=turn.now, seed=turn.seed())
            if start.element in [one.element for one in met]:
                owner = known.organisation_id if within is None else within.organisation_id
                case = calling.begin(
                    turn, known, variables=given, business_key=business_key, organisation_id=owner,
                    by=by or "", element=start.element, came=("conditional", ""),
                )  # fmt: skip
                begun.append(case.id)
        return begun

    return list(Case.objects.filter(pk__in=group.ask(begin)).order_by("pk"))
