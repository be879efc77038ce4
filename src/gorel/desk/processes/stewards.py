"""Who answers for the processes of some cases, for pages that show what has gone wrong in them."""

from __future__ import annotations

from collections.abc import Iterable

from gorel.cases.models import Case
from gorel.desk.models import Stewardship


def stewards(cases: Iterable[Case]) -> dict[int, Stewardship]:
    """Return by case who answers for its process in its organisation; an empty one where nobody is named. One query."""
    cases = list(cases)
    rows = Stewardship.objects.filter(
        organisation__in={case.organisation_id for case in cases}, process__in={case.process.key for case in cases}
    ).select_related("owner", "backup")
    named: dict[tuple[int | None, str], Stewardship] = {(row.organisation_id, row.process): row for row in rows}
    return {
        case.pk: named.get((case.organisation_id, case.process.key)) or Stewardship(process=case.process.key)
        for case in cases
    }
