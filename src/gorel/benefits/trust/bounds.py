"""How far decisions go by themselves: the amount of one, and the number and amount of a day.

A bound of the organisation goes before one for everybody. What has none is not bounded.
"""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal

from django.db.models import Count, F, Q, Sum

from gorel.benefits.models import AutomatedDecision, Bounds
from gorel.ground import clock


def of(decision_type: str, organisation_id: int | None) -> Bounds:
    """Return the bounds that hold; those of a new row, which bounds nothing, where nobody has set any."""
    found = Bounds.objects.filter(
        Q(organisation=organisation_id) | Q(organisation=None), decision_type=decision_type
    ).order_by(F("organisation").desc(nulls_last=True))
    return found.first() or Bounds(decision_type=decision_type)


def passed(bounds: Bounds, organisation_id: int | None, amount: Decimal | None) -> str | None:
    """Return which bound one more decision would pass, a word of `words.WHY`; None when it passes none."""
    if amount is None and (bounds.highest_amount is not None or bounds.amount_a_day is not None):
        return "amount-unknown"
    if amount is not None and bounds.highest_amount is not None and amount > bounds.highest_amount:
        return "amount"
    if bounds.number_a_day is None and bounds.amount_a_day is None:
        return None
    morning = datetime.combine(clock.today(), time(), clock.ZONE)
    today = AutomatedDecision.objects.filter(
        decision_type=bounds.decision_type, organisation=organisation_id, taken_at__gte=morning
    ).aggregate(number=Count("pk"), amount=Sum("amount"))
    if bounds.number_a_day is not None and today["number"] >= bounds.number_a_day:
        return "day-number"
    if bounds.amount_a_day is not None and (today["amount"] or 0) + (amount or 0) > bounds.amount_a_day:
        return "day-amount"
    return None
