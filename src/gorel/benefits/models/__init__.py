"""What the room keeps: grounds of decisions and trust (`trust`), benefit as planned and realised (`account`)."""

from gorel.benefits.models.account import CostOfHour, Measurement, Plan, Realised, Upkeep
from gorel.benefits.models.trust import AutomatedDecision, Bounds, Breaker, Delegation, Opinion

__all__ = [
    "AutomatedDecision", "Bounds", "Breaker", "CostOfHour", "Delegation", "Measurement", "Opinion", "Plan", "Realised",
    "Upkeep",
]  # fmt: skip
