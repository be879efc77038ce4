"""The ground of an automated decision: a delegation that is valid today and whose checklist holds.

Source: kommunallagen 6 kap. 37 §; the inquiry's limits: decisions that are appealed by förvaltningsbesvär, no other law
against it, no procurement. A state agency's ground is förvaltningslagen 28 §; it is recorded in the same way.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from gorel.accounts.models import Organisation, Person
from gorel.benefits.models import Delegation
from gorel.ground import clock

STATE = frozenset({Organisation.Kind.AGENCY})
MAY = frozenset({Organisation.Kind.MUNICIPALITY, Organisation.Kind.REGION}) | STATE


def carrying(decision_type: str, organisation_id: int | None, *, on: date | None = None) -> Delegation | None:
    """Return the delegation that carries a decision of this type on a day (today), None when none does."""
    if organisation_id is None:
        return None
    day = on or clock.today()
    return (
        Delegation.objects.filter(
            Q(valid_to=None) | Q(valid_to__gte=day),
            organisation=organisation_id, organisation__kind__in=MAY, decision_type=decision_type, valid_from__lte=day,
            is_appealable=True, no_other_law=True, not_procurement=True, withdrawn_at=None,
        )
        .select_related("organisation")
        .order_by("-valid_from", "-pk")
        .first()
    )  # fmt: skip


def law(delegation: Delegation) -> str:
    """Return the paragraph of the law that the delegation rests on."""
    if delegation.organisation.kind in STATE:
        return "28 § förvaltningslagen (2017:900)"
    return "6 kap. 37 § kommunallagen (2017:725)"


def withdraw(delegation: Delegation, *, by: Person, why: str) -> None:
    """End a delegation at once. Writes its row; decisions that were taken under it stay."""
    delegation.withdrawn_at, delegation.withdrawn_by, delegation.why_withdrawn = clock.now(), by.actor, why[:300]
    delegation.save(update_fields=["withdrawn_at", "withdrawn_by", "why_withdrawn"])
